"""One contract, held by the store in memory and by the store in the database."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from retrieval.access import Access
from retrieval.documents import (
    ChunkRecord,
    Document,
    DocumentStatus,
    DocumentStore,
    Source,
    access_of,
)
from retrieval.memory import MemoryDocumentStore
from tests.retrieval.company import open_sql_store
from tests.servers.postgres import postgres_programs, running_postgres

NOW = datetime(2026, 6, 1, tzinfo=UTC)
SOURCE = Source("hr", "/sources/hr", "hr", "people@cryodyne.example", ("staff",))
DOCUMENT = Document(
    id="d1",
    source="hr",
    path="leave.md",
    title="Leave",
    version="v1",
    stamp="",
    indexed_as="i1",
    groups=("board", "staff"),
    status=DocumentStatus.LIVE,
    effective_until=NOW,
    review_by=NOW,
    owner="desk@x.example",
    chunks=2,
    indexed_access=access_of(["staff", "board"]),
    ingested_at=NOW,
    remarks=("Page 3 holds only a picture.",),
)


def chunk(name: str, ordinal: int = 0) -> ChunkRecord:
    return ChunkRecord(name, "d1", "hr", ordinal, "Leave", "Annual > Carry", 3, f"Text {name}", "h")


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    programs = postgres_programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed here; the store is tested on SQLite only")
    with running_postgres(programs) as url:
        yield url


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[DocumentStore]:
    if request.param == "memory":
        yield MemoryDocumentStore()
        return
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'almanac.db'}"
    else:
        url = request.getfixturevalue("postgres")
    async with open_sql_store(url) as sql:
        yield sql


@pytest.fixture
async def filled(store: DocumentStore) -> DocumentStore:
    await store.save_source(SOURCE)
    await store.save_document(DOCUMENT, [chunk("c1"), chunk("c2", 1)])
    return store


async def test_what_is_saved_is_read_back(filled: DocumentStore) -> None:
    assert await filled.sources() == [SOURCE]
    assert await filled.documents("hr") == {"leave.md": DOCUMENT}
    assert await filled.document("d1") == DOCUMENT
    assert await filled.chunks_of("d1") == [chunk("c1"), chunk("c2", 1)]
    assert await filled.chunk_ids("hr") == {"c1": "d1", "c2": "d1"}


async def test_a_hit_comes_with_its_document_and_what_is_gone_does_not(
    filled: DocumentStore,
) -> None:
    hits = await filled.hits(["c2", "c9"])

    assert {name: (hit.chunk, hit.document) for name, hit in hits.items()} == {
        "c2": (chunk("c2", 1), DOCUMENT)
    }


async def test_chunks_are_read_by_their_place_and_by_their_document(filled: DocumentStore) -> None:
    assert await filled.chunks_at([("d1", 1), ("d1", 7), ("d2", 0)]) == [chunk("c2", 1)]
    owners = await filled.documents_of(["c1", "gone"])
    assert {name: document.path for name, document in owners.items()} == {"c1": "leave.md"}
    assert await filled.documents_of([]) == {}


async def test_saving_with_chunks_replaces_those_it_had(filled: DocumentStore) -> None:
    await filled.save_document(DOCUMENT, [chunk("c3")])

    assert await filled.chunk_ids("hr") == {"c3": "d1"}


async def test_several_documents_are_saved_each_with_its_own_chunks(filled: DocumentStore) -> None:
    other = replace(DOCUMENT, id="d2", path="x.md", groups=("legal",))
    await filled.save_documents(
        [
            (replace(DOCUMENT, title="Leave of absence"), None),
            (other, [replace(chunk("c3"), document_id="d2")]),
        ]
    )

    assert await filled.chunk_ids("hr") == {"c1": "d1", "c2": "d1", "c3": "d2"}
    assert (await filled.documents("hr"))["leave.md"].title == "Leave of absence"
    assert {one.groups for one in await filled.access_classes(["hr"])} == {
        ("board", "staff"),
        ("legal",),
    }


async def test_saving_without_chunks_keeps_them(filled: DocumentStore) -> None:
    moved = replace(DOCUMENT, groups=("board",))
    await filled.save_document(moved, None)

    assert await filled.document("d1") == moved
    assert len(await filled.chunk_ids("hr")) == 2


async def test_access_classes_are_those_of_live_documents(filled: DocumentStore) -> None:
    failed = replace(
        DOCUMENT, id="d2", path="x.md", groups=("legal",), status=DocumentStatus.FAILED
    )
    await filled.save_document(failed, [])
    await filled.save_document(replace(DOCUMENT, groups=("board",)), None)
    await filled.prune_access_classes("hr")

    found = await filled.access_classes(["hr", "it"])

    assert [(one.source, one.groups) for one in found] == [("hr", ("board",))]


async def test_closing_a_source_leaves_no_reader(filled: DocumentStore) -> None:
    await filled.close_source("hr", "broken")

    document = await filled.document("d1")
    assert document is not None
    assert document.groups == ()
    assert (await filled.sources())[0].groups == ()
    access = Access(frozenset({"staff", "board", ""}))
    assert not any(access.may_read(one.groups) for one in await filled.access_classes(["hr"]))


async def test_removed_documents_take_their_chunks_along(filled: DocumentStore) -> None:
    await filled.remove_documents(["d1"])

    assert await filled.document("d1") is None
    assert await filled.hits(["c1"]) == {}


async def test_a_forgotten_source_leaves_nothing(filled: DocumentStore) -> None:
    await filled.forget_source("hr")

    assert await filled.sources() == []
    assert await filled.documents("hr") == {}
    assert await filled.chunk_ids("hr") == {}


def test_a_document_holds_until_just_before_its_end() -> None:

    assert DOCUMENT.answers_at(NOW - timedelta(microseconds=1))
    assert not DOCUMENT.answers_at(NOW)


def test_the_order_of_groups_does_not_change_the_access() -> None:
    assert access_of(["a", "b"]) == access_of(["b", "a", "a"])
    assert access_of(["a", "b"]) != access_of(["ab"])
    assert access_of([]) == ""
