"""Outcomes and items for the tests of comparisons."""

from __future__ import annotations

from dataclasses import replace

from assistants.answers import AnswerKind
from evaluation.checks import Expectation
from evaluation.outcomes import Cited, Outcome
from evaluation.runs import Item, Result

LEAVE = Cited("hr", "handbook.md", 3)
GOOD = Outcome(AnswerKind.ANSWER, "There are 25 days of leave. [1]", (LEAVE,))
POOR = replace(GOOD, text="There are 2.5 days. [1]")
NO = Outcome(AnswerKind.NOT_FOUND, "Not in these documents.")
FAILED = Outcome(AnswerKind.FAILED, reference="0a1b2c3d")
WANTS = Expectation(says=("25 days",))


def result(
    after: Outcome, before: Outcome | None = GOOD, *, wants: Expectation | None = WANTS, at: int = 0
) -> Result:
    """What both made of one question, asked once."""
    item = Item(at, "check" if wants else None, "How many days?", wants)
    return Result(item, (after,), (before,) if before else ())
