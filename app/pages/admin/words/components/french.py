"""What the page of all components says, in French."""

from __future__ import annotations

from app.pages.words.wording import Word

WORDS: dict[str, Word] = {
    "parts": "Composants",
    "parts_intro": (
        "Tout ce dont sont faites les pages autour du chat, dans les couleurs du chat. Elles "
        "suivent votre appareil dans le mode sombre."
    ),
    "parts_colours": "Couleurs",
    "parts_type": "Texte",
    "parts_heading": "Un titre",
    "parts_link": "un lien",
    "parts_marked": "un passage marqué",
    "parts_quoted": "un passage cité",
    "parts_aside": "Ce qui est dit en passant, plus petit et plus discret.",
    "parts_actions": "Actions",
    "parts_first": "L’action principale",
    "parts_second": "Une autre action",
    "parts_plain": "Une action discrète",
    "parts_notices": "Messages",
    "parts_calm": "Quelque chose a été fait.",
    "parts_warning": "Quelque chose demande une personne.",
    "parts_states": "États",
    "parts_neutral": "neutre",
    "parts_good": "bon",
    "parts_bad": "demande votre attention",
    "parts_form": "Champs",
    "parts_line": "Une ligne",
    "parts_lines": "Plusieurs lignes",
    "parts_choose": "Un choix",
    "parts_tick": "Une case",
    "parts_files": "Fichiers",
    "parts_wrong": "Ce qui est faux est dit à côté du champ.",
    "parts_table": "Tableau",
    "parts_name": "Nom",
    "parts_number": "Nombre",
    "parts_facts": "Indications",
    "parts_sides": "Côte à côte",
    "parts_progress": "Avancement",
    "parts_list": "Liste",
    "parts_more": "La suite",
    "parts_empty": "Il n’y a encore rien ici",
    "parts_empty_hint": "Un endroit vide dit par quoi commencer.",
}
