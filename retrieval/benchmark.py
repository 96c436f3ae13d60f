"""Measures retrieval on a folder of documents, questions and judgements."""

from __future__ import annotations

import asyncio
import json
import math
import resource
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from retrieval.access import Access
from retrieval.documents import Document, DocumentStatus, DocumentStore, Hit, document_id
from retrieval.embedding import MODEL
from retrieval.fusion import explained, fuse, reciprocal_ranks
from retrieval.indexing import Indexer, embedded_text
from retrieval.ledger import Progress
from retrieval.memory import MemoryDocumentStore
from retrieval.opening import Retrieval, open_retrieval
from retrieval.parsing.documents import Block, ParsedDocument
from retrieval.searching import Candidates
from retrieval.sources import DESCRIPTION

SOURCE = "benchmark"
READERS = Access(frozenset({SOURCE}))
SCOPE = {SOURCE: None}
DEPTH = 20
_GROUP = 256

Judgements = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Task:
    """Questions by id, and which documents answer them, by id with a grade above 0.

    ``by_page`` tells that a document is ``path#pN`` with N from 0.
    """

    questions: Mapping[str, str]
    judgements: Judgements
    by_page: bool


async def run_benchmark(
    directory: Path,
    *,
    files: Path | None = None,
    model: Path = MODEL,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Index ``directory``'s corpus (or the raw ``files``), ask every question, and score.

    Gives nDCG@10, recall@5, recall@20 and MRR@10 of our search and of BM25, dense search and
    reciprocal rank fusion alone over the same chunks; chunks embedded and stored in a second; the
    time of a search in milliseconds; and the peak of resident memory in MB. Raises
    ``FileNotFoundError`` where a part of ``directory`` is missing.
    """
    task = await asyncio.to_thread(read_task, directory)
    documents = MemoryDocumentStore()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        if files is not None:
            await asyncio.to_thread(_describe, place / "sources" / SOURCE, files)
        async with open_retrieval(
            var=place / "var",
            chroma_url=None,
            documents=documents,
            locations=[str(place / "sources")] if files is not None else [],
            model=model,
        ) as retrieval:
            started = time.perf_counter()
            if files is not None:
                ledger = await retrieval.ingestion.sync((), progress)
                chunks = ledger.sources[0].counts["chunks"]
            else:
                chunks = await _index_corpus(directory, retrieval.indexer, progress)
            seconds = time.perf_counter() - started
            bare = await _bare_speed(retrieval, documents)
            scores, times = await _ask(task, retrieval)
    return {
        "set": directory.name,
        "questions": len(times),
        "chunks": chunks,
        **scores.pop("almanac"),
        "chunks_per_s": round(chunks / seconds, 1),
        "embedder_chunks_per_s": round(bare, 1),
        "query_p50_ms": round(float(np.percentile(times, 50)), 2),
        "query_p95_ms": round(float(np.percentile(times, 95)), 2),
        "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "beside": scores,
    }


def read_task(directory: Path) -> Task:
    """Read questions and judgements; questions that nothing answers are left out."""
    judgements: dict[str, dict[str, int]] = {}
    for line in (directory / "qrels" / "test.tsv").read_text("utf-8").splitlines()[1:]:
        question, document, grade = line.split("\t")
        if int(grade) > 0:
            judgements.setdefault(question, {})[document] = int(grade)
    questions = {}
    for line in (directory / "queries.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        if row["_id"] in judgements:
            questions[row["_id"]] = row["text"]
    by_page = any("#p" in document for grades in judgements.values() for document in grades)
    return Task(questions, judgements, by_page)


async def _index_corpus(directory: Path, indexer: Indexer, progress: Progress | None) -> int:
    """Index ``corpus.jsonl`` through the code that indexes sources."""
    corpus = await asyncio.to_thread((directory / "corpus.jsonl").read_text, "utf-8")
    rows = corpus.splitlines()
    total, group = 0, []
    for number, line in enumerate(rows, start=1):
        row = json.loads(line)
        prepared = indexer.prepare(_document(row["_id"]), _parsed(row), {})
        group.append(prepared)
        total += len(prepared.chunks)
        if sum(len(one.chunks) for one in group) >= _GROUP or number == len(rows):
            await indexer.index(group)
            group = []
            if progress is not None:
                progress(number, len(rows), str(row["_id"]))
    return total


def _document(name: str) -> Document:
    return Document(
        id=document_id(SOURCE, name),
        source=SOURCE,
        path=name,
        title=name,
        version="1",
        stamp="",
        indexed_as="",
        groups=(SOURCE,),
        status=DocumentStatus.LIVE,
    )


def _parsed(row: Mapping[str, str]) -> ParsedDocument:
    lines = [line.strip() for line in (row.get("text") or row["title"]).split("\n")]
    blocks = tuple(Block("paragraph", line) for line in lines if line)
    return ParsedDocument(row.get("title") or "", blocks, None, "corpus/1")


async def _bare_speed(retrieval: Retrieval, documents: DocumentStore) -> float:
    """Chunks in a second that the model embeds with nothing around it, on a sample."""
    ids = list(await documents.chunk_ids(SOURCE))
    ids = ids[:: max(1, len(ids) // 200)]
    texts = [embedded_text(hit.chunk) for hit in (await documents.hits(ids)).values()]
    started = time.perf_counter()
    # Not the very texts that were embedded just now: those would be answered from memory.
    await retrieval.embedder.embed([f"{text} ." for text in texts])
    return len(texts) / (time.perf_counter() - started)


async def _ask(task: Task, retrieval: Retrieval) -> tuple[dict[str, dict[str, float]], list[float]]:
    rankings: dict[str, list[tuple[str, list[str]]]] = {}
    times = []
    for question, text in task.questions.items():
        started = time.perf_counter()
        await retrieval.search.search(text, READERS, [SOURCE], limit=DEPTH)
        times.append(1000 * (time.perf_counter() - started))
        vector = await retrieval.search.vector(text)
        candidates = await retrieval.search.candidates(text, vector, READERS, SCOPE, enough=100)
        for method, rank in METHODS.items():
            documents = _best_first(rank(candidates), candidates.hits, task.by_page)
            rankings.setdefault(method, []).append((question, documents))
    scores = {name: score(ranked, task.judgements) for name, ranked in rankings.items()}
    return scores, times


def _alone(scores: Mapping[str, float]) -> list[str]:
    return sorted(scores, key=lambda chunk: (-scores[chunk], chunk))


METHODS: Mapping[str, Callable[[Candidates], list[str]]] = {
    "almanac": lambda found: [
        one.chunk_id for one in fuse(found.dense, found.lexical, explained(found.words))
    ],
    "bm25": lambda found: _alone(found.lexical),
    "dense": lambda found: _alone(found.dense),
    "rrf60": lambda found: [one.chunk_id for one in reciprocal_ranks(found.dense, found.lexical)],
}


def _best_first(ranked: Sequence[str], hits: Mapping[str, Hit], by_page: bool) -> list[str]:
    """Documents in the order of their best chunk."""
    found: dict[str, None] = {}
    for chunk_id in ranked:
        hit = hits[chunk_id]
        page = f"#p{(hit.chunk.page or 1) - 1}" if by_page else ""
        found[hit.document.path + page] = None
    return list(found)


def score(
    rankings: Sequence[tuple[str, Sequence[str]]], judgements: Judgements
) -> dict[str, float]:
    """Means over the questions: nDCG@10 (gain 2^grade - 1), recall@5, recall@20 and MRR@10."""
    rows = []
    for question, ranked in rankings:
        grades = judgements[question]
        gains = [2 ** grades.get(document, 0) - 1 for document in ranked[:10]]
        ideal = sorted((2**grade - 1 for grade in grades.values()), reverse=True)[:10]
        first = next((place for place, gain in enumerate(gains, start=1) if gain), 0)
        rows.append(
            (
                _discounted(gains) / _discounted(ideal),
                len(grades.keys() & set(ranked[:5])) / len(grades),
                len(grades.keys() & set(ranked[:20])) / len(grades),
                1 / first if first else 0.0,
            )
        )
    names = ("ndcg@10", "recall@5", "recall@20", "mrr@10")
    means = np.mean(rows, axis=0) if rows else [0.0] * len(names)
    return {name: round(float(mean), 4) for name, mean in zip(names, means, strict=True)}


def _discounted(gains: Sequence[int]) -> float:
    return sum(gain / math.log2(place + 1) for place, gain in enumerate(gains, start=1))


def _describe(folder: Path, files: Path) -> None:
    """Make a source out of raw files."""
    folder.parent.mkdir(parents=True)
    folder.mkdir()
    for path in files.rglob("*"):
        if path.is_file():
            copy = folder / path.relative_to(files)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    description = {
        "source": SOURCE,
        "department": SOURCE,
        "owner": "nobody@localhost",
        "groups": [SOURCE],
    }
    (folder / DESCRIPTION).write_text(yaml.safe_dump(description), "utf-8")
