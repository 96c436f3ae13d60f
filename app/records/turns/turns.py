"""Turns in the database: stored before the first token, finished with their receipt."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache, partial
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Row,
    bindparam,
    case,
    null,
    select,
    update,
)

from app.audit.descriptions import withheld
from app.records.audit import append
from app.records.database.direct import Transaction, direct_to
from app.records.database.engine import Sessions
from app.records.database.outages import DatabaseAwayError
from app.records.database.prepared import Prepared
from app.records.database.upserts import insert_into, storable, table_of
from app.records.documents.answering import note_answering
from app.records.outbox import put_out
from app.records.turns.passages import KnownPassages, keep_passages, read_passages
from app.records.turns.receipts import hashes_in, pack, passages_of, unpack
from app.records.turns.thread_names import rename_greeting
from app.records.turns.threads import touch_thread
from app.records.turns.turn_rows import TurnRow
from assistants.answers import Answer, AnswerKind
from feedback.records import passage_record, turn_record
from feedback.turns import Turn, TurnKnownError, TurnNotOpenError, TurnOpening, TurnStatus


class SqlTurnStore:
    """Implements `feedback.turns.TurnStore`. ``runner`` is the process that writes the answers."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions
        self._direct = direct_to(sessions)
        self.runner = str(uuid.uuid4())
        self._streaming: set[str] = set()
        self._kept = KnownPassages()

    @property
    def streaming(self) -> frozenset[str]:
        """The turns that began here and have not ended."""
        return frozenset(self._streaming)

    async def begin(self, opening: TurnOpening) -> None:
        """Store the question, and its thread where that is new.

        In its thread it comes after all that was stored before, whatever its clock says.

        Raises `app.records.turns.threads.ThreadUnavailableError`, and `TurnKnownError` for a turn
        that is stored already.
        """
        row = {column.key: getattr(opening, column.key) for column in OPENING_COLUMNS}
        row["groups"] = list(opening.groups)
        row["question"] = storable(opening.question)
        row["status"] = TurnStatus.STREAMING.value
        row["runner"] = self.runner
        known_here = opening.id in self._streaming
        # Before it is stored, or it could be taken for one that nobody writes.
        self._streaming.add(opening.id)
        try:
            await self._direct.write(partial(_begin, opening, row))
        except BaseException:
            if not known_here:
                self._streaming.discard(opening.id)
            raise

    async def keep_partial(self, turn_id: str, text: str) -> None:
        """Save what was written so far; a turn that is finished already stays as it is."""
        values = {"turn": turn_id, "answer": storable(text), "touched_at": datetime.now(UTC)}
        await self._direct.write(partial(_run, _KEEP_PARTIAL, values))

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
        used = passages_of(answer)

        async def finish(transaction: Transaction) -> str:
            found = await transaction.rows(_FINISH, values)
            if not found:
                self._streaming.discard(turn_id)
                raise TurnNotOpenError(turn_id)
            opening, ended_at = opening_of(found[0]), found[0].finished_at
            unknown = self._kept.missing(opening.department, used)
            new = await keep_passages(transaction, unknown, opening.department, ended_at)
            records = [passage_record(passage, opening.department, ended_at) for passage in new]
            records.append(turn_record(opening, status, answer, ended_at, error_reference))
            await put_out(transaction, records, ended_at)
            await note_answering(transaction, cited_in(answer), ended_at)
            if answer.withheld:
                await append(transaction, withheld(opening), ended_at)
            return opening.department

        try:
            department = await self._direct.write(finish)
        except DatabaseAwayError:
            raise
        except Exception:
            # It cannot be stored as it is, and is closed by the next sweep.
            self._streaming.discard(turn_id)
            raise
        self._kept.note(department, used)
        self._streaming.discard(turn_id)

    async def get(self, turn_id: str) -> Turn | None:
        """The turn with its answer; who may see it is for the caller to decide."""
        turns = await self._read(_GET, {"turn": turn_id})
        return turns[0] if turns else None

    async def in_thread(self, thread_id: str) -> Sequence[Turn]:
        """The turns of a thread, oldest first."""
        return await self._read(_IN_THREAD, {"thread": thread_id})

    async def outlined(self, thread_id: str) -> Sequence[Turn]:
        """The same without prompts, and with passages that have no text."""
        rows = await self._direct.rows(_OUTLINED, {"thread": thread_id})
        return [_turn(row, None) for row in rows]

    async def open_in(self, thread_id: str) -> Sequence[str]:
        """The ids of the turns of a thread that are being written, by whichever replica."""
        found = await self._direct.rows(_OPEN_IN, {"thread": thread_id})
        return [row.id for row in found]

    async def _read(self, query: Prepared, values: Mapping[str, str]) -> list[Turn]:
        rows = await self._direct.rows(query, values)
        wanted = {
            (row.department, content_hash)
            for row in rows
            for content_hash in hashes_in([row.receipt])
        }
        texts: dict[tuple[str, str], str] = {}
        if wanted:
            async with self._sessions() as session:
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


_TURNS = select(*table_of(TurnRow).columns).order_by(TurnRow.asked_at, TurnRow.id)
_GET = Prepared(_TURNS.where(TurnRow.id == bindparam("turn")))
_IN_THREAD = Prepared(_TURNS.where(TurnRow.thread_id == bindparam("thread")))
_OUTLINED = Prepared(
    select(
        *(column for column in table_of(TurnRow).columns if column.name != "prompt"),
        null().label("prompt"),
    )
    .where(TurnRow.thread_id == bindparam("thread"))
    .order_by(TurnRow.asked_at, TurnRow.id)
)
_OPEN_IN = Prepared(
    select(TurnRow.id).where(
        TurnRow.thread_id == bindparam("thread"), TurnRow.status == TurnStatus.STREAMING.value
    )
)


def not_before_it_was_asked(at: BindParameter[datetime]) -> ColumnElement[datetime]:
    """An instant by a clock that may be behind the one by which a turn was asked."""
    return case((TurnRow.asked_at > at, TurnRow.asked_at), else_=at)


@cache
def _beginning(dialect: str) -> Prepared:
    insert = insert_into(dialect, TurnRow).on_conflict_do_nothing(index_elements=[TurnRow.id])
    return Prepared(insert.returning(TurnRow.id))


async def _begin(opening: TurnOpening, row: Mapping[str, Any], transaction: Transaction) -> None:
    thread = await touch_thread(
        transaction,
        opening.thread_id,
        opening.person,
        profile=opening.profile,
        at=opening.asked_at,
        question=opening.question,
        origin=opening.origin,
    )
    await rename_greeting(transaction, thread.id, thread.name, opening.question)
    asked = {"asked_at": thread.updated_at, "touched_at": thread.updated_at}
    if not await transaction.rows(_beginning(transaction.dialect), {**row, **asked}):
        raise TurnKnownError(opening.id)


async def _run(statement: Prepared, values: Mapping[str, Any], transaction: Transaction) -> None:
    await transaction.rows(statement, values)


_OF_STREAMING = update(table_of(TurnRow)).where(
    TurnRow.id == bindparam("turn"), TurnRow.status == TurnStatus.STREAMING.value
)
_KEEP_PARTIAL = Prepared(
    _OF_STREAMING.values({name: bindparam(name) for name in ("answer", "touched_at")})
)
_ENDING = ("status", "kind", "answer", "prompt", "receipt", "finished_at", "error_reference")
_ENDED_AT = bindparam("finished_at", type_=TurnRow.finished_at.type)
_FINISH = Prepared(
    _OF_STREAMING.values(
        {name: bindparam(name) for name in _ENDING}
        | {"finished_at": not_before_it_was_asked(_ENDED_AT)}
    ).returning(*OPENING_COLUMNS, TurnRow.finished_at)
)


def opening_of(row: Row[Any]) -> TurnOpening:
    """What was known of a turn before its first token."""
    values = {column.key: getattr(row, column.key) for column in OPENING_COLUMNS}
    return TurnOpening(**values | {"groups": tuple(values["groups"])})


def _turn(row: Row[Any], texts: dict[tuple[str, str], str] | None) -> Turn:
    opening = opening_of(row)
    answer = partial_of(row.question, row.answer)
    if row.receipt is not None:
        mine = {
            key: "" if texts is None else texts[row.department, key]
            for key in hashes_in([row.receipt])
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
