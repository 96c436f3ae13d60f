"""What the benchmarks of two builds, run in turn, say about the one against the other."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

Line = dict[str, Any]
# One run of the benchmarks: all the lines that it printed.
Run = Sequence[Line]
_Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """One figure of both builds: what each run said, in the order of the runs.

    ``of`` tells what was measured: the benchmark, and whatever was the same in every run.
    """

    of: str
    figure: str
    base: tuple[float, ...]
    present: tuple[float, ...]

    @property
    def ratios(self) -> tuple[float, ...]:
        """The present one over the base, for each pair of runs that followed each other."""
        pairs = zip(self.base, self.present, strict=False)
        return tuple(present / base for base, present in pairs if base)


def compare(base: Sequence[Run], present: Sequence[Run]) -> Iterator[Compared]:
    """Every figure that both builds gave, and that was not the same in all runs."""
    theirs, ours = _lines(base), _lines(present)
    for key, lines in ours.items():
        if key not in theirs:
            continue
        both = [*theirs[key], *lines]
        same = {name for name in lines[0] if len({line.get(name) for line in both}) == 1}
        of = " ".join([key[0], *(f"{name}={lines[0][name]}" for name in lines[0] if name in same)])
        for name, value in lines[0].items():
            if name not in same and isinstance(value, int | float):
                yield Compared(of, name, _values(theirs[key], name), _values(lines, name))


def only_here(base: Sequence[Run], present: Sequence[Run]) -> list[str]:
    """What the present build measures and the base does not."""
    theirs = _lines(base)
    return [" ".join(key[:-2]) for key in _lines(present) if key not in theirs]


def table(figures: Sequence[Compared]) -> Iterator[str]:
    """Lines for people: medians, and the ratio of the two with its spread."""
    said = ""
    width = max((len(one.figure) for one in figures), default=0)
    for one in figures:
        if one.of != said:
            said = one.of
            yield said
        yield (
            f"  {one.figure:<{width}}  {_median(one.base):>10} -> {_median(one.present):>10}"
            f"  {_spread(one.ratios)}"
        )


def _lines(runs: Sequence[Run]) -> dict[_Key, list[Line]]:
    """The lines of all runs, those that measure the same thing together.

    They have the same benchmark, the same words and the same names of figures, and come in the
    same place among those that have.
    """
    together: dict[_Key, list[Line]] = defaultdict(list)
    for run in runs:
        seen: dict[_Key, int] = defaultdict(int)
        for line in run:
            flat = dict(_flat(line))
            benchmark = str(flat.pop("benchmark"))
            words = [str(value) for value in flat.values() if isinstance(value, str)]
            kind = (benchmark, *words, ",".join(sorted(flat)))
            together[*kind, str(seen[kind])].append(flat)
            seen[kind] += 1
    return together


def _flat(line: Line, before: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in line.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", value


def _values(lines: Sequence[Line], name: str) -> tuple[float, ...]:
    return tuple(float(line[name]) for line in lines if line[name] is not None)


def _median(values: Sequence[float]) -> str:
    return f"{statistics.median(values):.4g}" if values else "-"


def _spread(ratios: Sequence[float]) -> str:
    if not ratios:
        return "no ratio"
    middle = f"x {statistics.median(ratios):.2f}"
    return f"{middle}  ({min(ratios):.2f} to {max(ratios):.2f})"
