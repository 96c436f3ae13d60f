"""What may be asked at all, before anybody looks for an answer."""

from __future__ import annotations

import unicodedata

LONGEST_QUESTION = 8000
_LARGEST_QUESTION_BYTES = 32_000


class QuestionRefusedError(ValueError):
    """A question that cannot be asked; the text tells the person why."""


def clean_question(text: str) -> str:
    """Check and tidy what a person typed; raises `QuestionRefusedError`."""
    text = unicodedata.normalize("NFC", text).strip()
    if not text:
        raise QuestionRefusedError("The question is empty. Type what you would like to know.")
    if (
        len(text) > LONGEST_QUESTION
        or len(text.encode("utf-8", "replace")) > _LARGEST_QUESTION_BYTES
    ):
        raise QuestionRefusedError(
            f"The question has {len(text):,} characters; {LONGEST_QUESTION:,} are the limit. "
            "Ask about the part that matters."
        )
    if any(unicodedata.category(c) in {"Cc", "Cs"} and c not in "\n\r\t" for c in text):
        raise QuestionRefusedError(
            "The question holds characters that are not text. Type it as text."
        )
    if not any(c.isalnum() for c in text):
        raise QuestionRefusedError("The question has no words. Type what you would like to know.")
    return text
