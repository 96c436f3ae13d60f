"""What may be asked at all, before anybody looks for an answer."""

from __future__ import annotations

import re
import unicodedata

LONGEST_QUESTION = 8000
# Longer texts are not looked at, so that nobody has to hold or to count them.
MOST_LOOKED_AT = 4 * LONGEST_QUESTION
_LARGEST_QUESTION_BYTES = 32_000
# The bound of the Stream-Safe Text Format (Unicode Standard Annex 15), above what any language
# needs. Putting marks into order takes time that grows with the square of their number.
_MOST_MARKS = 30
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")


class QuestionRefusedError(ValueError):
    """A question that cannot be asked; the text tells the person why."""


def clean_question(text: str) -> str:
    """Check and tidy what a person typed; raises `QuestionRefusedError`."""
    if len(text) >= MOST_LOOKED_AT:
        raise _too_long(f"{MOST_LOOKED_AT:,} characters or more")
    if _piles_up_marks(text):
        raise QuestionRefusedError(
            f"One letter has more than {_MOST_MARKS} accents. Type the question as plain text."
        )
    text = unicodedata.normalize("NFC", text).strip()
    if not text:
        raise QuestionRefusedError("The question is empty. Type what you would like to know.")
    if (
        len(text) > LONGEST_QUESTION
        or len(text.encode("utf-8", "replace")) > _LARGEST_QUESTION_BYTES
    ):
        raise _too_long(f"{len(text):,} characters")
    if any(unicodedata.category(c) in {"Cc", "Cs"} and c not in "\n\r\t" for c in text):
        raise QuestionRefusedError(
            "The question holds characters that are not text. Type it as text."
        )
    if not any(c.isalnum() for c in text):
        raise QuestionRefusedError("The question has no words. Type what you would like to know.")
    return text


def _too_long(length: str) -> QuestionRefusedError:
    return QuestionRefusedError(
        f"The question has {length}; at most {LONGEST_QUESTION:,} are allowed. Ask about the "
        "part that matters."
    )


def _piles_up_marks(text: str) -> bool:
    for stretch in _NOT_ASCII.findall(text):
        marks = 0
        for character in stretch:
            marks = marks + 1 if unicodedata.combining(character) else 0
            if marks > _MOST_MARKS:
                return True
    return False
