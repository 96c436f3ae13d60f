"""Documents of a source: a run in which nothing changed, and one in which one did."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from app.records.database.engine import open_engine, open_sessions
from app.records.database.migration import upgrade
from app.records.documents.documents import SqlDocumentStore
from retrieval.opening import open_retrieval
from tests.benchmarks.growth.embedder import FreeEmbedder

SIZES = (100, 1_000, 4_000)
LARGE = (1_000, 10_000, 100_000)
# Whoever looks whether a hundred thousand files have changed looks at each of them.
RESULTS = {"unchanged run": 1.0, "run with one change": 1.0}
_DESCRIPTION = """source: bench
department: bench
owner: bench@cryodyne.example
groups: [bench]
"""


async def measure(
    folder: Path, sizes: Sequence[int]
) -> AsyncIterator[tuple[int, dict[str, float]]]:
    """Ingest so many short documents, and again."""
    source, var = folder / "sources" / "bench", folder / "var"
    source.mkdir(parents=True)
    var.mkdir()
    (source / "source.yaml").write_text(_DESCRIPTION, "utf-8")
    url = f"sqlite:///{var / 'almanac.db'}"
    await upgrade(url)
    engine = open_engine(url)
    filled = 0
    try:
        async with open_retrieval(
            var=var,
            chroma_url=None,
            documents=SqlDocumentStore(open_sessions(engine)),
            locations=[str(source)],
            embedder=FreeEmbedder(),
        ) as retrieval:

            async def run() -> float:
                before = time.process_time()
                ledger = await retrieval.ingestion.sync(["bench"])
                if not ledger.reconciled:
                    raise RuntimeError("; ".join(ledger.problems))
                return 1000 * (time.process_time() - before)

            for size in sizes:
                for number in range(filled, size):
                    _write(source, number, "first")
                filled = size
                await run()
                unchanged = await run()
                _write(source, size // 2, f"of size {size}")
                yield size, {"unchanged run": unchanged, "run with one change": await run()}
    finally:
        await engine.dispose()


def _write(source: Path, number: int, version: str) -> None:
    text = f"# Document {number}\n\nRecord {number} of the {version} version holds for a year.\n"
    place = source / f"{number // 1000:03}"
    place.mkdir(exist_ok=True)
    (place / f"document-{number:06}.md").write_text(text, "utf-8")
