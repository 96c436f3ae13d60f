"""Searches over 100,000 chunks with rights: one person, 8 and 32 at once."""

from __future__ import annotations

import asyncio
import resource
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from app.records.database.engine import open_engine, open_sessions
from app.records.database.migration import upgrade
from app.records.documents.documents import SqlDocumentStore
from app.settings import SAMPLES
from retrieval.access import Access
from retrieval.documents import (
    ChunkRecord,
    Document,
    DocumentStatus,
    Source,
    chunk_id,
    content_hash,
    document_id,
)
from retrieval.indexes.embedding import Vectors
from retrieval.indexes.words.entries import LexicalEntry
from retrieval.opening import Retrieval, open_retrieval
from retrieval.searching.hybrid import HybridSearch

CHUNKS = 100_000
SOURCES = 4
PER_DOCUMENT = 20
AT_ONCE = (1, 8, 32)
QUESTIONS = 640
_SENTENCES = 4
_GROUP = 10_000
_PLAIN, _RESTRICTED = ("staff",), ("restricted",)
READER = Access(frozenset(_PLAIN))


def measure(folder: Path) -> Iterator[dict[str, Any]]:
    """Fill four sources, in one of which rights are mixed, and ask."""
    yield from asyncio.run(_measure(folder / "var"))


async def _measure(var: Path) -> list[dict[str, Any]]:
    var.mkdir()
    url = f"sqlite:///{var / 'almanac.db'}"
    await upgrade(url)
    # As the service has it: writes in threads, the short reads of a search in place.
    engines = [open_engine(url), open_engine(url, inline=True)]
    documents, catalog = (SqlDocumentStore(open_sessions(engine)) for engine in engines)
    try:
        async with open_retrieval(
            var=var, chroma_url=None, documents=documents, catalog=catalog, locations=[]
        ) as retrieval:
            sentences = _sentences()
            vectors = await retrieval.embedder.embed(sentences)
            for number in range(SOURCES):
                await _fill(retrieval, number, sentences, vectors)
            lines = []
            for people in AT_ONCE:
                times, cpu_ms = await _ask(retrieval.search, people, Random(people), sentences)
                lines.append(_line(people, times, cpu_ms))
            return lines
    finally:
        for engine in engines:
            await engine.dispose()


def _line(people: int, times: Sequence[float], cpu_ms: float) -> dict[str, Any]:
    return {
        "chunks": CHUNKS,
        "sources": SOURCES,
        "at_once": people,
        "p50_ms": round(float(np.percentile(times, 50)), 1),
        "p95_ms": round(float(np.percentile(times, 95)), 1),
        "cpu_ms_a_search": round(cpu_ms, 1),
        "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def _sentences() -> list[str]:
    """Sentences of the sample company, each with a word of its own so that all differ."""
    found = {
        line.strip("-# ")
        for path in sorted(SAMPLES.rglob("sources/**/*.md"))
        for line in path.read_text("utf-8").splitlines()
        if len(line) > 40
    }
    return [f"{line} Case {number}." for line in sorted(found) for number in range(20)]


async def _fill(
    retrieval: Retrieval, number: int, sentences: Sequence[str], vectors: Vectors
) -> None:
    """Write a source as an ingestion would, with vectors mixed from those of its sentences."""
    source, random = f"source-{number}", Random(number)
    await retrieval.documents.save_source(
        Source(source, source, source, f"{source}@cryodyne.example", _PLAIN)
    )
    noise = np.random.default_rng(number)
    records: list[tuple[Document, ChunkRecord]] = []
    rows: list[Vectors] = []
    for place in range(CHUNKS // SOURCES // PER_DOCUMENT):
        document = _document(source, place, mixed=number == 0)
        chunks = []
        for ordinal in range(PER_DOCUMENT):
            chosen = random.sample(range(len(sentences)), _SENTENCES)
            text = " ".join(sentences[one] for one in chosen)
            row = vectors[chosen].mean(axis=0) + noise.normal(0, 0.02, vectors.shape[1])
            rows.append((row / np.linalg.norm(row)).astype(np.float32))
            chunks.append(_chunk(document, ordinal, text))
        await retrieval.documents.save_document(document, chunks)
        records += [(document, chunk) for chunk in chunks]
    for start in range(0, len(records), _GROUP):
        part = records[start : start + _GROUP]
        await retrieval.dense.upsert(
            source,
            [chunk.id for _, chunk in part],
            np.stack(rows[start : start + _GROUP]),
            [document.access for document, _ in part],
        )
        await retrieval.lexical.replace(
            [LexicalEntry(chunk, document.path, document.access) for document, chunk in part]
        )


def _document(source: str, place: int, *, mixed: bool) -> Document:
    path = f"document-{place:04}.md"
    return Document(
        id=document_id(source, path),
        source=source,
        path=path,
        title=f"Document {place}",
        version=content_hash(path),
        stamp="",
        indexed_as="benchmark",
        groups=_RESTRICTED if mixed and place % 3 == 0 else _PLAIN,
        status=DocumentStatus.LIVE,
        chunks=PER_DOCUMENT,
    )


def _chunk(document: Document, ordinal: int, text: str) -> ChunkRecord:
    return ChunkRecord(
        id=chunk_id(document.id, document.version, document.indexed_as, ordinal),
        document_id=document.id,
        source=document.source,
        ordinal=ordinal,
        title=document.title,
        section="",
        page=1 + ordinal // 4,
        text=text,
        content_hash=content_hash(text),
    )


async def _ask(
    search: HybridSearch, people: int, random: Random, sentences: Sequence[str]
) -> tuple[list[float], float]:
    """The time of every search in milliseconds, and the processor time of one."""
    words = sorted({word.strip(".,:;()") for sentence in sentences for word in sentence.split()})
    sources = [f"source-{number}" for number in range(SOURCES)]
    questions = iter(
        [f"What about {' '.join(random.sample(words, 6))}?" for _ in range(QUESTIONS + people)]
    )
    for _ in range(people):
        await search.search(next(questions), READER, sources, limit=8)
    times: list[float] = []

    async def ask() -> None:
        for question in questions:
            began = time.perf_counter()
            found = await search.search(question, READER, sources, limit=8)
            times.append(1000 * (time.perf_counter() - began))
            if not found.passages:
                raise RuntimeError(f"Nothing was found for {question!r}.")

    before = time.process_time()
    await asyncio.gather(*(ask() for _ in range(people)))
    return times, 1000 * (time.process_time() - before) / len(times)
