"""How long the service takes to start, and what it holds at rest."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil

from tests.servers.product import running


def measure(folder: Path) -> Iterator[dict[str, Any]]:
    """Start twice on the same state: with nothing indexed, then warm."""
    for name in ("first_start", "warm_start"):
        with running(folder / "var", new=True) as product:
            time.sleep(2)
            memory = psutil.Process(product.process.pid).memory_info().rss
            yield {
                "what": name,
                "seconds": round(product.started_in_s, 2),
                "resident_mb": round(memory / 1e6),
            }
