"""The audit trail in the database: numbered without gaps, chained, and append-only by triggers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Index,
    Integer,
    Text,
    bindparam,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from app.audit.chain import Entry, instant, seal
from app.audit.events import Event
from app.audit.trail import Page, TrailBrokenError, Wanted
from app.audit.verifying import Head
from app.records.database.base import Base
from app.records.database.direct import Transaction, within
from app.records.database.engine import Sessions
from app.records.database.prepared import Prepared
from app.records.database.upserts import storable, table_of

_BATCH = 1_000
_BIG = BigInteger().with_variant(Integer, "sqlite")
_ONLY = 1


class AuditEntryRow(Base):
    """One entry, every column as it was hashed. Triggers refuse to change or delete a row.

    A migration that rebuilds this table on SQLite must make its triggers again.
    """

    __tablename__ = "audit_entries"
    __table_args__ = (
        Index(None, "at"),
        Index(None, "action", "number"),
        Index(None, "actor", "number"),
        Index(None, "actor_name", "number"),
    )

    number: Mapped[int] = mapped_column(_BIG, primary_key=True, autoincrement=False)
    at: Mapped[str]
    action: Mapped[str]
    outcome: Mapped[str]
    actor: Mapped[str]
    actor_name: Mapped[str]
    address: Mapped[str]
    target: Mapped[str]
    department: Mapped[str]
    detail: Mapped[str] = mapped_column(Text)
    previous: Mapped[str]
    hash: Mapped[str]


class AuditHeadRow(Base):
    """The number and hash of the newest entry, in one row: whoever appends holds its lock."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(_BIG)
    hash: Mapped[str]


_ENTRIES, _HEAD = table_of(AuditEntryRow), table_of(AuditHeadRow)
_COLUMNS = tuple(_ENTRIES.c[name] for name in Entry.__dataclass_fields__)
# An update, not a read: it takes SQLite's writer lock, and PostgreSQL's lock on the row.
_TAKE_NUMBER = Prepared(
    update(_HEAD)
    .where(_HEAD.c.id == _ONLY)
    .values(number=_HEAD.c.number + 1)
    .returning(_HEAD.c.number, _HEAD.c.hash)
)
_PUT_ENTRY = Prepared(insert(_ENTRIES))
_NOTE_HASH = Prepared(update(_HEAD).where(_HEAD.c.id == _ONLY).values(hash=bindparam("new_hash")))
_READ_HEAD = select(
    _HEAD.c.number,
    _HEAD.c.hash,
    select(func.coalesce(func.max(_ENTRIES.c.number), 0)).scalar_subquery(),
).where(_HEAD.c.id == _ONLY)


async def append(session: AsyncSession | Transaction, event: Event, at: datetime) -> Entry:
    """Add an event within the caller's transaction: it is recorded if, and only if, that commits.

    Others who append wait until then, so append last and commit soon. Raises `TrailBrokenError`.
    """
    transaction = within(session)
    heads = await transaction.rows(_TAKE_NUMBER)
    if not heads:
        raise TrailBrokenError
    head = heads[0]
    entry = seal(event, at, number=head.number, previous=head.hash)
    row = {column.name: getattr(entry, column.name) for column in _COLUMNS}
    await transaction.rows(_PUT_ENTRY, row)
    await transaction.rows(_NOTE_HASH, {"new_hash": entry.hash})
    return entry


class SqlAuditTrail:
    """Implements `app.audit.trail.AuditTrail`.

    ``readers`` are sessions for going through the whole table; ``sessions`` serve where there are
    no others.
    """

    def __init__(self, sessions: Sessions, readers: Sessions | None = None) -> None:
        self._sessions = sessions
        self._readers = readers or sessions

    async def add(self, event: Event, at: datetime | None = None) -> None:
        """Add an event in a transaction of its own; inside another one, use `append`.

        Durable when it returns. Raises `TrailBrokenError`.
        """
        async with self._sessions.begin() as session:
            await append(session, event, at or datetime.now(UTC))

    async def page(self, wanted: Wanted, *, cursor: int | None = None, limit: int = 50) -> Page:
        """Entries newest first, those before the entry ``cursor``."""
        query = select(*_COLUMNS).where(*_chosen(wanted))
        if cursor is not None:
            query = query.where(_ENTRIES.c.number < cursor)
        query = query.order_by(_ENTRIES.c.number.desc()).limit(limit + 1)
        async with self._readers() as session:
            entries = [Entry(*row) for row in await session.execute(query)]
        if len(entries) <= limit:
            return Page(entries, None)
        return Page(entries[:limit], entries[limit - 1].number)

    async def batches(
        self, *, after: int | None = None, until: int
    ) -> AsyncIterator[Sequence[Entry]]:
        """Entries in their order up to ``until``, a thousand at a time."""
        while True:
            query = select(*_COLUMNS).where(_ENTRIES.c.number <= until)
            if after is not None:
                query = query.where(_ENTRIES.c.number > after)
            async with self._readers() as session:
                rows = await session.execute(query.order_by(_ENTRIES.c.number).limit(_BATCH))
                batch = [Entry(*row) for row in rows]
            if batch:
                yield batch
            if len(batch) < _BATCH:
                return
            after = batch[-1].number

    async def head(self) -> Head | None:
        """The note of the newest entry, and the highest number there really is, in one look."""
        async with self._readers() as session:
            row = (await session.execute(_READ_HEAD)).one_or_none()
        return Head(*row) if row else None


def _chosen(wanted: Wanted) -> list[ColumnElement[bool]]:
    chosen: list[ColumnElement[bool]] = []
    if wanted.since is not None:
        chosen.append(_ENTRIES.c.at >= instant(wanted.since))
    if wanted.until is not None:
        chosen.append(_ENTRIES.c.at < instant(wanted.until))
    if wanted.action:
        chosen.append(_ENTRIES.c.action == wanted.action)
    if wanted.actor:
        actor = storable(wanted.actor).strip()
        by_name = "@" in actor
        column = _ENTRIES.c.actor_name if by_name else _ENTRIES.c.actor
        chosen.append(column == (actor.lower() if by_name else actor))
    return chosen
