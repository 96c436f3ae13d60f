"""Finding documents by their names, in the database."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from app.records.database.engine import Sessions
from app.records.documents.documents import SqlDocumentStore
from app.records.documents.titles import SqlTitles
from retrieval.access import Access
from retrieval.documents import Document, DocumentStatus, document_id
from tests.feedback.samples import AT

READER = Access(frozenset({"hr"}))


def document(path: str, title: str, **changes: Any) -> Document:
    values: dict[str, Any] = {
        "id": document_id("hr", path),
        "source": "hr",
        "path": path,
        "title": title,
        "version": "v1",
        "stamp": "",
        "indexed_as": "",
        "groups": ("hr",),
        "status": DocumentStatus.LIVE,
    }
    return Document(**values | changes)


@pytest.fixture
async def titles(sessions: Sessions) -> SqlTitles:
    await SqlDocumentStore(sessions).save_documents(
        [
            (one, None)
            for one in (
                document("leave/annual.pdf", "Annual leave"),
                document("leave/leave.md", "Leave of absence"),
                document("pay/100%_bonus.md", "Bonus"),
                document("pay/gru\u0308n.md", "STRASSE und Größe"),
                document("vault/leave.md", "Leave of the board", groups=("board",)),
                document("nobody/leave.md", "Leave for nobody", groups=()),
                document("old/leave.md", "Leave until lately", effective_until=AT),
                document("next/leave.md", "Leave to come", effective_from=AT + timedelta(days=1)),
                document("was/leave.md", "Leave as it was", superseded_from=AT),
                document("bad/leave.md", "Leave unread", status=DocumentStatus.FAILED),
                document("it/leave.md", "Leave of IT", id="it", source="it"),
            )
        ]
    )
    return SqlTitles(sessions)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("leave", ["Leave of absence", "Annual leave"]),
        ("  LEAVE  ann", ["Annual leave"]),
        ("absence.md", []),
        ("pay/", ["Bonus", "STRASSE und Größe"]),
        ("100%_", ["Bonus"]),
        ("1__%", []),
        ("\\", []),
        ("grün", ["STRASSE und Größe"]),
        ("GRÖSSE strasse", ["STRASSE und Größe"]),
        ("größe straße", ["STRASSE und Größe"]),
        ("GRÖ", ["STRASSE und Größe"]),
        ("", []),
        ("   ", []),
        ("leave\0", []),
        ("' OR 1=1 --", []),
    ],
)
async def test_documents_are_found_by_every_word_of_title_or_path(
    titles: SqlTitles, typed: str, found: list[str]
) -> None:
    named = await titles.find(typed, ["hr"], READER, AT, limit=10)

    assert [one.title for one in named] == found


async def test_there_are_as_many_as_asked_for_and_nothing_for_whoever_reads_nothing(
    titles: SqlTitles,
) -> None:
    assert len(await titles.find("e", ["hr"], READER, AT, limit=2)) == 2
    assert await titles.find("leave", ["hr"], Access(), AT, limit=10) == []
    assert await titles.find("leave", [], READER, AT, limit=10) == []
