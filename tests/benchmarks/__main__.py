"""Measures the product; one line of JSON for each benchmark.

``make bench`` runs all of them, ``python -m tests.benchmarks NAME ...`` some. ``growth`` has parts,
which ``growth.PART`` runs alone; with ``--large`` they take hours and tens of gigabytes.

Those of two replicas run where they are named, and where PostgreSQL and nginx are installed:
``chaos --seed N --minutes M``, ``replicas``, and ``soak --minutes M``.
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

# Minutes, unless others are asked for.
OF_REPLICAS = {"chaos": 10.0, "replicas": 2.0, "soak": 60.0}
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
        "documents",
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
    parser.add_argument("--seed", type=int, default=1, help="what decides when which part fails")
    parser.add_argument("--minutes", type=float, help="how long replicas are looked at")
    arguments = parser.parse_args()
    names = arguments.names or list(BENCHMARKS)
    known = {*BENCHMARKS, *OF_REPLICAS, *(f"growth.{part}" for part in PARTS)}
    unknown = [name for name in names if name not in known]
    if unknown:
        parser.error(f"no benchmark is called {', '.join(unknown)}")
    for name in names:
        with tempfile.TemporaryDirectory(prefix="almanac-bench-") as folder:
            for figures in _figures(name, Path(folder), arguments):
                line = json.dumps({"benchmark": name.partition(".")[0], **figures})
                sys.stdout.write(f"{line}\n")
                sys.stdout.flush()


def _figures(name: str, folder: Path, given: argparse.Namespace) -> Iterator[dict[str, Any]]:
    benchmark, _, part = name.partition(".")
    if benchmark == "growth":
        return growth.measure(folder, [part] if part else (), large=given.large)
    if benchmark in OF_REPLICAS:
        module = importlib.import_module(f"tests.benchmarks.replicas.{benchmark}")
        minutes = OF_REPLICAS[benchmark] if given.minutes is None else given.minutes
        figures: Iterator[dict[str, Any]] = module.measure(folder, seed=given.seed, minutes=minutes)
        return figures
    measure: Benchmark = importlib.import_module(f"tests.benchmarks.{benchmark}").measure
    return measure(folder)


if __name__ == "__main__":
    main()
