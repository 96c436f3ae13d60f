"""Documents as a list: what needs a look first, and nothing that one may not read."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.records.database.engine import Sessions
from app.records.documents.answering import note_answering
from app.records.documents.catalogue import (
    AGEING,
    BROKEN,
    CALM,
    OUTDATED,
    REMARKED,
    RESTING,
    SqlCatalogue,
)
from app.records.documents.documents import SqlDocumentStore
from retrieval.access import Access
from retrieval.documents import DocumentStatus
from tests.retrieval.test_originals import described

NOW = datetime(2026, 6, 1, tzinfo=UTC)
STAFF = Access(frozenset({"staff"}))
CALM_ONE = replace(described("calm.md", b"x"), title="Calm handbook", pages=3)
DOCUMENTS = (
    CALM_ONE,
    replace(described("a-resting.md", b"x"), effective_until=NOW - timedelta(days=1)),
    replace(described("due.md", b"x"), review_by=NOW + timedelta(days=29), owner="o@x.example"),
    replace(described("ending.md", b"x"), effective_until=NOW + timedelta(days=29)),
    replace(described("far.md", b"x"), review_by=NOW + timedelta(days=31)),
    replace(described("b-later.md", b"x"), effective_from=NOW + timedelta(days=1)),
    replace(described("remarked.md", b"x"), remarks=("Page 3 was read by machine.",)),
    replace(described("outdated.md", b"x"), reason="It cannot be opened."),
    replace(described("zz-broken.md", b"x"), status=DocumentStatus.FAILED, reason="No text."),
    replace(described("secret.md", b"x"), groups=("board",), remarks=("Hidden.",)),
)


@pytest.fixture
async def catalogue(sessions: Sessions) -> SqlCatalogue:
    store = SqlDocumentStore(sessions)
    await store.save_documents([(document, ()) for document in DOCUMENTS])
    async with sessions.begin() as session:
        await note_answering(session, {CALM_ONE.id}, NOW - timedelta(days=9))
        await note_answering(session, {CALM_ONE.id}, NOW - timedelta(days=2))
    return SqlCatalogue(sessions)


async def paths(catalogue: SqlCatalogue, **how: object) -> list[str]:
    tallies = await catalogue.tallies(["quality"], NOW)
    listed, _ = await catalogue.page(tallies, STAFF, NOW, **how)  # type: ignore[arg-type]
    return [one.path for one in listed]


async def test_what_needs_a_look_comes_first_and_what_is_for_others_is_not_there(
    catalogue: SqlCatalogue,
) -> None:
    assert await paths(catalogue) == [
        "zz-broken.md",
        "outdated.md",
        "remarked.md",
        "due.md",
        "ending.md",
        "a-resting.md",
        "b-later.md",
        "calm.md",
        "far.md",
    ]


async def test_what_is_due_for_review_or_over_or_soon_is_can_be_listed_alone(
    catalogue: SqlCatalogue,
) -> None:
    assert await paths(catalogue, ageing=True) == ["due.md", "ending.md", "a-resting.md"]


async def test_only_what_needs_a_look_is_listed_on_demand(catalogue: SqlCatalogue) -> None:
    assert "calm.md" not in await paths(catalogue, troubled=True)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("handbook", ["calm.md"]),
        ("CALM hand", ["calm.md"]),
        ("broken", ["zz-broken.md"]),
        ("quality broken", ["zz-broken.md"]),
        ("secret", []),
        ("%", []),
        ("_", []),
        ("\\", []),
    ],
)
async def test_every_word_that_was_typed_stands_in_the_names(
    catalogue: SqlCatalogue, typed: str, found: list[str]
) -> None:
    assert await paths(catalogue, typed=typed) == found


async def test_a_page_is_a_part_and_tells_how_many_there_are(catalogue: SqlCatalogue) -> None:
    tallies = await catalogue.tallies(["quality"], NOW)

    listed, count = await catalogue.page(tallies, STAFF, NOW, offset=4, limit=1)

    assert ([one.path for one in listed], count) == (["ending.md"], 9)


async def test_a_document_tells_when_it_was_last_cited_and_what_it_is(
    catalogue: SqlCatalogue,
) -> None:
    tallies = await catalogue.tallies(["quality"], NOW)

    (calm,), _ = await catalogue.page(tallies, STAFF, NOW, typed="calm")

    assert (calm.answered_at, calm.pages) == (NOW - timedelta(days=2), 3)
    assert calm.version == CALM_ONE.version


async def test_every_document_is_counted_also_what_is_for_others(catalogue: SqlCatalogue) -> None:
    tallies = await catalogue.tallies(["quality"], NOW)

    counted = {(one.urgency, one.groups): one.count for one in tallies}
    assert counted == {
        (BROKEN, ("staff",)): 1,
        (OUTDATED, ("staff",)): 1,
        (REMARKED, ("staff",)): 1,
        (REMARKED, ("board",)): 1,
        (AGEING, ("staff",)): 2,
        (RESTING, ("staff",)): 2,
        (CALM, ("staff",)): 2,
    }


async def test_sources_that_do_not_concern_somebody_are_not_looked_into(
    catalogue: SqlCatalogue,
) -> None:
    assert await catalogue.tallies(["another"], NOW) == []
    assert await catalogue.page([], STAFF, NOW) == ([], 0)
