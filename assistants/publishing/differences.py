"""What is different between two configurations: field by field, and side by side."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from assistants.publishing.drafts import FIELDS

Mark = Literal["same", "changed", "added", "removed"]
# Comparing every line with every other takes its time; beyond this they stand as two blocks.
_MOST_LINES = 2_000
_MOST_ALIKE = 10_000


@dataclass(frozen=True, slots=True)
class Pair:
    """A line before and after, side by side; ``None`` where the other side has one more."""

    before: str | None
    after: str | None
    mark: Mark


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that differs; ``added`` and ``removed`` count lines, ``pairs`` show them."""

    field: str
    added: int
    removed: int
    pairs: tuple[Pair, ...]


def differences(
    before: Mapping[str, Any] | None, after: Mapping[str, Any]
) -> tuple[Difference, ...]:
    """Every field that differs, in the order of a configuration; all of them for a new one."""
    earlier = before or {}
    return tuple(
        _difference(name, earlier.get(name), after.get(name))
        for name in FIELDS
        if earlier.get(name) != after.get(name)
    )


def lines_of(value: Any) -> list[str]:
    """A value as people read it, a line for each item of a list."""
    if value is None or value == "":
        return []
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    if isinstance(value, Mapping):
        return [" | ".join(str(part) for part in value.values())]
    if isinstance(value, list | tuple):
        return [line for item in value for line in lines_of(item)]
    return str(value).splitlines()


def _difference(name: str, before: Any, after: Any) -> Difference:
    pairs = tuple(side_by_side(lines_of(before), lines_of(after)))
    return Difference(
        name,
        sum(pair.after is not None and pair.mark != "same" for pair in pairs),
        sum(pair.before is not None and pair.mark != "same" for pair in pairs),
        pairs,
    )


def side_by_side(before: Sequence[str], after: Sequence[str]) -> Iterator[Pair]:
    """Both sides, with what they begin and end with alike kept out of the comparing."""
    most = min(len(before), len(after))
    head = next((n for n in range(most) if before[n] != after[n]), most)
    most -= head
    tail = next((n for n in range(most) if before[-1 - n] != after[-1 - n]), most)
    yield from (Pair(line, line, "same") for line in before[:head])
    yield from _unlike(before[head : len(before) - tail], after[head : len(after) - tail])
    yield from (Pair(line, line, "same") for line in before[len(before) - tail :])


def _unlike(
    before: Sequence[str], after: Sequence[str], *, anchored: bool = False
) -> Iterator[Pair]:
    if _takes_long(before, after):
        anchors = () if anchored else _anchors(before, after)
        yield from _between(before, after, anchors)
        return
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            yield from (Pair(line, line, "same") for line in before[a:b])
            continue
        old, new = before[a:b], after[c:d]
        for number in range(max(len(old), len(new))):
            left = old[number] if number < len(old) else None
            right = new[number] if number < len(new) else None
            mark: Mark = "added" if left is None else "removed" if right is None else "changed"
            yield Pair(left, right, mark)


def _between(
    before: Sequence[str], after: Sequence[str], anchors: Sequence[tuple[int, int]]
) -> Iterator[Pair]:
    """Both sides cut at lines that are alike; as two blocks where there is none."""
    if not anchors:
        yield from (Pair(line, None, "removed") for line in before)
        yield from (Pair(None, line, "added") for line in after)
        return
    a = c = 0
    for b, d in anchors:
        yield from _unlike(before[a:b], after[c:d], anchored=True)
        yield Pair(before[b], after[d], "same")
        a, c = b + 1, d + 1
    yield from _unlike(before[a:], after[c:], anchored=True)


def _anchors(before: Sequence[str], after: Sequence[str]) -> list[tuple[int, int]]:
    """Places of lines that each side has once, as many as follow each other on both sides."""
    olds, news = Counter(before), Counter(after)
    places = {line: place for place, line in enumerate(after) if news[line] == 1}
    shared = [
        (place, places[line])
        for place, line in enumerate(before)
        if olds[line] == 1 and line in places
    ]
    ends: list[int] = []
    last: list[int] = []
    previous: list[int] = []
    for number, (_, place) in enumerate(shared):
        length = bisect_left(ends, place)
        ends[length : length + 1] = [place]
        last[length : length + 1] = [number]
        previous.append(last[length - 1] if length else -1)
    found = []
    at = last[-1] if last else -1
    while at >= 0:
        found.append(shared[at])
        at = previous[at]
    return found[::-1]


def _takes_long(before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether too many lines are alike, such as empty ones: each is compared with each, over and
    over."""
    counts = Counter(after)
    alike = sum(many * counts[line] for line, many in Counter(before).items())
    return len(before) + len(after) > _MOST_LINES or alike > _MOST_ALIKE
