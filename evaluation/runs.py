"""A run: checks and recent questions, asked of a change and of what is live."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from assistants.answers import AnswerKind
from assistants.profiles import Configuration
from assistants.provenance import Participant
from evaluation.checks import Expectation
from evaluation.comparison import Comparison, Passed, Verdict, compared, unlabelled
from evaluation.outcomes import Outcome
from evaluation.scoring import passes

Side = Literal["after", "before"]


class RunStatus(StrEnum):
    """Where a run stands; all but the first are ends, and only ``FINISHED`` is evidence.

    ``INTERRUPTED`` ended with the process, ``STOPPED`` because whoever began it lost the right,
    ``UNPAID`` because the department's budget left no room for another answer.
    """

    RUNNING = "running"
    FINISHED = "finished"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"
    STOPPED = "stopped"
    UNPAID = "unpaid"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Item:
    """One question of a run; ``check`` is ``None`` for a recent question of people."""

    position: int
    check: str | None
    question: str
    expectation: Expectation | None


@dataclass(frozen=True, slots=True)
class Result:
    """What both versions made of an item, in as many tries each; ``before`` is empty for none."""

    item: Item
    after: tuple[Outcome, ...]
    before: tuple[Outcome, ...]

    @property
    def passed(self) -> Passed | None:
        """How often each passed; ``None`` without an expectation, or with nothing to compare."""
        expected = self.item.expectation
        if expected is None or not self.before:
            return None
        return Passed(
            sum(passes(expected, one) for one in self.before), self.passes_after, len(self.after)
        )

    @property
    def passes_after(self) -> int:
        """How many tries of the change are as expected."""
        expected = self.item.expectation
        return sum(passes(expected, one) for one in self.after) if expected else 0

    @property
    def verdict(self) -> Verdict:
        """What the change did to it; of a new assistant a check that fails counts as worse."""
        every = (*self.after, *self.before)
        if self.before and all(one.kind is AnswerKind.FAILED for one in every):
            # Where no model answers, nothing is told of the change.
            return Verdict.UNDECIDED
        if (passed := self.passed) is not None:
            return passed.verdict
        if self.before:
            return unlabelled(self.before, self.after)
        if self.item.expectation is None:
            return Verdict.UNDECIDED
        return Verdict.SAME if self.passes_after == len(self.after) else Verdict.WORSE


@dataclass(frozen=True, slots=True)
class Cost:
    """What was or will be spent, by currency; ``unknown`` counts answers without a known price."""

    amounts: Mapping[str, Decimal] = field(default_factory=dict)
    unknown: int = 0

    def __add__(self, other: Cost) -> Cost:
        sums = dict(self.amounts)
        for currency, amount in other.amounts.items():
            sums[currency] = sums.get(currency, Decimal(0)) + amount
        return Cost(sums, self.unknown + other.unknown)


@dataclass(frozen=True, slots=True)
class Run:
    """A run of one assistant, pinned to the content that it is about.

    ``live`` is the number that it was compared with, ``None`` for a new assistant. ``groups`` are
    those that it asks with, ``sample`` how many recent questions were wanted. ``department`` and
    ``slug`` are those of the configuration.
    """

    id: str
    slug: str
    department: str
    draft: str | None
    revision: int
    hash: str
    configuration: Configuration
    live: int | None
    role: str
    groups: tuple[str, ...]
    tries: int
    sample: int
    status: RunStatus
    started_by: Participant
    started_at: datetime
    planned: int
    done: int = 0
    estimate: Cost = Cost()
    cost: Cost = Cost()
    ended_at: datetime | None = None
    summary: Summary | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run says of a change: of its checks, and of recent questions apart."""

    checks: int = 0
    passed: int = 0
    better: int = 0
    same: int = 0
    worse: int = 0
    undecided: int = 0
    ahead: int = 0
    behind: int = 0
    recent: int = 0
    recent_better: int = 0
    recent_worse: int = 0
    recent_undecided: int = 0
    compared: bool = True

    @property
    def comparison(self) -> Comparison:
        """The checks of both versions compared."""
        return Comparison(self.checks, self.ahead, self.behind)

    @property
    def words(self) -> str:
        """The same in a few sentences, as a version keeps them."""
        parts = [f"{self.passed} of {_count(self.checks, 'check')} passed"]
        if self.compared and self.checks:
            low, high = self.comparison.interval
            parts.append(
                f"{self.better} better, {self.same} same, {self.worse} worse, "
                f"{self.undecided} not decisive (p = {self.comparison.chance:.2f}, difference "
                f"between {low * 100:+.0f} and {high * 100:+.0f} points)"
            )
        elif not self.compared:
            parts.append("nothing live to compare with")
        if self.recent:
            parts.append(
                f"of {_count(self.recent, 'recent question')} {self.recent_better} better, "
                f"{self.recent_worse} worse, {self.recent_undecided} not decisive"
            )
        return "; ".join(parts)


def summed_up(results: Iterable[Result]) -> Summary:
    """Count what a run found."""
    seen = list(results)
    checks = [one for one in seen if one.item.expectation is not None]
    recent = [one for one in seen if one.item.expectation is None]
    verdicts = [one.verdict for one in checks]
    pairs = [pair for one in checks if (pair := one.passed) is not None]
    comparison = compared(pairs)
    of_recent = [one.verdict for one in recent]
    return Summary(
        checks=len(checks),
        passed=sum(one.passes_after == len(one.after) for one in checks),
        better=verdicts.count(Verdict.BETTER),
        same=verdicts.count(Verdict.SAME),
        worse=verdicts.count(Verdict.WORSE),
        undecided=verdicts.count(Verdict.UNDECIDED),
        ahead=comparison.better,
        behind=comparison.worse,
        recent=len(recent),
        recent_better=of_recent.count(Verdict.BETTER),
        recent_worse=of_recent.count(Verdict.WORSE),
        recent_undecided=of_recent.count(Verdict.UNDECIDED),
        compared=all(one.before for one in seen),
    )


def cost_of(outcomes: Sequence[Outcome]) -> Cost:
    """Add up what answers cost, each currency for itself."""
    amounts: dict[str, Decimal] = {}
    for one in outcomes:
        if one.price is not None and one.currency is not None:
            amounts[one.currency] = amounts.get(one.currency, Decimal(0)) + one.price
    return Cost(amounts, sum(not one.priced for one in outcomes))


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
