"""Ingestion beside the embedding model's own speed, and a run in which nothing changed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Any

from app.records.database import open_engine, open_sessions
from app.records.documents import SqlDocumentStore
from app.records.migrating import upgrade
from app.settings import SAMPLES
from retrieval.chunking import chunk
from retrieval.embedding import MiniLmEmbedder
from retrieval.opening import Retrieval, open_retrieval
from retrieval.parsing.parse import parse

_DOCUMENTS = 200
_SECTIONS = 4
_DESCRIPTION = """source: bench
department: bench
owner: bench@cryodyne.example
groups: [bench]
"""


def measure(folder: Path) -> Iterator[dict[str, Any]]:
    """Ingest Markdown documents, then again unchanged, then embed the same chunks alone."""
    source = folder / "source"
    texts = write_documents(source)
    yield asyncio.run(_measure(folder / "var", source, texts))


def write_documents(source: Path) -> list[str]:
    """Write documents out of the sample company's sentences; returns the texts of their chunks."""
    source.mkdir(parents=True)
    (source / "source.yaml").write_text(_DESCRIPTION, "utf-8")
    words = cycle(
        " ".join(
            path.read_text("utf-8") for path in sorted(SAMPLES.rglob("sources/**/*.md"))
        ).split()
    )
    texts: list[str] = []
    for number in range(_DOCUMENTS):
        sections = [
            f"## Part {part}\n\nRecord {number}-{part}. "
            + " ".join(next(words) for _ in range(140))
            for part in range(_SECTIONS)
        ]
        name = f"document-{number:04}.md"
        data = f"# Document {number}\n\n" + "\n\n".join(sections)
        (source / name).write_text(data, "utf-8")
        texts.extend(piece.text for piece in chunk(parse(data.encode(), name)))
    return texts


async def _measure(var: Path, source: Path, texts: list[str]) -> dict[str, Any]:
    var.mkdir()
    url = f"sqlite:///{var / 'almanac.db'}"
    await upgrade(url)
    engine = open_engine(url)
    try:
        documents = SqlDocumentStore(open_sessions(engine))
        async with open_retrieval(
            var=var, chroma_url=None, documents=documents, locations=[str(source)]
        ) as retrieval:
            first_s = await _sync(retrieval)
            again_s = await _sync(retrieval)
    finally:
        await engine.dispose()
    embedder = MiniLmEmbedder()
    began = time.perf_counter()
    await embedder.embed(texts)
    bare_s = time.perf_counter() - began
    return {
        "documents": _DOCUMENTS,
        "chunks": len(texts),
        "chunks_per_s": round(len(texts) / first_s, 1),
        "bare_model_chunks_per_s": round(len(texts) / bare_s, 1),
        "share_of_bare_model": round(bare_s / first_s, 3),
        "unchanged_documents_per_s": round(_DOCUMENTS / again_s),
    }


async def _sync(retrieval: Retrieval) -> float:
    began = time.perf_counter()
    ledger = await retrieval.ingestion.sync()
    if not ledger.reconciled:
        raise RuntimeError("; ".join(ledger.problems))
    return time.perf_counter() - began
