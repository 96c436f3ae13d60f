"""Which texts are about something else of the same kind than a question: another product's."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from retrieval.languages.detection import Language, language_of

Text = tuple[str, str]
# So rare is the name of a product; common words are in the titles of other documents too.
_RARE = 0.9
_NAME = re.compile(r"(?<!\w)[^\W\d_a-z][^\W\d_A-Z]{3,}(?!\w)")


def without_others(
    question: str, texts: Sequence[Text], rarity: Callable[[str], float]
) -> list[str]:
    """The texts, each given as title and rest, that may speak of what a question names.

    A text is of something else where its title has a name that the question lacks, while a name of
    the question stands in the title of another text, and not in this one.
    """
    asked = question.casefold()
    named = [_names(title, rest, rarity) for title, rest in texts]
    meant = {name for names in named for name in names if name in asked}
    return [
        f"{title}\n{rest}"
        for (title, rest), names in zip(texts, named, strict=True)
        if not meant
        or not names
        or names & meant
        or any(name in f"{title}\n{rest}".casefold() for name in meant)
    ]


def _names(title: str, rest: str, rarity: Callable[[str], float]) -> frozenset[str]:
    return frozenset(name for name in _written_large(title, rest) if rarity(name) >= _RARE)


@lru_cache(maxsize=4000)
def _written_large(title: str, rest: str) -> frozenset[str]:
    """Words of a title that its text writes with a capital throughout, within sentences too."""
    if language_of(f"{title}\n{rest}") is Language.GERMAN:
        return frozenset()
    found = {match[0] for match in _NAME.finditer(title)}
    return frozenset(
        name.casefold()
        for name in found
        if re.search(rf"[\w,)] {name}(?!\w)", rest)
        and not re.search(rf"(?<!\w){name.lower()}(?!\w)", rest)
    )
