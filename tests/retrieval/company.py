"""A small company's sources in a temporary folder, with everything that searches them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from copy import copy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from app.records.database.engine import open_engine, open_sessions
from app.records.database.migration import sqlite_path
from app.records.database.tables import all_tables
from app.records.documents.documents import SqlDocumentStore
from retrieval.access import Access
from retrieval.documents import DocumentStore
from retrieval.indexes.embedding import Embedder, Vectors
from retrieval.ingesting.ledger import Ledger
from retrieval.opening import Retrieval, open_retrieval
from retrieval.passages import Found
from tests.servers.databases import migrated
from tests.servers.one_model import shipped_model

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


@dataclass
class Clock:
    """A clock that a test moves."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class Company:
    """Sources that a test writes, and what it asks of them."""

    folder: Path
    retrieval: Retrieval
    documents: DocumentStore
    clock: Clock
    embedded: list[str] = field(default_factory=list)

    def describe(self, source: str, *, groups: Any = ("staff",), **rest: Any) -> None:
        content = {
            "source": source,
            "department": source,
            "owner": f"{source}@cryodyne.example",
            "groups": list(groups) if groups is not None else None,
            **rest,
        }
        self.put(f"{source}/source.yaml", yaml.safe_dump(content))

    def put(self, path: str, content: str) -> None:
        full = self.folder / path
        full.parent.mkdir(parents=True, exist_ok=True)
        full.write_text(content, "utf-8")

    async def sync(self, *sources: str) -> Ledger:
        return await self.retrieval.ingestion.sync(sources)

    async def ask(
        self, question: str, *groups: str, sources: Sequence[str] = ("quality",)
    ) -> Found:
        access = Access(frozenset(groups))
        return await self.retrieval.search.search(question, access, sources, limit=5)

    async def found(
        self, question: str, *groups: str, sources: Sequence[str] = ("quality",)
    ) -> list[str]:
        found = await self.ask(question, *groups, sources=sources)
        return list(dict.fromkeys(passage.document for passage in found.passages))


@asynccontextmanager
async def open_sql_store(url: str) -> AsyncIterator[SqlDocumentStore]:
    """A store with the tables it needs; on a server they are emptied first."""
    file = sqlite_path(url)
    if file is not None and not file.exists():
        await migrated(url)
    engine = open_engine(url)
    if file is None:
        async with engine.begin() as connection:
            await connection.run_sync(all_tables().drop_all)
            await connection.run_sync(all_tables().create_all)
    try:
        yield SqlDocumentStore(open_sessions(engine))
    finally:
        await engine.dispose()


@asynccontextmanager
async def open_company(folder: Path, embedder: Embedder | None = None) -> AsyncIterator[Company]:
    """A company without documents; the shipped model embeds what it gets, or another one."""
    sources, clock = folder / "sources", Clock()
    sources.mkdir(exist_ok=True)
    (folder / "var").mkdir(exist_ok=True)
    async with (
        open_sql_store(f"sqlite:///{folder / 'var' / 'almanac.db'}") as documents,
        open_retrieval(
            var=folder / "var",
            chroma_url=None,
            documents=documents,
            locations=[str(sources)],
            clock=clock,
            embedder=embedder or copy(shipped_model()),
        ) as retrieval,
    ):
        company = Company(sources, retrieval, documents, clock)
        _listen(retrieval, company.embedded)
        yield company


def _listen(retrieval: Retrieval, embedded: list[str]) -> None:
    """Note every text that the model is given."""
    embedder = retrieval.embedder
    embed = embedder.embed

    async def noting(texts: Sequence[str]) -> Vectors:
        embedded.extend(texts)
        return await embed(texts)

    embedder.embed = noting  # type: ignore[method-assign]
