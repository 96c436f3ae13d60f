"""A property that questions ask for and texts state, each in words of their own."""

from __future__ import annotations

from typing import NamedTuple


class Property(NamedTuple):
    """The words of questions and texts, and those of texts alone.

    A price is asked for by ``price`` and given as an amount of money. The words are in English,
    German, French and Spanish, written as in `retrieval.searching.requirements.qualifier_words`.
    """

    asked: str
    stated: str = ""
