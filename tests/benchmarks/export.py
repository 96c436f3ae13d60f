"""Exports of a million synthetic turns, each measured in a process of its own."""

from __future__ import annotations

import asyncio
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from feedback.exports.exporting import EXPORTED, Exported, export
from feedback.lake.filters import Filters
from feedback.lake.opening import open_lake
from feedback.lake.schema import SCHEMAS
from feedback.lake.stores.object_store import partition
from feedback.lake.writing import FORMATS, Format
from tests.benchmarks.export_turns import Texts, passages_of, reactions_to, turns_of

_DEPARTMENTS = ("hr", "it")
_DAYS = 30
_TURNS = 1_000_000
_FEWER = 100_000
_FROM = datetime(2026, 3, 1, tzinfo=UTC)
# As compaction leaves them: some files to a partition, none of them large.
_IN_A_FILE, _IN_A_GROUP = 8_192, 4_096

# As the product is run.
_ENVIRONMENT = {"MALLOC_ARENA_MAX": "2"}


def measure(folder: Path) -> Iterator[dict[str, Any]]:
    """Export a million turns to Parquet, and what takes longer with a tenth of them."""
    began = time.perf_counter()
    held = write_lake(folder / "large", _TURNS)
    yield {"what": "lake", "turns": _TURNS, "mb": held, "written_in_s": _since(began)}
    yield _export(folder / "large", "turns", "parquet")
    write_lake(folder / "crowded", _FEWER, days=1, departments=("hr",))
    yield _export(folder / "crowded", "turns", "parquet", what="one partition")
    write_lake(folder / "small", _FEWER)
    for form in FORMATS:
        yield _export(folder / "small", "turns", form)
    for dataset in ("reactions", "transcripts", "cases-ragas", "preferences"):
        yield _export(folder / "small", dataset, "jsonl")


def write_lake(
    root: Path, turns: int, *, days: int = _DAYS, departments: tuple[str, ...] = _DEPARTMENTS
) -> int:
    """Write so many turns with a reaction to each fourth; gives the megabytes they take."""
    texts = Texts(np.random.default_rng(7))
    each = turns // (days * len(departments))
    for department in departments:
        _write(root, "passages", department, 0, 0, passages_of(texts, _FROM))
        for day in range(days):
            at = _FROM + timedelta(days=day)
            for part, first in enumerate(range(0, each, _IN_A_FILE)):
                count = min(_IN_A_FILE, each - first)
                made = turns_of(texts, count, at)
                _write(root, "turns", department, day, part, made)
                _write(root, "reactions", department, day, part, reactions_to(texts, made))
    return round(sum(path.stat().st_size for path in root.rglob("*.parquet")) / 1e6)


def _write(root: Path, dataset: Any, department: str, day: int, part: int, table: pa.Table) -> None:
    date = (_FROM + timedelta(days=day)).date().isoformat()
    path = root / f"{partition(dataset, date, department)}{part:06}.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(
        table.cast(SCHEMAS[dataset]), path, compression="zstd", row_group_size=_IN_A_GROUP
    )


def _export(lake: Path, dataset: str, form: str, *, what: str = "") -> dict[str, Any]:
    out = lake.with_name(f"out.{form}")
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.export", str(lake), dataset, form, str(out)],
        check=True,
        env=os.environ | _ENVIRONMENT,
        stdout=subprocess.PIPE,
        text=True,
    )
    figures: dict[str, Any] = json.loads(done.stdout)
    size = out.stat().st_size
    out.unlink()
    name = " ".join(filter(None, (dataset, form, what)))
    return {"what": name, **figures, "mb": round(size / 1e6)}


def main(lake: str, dataset: str, form: str, out: str) -> None:
    """Export once, and write what it took as a line of JSON."""
    wanted: Exported = next(name for name in EXPORTED if name == dataset)
    written: Format = next(name for name in FORMATS if name == form)
    at_rest = _peak_mb()
    began = time.perf_counter()
    report = asyncio.run(
        export(
            open_lake(lake),
            wanted,
            Filters(frozenset(_DEPARTMENTS)),
            form=written,
            out=Path(out),
        )
    )
    taken = time.perf_counter() - began
    used = resource.getrusage(resource.RUSAGE_SELF)
    figures = {
        "rows": report.rows,
        "seconds": round(taken, 1),
        "rows_per_s": round(report.rows / taken),
        "processor_s": round(used.ru_utime + used.ru_stime, 1),
        "peak_mb": _peak_mb(),
        "before_mb": at_rest,
    }
    sys.stdout.write(json.dumps(figures) + "\n")


def _peak_mb() -> int:
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6)


def _since(began: float) -> float:
    return round(time.perf_counter() - began, 1)


if __name__ == "__main__":
    main(*sys.argv[1:])
