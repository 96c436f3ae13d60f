"""What answers call the passages that they rest on."""

from __future__ import annotations

THE_SOURCES = (
    r"(?:passages?|documents?|sources?|excerpts?|context|material|texts?|information|guidelines?|"
    r"textstellen?|passagen?|dokumente?n?|quellen?|unterlagen|auszüge?n?|texte?n?|extraits?|textes?|"
    r"documentos?|pasajes?|fuentes?|fragmentos?|textos?|informations?|información|informationen|"
    r"documenti|fonti|fonte|testo|passaggi|passaggio)"
)
# Where in them, or in an answer, something stands.
PLACE = r"(?:pages?|seiten?|sections?|abschnitte?|steps?|points?|schritt|punkt|étape|paso|passo)"
