"""What the inbox says in German."""

from __future__ import annotations

from app.pages.words.wording import Word

WORDS: dict[str, Word] = {
    "inbox": "Reaktionen",
    "inbox_intro": (
        "Was Menschen von den Antworten Ihrer Assistenten halten. Bearbeiten Sie, was nicht half; "
        "wer reagiert hat, liest, was daraus wurde."
    ),
    "assistant": "Assistent",
    "all": "Alle",
    "score": "Bewertung",
    "score_low": "Tief: 1 oder 2 von 5",
    "score_middle": "Mittel: 3",
    "score_good": "Gut: 4 oder 5",
    "reason_given": "Grund",
    "version_number": "Version",
    "document_named": "Dokument",
    "document_hint": "Ein Dokument zeigt nur Antworten aus ihm: Wörter seines Titels.",
    "state": "Stand",
    "state_open": "Offen",
    "state_closed": "Abgeschlossen",
    "class": "Ursache",
    "mine": "Meine",
    "whose": "Betreut von",
    "show": "Zeigen",
    "found": {
        "one": "{n} Reaktion passt.",
        "other": "{n} Reaktionen passen.",
    },
    "nothing_fits": "Keine Reaktion passt.",
    "nothing_fits_hint": "Nehmen Sie einen Filter weg, oder zeigen Sie auch die abgeschlossenen.",
    "nobody_reacted": "Noch hat niemand reagiert",
    "nobody_reacted_hint": (
        "Man reagiert mit einem Emoji unter einer Antwort. Bitten Sie Ihre Kolleginnen und "
        "Kollegen darum: Eine schlechte Bewertung mit Grund sagt am meisten."
    ),
    "to_chat": "Zum Chat",
    "older": "Ältere",
    "newest": "Zu den neuesten",
    "taken_back": "zurückgenommen",
    "unclassed": "ohne Ursache",
    "nobody": "niemand",
    "case": "Reaktion",
    "to_inbox": "Alle Reaktionen",
    "to_form": "Zurück zu dem, was Sie schrieben",
    "question": "Frage",
    "answer": "Antwort",
    "asked_at": "gefragt am",
    "no_answer_stored": "Es gibt keine Antwort: Sie endete, bevor etwas geschrieben war.",
    "answer_hidden": (
        "Die Antwort wird nicht gezeigt: Sie beruht auf Dokumenten, die Sie nicht lesen dürfen. "
        "Deren Verantwortliche können sie mit Ihnen ansehen."
    ),
    "passages": "Stellen",
    "passages_hidden": {
        "one": "{n} Stelle stammt aus einem Dokument, das Sie nicht lesen dürfen.",
        "other": "{n} Stellen stammen aus Dokumenten, die Sie nicht lesen dürfen.",
    },
    "no_passages": "Zu dieser Frage wurde keine Stelle gefunden.",
    "cited": "zitiert",
    "page": "Seite",
    "passage_changed": "Das Dokument ist inzwischen ein anderes: Öffnen Sie es, um es zu lesen.",
    "open_document": "Dokument öffnen",
    "standing_current": "seither unverändert",
    "standing_changed": "seither geändert",
    "standing_replaced": "seither ersetzt",
    "standing_expired": "nicht mehr in Kraft",
    "what_was_said": "Was dazu gesagt wurde",
    "no_comment": "Kein Kommentar.",
    "suggested_answer": "Was richtig gewesen wäre",
    "suggested_document": "Das Dokument, das geholfen hätte",
    "reacted_again": (
        "Wer reagiert hat, tat es nach dem Abschluss noch einmal; darum ist der Fall wieder offen."
    ),
    "was_taken_back": "Die Reaktion wurde zurückgenommen. Was dazu geschah, bleibt.",
    "work": "Bearbeiten",
    "choose_class": "Warum half die Antwort nicht?",
    "class_retrieval": "Die Suche hat es verfehlt",
    "class_outdated": "Ein Dokument ist veraltet",
    "class_prompt": "Die Anweisung",
    "class_model": "Das Modell",
    "class_rights": "Rechte: die Person darf es nicht lesen",
    "class_question": "Die Frage war unklar",
    "keep_class": "Festhalten",
    "assign": "Wer betreut sie?",
    "assign_hint": "E-Mail-Adresse einer Person, die die Abteilung verwaltet; leer für niemanden.",
    "assign_me": "Ich",
    "assign_do": "Zuweisen",
    "link": "Verknüpfen",
    "link_draft": "Einen Entwurf",
    "link_document": "Ein Dokument",
    "link_none_draft": (
        "Es gibt keinen Entwurf dieses Assistenten. Beginnen Sie einen, und verknüpfen Sie ihn "
        "hier."
    ),
    "link_do": "Verknüpfen",
    "links": "Führt zu",
    "linked_draft": "Entwurf",
    "answer_person": "Antwort an die Person, die reagiert hat",
    "answer_hint": "Sie liest sie auf ihrer Kontoseite, mit Ihrer Adresse.",
    "send_answer": "Senden",
    "note_department": "Notiz für die Abteilung",
    "keep_note": "Notiz festhalten",
    "close": "Mit einem Ergebnis abschließen",
    "close_outcome": "Was wurde daraus?",
    "close_text": "In Ihren Worten, für die Person, die reagiert hat",
    "close_do": "Abschließen",
    "outcome_mended": "Es ist behoben",
    "outcome_explained": "Die Antwort war richtig; hier steht, warum",
    "outcome_passed_on": "Weitergegeben an jemanden, der es beheben kann",
    "outcome_declined": "Es ändert sich nichts; hier steht, warum",
    "reopen": "Wieder öffnen",
    "closed_with": "Abgeschlossen",
    "steps": "Verlauf",
    "no_steps": "Noch hat niemand etwas getan.",
    "step_classed": "nannte die Ursache",
    "step_assigned": "gab sie an",
    "step_answered": "antwortete der Person, die reagiert hat",
    "step_noted": "notierte",
    "step_linked": "verknüpfte sie",
    "step_closed": "schloss sie ab",
    "step_reopened": "öffnete sie wieder",
    "step_revealed": "ließ sich sagen, wer reagiert hat",
    "who": "Wer hat reagiert?",
    "who_hint": (
        "Um eine Antwort zu verbessern, braucht niemand den Namen. Brauchen Sie ihn doch, so "
        "sagen Sie, wozu: Der Grund bleibt für immer im Prüfprotokoll."
    ),
    "who_because": "Grund",
    "because_ask_back": "Ich muss die Person etwas fragen",
    "because_harm": "Jemand könnte zu Schaden kommen",
    "because_misuse": "Der Assistent wurde missbraucht",
    "because_law": "Ein Gesetz oder eine Prüfung verlangt es",
    "who_note": "Mehr dazu, für die Abteilung",
    "who_do": "Sagen, wer reagiert hat",
    "who_is": "Reagiert hat:",
    "again": "Noch einmal fragen",
    "again_hint": (
        "Stellt dem, was jetzt im Einsatz ist, dieselbe Frage, mit den Rechten, die die "
        "Person hatte und Sie auch haben. Nichts davon wird gespeichert."
    ),
    "again_do": "Noch einmal fragen",
    "again_then": "Damals",
    "again_now": "Jetzt",
    "again_outcome": "Ergebnis",
    "again_passages": "Stellen: {kept} wie damals, {gone} nicht mehr gefunden, {new} neue.",
    "again_lacking": (
        "Die Person hatte Gruppen, die Sie nicht haben, und bekommt vielleicht mehr, als Sie "
        "hier sehen."
    ),
    "again_asked": "Gefragt als:",
}
