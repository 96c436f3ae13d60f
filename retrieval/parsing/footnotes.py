"""Footnote marks in passages: ``25 [1] mg`` looks like a citation, and a model would copy it."""

from __future__ import annotations

import re

# As parsing writes the mark of a note, alone or several together; "list[0]" is none.
_MARK = re.compile(r"(?<![\w\])])\[(\d{1,3}(?:(?:, ?|[–-])\d{1,3}){0,7})\]")
_EITHER = re.compile(r" ?(?<![\w\])])\[(?:note )?\d{1,3}(?:(?:, ?|[–-])\d{1,3}){0,7}\]")


def named(text: str) -> str:
    """The text with marks that nobody takes for a citation: ``25 [note 1] mg``."""
    return _MARK.sub(r"[note \1]", text) if "[" in text else text


def without(text: str) -> str:
    """The text without marks, so that a number stands beside its unit."""
    return _EITHER.sub("", text) if "[" in text else text
