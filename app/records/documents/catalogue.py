"""The documents of sources as a list to look through: what needs a look first, a page at a time."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, String, and_, case, cast, func, or_, select

from app.records.database.engine import Sessions
from app.records.database.upserts import storable
from app.records.documents.answering import AnsweringRow
from app.records.documents.rows import DocumentRow
from app.records.documents.statements import CHUNKS
from retrieval.access import Access
from retrieval.documents import ChunkRecord, DocumentStatus

# What needs a look, the most urgent first; what answers and has nothing to tell is last.
BROKEN, OUTDATED, REMARKED, AGEING, RESTING, CALM = range(6)
# So long before its end, or before it is due for review, a document begins to age.
SOON = timedelta(days=30)
_SPECIAL = str.maketrans({"%": "\\%", "_": "\\_", "\\": "\\\\"})
_MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class Tally:
    """How many documents of a source have a status, an urgency, and these readers.

    ``readers`` are their groups as the database writes them.
    """

    source: str
    status: DocumentStatus
    urgency: int
    readers: str
    count: int

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups that may read them."""
        return tuple(json.loads(self.readers))


@dataclass(frozen=True, slots=True)
class Listed:
    """A document in the list; ``version`` is the SHA-256 of its bytes, empty if it was not read.

    ``urgency`` is one of the numbers above. ``answered_at`` is when it was last cited. ``owner``
    is empty where the owner of the source answers for it.
    """

    id: str
    source: str
    path: str
    title: str
    version: str
    status: DocumentStatus
    reason: str
    remarks: tuple[str, ...]
    pages: int | None
    effective_from: datetime | None
    effective_until: datetime | None
    superseded_from: datetime | None
    ingested_at: datetime | None
    answered_at: datetime | None
    review_by: datetime | None
    owner: str
    urgency: int


class SqlCatalogue:
    """Lists documents; its sessions should be those for going through whole sources."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def tallies(self, sources: Collection[str], now: datetime) -> list[Tally]:
        """The documents of these sources, counted."""
        row = DocumentRow
        # Counted from outside: to a database, an instant is another value each time it is given.
        each = (
            select(
                row.source, row.status, _urgency(now).label("urgency"), _groups().label("readers")
            )
            .where(row.source.in_(sources))
            .subquery()
        )
        query = select(*each.c, func.count()).group_by(*each.c)
        async with self._sessions() as session:
            return [
                Tally(source, DocumentStatus(status), urgency, readers, count)
                for source, status, urgency, readers, count in map(
                    tuple, await session.execute(query)
                )
            ]

    async def page(
        self,
        tallies: Sequence[Tally],
        access: Access,
        now: datetime,
        *,
        typed: str = "",
        troubled: bool = False,
        ageing: bool = False,
        offset: int = 0,
        limit: int = 50,
    ) -> tuple[list[Listed], int]:
        """Documents that a person may read, of the sources that were counted, and how many fit.

        Every word of ``typed`` stands in the title, the path or the source. ``troubled`` leaves out
        those that are calm, ``ageing`` all but those that are over, or due for review, or soon are.
        """
        readable = {one.readers for one in tallies if access.may_read(one.groups)}
        query = _listing(now).where(
            DocumentRow.source.in_({one.source for one in tallies}),
            _groups().in_(readable),
            *(_holds(word) for word in storable(typed).casefold().split()[:_MOST_WORDS]),
        )
        if troubled:
            query = query.where(_urgency(now) != CALM)
        if ageing:
            query = query.where(_ages(now))
        ordered = query.order_by("urgency", DocumentRow.source, DocumentRow.path)
        async with self._sessions() as session:
            count = await session.scalar(select(func.count()).select_from(query.subquery()))
            rows = await session.execute(ordered.offset(offset).limit(limit))
            return [_listed(row) for row in rows], count or 0

    async def one(self, document_id: str, now: datetime) -> Listed | None:
        """One document as the list shows it."""
        async with self._sessions() as session:
            rows = await session.execute(_listing(now).where(DocumentRow.id == document_id))
            row = rows.one_or_none()
        return _listed(row) if row is not None else None

    async def left_out(self, because: str) -> list[tuple[str, str]]:
        """The sources that leave something out for a reason that begins so, with the reasons."""
        row = DocumentRow
        query = (
            select(row.source, row.reason)
            .where(row.status == DocumentStatus.QUARANTINED, row.reason.startswith(because))
            .order_by(row.source, row.path)
        )
        async with self._sessions() as session:
            return [(source, reason) for source, reason in await session.execute(query)]

    async def chunks(
        self, document_id: str, *, offset: int, limit: int
    ) -> tuple[list[ChunkRecord], int]:
        """Chunks of a document in their order, and how many there are."""
        of_it = CHUNKS.c.document_id == document_id
        query = select(CHUNKS).where(of_it).order_by(CHUNKS.c.ordinal)
        async with self._sessions() as session:
            count = await session.scalar(select(func.count()).select_from(CHUNKS).where(of_it))
            rows = await session.execute(query.offset(offset).limit(limit))
            return [ChunkRecord(*row) for row in rows], count or 0


def _listing(now: datetime) -> Select[Any]:
    row = DocumentRow
    columns = (
        row.id,
        row.source,
        row.path,
        row.title,
        row.version,
        row.status,
        row.reason,
        row.remarks,
        row.pages,
        row.effective_from,
        row.effective_until,
        row.superseded_from,
        row.ingested_at,
        AnsweringRow.answered_at,
        row.review_by,
        row.owner,
        _urgency(now).label("urgency"),
    )
    return select(*columns).join(AnsweringRow, AnsweringRow.document_id == row.id, isouter=True)


def _groups() -> ColumnElement[str]:
    """Who may read a document, as the text that the database keeps of it."""
    return cast(DocumentRow.groups, String)


def _urgency(now: datetime) -> ColumnElement[int]:
    row = DocumentRow
    live = row.status == DocumentStatus.LIVE
    rests = or_(row.effective_from > now, row.effective_until <= now, row.superseded_from <= now)
    return case(
        (row.status.in_([DocumentStatus.FAILED, DocumentStatus.QUARANTINED]), BROKEN),
        (and_(live, row.reason != ""), OUTDATED),
        (and_(live, cast(row.remarks, String) != "[]"), REMARKED),
        (and_(live, _ages(now), ~func.coalesce(rests, False)), AGEING),
        (or_(row.status != DocumentStatus.LIVE, func.coalesce(rests, False)), RESTING),
        else_=CALM,
    )


def _ages(now: datetime) -> ColumnElement[bool]:
    """Whether a document is over or due for review, or soon is; not where another replaced it."""
    row = DocumentRow
    near = or_(row.effective_until <= now + SOON, row.review_by <= now + SOON)
    return and_(func.coalesce(near, False), row.status != DocumentStatus.SUPERSEDED)


def _holds(word: str) -> ColumnElement[bool]:
    """Whether a word stands in the names; SQLite knows the case of plain letters only."""
    names = func.lower(DocumentRow.title + " " + DocumentRow.path + " " + DocumentRow.source)
    plain = "".join(one if one.isascii() else "%" for one in word.translate(_SPECIAL))
    return names.like(f"%{plain}%", escape="\\")


def _listed(row: Row[Any]) -> Listed:
    values = dict(zip(Listed.__slots__, row, strict=True))
    values["status"] = DocumentStatus(values["status"])
    values["remarks"] = tuple(values["remarks"])
    return Listed(**values)
