"""What the pages say on which documents are changed, in German."""

from __future__ import annotations

from app.pages.words.wording import Word

WORDS: dict[str, Word] = {
    "doc_added": "neues Dokument",
    "doc_replaced": "neue Version",
    "doc_withdrawn": "Rückzug",
    "doc_restored": "frühere Version zurück",
    "doc_open_source": "Dokumente und Hochladen",
    "doc_not_here": "Ihre Dokumente werden nicht hier geändert",
    "doc_upload": "Dokumente hochladen",
    "doc_drop": "Dateien wählen oder hier ablegen",
    "doc_drop_one": "Datei wählen oder hier ablegen",
    "doc_limits": (
        "Auf einmal höchstens {files} Dateien, jede höchstens {each} MB, zusammen {all} MB. Was "
        "sie sind, sagt ihr Inhalt. Eine Datei, die sich nicht lesen lässt, durch ein Passwort "
        "geschützt oder leer ist oder sich zu groß entpackt, wird mit dem Grund abgelehnt; die "
        "übrigen werden angenommen."
    ),
    "doc_limit_one": "Eine Datei von höchstens {each} MB, vom selben Typ wie das Dokument.",
    "doc_formats": "Gelesen werden: {names}.",
    "doc_folder": "Ordner in der Quelle",
    "doc_folder_hint": (
        "Leer für die oberste Ebene. Wer es dort liest, sagen die Regeln in source.yaml."
    ),
    "doc_why": "Was sich ändert und warum",
    "doc_why_optional": "Was sich ändert und warum (wenn es etwas zu sagen gibt)",
    "doc_alone": "Es antwortet, sobald es eingelesen ist.",
    "doc_two": (
        "Bei dieser Quelle braucht es zwei: Erst sieht es eine andere Person an, die für die "
        "Abteilung freigibt. Bis dahin ändert sich nichts."
    ),
    "doc_send": "Hochladen",
    "doc_taken": "Angenommen",
    "doc_refused": "Abgelehnt, und nichts davon wurde behalten",
    "doc_too_large_here": "Das ist mehr, als auf einmal angenommen wird.",
    "doc_reading": "Die Quelle wird eingelesen",
    "doc_waits_for_reading": "Die Quelle wird eingelesen, sobald das laufende Einlesen endet.",
    "doc_changes": "Änderungen",
    "doc_no_changes": "Hier wurde noch nichts geändert.",
    "doc_what": "Was",
    "doc_who": "Wer",
    "doc_state_proposed": "wartet auf eine andere Person",
    "doc_state_accepted": "wird an seinen Platz gelegt",
    "doc_state_answers": "antwortet",
    "doc_state_read": "wird als Nächstes eingelesen",
    "doc_state_earlier": "seither ersetzt",
    "doc_state_gone": "aus allen Antworten verschwunden",
    "doc_state_unread": "ließ sich nicht lesen",
    "doc_state_failed": "nicht geschehen",
    "doc_state_returned": "zurückgegeben",
    "doc_state_taken back": "zurückgenommen",
    "doc_proposed_by": "vorgeschlagen von",
    "doc_changed_by": "von",
    "doc_to_source": "Dokumente dieser Quelle",
    "doc_to_document": "Seite des Dokuments öffnen",
    "doc_compared": "Vorher und nachher",
    "doc_before": "Vorher",
    "doc_after": "Nachher",
    "doc_nothing_before": "nichts",
    "doc_size": "Größe",
    "doc_megabytes": "{mb} MB",
    "doc_kilobytes": "{n} kB",
    "doc_pages": "Seiten",
    "doc_date": "Datum",
    "doc_hash": "SHA-256",
    "doc_chunks": "Abschnitte",
    "doc_readers": "Wer es liest",
    "doc_text": "Was sich im Text ändert",
    "doc_text_same": "Der Parser liest aus beiden denselben Text.",
    "doc_unread": (
        "Was jetzt dort liegt, wurde noch nicht gelesen, also lässt sich nichts vergleichen. "
        "Öffnen Sie diese Seite nach der nächsten Aufnahme noch einmal."
    ),
    "doc_open_live": "Öffnen, was jetzt antwortet",
    "doc_withdrawn_text": "Was zurückgezogen wurde",
    "doc_same": {
        "one": "{n} Zeile bleibt, wie sie ist",
        "other": "{n} Zeilen bleiben, wie sie sind",
    },
    "doc_new": {
        "one": "{n} Zeile ist neu oder anders",
        "other": "{n} Zeilen sind neu oder anders",
    },
    "doc_lost": {"one": "{n} Zeile fällt weg", "other": "{n} Zeilen fallen weg"},
    "doc_more": {
        "one": (
            "{n} weitere Zeile weicht ab und ist hier nicht gezeigt. Lesen Sie die ganze Datei, "
            "bevor Sie entscheiden."
        ),
        "other": (
            "{n} weitere Zeilen weichen ab und sind hier nicht gezeigt. Lesen Sie die ganze "
            "Datei, bevor Sie entscheiden."
        ),
    },
    "doc_preview": "Wie der Assistent es sehen wird",
    "doc_preview_intro": "Diese Stücke hat der Parser aus der wartenden Datei gemacht.",
    "doc_preview_gone": (
        "Die wartende Datei ist weg oder nicht lesbar. Geben Sie die Änderung zurück."
    ),
    "doc_preview_waits": (
        "Eigenen Text hat es nicht; was auf seinen Bildern steht, wird später gelesen."
    ),
    "doc_decide": "Entscheiden",
    "doc_approve": "Freigeben, sodass es antwortet",
    "doc_approve_hint": "Genau die hier gezeigte Datei tritt an die Stelle dessen, was da ist.",
    "doc_return": "Zurückgeben",
    "doc_return_why": "Warum geht es zurück?",
    "doc_take_back": "Vorschlag zurücknehmen",
    "doc_own": "Sie haben das vorgeschlagen, eine andere Person muss es also freigeben.",
    "doc_waits": "Darüber entscheidet, wer für die Abteilung freigibt.",
    "doc_bring_back": "Zurückholen, was vorher da war",
    "doc_bring_back_hint": "Die frühere Datei wurde im Ordner der Quelle aufbewahrt.",
    "doc_erased": (
        "Die frühere Datei wurde aus dem Ordner der Quelle gelöscht und kommt nicht zurück."
    ),
    "doc_replace": "Durch eine neue Version ersetzen",
    "doc_replace_do": "Neue Version senden",
    "doc_withdraw": "Dokument zurückziehen",
    "doc_withdraw_hint": (
        "Ab der nächsten Antwort ist es weg, für alle und in jedem Assistenten. Dafür genügt eine "
        "Person, und die Datei wird aufbewahrt, damit es zurückkommen kann."
    ),
    "doc_withdraw_why": "Warum wird es zurückgezogen?",
    "doc_withdraw_do": "Jetzt zurückziehen",
    "doc_change_it": "Dieses Dokument ändern",
    "doc_attached": (
        "Es ist an eine Nachricht angehängt. Ersetzen oder zurückziehen lässt sich die Nachricht."
    ),
    "doc_earlier": "Zurück",
    "doc_later": "Weiter",
    "doc_others": "Andere Änderungen dieses Dokuments",
    "doc_history": "Frühere Änderungen",
}
