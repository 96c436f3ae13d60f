"""The language that a question is answered in: its own, else that of the conversation."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from retrieval.languages.detection import language_of

# Languages that the product's own words are written in.
SPOKEN = ("en", "de", "fr", "es")
# A word or two are mostly names and loans; they do not change the language of a conversation.
FEWEST_WORDS = 3

Detect = Callable[[str], str | None]

_WORD = re.compile(r"[^\W\d_]+")


def answered_in(
    question: str, earlier: Sequence[str], otherwise: str, detect: Detect = language_of
) -> str:
    """The language for an answer to ``question``, as a code such as ``de``.

    A question of one or two words stays in the language of the last of the ``earlier`` ones that
    tells its own, and ``otherwise`` in that of the profile.
    """
    if len(_WORD.findall(question)) >= FEWEST_WORDS and (found := detect(question)) in SPOKEN:
        return str(found)
    for text in reversed(earlier):
        if len(_WORD.findall(text)) >= FEWEST_WORDS and (found := detect(text)) in SPOKEN:
            return str(found)
    return otherwise.partition("-")[0]
