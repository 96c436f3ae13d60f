"""Documents, questions and judgements in BEIR layout, and how they get into an index."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from retrieval.access import Access
from retrieval.documents import Document, DocumentStatus, Source, document_id
from retrieval.indexes.embedding import Embedder
from retrieval.ingesting.indexing import Prepared
from retrieval.ingesting.ledger import Progress
from retrieval.memory import MemoryDocumentStore
from retrieval.opening import Retrieval, open_retrieval
from retrieval.parsing.documents import Block, ParsedDocument
from retrieval.parsing.tables.reading import row_blocks
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


def read_task(directory: Path, *, raw: bool = False) -> Task:
    """Read questions and judgements; questions without a judgement are left out.

    ``raw`` tells that files are indexed, which have pages; the ids of a corpus count as they are.
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
        raw and any("#p" in document for grades in judgements.values() for document in grades),
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
    apart: bool = False,
) -> AsyncIterator[tuple[Retrieval, int]]:
    """Index ``directory``'s corpus, or the raw ``files``, for as long as the context lasts.

    The shipped model embeds unless there is an ``embedder``. All is one source, named `SOURCE`;
    with ``apart`` each folder at the top is one of its own, by its name. Gives what searches it,
    and the number of chunks.
    """
    with TemporaryDirectory() as folder:
        place = Path(folder)
        if files is not None:
            await asyncio.to_thread(_describe_all, place / "sources", files, apart=apart)
        async with open_retrieval(
            var=place / "var",
            chroma_url=None,
            documents=MemoryDocumentStore(),
            locations=[str(place / "sources")] if files is not None else [],
            embedder=embedder,
        ) as retrieval:
            if files is not None:
                ledger = await retrieval.ingestion.sync((), progress)
                yield retrieval, sum(source.counts["chunks"] for source in ledger.sources)
            else:
                yield retrieval, await _index_corpus(directory, retrieval, progress, apart=apart)


async def _index_corpus(
    directory: Path, retrieval: Retrieval, progress: Progress | None, *, apart: bool
) -> int:
    """Index ``corpus.jsonl`` through the code that indexes sources; gives the number of chunks."""
    rows = await asyncio.to_thread(_rows, directory / "corpus.jsonl")
    names = sorted({source_of(row["_id"], apart=apart) for row in rows})
    for name in names:
        await retrieval.documents.save_source(
            Source(name, str(directory), name, "", (SOURCE,), ingested_at=datetime.now(UTC))
        )
    total, done = 0, 0
    for name in names:
        group: list[Prepared] = []
        mine = [row for row in rows if source_of(row["_id"], apart=apart) == name]
        for number, row in enumerate(mine, start=1):
            document = _document(row["_id"], name)
            group.append(retrieval.indexer.prepare(document, _parsed(row), {}))
            total += len(group[-1].chunks)
            if sum(len(one.chunks) for one in group) >= _GROUP or number == len(mine):
                await retrieval.indexer.index(group)
                group = []
                if progress is not None:
                    progress(done + number, len(rows), str(row["_id"]))
        done += len(mine)
    return total


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line.strip()]


def source_of(name: str, *, apart: bool) -> str:
    """The source that holds a document of the set."""
    folder = name.partition("/")[0] if apart and "/" in name else ""
    return folder or SOURCE


def _document(name: str, source: str) -> Document:
    return Document(
        id=document_id(source, name),
        source=source,
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
    blocks = tuple(blocks_of([line for line in lines if line]))
    return ParsedDocument(row.get("title") or "", blocks, None, "corpus/2")


def blocks_of(lines: Sequence[str]) -> Iterator[Block]:
    """Lines as paragraphs; those that bars part into cells as rows, the first of them the names."""
    for cells, group in groupby(lines, lambda line: line.count(" | ")):
        run = list(group)
        if cells and len(run) > 1:
            yield from row_blocks([line.split(" | ") for line in run])
        else:
            yield from (Block("paragraph", line) for line in run)


def _describe_all(place: Path, files: Path, *, apart: bool) -> None:
    """Make sources out of raw files: one, or one for each folder."""
    folders = [path for path in files.iterdir() if path.is_dir()] if apart else []
    if not folders:
        _describe(place / SOURCE, files, SOURCE)
    for folder in folders:
        _describe(place / folder.name, folder, folder.name)


def _describe(folder: Path, files: Path, source: str) -> None:
    shutil.copytree(files, folder)
    description = {
        "source": source,
        "department": source,
        "owner": "nobody@localhost",
        "groups": [SOURCE],
    }
    (folder / DESCRIPTION).write_text(yaml.safe_dump(description), "utf-8")
