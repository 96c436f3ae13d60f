"""Retrieval beside BM25 alone, dense alone and their plain fusion, from the same chunks."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.settings import ROOT
from retrieval.measuring.benchmark import run_benchmark

_DATA = ROOT.parent / "shared" / "data"
_SETS = ("fictional", "enterprise", "scifact-train")


def measure(_folder: Path) -> Iterator[dict[str, Any]]:
    """Measure every set that is at hand."""
    for name in _SETS:
        if (_DATA / name).is_dir():
            yield {"set": name, **asyncio.run(run_benchmark(_DATA / name))}
        else:
            yield {"set": name, "skipped": "the data set is not on this machine"}
