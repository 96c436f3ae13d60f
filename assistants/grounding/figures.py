"""Whether the amounts of a sentence are said of the same thing in its passages, and so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistants.grounding.material import Material
from assistants.grounding.reading.amounts import denominators, other_periods, vague_times
from assistants.grounding.reading.numbers import Quantity
from assistants.grounding.reading.placed import PlacedNumber, placed_numbers
from assistants.verdicts import Reason, Verdict

# So much of what is said of a number is said of another one, and so much less of its own.
_SAME_THING, _OTHER_THING = 0.7, 0.3
# Fewer words do not tell which thing a number is of.
_TELLING = 3
_TIMES = ("s", "month")
# Behind these "a month" is an amount, and no "once a month".
_LASTING = re.compile(
    r"\b(?:for|within|after|in|over|than|least|most|up to|until|is|lasts|takes|für|innerhalb|"
    r"innerhalb von|binnen|nach|beträgt|dauert|als|mindestens|höchstens|bis zu|pendant|dans|après|"
    r"dure|durante|dentro de)\s+(?:half\s+)?$",
    re.IGNORECASE,
)
Fault = tuple[Verdict, Reason, str]


def lasts(one: Quantity, text: str) -> bool:
    """Whether ``a month`` is an amount: ``within a month``."""
    return _LASTING.search(text[max(0, one.start - 24) : one.start]) is not None


def faults(text: str, cited: Sequence[Material]) -> Iterator[Fault]:
    """What is wrong with the amounts of a plain sentence; each number stands in its passages."""
    if vague_times(text).difference(*(each.vague_times for each in cited)):
        yield Verdict.UNVERIFIED, Reason.NUMBER, ""
    per = denominators(text).difference(*(each.denominators for each in cited))
    if per or other_periods(text).difference(*(each.other_periods for each in cited)):
        yield Verdict.UNVERIFIED, Reason.FREQUENCY, ""
    others = [placed for each in cited for placed in each.placed_numbers]
    for one in placed_numbers(text):
        yield from _misplaced(one, others)
        yield from _related(one, others)


def _misplaced(one: PlacedNumber, others: Sequence[PlacedNumber]) -> Iterator[Fault]:
    """A number that the passages have for something else, and another one for this."""
    if not one.number.base or one.number.kind == "article" or len(one.part) < _TELLING:
        return
    alike = [other for other in others if other.number.base == one.number.base]
    own = [one.nearness(other) for other in alike if one.number.meets(other.number)]
    best = max((one.nearness(other) for other in alike), default=0.0)
    if own and best >= _SAME_THING and max(own) <= _OTHER_THING:
        yield Verdict.UNVERIFIED, Reason.NUMBER, ""


def _related(one: PlacedNumber, others: Sequence[PlacedNumber]) -> Iterator[Fault]:
    """A number that is led up to in another way than where the same is said of it."""
    same = [other for other in others if one.number.meets(other.number)]
    best = max((one.nearness_of_part(other) for other in same), default=0)
    near = [other.number for other in same if one.nearness_of_part(other) == best]
    if not near:
        return
    relation, in_time = one.number.relation, one.number.base in _TIMES
    said = {number.relation for number in near}
    if relation == "by" and one.number.base and not in_time and "by" not in said:
        yield Verdict.UNVERIFIED, Reason.COMPARISON, ""
    if relation == "at" and not one.number.bound and said == {"beyond"}:
        yield Verdict.UNVERIFIED, Reason.COMPARISON, ""
    if relation == "after" and in_time and not one.number.bound and _due_within(near):
        yield Verdict.CONTRADICTED, Reason.COMPARISON, ""


def _due_within(numbers: Sequence[Quantity]) -> bool:
    return all(one.deadline and one.relation != "after" for one in numbers)
