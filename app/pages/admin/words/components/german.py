"""What the page of all components says, in German."""

from __future__ import annotations

from app.pages.words.wording import Word

WORDS: dict[str, Word] = {
    "parts": "Bausteine",
    "parts_intro": (
        "Alles, woraus die Seiten um den Chat bestehen, in den Farben des Chats. Es folgt Ihrem "
        "Gerät ins Dunkle."
    ),
    "parts_colours": "Farben",
    "parts_type": "Text",
    "parts_heading": "Eine Überschrift",
    "parts_link": "ein Verweis",
    "parts_marked": "eine markierte Stelle",
    "parts_quoted": "eine zitierte Stelle",
    "parts_aside": "Was nebenbei gesagt wird, kleiner und leiser.",
    "parts_actions": "Handlungen",
    "parts_first": "Die wichtigste Handlung",
    "parts_second": "Eine andere Handlung",
    "parts_plain": "Eine leise Handlung",
    "parts_notices": "Hinweise",
    "parts_calm": "Etwas wurde getan.",
    "parts_warning": "Etwas braucht eine Person.",
    "parts_states": "Zustände",
    "parts_neutral": "neutral",
    "parts_good": "gut",
    "parts_bad": "braucht Aufmerksamkeit",
    "parts_form": "Felder",
    "parts_line": "Eine Zeile",
    "parts_lines": "Mehrere Zeilen",
    "parts_choose": "Eine Wahl",
    "parts_tick": "Ein Häkchen",
    "parts_files": "Dateien",
    "parts_wrong": "Was falsch ist, steht bei seinem Feld.",
    "parts_table": "Tabelle",
    "parts_name": "Name",
    "parts_number": "Zahl",
    "parts_facts": "Angaben",
    "parts_sides": "Nebeneinander",
    "parts_progress": "Fortschritt",
    "parts_list": "Liste",
    "parts_more": "Mehr davon",
    "parts_empty": "Hier ist noch nichts",
    "parts_empty_hint": "Ein leerer Platz sagt, was zuerst zu tun ist.",
}
