"""Measures the product; one line of JSON for each benchmark.

``make bench`` runs all of them, ``python -m tests.benchmarks NAME ...`` some.
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

Benchmark = Callable[[Path], Iterator[dict[str, Any]]]
BENCHMARKS = (
    *(
        "start",
        "ingestion",
        "retrieval",
        "search",
        "gateway",
        "chat",
        "identity",
        "recording",
        "export",
        "console",
    ),
)


def main() -> None:
    """Run the benchmarks that are named, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help=f"of: {', '.join(BENCHMARKS)}")
    names = parser.parse_args().names or list(BENCHMARKS)
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        parser.error(f"no benchmark is called {', '.join(unknown)}")
    for name in names:
        with tempfile.TemporaryDirectory(prefix="almanac-bench-") as folder:
            measure: Benchmark = importlib.import_module(f"tests.benchmarks.{name}").measure
            for figures in measure(Path(folder)):
                sys.stdout.write(json.dumps({"benchmark": name, **figures}) + "\n")
                sys.stdout.flush()


if __name__ == "__main__":
    main()
