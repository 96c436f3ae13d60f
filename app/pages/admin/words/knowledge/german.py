"""What the pages of the console that look into the documents say in German."""

from __future__ import annotations

from app.pages.words.wording import Word

WORDS: dict[str, Word] = {
    "to_knowledge": "Wissen",
    "search_test": "Suche ausprobieren",
    "search_intro": (
        "Was der Assistent im Einsatz zu einer Frage findet, so wie sie dasteht und mit den "
        "Rechten einer Rolle. Kein Modell schreibt; eine Frage, die zu wenig findet, wird nicht in "
        "anderen Worten versucht, wie es der Assistent tut, wenn er dafür ein Modell hat. Dass Sie "
        "es ausprobiert haben, wird festgehalten."
    ),
    "search_do": "Suchen",
    "search_verdict": "Was daraus folgt",
    "search_answers": "Eine Antwort wird versucht",
    "search_needed": "eine Antwort wird ab {needed} versucht",
    "search_nothing": "Es wurde nichts gefunden.",
    "why_enough": "Die Belege reichen: Die Textstellen werden zitiert.",
    "why_read": (
        "Die Belege reichen, damit ein Modell die Textstellen liest. Es kann noch immer sagen, "
        "dass sie keine Antwort geben."
    ),
    "why_not_searched": (
        "Das wird ohne Suche beantwortet: Es ist Small Talk, oder es sagt nicht, worum es geht."
    ),
    "why_nothing": "Kein Dokument, das diese Rolle lesen darf, enthält etwas Ähnliches.",
    "why_missed": (
        "Den besten Textstellen fehlt ein Name, eine Zahl oder eine Kennung aus der Frage; sie "
        "handeln also von etwas anderem."
    ),
    "why_unmet": (
        "Die Frage gilt einer Eigenschaft, oder nur bestimmten Personen, einem Ort, einem Umstand "
        "oder einer Einheit, von denen keine der drei besten Textstellen spricht."
    ),
    "why_far": "Was gefunden wurde, ist zu weit von dem entfernt, was gefragt war.",
    "why_not_indexed": "Eine Quelle ist nicht aktuell; vielleicht fehlt die Antwort nur deshalb:",
    "why_not_permitted": (
        "Dokumente, die diese Rolle nicht lesen darf, würden antworten, und die Abteilung lässt "
        "das wissen."
    ),
    "sign_cosine": "Nächste Textstelle, nach dem Sinn",
    "sign_margin": "um {by} näher als die folgenden",
    "sign_away": "unbekannt: Das Einbettungsmodell ist nicht da, gesucht wurde nur nach Wörtern",
    "sign_covered": "Wörter der Frage in den drei besten",
    "sign_translated": "in einer anderen Sprache als die Dokumente",
    "sign_missed": "Ein Name, eine Zahl oder eine Kennung fehlt",
    "sign_unmet": "Fragt nach etwas, wovon sie nicht sprechen",
    "ledger": "Im Verzeichnis",
    "document_source": "Quelle",
    "document_owner": "Verantwortlich",
    "document_path": "Pfad",
    "document_version": "Version",
    "document_read": "Eingelesen am",
    "document_effect": "Gültig",
    "document_review": "Zu überprüfen bis",
    "document_pages": "Seiten",
    "document_readers": "Wer es liest",
    "document_chunks": "Abschnitte",
    "document_cited": "Zuletzt zitiert",
    "document_replaced_by": "Ersetzt durch",
    "document_how": "Gelesen und geteilt als",
    "document_open": "Dokument öffnen",
    "chunks": "Abschnitte, wie der Assistent sie sieht",
    "chunks_intro": (
        "In diese Stücke ist das Dokument geteilt. Eine Suche vergleicht die Frage mit jedem von "
        "ihnen, und eine Antwort entsteht aus denen, die am besten passen."
    ),
    "chunks_none": "Es hat keine Abschnitte, also antwortet nichts daraus.",
    "chunks_range": "{first} bis {last} von {count}",
    "chunk": "Abschnitt",
    "chunk_confidence": "maschinell gelesen, zu {share} % sicher",
    "chunk_cut": "Nur der Anfang ist zu sehen.",
    "asked_in_vain": "Fragen ohne Antwort",
    "unanswered_intro": (
        "Was Menschen in den letzten 90 Tagen gefragt und worauf sie ein „Nein“ bekommen haben; "
        "ähnliche Fragen stehen beisammen, ohne Namen. Eine Gruppe schließt sich von selbst, "
        "solange ihr Prüffall mit dem besteht, was im Einsatz ist, und ist wieder offen, sobald "
        "jemand so etwas vergeblich fragt. Dass Sie nachgesehen haben, wird festgehalten."
    ),
    "unanswered_size": {"one": "einmal gefragt", "other": "{n}-mal gefragt"},
    "unanswered_newest": "zuletzt am",
    "unanswered_also": "Auch so gefragt:",
    "unanswered_passed": "bestanden am",
    "unanswered_again": "bestanden, seither aber wieder vergeblich gefragt",
    "unanswered_not_yet": "mit dem, was im Einsatz ist, noch nicht bestanden",
    "unanswered_waiting": {
        "one": "{n} Frage wird noch mit den anderen verglichen.",
        "other": "{n} Fragen werden noch mit den anderen verglichen.",
    },
    "unanswered_more": {
        "one": "{n} kleinere Gruppe ist nicht zu sehen.",
        "other": "{n} kleinere Gruppen sind nicht zu sehen.",
    },
    "unanswered_part": "Nur die neuesten 500 dieser Fragen wurden angesehen.",
    "unanswered_none": "Keine offene Frage",
    "unanswered_none_hint": (
        "Niemand bekam in den letzten 90 Tagen ein „Nein“, oder alles ist inzwischen beantwortet."
    ),
    "unanswered_closed": "Geschlossen, denn ihre Prüffälle bestehen",
    "ingestion": "Quellen auf den Stand bringen",
    "ingestion_intro": (
        "Liest ein, was neu oder geändert ist. Gefragt wird währenddessen weiter: Bis eine neue "
        "Fassung ganz da ist, antwortet die alte."
    ),
    "ingestion_all": "Alle Quellen",
    "ingestion_do": "Beginnen",
    "ingestion_last": "Das letzte, das hier begonnen wurde",
    "ingestion_broke": (
        "Es brach auf unserer Seite ab. Ihr Support findet den Grund mit der Kennung"
    ),
    "ingestion_look": "Braucht einen Blick",
    "ingestion_good": "Aktuell",
    "ingestion_disagrees": (
        "Quelle, Datenbank und Indizes stimmen nicht überein. Das Log und almanac ingest sagen, wo."
    ),
    "ingestion_troubled": "Dokumente, die einen Blick brauchen",
    "ingested_seen": "in der Quelle",
    "ingested_live": "jetzt gelesen",
    "ingested_moved": "verschoben",
    "ingested_unchanged": "unverändert",
    "ingested_expired": "abgelaufen",
    "ingested_superseded": "ersetzt",
    "ingested_failed": "gescheitert",
    "ingested_quarantined": "in Quarantäne",
    "ingested_removed": "entfernt",
    "ingested_chunks": "Abschnitte",
}
