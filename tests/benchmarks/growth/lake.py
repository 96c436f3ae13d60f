"""A day's export out of a lake of ever more days."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from feedback.exports.exporting import Exported, export
from feedback.lake.filters import Filters
from feedback.lake.opening import open_lake
from tests.benchmarks.export import write_lake
from tests.benchmarks.growth.exponents import cost_ms

SIZES = (10_000, 100_000, 1_000_000)
LARGE = (100_000, 1_000_000, 10_000_000)
RESULTS: dict[str, float] = {}
_A_DAY = 5_000
_FROM = datetime(2026, 3, 1, tzinfo=UTC)
_DATASETS: tuple[Exported, ...] = ("turns", "reactions", "transcripts", "cases-ragas")


async def measure(
    folder: Path, sizes: Sequence[int]
) -> AsyncIterator[tuple[int, dict[str, float]]]:
    """Export the last day but one of so many turns, of which every day has as many."""
    for size in sizes:
        root, days = folder / str(size), max(2, size // _A_DAY)
        write_lake(root, size, days=days, departments=("hr",))
        day = _FROM + timedelta(days=days - 2)
        wanted = Filters(frozenset({"hr"}), since=day, until=day + timedelta(days=1))
        store, out = open_lake(str(root)), folder / "out.jsonl"
        yield (
            size,
            {
                f"a day of {dataset}": await cost_ms(
                    partial(export, store, dataset, wanted, form="jsonl", out=out),
                    rounds=3,
                )
                for dataset in _DATASETS
            },
        )
