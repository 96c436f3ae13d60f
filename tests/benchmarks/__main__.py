"""Measures the product; one line of JSON for each benchmark.

``make bench`` runs all of them, ``python -m tests.benchmarks NAME ...`` some. ``growth`` has parts,
which ``growth.PART`` runs alone; with ``--large`` they take hours and tens of gigabytes.
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.benchmarks import growth
from tests.benchmarks.growth import PARTS

Benchmark = Callable[[Path], Iterator[dict[str, Any]]]
BENCHMARKS = (
    *(
        "start",
        "ingestion",
        "retrieval",
        "search",
        "gateway",
        "chat",
        "leaving",
        "page",
        "identity",
        "recording",
        "export",
        "console",
        "growth",
    ),
)


def main() -> None:
    """Run the benchmarks that are named, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help=f"of: {', '.join(BENCHMARKS)}")
    parser.add_argument("--large", action="store_true", help="growth up to the largest sizes")
    arguments = parser.parse_args()
    names = arguments.names or list(BENCHMARKS)
    known = {*BENCHMARKS, *(f"growth.{part}" for part in PARTS)}
    unknown = [name for name in names if name not in known]
    if unknown:
        parser.error(f"no benchmark is called {', '.join(unknown)}")
    for name in names:
        with tempfile.TemporaryDirectory(prefix="almanac-bench-") as folder:
            for figures in _figures(name, Path(folder), large=arguments.large):
                line = json.dumps({"benchmark": name.partition(".")[0], **figures})
                sys.stdout.write(f"{line}\n")
                sys.stdout.flush()


def _figures(name: str, folder: Path, *, large: bool) -> Iterator[dict[str, Any]]:
    benchmark, _, part = name.partition(".")
    if benchmark == "growth":
        return growth.measure(folder, [part] if part else (), large=large)
    measure: Benchmark = importlib.import_module(f"tests.benchmarks.{benchmark}").measure
    return measure(folder)


if __name__ == "__main__":
    main()
