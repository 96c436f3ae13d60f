"""How the cost of the same work grows with a company, as the exponent of its size."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol, cast

from tests.benchmarks.growth.exponents import exponent, last_exponent

PARTS = ("threads", "turns", "documents", "chunks", "lake", "audit", "sessions")


class Part(Protocol):
    """A module: the usual sizes, the large ones, and what it measures at each of them.

    ``RESULTS`` names what gives more the more there is, by the exponent of what it gives. All
    else should cost the same at every size.
    """

    SIZES: Sequence[int]
    LARGE: Sequence[int]
    RESULTS: dict[str, float]

    def measure(
        self, folder: Path, sizes: Sequence[int]
    ) -> AsyncIterator[tuple[int, dict[str, float]]]:
        """Fill a store to each size in turn; figures by name, milliseconds of processor time
        unless the name says another unit."""


def measure(folder: Path, parts: Sequence[str] = (), *, large: bool = False) -> Iterator[Any]:
    """Measure the parts that are named, or all: a line for each kind of work."""
    for name in parts or PARTS:
        part = cast(Part, importlib.import_module(f"tests.benchmarks.growth.{name}"))
        (folder / name).mkdir()
        sizes = part.LARGE if large else part.SIZES
        for what, costs in asyncio.run(_collected(part, folder / name, sizes)).items():
            yield {
                "part": name,
                "what": what,
                "sizes": list(sizes),
                "costs": [round(cost, 2) for cost in costs],
                "exponent": round(exponent(sizes, costs), 2),
                "last_exponent": round(last_exponent(sizes, costs), 2),
                "of_its_result": part.RESULTS.get(what, 0),
            }


async def _collected(part: Part, folder: Path, sizes: Sequence[int]) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    async for _, figures in part.measure(folder, sizes):
        for what, cost in figures.items():
            found.setdefault(what, []).append(cost)
    return found
