"""Finding documents by what they are called, as somebody types it."""

from __future__ import annotations

import heapq
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select

from app.records.database.engine import Sessions
from app.records.database.upserts import storable
from app.records.documents.rows import DocumentRow
from retrieval.access import Access
from retrieval.documents import DocumentStatus

_MOST_WORDS = 8
_SPECIAL = "%_\\"


@dataclass(frozen=True, slots=True)
class Titled:
    """A document by its names: ``document`` is its path in the source."""

    id: str
    source: str
    document: str
    title: str


class SqlTitles:
    """Finds documents by words of their title or path.

    It goes through whole sources, so its sessions should be those for that.
    """

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def find(
        self, typed: str, sources: Collection[str], access: Access, now: datetime, *, limit: int
    ) -> list[Titled]:
        """Documents that a person may read, in effect at ``now``, best first.

        Every word that was typed stands in the title or in the path, at least as a part. Nothing
        typed finds nothing.
        """
        words = _folded(storable(typed)).split()[:_MOST_WORDS]
        if not words or not sources:
            return []
        row = DocumentRow
        query = select(row.id, row.source, row.path, row.title, row.groups).where(
            row.source.in_(sources),
            row.status == DocumentStatus.LIVE,
            or_(row.effective_from.is_(None), row.effective_from <= now),
            or_(row.effective_until.is_(None), row.effective_until > now),
            or_(row.superseded_from.is_(None), row.superseded_from > now),
            *(_may_hold(word) for word in words),
        )
        async with self._sessions() as session:
            found = [
                Titled(key, source, path, title)
                for key, source, path, title, groups in await session.execute(query)
                if access.may_read(groups)
            ]
        fitting = [one for one in found if _holds(one, words)]
        return heapq.nsmallest(limit, fitting, key=lambda one: _rank(one, words))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


def _may_hold(word: str) -> ColumnElement[bool]:
    """What the database can tell: SQLite knows upper and lower case of plain letters only.

    "ss" may stand for "ß", which it does not know either.
    """
    plain = "".join(
        f"\\{letter}" if letter in _SPECIAL else letter if letter.isascii() else "%"
        for letter in word
    )
    pattern = f"%{plain.replace('ss', '%')}%"
    names = DocumentRow.title + " " + DocumentRow.path
    return func.lower(names).like(pattern, escape="\\")


def _holds(one: Titled, words: Sequence[str]) -> bool:
    names = _folded(f"{one.title} {one.document}")
    return all(word in names for word in words)


def _rank(one: Titled, words: Sequence[str]) -> tuple[int, str, str]:
    """Titles that begin as was typed, then those with every word, then what the path tells."""
    title = _folded(one.title)
    if title.startswith(" ".join(words)):
        place = 0
    elif all(word in title for word in words):
        place = 1
    else:
        place = 2
    return place, title, one.document
