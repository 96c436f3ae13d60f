"""Turns in the database: stored before the first token, finished with their receipt."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    bindparam,
    select,
    update,
)
from sqlalchemy.sql.dml import ReturningInsert

from app.audit.descriptions import withheld
from app.records.audit import append
from app.records.database.engine import Sessions
from app.records.database.upserts import dialect_of, insert_into, storable, table_of
from app.records.documents.answering import note_answering
from app.records.outbox import put_out
from app.records.turns.passages import KnownPassages, keep_passages, read_passages
from app.records.turns.receipts import hashes_in, pack, passages_of, unpack
from app.records.turns.threads import touch_thread
from app.records.turns.turn_rows import TurnRow
from assistants.answers import Answer, AnswerKind
from feedback.records import passage_record, turn_record
from feedback.turns import Turn, TurnKnownError, TurnNotOpenError, TurnOpening, TurnStatus


class SqlTurnStore:
    """Implements `feedback.turns.TurnStore`. ``runner`` is the process that writes the answers."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions
        self.runner = str(uuid.uuid4())
        self._streaming: set[str] = set()
        self._kept = KnownPassages()

    @property
    def streaming(self) -> frozenset[str]:
        """The turns that began here and have not ended."""
        return frozenset(self._streaming)

    async def begin(self, opening: TurnOpening) -> None:
        """Store the question, and its thread where that is new.

        Raises `app.records.turns.threads.ThreadUnavailableError`, and `TurnKnownError` for a turn
        that is stored already.
        """
        row = {column.key: getattr(opening, column.key) for column in OPENING_COLUMNS}
        row["groups"] = list(opening.groups)
        row["question"] = storable(opening.question)
        row |= {"status": TurnStatus.STREAMING.value, "touched_at": opening.asked_at}
        row["runner"] = self.runner
        known_here = opening.id in self._streaming
        # Before it is stored, or it could be taken for one that nobody writes.
        self._streaming.add(opening.id)
        try:
            async with self._sessions.begin() as session:
                await touch_thread(
                    session,
                    opening.thread_id,
                    opening.person,
                    profile=opening.profile,
                    at=opening.asked_at,
                    question=opening.question,
                    origin=opening.origin,
                )
                begun = await session.execute(_beginning(dialect_of(session)), row)
                if begun.one_or_none() is None:
                    raise TurnKnownError(opening.id)
        except BaseException:
            if not known_here:
                self._streaming.discard(opening.id)
            raise

    async def keep_partial(self, turn_id: str, text: str) -> None:
        """Save what was written so far; a turn that is finished already stays as it is."""
        values = {"turn": turn_id, "answer": storable(text), "touched_at": datetime.now(UTC)}
        async with self._sessions.begin() as session:
            await session.execute(_KEEP_PARTIAL, values)

    async def finish(
        self,
        turn_id: str,
        status: TurnStatus,
        answer: Answer,
        finished_at: datetime,
        *,
        error_reference: str | None = None,
    ) -> None:
        """Store the receipt and its outbox record in one transaction.

        Raises `TurnNotOpenError`; a turn is finished once.
        """
        values = {
            "turn": turn_id,
            "status": status.value,
            "kind": answer.kind.value,
            "answer": storable(answer.text),
            "prompt": storable(answer.prompt) if answer.prompt is not None else None,
            "receipt": pack(answer),
            "finished_at": finished_at,
            "error_reference": error_reference,
        }
        async with self._sessions.begin() as session:
            row = (await session.execute(_FINISH, values)).one_or_none()
            if row is None:
                self._streaming.discard(turn_id)
                raise TurnNotOpenError(turn_id)
            opening = opening_of(row)
            used = passages_of(answer)
            unknown = self._kept.missing(opening.department, used)
            new = await keep_passages(session, unknown, opening.department, finished_at)
            records = [passage_record(passage, opening.department, finished_at) for passage in new]
            records.append(turn_record(opening, status, answer, finished_at, error_reference))
            await put_out(session, records, finished_at)
            await note_answering(session, cited_in(answer), finished_at)
            if answer.withheld:
                await append(session, withheld(opening), finished_at)
        self._kept.note(opening.department, used)
        self._streaming.discard(turn_id)

    async def get(self, turn_id: str) -> Turn | None:
        """The turn with its answer; who may see it is for the caller to decide."""
        turns = await self._read(TurnRow.id == turn_id)
        return turns[0] if turns else None

    async def in_thread(self, thread_id: str) -> Sequence[Turn]:
        """The turns of a thread, oldest first."""
        return await self._read(TurnRow.thread_id == thread_id)

    async def open_in(self, thread_id: str) -> Sequence[str]:
        """The ids of the turns of a thread that are being written, by whichever replica."""
        streaming = TurnRow.status == TurnStatus.STREAMING.value
        query = select(TurnRow.id).where(TurnRow.thread_id == thread_id, streaming)
        async with self._sessions() as session:
            return list(await session.scalars(query))

    async def _read(self, condition: ColumnElement[bool]) -> list[Turn]:
        query = select(*TurnRow.__table__.columns).where(condition)
        async with self._sessions() as session:
            rows = (await session.execute(query.order_by(TurnRow.asked_at, TurnRow.id))).all()
            wanted = {
                (row.department, content_hash)
                for row in rows
                for content_hash in hashes_in([row.receipt])
            }
            texts = await read_passages(session, wanted)
        return [_turn(row, texts) for row in rows]


OPENING_COLUMNS = (
    TurnRow.id,
    TurnRow.thread_id,
    TurnRow.person,
    TurnRow.pseudonym,
    TurnRow.profile,
    TurnRow.department,
    TurnRow.configuration_number,
    TurnRow.configuration_hash,
    TurnRow.groups,
    TurnRow.question,
    TurnRow.asked_at,
    TurnRow.origin,
    TurnRow.app_version,
    TurnRow.sibling_of,
)


# Statements are built once; building one anew for each turn costs more than running it.
@cache
def _beginning(dialect: str) -> ReturningInsert[str]:
    insert = insert_into(dialect, TurnRow)
    return insert.on_conflict_do_nothing(index_elements=[TurnRow.id]).returning(TurnRow.id)


_OF_STREAMING = update(table_of(TurnRow)).where(
    TurnRow.id == bindparam("turn"), TurnRow.status == TurnStatus.STREAMING.value
)
_KEEP_PARTIAL = _OF_STREAMING.values(
    {name: bindparam(name) for name in ("answer", "touched_at")},
)
_FINISH = _OF_STREAMING.values(
    {
        name: bindparam(name)
        for name in (
            "status",
            "kind",
            "answer",
            "prompt",
            "receipt",
            "finished_at",
            "error_reference",
        )
    }
).returning(*OPENING_COLUMNS)


def opening_of(row: Row[Any]) -> TurnOpening:
    """What was known of a turn before its first token."""
    values = {column.key: getattr(row, column.key) for column in OPENING_COLUMNS}
    return TurnOpening(**values | {"groups": tuple(values["groups"])})


def _turn(row: Row[Any], texts: dict[tuple[str, str], str]) -> Turn:
    opening = opening_of(row)
    answer = partial_of(row.question, row.answer)
    if row.receipt is not None:
        mine = {
            key: text for (department, key), text in texts.items() if department == row.department
        }
        answer = unpack(
            row.receipt, kind=row.kind, text=row.answer or "", prompt=row.prompt, texts=mine
        )
    return Turn(opening, TurnStatus(row.status), answer, row.finished_at, row.error_reference)


def cited_in(answer: Answer) -> set[str]:
    """The ids of the documents that an answer cites."""
    return {citation.passage.document_id for citation in answer.citations}


def partial_of(question: str, written: str | None) -> Answer | None:
    """What there is of an answer that has no receipt."""
    if not written:
        return None
    return Answer(AnswerKind.ANSWER, written, question, question)
