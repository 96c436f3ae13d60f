"""Answers that somebody reacted to, for the tests of the inbox."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from app.records.database.engine import Sessions
from app.records.documents.documents import SqlDocumentStore
from app.records.turns.reactions import SqlReactionStore
from app.records.turns.turns import SqlTurnStore
from feedback.turns import TurnStatus
from retrieval.documents import ChunkRecord, Document, document_id
from retrieval.passages import Passage
from tests.feedback.samples import AT, answer, opening, passage, reaction
from tests.retrieval.test_originals import described


def document(path: str, *groups: str) -> Document:
    """A document of the source ``hr`` that these groups read."""
    one = described(path, b"x")
    return replace(one, id=document_id("hr", path), source="hr", title=path, groups=groups)


def passage_of(one: Document, rank: int = 1) -> Passage:
    """A passage of it, as a search found it."""
    return passage(
        rank,
        chunk_id=f"chunk-{one.path}",
        document_id=one.id,
        document=one.path,
        document_version=one.version,
        title=one.title,
        text=f"The text of {one.path}.",
    )


async def store_documents(sessions: Sessions, *documents: Document) -> None:
    """Store documents, each with the chunk of `passage_of`."""
    chunks = [
        ChunkRecord(
            id=f"chunk-{one.path}",
            document_id=one.id,
            source=one.source,
            ordinal=0,
            title=one.title,
            section="",
            page=1,
            text=f"The text of {one.path}.",
            content_hash="hash-1",
        )
        for one in documents
    ]
    saved = [(one, [chunk]) for one, chunk in zip(documents, chunks, strict=True)]
    await SqlDocumentStore(sessions).save_documents(saved)


async def answered(sessions: Sessions, turn_id: str, *documents: Document, **changes: Any) -> None:
    """A question with an answer that was made of these documents."""
    turns = SqlTurnStore(sessions)
    begun = opening(turn_id, **{"thread_id": f"thread-{turn_id}"} | changes)
    await turns.begin(begun)
    made_of = tuple(passage_of(one, rank) for rank, one in enumerate(documents, start=1))
    made = answer(
        passages=made_of,
        citations=(),
        question=begun.question,
        standalone_question=begun.question,
    )
    await turns.finish(turn_id, TurnStatus.COMPLETED, made, begun.asked_at + timedelta(seconds=5))


async def reacted(
    sessions: Sessions, turn_id: str, *, at: datetime = AT + timedelta(minutes=1), **changes: Any
) -> None:
    """What the person thought of it."""
    given = reaction(turn_id, reacted_at=at, **changes)
    await SqlReactionStore(sessions).put(given, pseudonym="p-1")
