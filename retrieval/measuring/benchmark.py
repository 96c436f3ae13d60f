"""Measures retrieval on a folder of documents, questions and judgements."""

from __future__ import annotations

import asyncio
import resource
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from retrieval.documents import Hit
from retrieval.indexes.embedding import Embedder
from retrieval.ingesting.indexing import embedded_text
from retrieval.ingesting.ledger import Progress
from retrieval.measuring.cosines import cosines_of
from retrieval.measuring.scoring import best_first, judged_as, score, share
from retrieval.measuring.tasks import READERS, SCOPE, SOURCE, Task, indexed, read_task
from retrieval.opening import Retrieval
from retrieval.searching.evidence import THRESHOLD, evidence
from retrieval.searching.fusion import reciprocal_ranks
from retrieval.searching.proposing import Candidates

# Documents to rank are counted, and a long one has many chunks.
DEPTH = 100
LIMIT = 8


async def run_benchmark(
    directory: Path,
    *,
    files: Path | None = None,
    embedder: Embedder | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Index ``directory``'s corpus (or the raw ``files``), ask every question, and score.

    Gives nDCG@10, recall@5, recall@20 and MRR@10 of our search and of BM25, dense search and
    reciprocal rank fusion alone over the same chunks; how often the evidence is wrong; where the
    cosines of the model lie (the shipped one, unless there is an ``embedder``); chunks
    embedded and stored in a second; the time of a search in milliseconds; and the peak of resident
    memory in MB; the scores again by the ``type`` of question where the set names any. Raises
    ``FileNotFoundError`` where a part of ``directory`` is missing.
    """
    task = await asyncio.to_thread(read_task, directory, raw=files is not None)
    started = time.perf_counter()
    indexing = indexed(directory, files=files, embedder=embedder, progress=progress)
    async with indexing as (found, chunks):
        seconds = time.perf_counter() - started
        bare = await _bare_speed(found)
        asked = await _ask(task, found)
        cosines = await cosines_of(task, found)
    scores = asked.scores(task, task.questions)
    return {
        "set": task.name,
        "questions": len(task.questions),
        "chunks": chunks,
        **scores.pop("almanac"),
        "evidence": asked.errors(),
        "embedding": found.embedder.fingerprint,
        "cosines": cosines,
        "chunks_per_s": round(chunks / seconds, 1),
        "embedder_chunks_per_s": round(bare, 1),
        "query_p50_ms": round(float(np.percentile(asked.times, 50)), 2),
        "query_p95_ms": round(float(np.percentile(asked.times, 95)), 2),
        "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "beside": scores,
        "by_type": {
            kind: {"questions": len(some), **asked.scores(task, some)}
            for kind, some in task.types.items()
        },
    }


@dataclass(slots=True)
class Asked:
    """What all questions of a set gave.

    ``answerable``, ``unanswerable`` and ``withheld`` hold the evidence for questions that the
    documents answer, for others, and for the first with the documents that answer them left out.
    """

    rankings: dict[str, list[tuple[str, list[str]]]] = field(default_factory=dict)
    times: list[float] = field(default_factory=list)
    answerable: list[float] = field(default_factory=list)
    unanswerable: list[float] = field(default_factory=list)
    withheld: list[float] = field(default_factory=list)

    def scores(self, task: Task, some: Collection[str]) -> dict[str, dict[str, float]]:
        """The scores of every method over ``some`` of the questions."""
        return {
            name: score([one for one in ranked if one[0] in some], task.judgements)
            for name, ranked in self.rankings.items()
        }

    def errors(self) -> dict[str, float | None]:
        """The shares in which the threshold decides wrongly, in either direction."""
        return {
            "threshold": THRESHOLD,
            "answerable_refused": share([one < THRESHOLD for one in self.answerable]),
            "unanswerable_answered": share([one >= THRESHOLD for one in self.unanswerable]),
            "withheld_answered": share([one >= THRESHOLD for one in self.withheld]),
        }


async def _ask(task: Task, retrieval: Retrieval) -> Asked:
    asked = Asked()
    for question, text in task.questions.items():
        started = time.perf_counter()
        found = await retrieval.search.search(text, READERS, [SOURCE], limit=LIMIT)
        asked.times.append(1000 * (time.perf_counter() - started))
        asked.answerable.append(found.evidence)
        candidates = await candidates_for(retrieval, text)
        hits = await retrieval.documents.hits(candidates.documents)
        for method, rank in METHODS.items():
            documents = best_first(rank(candidates), hits, by_page=task.by_page)
            asked.rankings.setdefault(method, []).append((question, documents))
        rest = without(candidates, hits, task, question)
        asked.withheld.append(await evidence_of(retrieval, text, rest))
    for text in task.unanswerable:
        found = await retrieval.search.search(text, READERS, [SOURCE], limit=LIMIT)
        asked.unanswerable.append(found.evidence)
    return asked


async def candidates_for(retrieval: Retrieval, text: str) -> Candidates:
    """What the indexes propose for a question."""
    vector = await retrieval.search.proposing.vector(text)
    return await retrieval.search.proposing.candidates(text, vector, READERS, SCOPE, enough=DEPTH)


async def evidence_of(retrieval: Retrieval, text: str, candidates: Candidates) -> float:
    """The evidence that these candidates give for a question."""
    chosen = await retrieval.search.chosen(candidates, READERS, LIMIT)
    return evidence(retrieval.search.signs(text, candidates, chosen)) if chosen else 0.0


def without(
    candidates: Candidates, hits: Mapping[str, Hit], task: Task, question: str
) -> Candidates:
    """The candidates less those of the documents that answer the question: the hard case, since
    the subject is there and the answer is not."""
    answers = task.judgements[question]
    return only(
        candidates,
        {
            chunk
            for chunk in candidates.documents
            if judged_as(hits[chunk], by_page=task.by_page) not in answers
        },
    )


def only(candidates: Candidates, chunks: Collection[str]) -> Candidates:
    """Those of the candidates that are among ``chunks``."""
    kept = {chunk: one for chunk, one in candidates.documents.items() if chunk in chunks}
    return replace(
        candidates,
        dense={chunk: cosine for chunk, cosine in candidates.dense.items() if chunk in kept},
        lexical={chunk: bm25 for chunk, bm25 in candidates.lexical.items() if chunk in kept},
        documents=kept,
    )


async def _bare_speed(retrieval: Retrieval) -> float:
    """Chunks in a second that the model embeds with nothing around it, on a sample."""
    ids = list(await retrieval.documents.chunk_ids(SOURCE))
    ids = ids[:: max(1, len(ids) // 200)]
    texts = [embedded_text(hit.chunk) for hit in (await retrieval.documents.hits(ids)).values()]
    started = time.perf_counter()
    # Not the very texts that were embedded just now: those would be answered from memory.
    await retrieval.embedder.embed([f"{text} ." for text in texts])
    return len(texts) / (time.perf_counter() - started)


def _alone(scores: Mapping[str, float]) -> list[str]:
    return sorted(scores, key=lambda chunk: (-scores[chunk], chunk))


METHODS: Mapping[str, Callable[[Candidates], list[str]]] = {
    "almanac": lambda found: [one.chunk_id for one in found.ranked],
    "bm25": lambda found: _alone(found.lexical),
    "dense": lambda found: _alone(found.dense),
    "rrf60": lambda found: [one.chunk_id for one in reciprocal_ranks(found.dense, found.lexical)],
}
