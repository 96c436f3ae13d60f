"""Comparing two versions on the same questions, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import comb, sqrt

from assistants.answers import AnswerKind
from evaluation.outcomes import Outcome

# What happens by chance less often than this counts as decided.
DECIDED = 0.05
_Z = 1.959964


class Verdict(StrEnum):
    """What became of an answer, or of all, by a change."""

    BETTER = "better"
    SAME = "same"
    WORSE = "worse"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Passed:
    """How often the two versions passed the same check, out of so many tries each."""

    before: int
    after: int
    tries: int

    @property
    def verdict(self) -> Verdict:
        """Decided where one of them always passed and the other never."""
        if self.before == self.after:
            return Verdict.SAME
        if {self.before, self.after} != {0, self.tries}:
            return Verdict.UNDECIDED
        return Verdict.BETTER if self.after > self.before else Verdict.WORSE

    @property
    def chance(self) -> float:
        """How probable a difference of this size or more is where there is none.

        Fisher's exact test, two-sided: R. A. Fisher, Statistical Methods for Research Workers,
        5th edition (1934), section 21.02. With one try each it is 1: once is no proof.
        """
        total, n = self.before + self.after, self.tries
        weights = {
            k: comb(n, k) * comb(n, total - k) for k in range(max(0, total - n), min(n, total) + 1)
        }
        seen = weights[self.after]
        return sum(one for one in weights.values() if one <= seen) / sum(weights.values())


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions on the same questions: ``better`` and ``worse`` count those that differ."""

    questions: int
    better: int
    worse: int

    @property
    def chance(self) -> float:
        """How probable so uneven a split of the differences is where there is none.

        McNemar's test in its exact, binomial form, two-sided, which with several tries is the sign
        test: Q. McNemar, Note on the sampling error of the difference between correlated
        proportions or percentages, Psychometrika 12 (1947); A. Agresti, Categorical Data Analysis,
        3rd edition (2013), section 11.1.
        """
        n = self.better + self.worse
        few = min(self.better, self.worse)
        split = sum(comb(n, k) for k in range(few + 1))
        return float(min(1.0, 2 * split / 2**n))

    @property
    def difference(self) -> float:
        """By what share of all questions it is better, negative where it is worse."""
        return (self.better - self.worse) / self.questions if self.questions else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Between which differences the true one lies, with 95 % confidence.

        The adjusted Wald interval for paired proportions: D. G. Bonett and R. M. Price, Adjusted
        Wald confidence interval for a difference of binomial proportions based on paired data,
        Journal of Educational and Behavioral Statistics 37 (2012).
        """
        n = self.questions + 2
        better, worse = (self.better + 1) / n, (self.worse + 1) / n
        middle = better - worse
        width = _Z * sqrt((better + worse - middle * middle) / n)
        return max(middle - width, -1.0), min(middle + width, 1.0)

    @property
    def verdict(self) -> Verdict:
        """Better or worse only where chance alone would seldom do it."""
        if self.better == self.worse == 0:
            return Verdict.SAME
        if self.chance > DECIDED:
            return Verdict.UNDECIDED
        return Verdict.BETTER if self.better > self.worse else Verdict.WORSE


def compared(pairs: Iterable[Passed]) -> Comparison:
    """Compare by how often each question was passed; the more often the better."""
    seen = list(pairs)
    return Comparison(
        len(seen),
        sum(one.after > one.before for one in seen),
        sum(one.after < one.before for one in seen),
    )


def unlabelled(before: Sequence[Outcome], after: Sequence[Outcome]) -> Verdict:
    """Compare answers to a question of which nobody said what is right.

    An answer is worse than another where it failed, or where its sources hold fewer of its
    sentences. Whether a "no" is better than an answer cannot be told. Of several tries all have to
    say the same.
    """
    found = {_of_pair(one, other) for one in before for other in after}
    return found.pop() if len(found) == 1 else Verdict.UNDECIDED


def _of_pair(before: Outcome, after: Outcome) -> Verdict:
    was, now = (one.kind is AnswerKind.FAILED for one in (before, after))
    if was != now:
        return Verdict.BETTER if was else Verdict.WORSE
    if before.kind is not after.kind:
        return Verdict.UNDECIDED
    held = _share(after) - _share(before)
    return Verdict.SAME if not held else Verdict.BETTER if held > 0 else Verdict.WORSE


def _share(outcome: Outcome) -> float:
    checked = outcome.verified + outcome.unverified
    return outcome.verified / checked if checked else 1.0
