"""Documents, questions and judgements in BEIR layout, and how they get into an index."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from retrieval.access import Access
from retrieval.documents import Document, DocumentStatus, document_id
from retrieval.indexes.embedding import Embedder
from retrieval.ingesting.indexing import Indexer
from retrieval.ingesting.ledger import Progress
from retrieval.memory import MemoryDocumentStore
from retrieval.opening import Retrieval, open_retrieval
from retrieval.parsing.documents import Block, ParsedDocument
from retrieval.sources.description import DESCRIPTION

SOURCE = "benchmark"
READERS = Access(frozenset({SOURCE}))
SCOPE = {SOURCE: None}
_GROUP = 256

Judgements = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Task:
    """Questions by id, and which documents answer them, by id with a grade above 0.

    ``by_page`` tells that a document is ``path#pN`` with N from 0. ``types`` holds the questions of
    each type that the set names, and ``departments`` whose documents answer a question, below a
    folder of that name. ``unanswerable`` are questions that no document answers; few sets have any.
    """

    name: str
    questions: Mapping[str, str]
    judgements: Judgements
    by_page: bool
    types: Mapping[str, frozenset[str]]
    departments: Mapping[str, str]
    unanswerable: tuple[str, ...] = ()


def read_task(directory: Path) -> Task:
    """Read questions and judgements; questions without a judgement are left out.

    Raises ``FileNotFoundError`` where ``queries.jsonl`` or ``qrels/test.tsv`` is missing.
    """
    judgements: dict[str, dict[str, int]] = {}
    for line in (directory / "qrels" / "test.tsv").read_text("utf-8").splitlines()[1:]:
        question, document, grade = line.split("\t")
        if int(grade) > 0:
            judgements.setdefault(question, {})[document] = int(grade)
    rows = [row for row in _rows(directory / "queries.jsonl") if row["_id"] in judgements]
    types: dict[str, set[str]] = {}
    departments: dict[str, str] = {}
    for row in rows:
        told = row.get("metadata") or {}
        if "type" in told:
            types.setdefault(told["type"], set()).add(row["_id"])
        if "department" in told:
            departments[row["_id"]] = told["department"]
    other = directory / "unanswerable.jsonl"
    return Task(
        directory.name,
        {row["_id"]: row["text"] for row in rows},
        judgements,
        any("#p" in document for grades in judgements.values() for document in grades),
        {kind: frozenset(some) for kind, some in sorted(types.items())},
        departments,
        tuple(row["text"] for row in _rows(other)) if other.is_file() else (),
    )


@asynccontextmanager
async def indexed(
    directory: Path,
    *,
    files: Path | None = None,
    embedder: Embedder | None = None,
    progress: Progress | None = None,
) -> AsyncIterator[tuple[Retrieval, int]]:
    """Index ``directory``'s corpus, or the raw ``files``, for as long as the context lasts.

    The shipped model embeds unless there is an ``embedder``. Gives what searches it, and the
    number of chunks.
    """
    with TemporaryDirectory() as folder:
        place = Path(folder)
        if files is not None:
            await asyncio.to_thread(_describe, place / "sources" / SOURCE, files)
        async with open_retrieval(
            var=place / "var",
            chroma_url=None,
            documents=MemoryDocumentStore(),
            locations=[str(place / "sources")] if files is not None else [],
            embedder=embedder,
        ) as retrieval:
            if files is not None:
                ledger = await retrieval.ingestion.sync((), progress)
                yield retrieval, ledger.sources[0].counts["chunks"]
            else:
                yield retrieval, await _index_corpus(directory, retrieval.indexer, progress)


async def _index_corpus(directory: Path, indexer: Indexer, progress: Progress | None) -> int:
    """Index ``corpus.jsonl`` through the code that indexes sources."""
    rows = await asyncio.to_thread(_rows, directory / "corpus.jsonl")
    total, group = 0, []
    for number, row in enumerate(rows, start=1):
        prepared = indexer.prepare(_document(row["_id"]), _parsed(row), {})
        group.append(prepared)
        total += len(prepared.chunks)
        if sum(len(one.chunks) for one in group) >= _GROUP or number == len(rows):
            await indexer.index(group)
            group = []
            if progress is not None:
                progress(number, len(rows), str(row["_id"]))
    return total


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line.strip()]


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


def _describe(folder: Path, files: Path) -> None:
    """Make a source out of raw files."""
    shutil.copytree(files, folder)
    description = {
        "source": SOURCE,
        "department": SOURCE,
        "owner": "nobody@localhost",
        "groups": [SOURCE],
    }
    (folder / DESCRIPTION).write_text(yaml.safe_dump(description), "utf-8")
