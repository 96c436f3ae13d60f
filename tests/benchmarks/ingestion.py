"""Ingestion beside the embedding model's own speed, a run in which nothing changed, and people
who ask meanwhile."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from itertools import cycle
from pathlib import Path
from typing import Any

import numpy as np

from app.records.database.engine import open_engine, open_sessions
from app.records.database.migration import upgrade
from app.records.documents.documents import SqlDocumentStore
from app.settings import SAMPLES
from retrieval.access import Access
from retrieval.embedding.onnx_embedder import OnnxEmbedder
from retrieval.ingesting.chunking import chunk
from retrieval.opening import Retrieval, open_retrieval
from retrieval.parsing.parse import parse

_DOCUMENTS = 200
_KNOWN = 30
_SECTIONS = 4
_PAUSE_S = 0.05
_QUESTIONS_IDLE = 100
_DESCRIPTION = """source: {name}
department: {name}
owner: bench@cryodyne.example
groups: [bench]
"""


def measure(folder: Path) -> Iterator[dict[str, Any]]:
    """Ingest Markdown documents beside the bare model, again unchanged, and while people ask."""
    sources = folder / "sources"
    texts = write_documents(sources / "bench", _DOCUMENTS)
    write_documents(sources / "known", _KNOWN)
    yield asyncio.run(_measure(folder / "var", sources, texts))


def write_documents(source: Path, count: int) -> list[str]:
    """Write documents of the sample company's sentences; returns what the model sees of them."""
    source.mkdir(parents=True)
    (source / "source.yaml").write_text(_DESCRIPTION.format(name=source.name), "utf-8")
    words = cycle(
        " ".join(
            path.read_text("utf-8") for path in sorted(SAMPLES.rglob("sources/**/*.md"))
        ).split()
    )
    texts: list[str] = []
    for number in range(count):
        sections = [
            f"## Part {part}\n\nRecord {source.name} {number}-{part}. "
            + " ".join(next(words) for _ in range(140))
            for part in range(_SECTIONS)
        ]
        name = f"document-{number:04}.md"
        data = f"# Document {number}\n\n" + "\n\n".join(sections)
        (source / name).write_text(data, "utf-8")
        texts.extend(
            f"{piece.title}\n{piece.section}\n{piece.text}"
            for piece in chunk(parse(data.encode(), name))
        )
    return texts


async def _measure(var: Path, sources: Path, texts: list[str]) -> dict[str, Any]:
    embedder = OnnxEmbedder()
    # Half before and half after, for other work on the machine comes and goes.
    half = len(texts) // 2
    before = await _bare(embedder, texts[:half])
    async with _opened(var, sources, embedder) as retrieval:
        await retrieval.ingestion.sync(["known"])
        first = await _sync(retrieval, "bench")
        again = await _sync(retrieval, "bench")
    after = await _bare(embedder, texts[half:])
    bare_s, bare_cpu_s = before[0] + after[0], before[1] + after[1]
    async with _opened(var.with_name("asked"), sources, embedder) as retrieval:
        await retrieval.ingestion.sync(["known"])
        idle = await _ask(retrieval, _QUESTIONS_IDLE)
        ingesting = asyncio.create_task(_sync(retrieval, "bench"))
        asked = await _ask(retrieval, ingesting)
        meanwhile = await ingesting
    return {
        "documents": _DOCUMENTS,
        "chunks": len(texts),
        "chunks_per_s": round(len(texts) / first[0], 1),
        "bare_model_chunks_per_s": round(len(texts) / bare_s, 1),
        "share_of_bare_model": round(bare_s / first[0], 3),
        "share_by_processor_time": round(bare_cpu_s / first[1], 3),
        "unchanged_documents_per_s": round(_DOCUMENTS / again[0]),
        "search_idle_p50_ms": _ms(idle, 50),
        "search_idle_p95_ms": _ms(idle, 95),
        "search_while_ingesting_p50_ms": _ms(asked, 50),
        "search_while_ingesting_p95_ms": _ms(asked, 95),
        "chunks_per_s_while_asked": round(len(texts) / meanwhile[0], 1),
    }


@asynccontextmanager
async def _opened(var: Path, sources: Path, embedder: OnnxEmbedder) -> AsyncIterator[Retrieval]:
    var.mkdir()
    url = f"sqlite:///{var / 'almanac.db'}"
    await upgrade(url)
    engine = open_engine(url)
    try:
        documents = SqlDocumentStore(open_sessions(engine))
        async with open_retrieval(
            var=var,
            chroma_url=None,
            documents=documents,
            locations=[str(sources)],
            embedder=embedder,
        ) as retrieval:
            yield retrieval
    finally:
        await engine.dispose()


async def _bare(embedder: OnnxEmbedder, texts: list[str]) -> tuple[float, float]:
    began, used = time.perf_counter(), _processor_time()
    await embedder.embed(texts)
    return time.perf_counter() - began, _processor_time() - used


async def _sync(retrieval: Retrieval, source: str) -> tuple[float, float]:
    """Seconds that a sync took, and seconds of processor time; parsing processes not counted."""
    began, used = time.perf_counter(), _processor_time()
    ledger = await retrieval.ingestion.sync([source])
    if not ledger.reconciled:
        raise RuntimeError("; ".join(ledger.problems))
    return time.perf_counter() - began, _processor_time() - used


async def _ask(retrieval: Retrieval, until: int | asyncio.Task[Any]) -> list[float]:
    """Ask one new question after another, so many or until a task ends; seconds of each."""
    taken: list[float] = []
    while not until.done() if isinstance(until, asyncio.Task) else len(taken) < until:
        began = time.perf_counter()
        await retrieval.search.search(
            f"What does record {len(taken)} say about the dose?",
            Access(frozenset({"bench"})),
            ["known"],
            limit=8,
        )
        taken.append(time.perf_counter() - began)
        await asyncio.sleep(_PAUSE_S)
    return taken


def _processor_time() -> float:
    times = os.times()
    return times.user + times.system


def _ms(seconds: list[float], percentile: int) -> float:
    return round(float(np.percentile(seconds, percentile)) * 1000, 1)
