"""The outbox in the database: rows commit with what they record and wait there for the shipper."""

from __future__ import annotations

import json
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Index,
    Integer,
    LargeBinary,
    Row,
    and_,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from app.records.database.base import Base
from app.records.database.direct import Transaction, within
from app.records.database.engine import Sessions
from app.records.database.prepared import Prepared
from app.records.database.upserts import dialect_of, insert_into, storable_as_it_is, table_of
from feedback.outbox.store import Backlog, Batch, Entry, SetAside, Work, is_dead
from feedback.records import Record


class OutboxRow(Base):
    """A record on its way. ``payload`` is bytes, so that no text can be too odd to be kept."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index(None, "shipped_at", "batch", "dataset", "day", "department"),
        Index("ix_outbox_batch", "batch", "number"),
    )

    number: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True
    )
    dataset: Mapped[str]
    record_id: Mapped[str]
    day: Mapped[str]
    department: Mapped[str]
    payload: Mapped[bytes] = mapped_column(LargeBinary)
    size: Mapped[int]
    created_at: Mapped[datetime]
    batch: Mapped[str | None]
    shipped_at: Mapped[datetime | None]
    set_aside: Mapped[str | None]


class LeaseRow(Base):
    """Who alone may do a piece of work, and until when."""

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[str]
    until: Mapped[datetime]


async def put_out(
    session: AsyncSession | Transaction, records: Sequence[Record], at: datetime
) -> None:
    """Add records to the outbox within the caller's transaction."""
    rows = []
    for record in records:
        payload = json.dumps(storable_as_it_is(record.row), ensure_ascii=False).encode()
        rows.append(
            {
                "dataset": record.dataset,
                "record_id": record.id,
                "day": record.day.isoformat(),
                "department": record.department,
                "payload": payload,
                "size": len(payload),
                "created_at": at,
            }
        )
    await within(session).each(_PUT, rows)


_PUT = Prepared(insert(table_of(OutboxRow)))


class SqlOutbox:
    """Implements `feedback.outbox.store.Outbox`; membership of a batch is a column."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def lead(
        self, holder: str, now: datetime, until: datetime, work: Work = "shipping"
    ) -> bool:
        """Take or renew the lease; false while another's runs, unless that process is dead."""
        async with self._sessions.begin() as session:
            query = select(LeaseRow.holder).where(LeaseRow.name == work)
            other = await session.scalar(query)
            free = [holder] if other is None or not is_dead(other) else [holder, other]
            take = insert_into(dialect_of(session), LeaseRow).values(
                name=work, holder=holder, until=until
            )
            taken = await session.execute(
                take.on_conflict_do_update(
                    index_elements=[LeaseRow.name],
                    set_={"holder": take.excluded.holder, "until": take.excluded.until},
                    where=or_(LeaseRow.holder.in_(free), LeaseRow.until <= now),
                ).returning(LeaseRow.holder)
            )
            return taken.one_or_none() is not None

    async def step_down(self, holder: str, work: Work = "shipping") -> None:
        """Give the lease back, if it is held."""
        mine = and_(LeaseRow.name == work, LeaseRow.holder == holder)
        async with self._sessions.begin() as session:
            await session.execute(delete(LeaseRow).where(mine))

    async def unshipped(self) -> Sequence[Batch]:
        """The sealed batches that are not marked as shipped, the oldest first."""
        query = (
            select(OutboxRow.batch, OutboxRow.dataset, OutboxRow.day, OutboxRow.department)
            .where(OutboxRow.batch.is_not(None), OutboxRow.shipped_at.is_(None))
            .group_by(OutboxRow.batch, OutboxRow.dataset, OutboxRow.day, OutboxRow.department)
            .order_by(func.min(OutboxRow.number))
        )
        async with self._sessions() as session:
            return [Batch(str(row.batch), *row[1:]) for row in await session.execute(query)]

    async def seal(self, limit_bytes: int, *, without: Collection[str] = ()) -> Sequence[Batch]:
        """Put what waits into batches of about ``limit_bytes``; gives these new ones.

        The datasets named in ``without`` go on waiting.
        """
        partition = (OutboxRow.dataset, OutboxRow.day, OutboxRow.department)
        query = select(*partition, func.max(OutboxRow.number)).where(
            *_WAITING, OutboxRow.dataset.not_in(without)
        )
        query = query.group_by(*partition).order_by(func.min(OutboxRow.number))
        async with self._sessions() as session:
            waiting = (await session.execute(query)).all()
        sealed = []
        for dataset, day, department, last in waiting:
            members = (
                *_WAITING,
                OutboxRow.dataset == dataset,
                OutboxRow.day == day,
                OutboxRow.department == department,
                # Those who come while this runs would keep it busy for ever, a few at a time.
                OutboxRow.number <= last,
            )
            while (batch := await self._seal(members, limit_bytes)) is not None:
                sealed.append(Batch(batch, dataset, day, department))
        return sealed

    async def _seal(self, members: Sequence[ColumnElement[bool]], limit_bytes: int) -> str | None:
        query = select(OutboxRow.number, OutboxRow.size).where(*members)
        async with self._sessions.begin() as session:
            sizes = await session.execute(query.order_by(OutboxRow.number).limit(5_000))
            numbers = _first_of(sizes.all(), limit_bytes)
            batch = uuid.uuid4().hex
            # Rows that another process sealed meanwhile are no longer waiting, and stay out.
            take = update(OutboxRow).where(OutboxRow.number.in_(numbers), *_WAITING)
            taken = await session.execute(take.values(batch=batch).returning(OutboxRow.number))
            return batch if taken.all() else None

    async def read(self, batch: Batch) -> Sequence[Entry]:
        """The members of a batch, always in the same order."""
        query = (
            select(OutboxRow.number, OutboxRow.record_id, OutboxRow.payload)
            .where(OutboxRow.batch == batch.id)
            .order_by(OutboxRow.number)
        )
        async with self._sessions() as session:
            return [Entry(*row) for row in await session.execute(query)]

    async def set_aside(self, reasons: Mapping[int, str]) -> None:
        """Take entries, by number, out of their batch, each with the reason."""
        async with self._sessions.begin() as session:
            for number, reason in reasons.items():
                await session.execute(
                    update(OutboxRow)
                    .where(OutboxRow.number == number)
                    .values(batch=None, set_aside=reason)
                )

    async def aside(self, *, after: int = 0, limit: int = 20) -> Sequence[SetAside]:
        """The records set aside, by number from the one after ``after`` on."""
        query = (
            select(
                OutboxRow.number,
                OutboxRow.dataset,
                OutboxRow.record_id,
                OutboxRow.day,
                OutboxRow.department,
                OutboxRow.created_at,
                OutboxRow.set_aside,
                OutboxRow.payload,
            )
            .where(OutboxRow.set_aside.is_not(None), OutboxRow.number > after)
            .order_by(OutboxRow.number)
            .limit(limit)
        )
        async with self._sessions() as session:
            return [SetAside(*row[:6], str(row[6]), row[7]) for row in await session.execute(query)]

    async def take_back(self) -> int:
        """Let everything that was set aside wait again; tells how many records."""
        back = update(OutboxRow).where(OutboxRow.set_aside.is_not(None)).values(set_aside=None)
        async with self._sessions.begin() as session:
            return len((await session.execute(back.returning(OutboxRow.number))).all())

    async def mark_shipped(self, batch: Batch, at: datetime) -> None:
        """Note that a batch is in the lake."""
        mark = update(OutboxRow).where(OutboxRow.batch == batch.id).values(shipped_at=at)
        async with self._sessions.begin() as session:
            await session.execute(mark)

    async def prune(self, before: datetime) -> int:
        """Forget what was shipped before that instant; tells how many entries."""
        gone = delete(OutboxRow).where(OutboxRow.shipped_at < before).returning(OutboxRow.number)
        async with self._sessions.begin() as session:
            return len((await session.execute(gone)).all())

    async def backlog(self) -> Backlog:
        """Count what has not reached the lake."""
        unshipped = OutboxRow.shipped_at.is_(None)
        query = select(
            func.count().filter(OutboxRow.set_aside.is_(None)),
            func.min(OutboxRow.created_at).filter(OutboxRow.set_aside.is_(None)),
            func.count(OutboxRow.set_aside),
        ).where(unshipped)
        async with self._sessions() as session:
            return Backlog(*(await session.execute(query)).one())


_WAITING = (
    OutboxRow.shipped_at.is_(None),
    OutboxRow.batch.is_(None),
    OutboxRow.set_aside.is_(None),
)


def _first_of(sizes: Iterable[Row[int, int]], limit_bytes: int) -> list[int]:
    numbers: list[int] = []
    total = 0
    for number, size in sizes:
        total += size
        if numbers and total > limit_bytes:
            break
        numbers.append(number)
    return numbers
