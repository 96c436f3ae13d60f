"""What the first page of the console says of how an assistant does, in German."""

from __future__ import annotations

from app.pages.words.wording import Word

WORDS: dict[str, Word] = {
    "content_of": {"one": "zufrieden, von {n} Reaktion", "other": "zufrieden, von {n} Reaktionen"},
    "curve": "Was man davon hält, Woche für Woche",
    "curve_says": (
        "Die mittlere Bewertung von 1 bis 5 (5 ist die beste), jede Person einmal gezählt, und "
        "zwischen welchen Werten sie mit 95 % Sicherheit liegt. Eine Woche mit weniger als drei "
        "Personen zeigt nichts. "
        "Wo alle dasselbe denken, sagt nichts, wie sicher das ist."
    ),
    "curve_table": "Dasselbe als Tabelle",
    "week_from": "Woche ab",
    "mean_score": "Mittlere Bewertung",
    "interval": "95 % zwischen",
    "people_count": "Personen",
    "unanimous": "alle gleich",
    "too_few": "zu wenige",
    "published_in": "Veröffentlicht",
    "no_curve": (
        "Noch keine Woche hat Reaktionen von drei Personen. Bitten Sie die, die ihn nutzen, unter "
        "einer Antwort zu reagieren."
    ),
    "worst": "Tief bewertet (1 oder 2 von 5), nicht abgeschlossen",
    "worst_all": "Alle zeigen",
    "no_worst": "Keine tief bewertete Antwort (1 oder 2 von 5) wartet.",
    "budget_spent": "des Monatsbudgets ausgegeben",
    "budget_none": "Kein Budget gesetzt. Wer den Dienst betreibt, kann eines setzen.",
    "budget_see": "Ausgaben",
    "knowledge_good": "Alle seine Quellen sind aktuell.",
    "knowledge_bad": "Quellen, die einen Blick brauchen:",
    "knowledge_none": "Er hat keine eingelesene Quelle. Lassen Sie zuerst eine einlesen.",
    "knowledge_see": "Wissen",
    "first_question": "Fragen Sie ihn selbst etwas, und sagen Sie es weiter.",
}
