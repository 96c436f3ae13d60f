"""What the page of a draft says while somebody writes on it, in German."""

from __future__ import annotations

from app.pages.words.wording import Word

WORDS: dict[str, Word] = {
    "saves_itself": (
        "Wird gespeichert, während Sie schreiben. Nichts davon ist im Einsatz, ehe eine "
        "andere Person es freigegeben hat."
    ),
    "saving": "Wird gespeichert …",
    "saved_at": "Gespeichert {time}",
    "not_saved": "Nicht gespeichert: {why}",
    "no_connection": (
        "Es gibt keine Verbindung. Ihr Text bleibt auf dieser Seite und wird noch einmal gesendet."
    ),
    "signed_out": (
        "Sie sind abgemeldet. Ihr Text bleibt auf dieser Seite und wird noch einmal "
        "gesendet, sobald Sie in einem anderen Fenster angemeldet sind."
    ),
    "draft_gone": "Den Entwurf gibt es nicht mehr, oder nicht für Sie.",
    "too_large": "Es ist zu groß.",
    "newer": (
        "{who} hat um {time} einen neueren Text gespeichert. Ihrer wird nicht darüber gespeichert."
    ),
    "moved_on": (
        "Dieser Entwurf ist jetzt in Prüfung oder beendet. Ihr Text wird nicht darin gespeichert."
    ),
    "look_at_it": "Ansehen",
    "take_it": "Übernehmen",
    "save_over": "Meinen Text darüber speichern",
    "brought_back": (
        "Was Sie geschrieben haben und nicht gespeichert war, steht wieder im Formular."
    ),
    "beside_yours": "Was gespeichert ist, neben Ihrem Text",
    "saved_by_them": "Gespeichert von {who}",
    "yours": "Ihr Text",
    "no_other": "Was gespeichert ist, ist dasselbe wie Ihr Text.",
    "variable_unknown": "Eine Variable {name} gibt es nicht.",
    "variable_meant": "Meinen Sie {names}?",
    "variable_unended": "{name} hat kein Ende: {end} fehlt.",
    "variable_empty": "{name} steht für nichts: Das Feld „{field}“ ist leer.",
    "variables_choose": "{n} Variablen. Wählen Sie eine mit den Pfeiltasten und der Eingabetaste.",
    "variables_insert": (
        "Drücken Sie auf eine, um sie einzufügen, oder tippen Sie {brace} in die Anweisung."
    ),
    "evidence_page": "Schwelle der Belege",
    "evidence_intro": (
        "Die neuesten Fragen, die gestellt wurden, in den Quellen des Entwurfs gesucht, mit "
        "Ihren Rechten und ohne Modell. Wer gefragt hat, kann andere Rechte haben als Sie."
    ),
    "evidence_threshold": "Schwelle (0 bis 1)",
    "evidence_show": "Zeigen",
    "evidence_take": "{threshold} in den Entwurf übernehmen",
    "evidence_sum": {
        "one": "{answered} von {n} Frage erreicht {threshold}",
        "other": "{answered} von {n} Fragen erreichen {threshold}",
    },
    "evidence_reads": (
        "Von einem Fünftel der Schwelle an liest ein Modell, was gefunden wurde, und kann "
        "immer noch sagen, dass es keine Antwort ist."
    ),
    "evidence_best": "Beste Stelle",
    "evidence_value": "Belege",
    "evidence_here": "Entwurf",
    "evidence_live": "Im Einsatz",
    "evidence_answered": "beantwortet",
    "evidence_refused": "abgelehnt",
    "evidence_nothing": "nichts gefunden",
    "evidence_none": "Noch hat niemand gefragt",
    "evidence_none_hint": (
        "Sobald jemand diesen Assistenten fragt, stehen hier die neuesten Fragen. Probieren "
        "Sie ihn bis dahin mit eigenen aus."
    ),
    "evidence_link": "An neuesten Fragen zeigen",
    "templates": "Vorlagen",
    "start_plain": "Einfache Antworten für alle",
    "start_exact": "Genaue Antworten, wo eine falsche schadet",
    "department_of_template": "Abteilung einer Vorlage",
}
