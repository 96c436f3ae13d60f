"""The words of grounding: what became of each sentence that a model wrote, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum


class Verdict(StrEnum):
    """What comparing a sentence with its sources gave.

    ``no_claim`` is a greeting, a heading, or that the sources do not say it.
    """

    VERIFIED = "verified"
    UNVERIFIED = "unverified"
    CONTRADICTED = "contradicted"
    NO_CLAIM = "no_claim"


class Reason(StrEnum):
    """What decided, in a word."""

    SUPPORTED = "supported"
    # The source is in another language, so that only numbers, dates, names and codes were compared.
    OTHER_LANGUAGE = "other_language"
    MEANING = "meaning"
    NUMBER = "number"
    DATE = "date"
    FREQUENCY = "frequency"
    NAME = "name"
    IDENTIFIER = "identifier"
    NEGATION = "negation"
    OPPOSITE = "opposite"
    COMPARISON = "comparison"
    WORDING = "wording"
    CITATION = "citation"
    INSTRUCTION = "instruction"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class CheckedSentence:
    """A sentence as the model wrote it, without markers, and what became of it.

    ``citations`` are the numbers of the passages that it points to. ``shown`` is false where it was
    replaced, left out, or withdrawn with the whole answer.
    """

    text: str
    citations: tuple[int, ...]
    verdict: Verdict
    reason: Reason
    shown: bool = True


@dataclass(frozen=True, slots=True)
class Grounding:
    """The verdicts over an answer that a model wrote, in its order.

    ``withdrawn`` tells that the answer was taken back for them.
    """

    sentences: tuple[CheckedSentence, ...] = ()
    withdrawn: bool = False

    def numbered(self, numbers: Mapping[int, int]) -> Grounding:
        """The same with other numbers of citations; one that has none is left out."""
        sentences = tuple(
            replace(one, citations=tuple(numbers[n] for n in one.citations if n in numbers))
            for one in self.sentences
        )
        return replace(self, sentences=sentences)

    @property
    def verified(self) -> int:
        """How many sentences were verified."""
        return sum(one.verdict is Verdict.VERIFIED for one in self.sentences)

    @property
    def unverified(self) -> int:
        """How many sentences claim something that was not verified, contradicted ones included."""
        return sum(
            one.verdict in (Verdict.UNVERIFIED, Verdict.CONTRADICTED) for one in self.sentences
        )
