"""Chunks in the indexes: a search, the memory of their vectors, and the first answer of a start."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from random import Random

import numpy as np
import psutil

from app.records.database.engine import open_engine, open_sessions
from app.records.database.migration import upgrade
from app.records.documents.documents import SqlDocumentStore
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
from retrieval.indexes.damage import seal
from retrieval.indexes.words.entries import LexicalEntry
from retrieval.opening import Retrieval, open_retrieval
from tests.benchmarks.growth.embedder import FreeEmbedder
from tests.benchmarks.growth.exponents import cost_ms

SIZES = (1_000, 5_000, 25_000)
LARGE = (10_000, 100_000, 1_000_000)
# Vectors are kept, and read at the start, one by one.
RESULTS = {"vectors in memory (MB)": 1.0, "start, to the first answer": 1.0}
_SOURCE, _READERS = "bench", ("staff",)
_PER_DOCUMENT, _GROUP = 20, 5_000
_WORDS_OF_A_CHUNK, _WORDS = 60, 20_000
_ACCESS = Access(frozenset(_READERS))


async def measure(
    folder: Path, sizes: Sequence[int]
) -> AsyncIterator[tuple[int, dict[str, float]]]:
    """Search one source of so many chunks of random words, one question after another."""
    var = folder / "var"
    var.mkdir()
    await upgrade(f"sqlite:///{var / 'almanac.db'}")
    filled = 0
    for size in sizes:
        async with _opened(var) as retrieval:
            await retrieval.documents.save_source(
                Source(_SOURCE, _SOURCE, _SOURCE, "bench@cryodyne.example", _READERS)
            )
            await _fill(retrieval, filled, size)
            filled = size
        # As every ingestion ends, so that the start need not look for damage.
        seal(var)
        before, wall = time.process_time(), time.perf_counter()
        async with _opened(var) as retrieval:
            questions = _questions()
            await _search(retrieval, questions)
            await retrieval.dense.memory.settled()
            started = 1000 * (time.process_time() - before)
            first_s = time.perf_counter() - wall
            yield (
                size,
                {
                    "search": await cost_ms(partial(_search, retrieval, questions)),
                    "vectors in memory (MB)": retrieval.dense.memory.bytes / 1e6,
                    "process (MB)": psutil.Process().memory_info().rss / 1e6,
                    "start, to the first answer": started,
                    "the same on the wall (s)": first_s,
                },
            )


async def _search(retrieval: Retrieval, questions: Iterator[str]) -> None:
    question = next(questions)
    found = await retrieval.search.search(question, _ACCESS, [_SOURCE], limit=8)
    if not found.passages:
        raise RuntimeError(f"Nothing was found for {question!r}.")


@asynccontextmanager
async def _opened(var: Path) -> AsyncIterator[Retrieval]:
    url = f"sqlite:///{var / 'almanac.db'}"
    engines = [open_engine(url), open_engine(url, inline=True)]
    documents, catalog = (SqlDocumentStore(open_sessions(engine)) for engine in engines)
    try:
        async with open_retrieval(
            var=var,
            chroma_url=None,
            documents=documents,
            catalog=catalog,
            locations=[],
            embedder=FreeEmbedder(),
        ) as retrieval:
            yield retrieval
    finally:
        for engine in engines:
            await engine.dispose()


async def _fill(retrieval: Retrieval, first: int, until: int) -> None:
    """Add chunks as an ingestion would."""
    words, random = [f"word{number}" for number in range(_WORDS)], Random(first)
    for start in range(first, until, _GROUP):
        pairs = [
            (document, _chunk(document, ordinal, " ".join(_some(words, random))))
            for place in range(start // _PER_DOCUMENT, min(start + _GROUP, until) // _PER_DOCUMENT)
            for document in (_document(place),)
            for ordinal in range(_PER_DOCUMENT)
        ]
        by_document: dict[str, tuple[Document, list[ChunkRecord]]] = {}
        for document, chunk in pairs:
            by_document.setdefault(document.id, (document, []))[1].append(chunk)
        await retrieval.documents.save_documents([*by_document.values()])
        rows = np.random.default_rng(start).normal(size=(len(pairs), FreeEmbedder.dimensions))
        await retrieval.dense.upsert(
            _SOURCE,
            [chunk.id for _, chunk in pairs],
            np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32),
            [document.access for document, _ in pairs],
        )
        await retrieval.lexical.replace(
            [LexicalEntry(chunk, document.path, document.access) for document, chunk in pairs]
        )


def _some(words: Sequence[str], random: Random) -> list[str]:
    """Words as often as words are: few of them very often, most of them hardly ever."""
    return [words[int(_WORDS ** random.random()) - 1] for _ in range(_WORDS_OF_A_CHUNK)]


def _questions() -> Iterator[str]:
    random = Random(7)
    while True:
        yield f"What about {' '.join(f'word{random.randrange(_WORDS)}' for _ in range(6))}?"


def _document(place: int) -> Document:
    path = f"document-{place:06}.md"
    return Document(
        id=document_id(_SOURCE, path),
        source=_SOURCE,
        path=path,
        title=f"Document {place}",
        version=content_hash(path),
        stamp="",
        indexed_as="benchmark",
        groups=_READERS,
        status=DocumentStatus.LIVE,
        chunks=_PER_DOCUMENT,
    )


def _chunk(document: Document, ordinal: int, text: str) -> ChunkRecord:
    return ChunkRecord(
        id=chunk_id(document.id, document.version, document.indexed_as, ordinal),
        document_id=document.id,
        source=_SOURCE,
        ordinal=ordinal,
        title=document.title,
        section="",
        page=None,
        text=text,
        content_hash=content_hash(text),
    )
