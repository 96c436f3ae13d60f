"""What a question names and no text says: another substance, a germ."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from retrieval.indexes.wording import QuestionWord

# How rare a word has to be to count as a name, between 0 (the commonest) and 1.
_NAME = 0.3
_ARTICLE = (
    r"(?:(?:a|an|the|some|other|another|dem|der|einem|einer|le|la|les|du|de|des|un|une|el) |l['’])?"
)
_UP_TO_FOUR = r"(?: [\w-]+){0,4}?"
# What stands behind is no other word for something: it is that thing or it is not.
_BESIDE = tuple(
    re.compile(pattern.replace("WORD", rf"{_ARTICLE}(?P<word>[^\W\d_]{{3,}})"), re.IGNORECASE)
    for pattern in (
        rf"\b(?:combin|interact|concomitant|mix|co-?administ)\w*{_UP_TO_FOUR} with WORD",
        rf"\b(?:together|simultaneously|at the same time){_UP_TO_FOUR} (?:with|as) WORD",
        rf"\b(?:interactions?|combination) between{_UP_TO_FOUR} and WORD",
        r"\b(?:allergic|allergy|hypersensitive|hypersensitivity|intolerant|resistant) to WORD",
        r"\bWORD (?:allergy|hypersensitivity|intolerance)\b",
        r"\b(?:active|effective|works?|helps?|protects?) against WORD",
        r"\beffective (?:in|for|on) WORD",
        r"\b(?:wirkt|hilft)(?: [\w-]+){0,3}? bei WORD",
        rf"\b(?:kombinier|wechselwirk|zusammen|gleichzeitig|gemeinsam)\w*{_UP_TO_FOUR} mit WORD",
        r"\bmit WORD (?:zusammen|kombinier\w*|gleichzeitig)",
        r"\b(?:allergi\w+|überempfindlich\w*|wirksam|wirkt|hilft)(?: \w+)? (?:gegen|auf) WORD",
        rf"\b(?:associ|combin|interag|interact)\w*{_UP_TO_FOUR} (?:avec|con|à) WORD",
        r"\b(?:en même temps que|al mismo tiempo que|junto con) WORD",
        r"\b(?:allergique|alérgic[oa]|efficace|eficaz) (?:à|au|aux|a|contre|contra) WORD",
    )
)
# Such a word tells of a whole class, which texts name by its members.
_CLASSES = frozenset(
    "medicine medicines medication medications drug drugs product products substance substances "
    "treatment treatments therapy inhibitor inhibitors inducer inducers antibiotic antibiotics "
    "painkiller painkillers supplements arzneimittel arzneimitteln medikament medikamente "
    "medikamenten mittel mitteln schmerzmittel wirkstoff wirkstoffen médicament médicaments "
    "medicamento medicamentos".split()
)


def unknown_names(
    question: str,
    words: Sequence[QuestionWord],
    says: Callable[[QuestionWord], bool],
    rarity: Callable[[str], float],
) -> list[str]:
    """The names of a question that the texts do not say.

    ``says`` tells whether the texts say a word, in one form or another, and ``rarity`` how rare it
    is in the language.
    """
    beside = set(_named_beside(question))
    return [
        one.stem
        for one in words
        if one.word.lower() in beside and rarity(one.word.lower()) >= _NAME and not says(one)
    ]


def _named_beside(question: str) -> Iterator[str]:
    for pattern in _BESIDE:
        for match in pattern.finditer(question):
            word = match["word"].lower()
            if word not in _CLASSES:
                yield word
