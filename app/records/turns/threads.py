"""Threads: the conversations of a person, listed, searched, renamed and deleted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    DateTime,
    Integer,
    Select,
    Text,
    bindparam,
    case,
    func,
    literal_column,
    or_,
    select,
    tuple_,
    type_coerce,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession

from app.audit.events import Denied
from app.records.cursors import cursor_after, read_cursor
from app.records.database.direct import Transaction, direct_to, within
from app.records.database.engine import Sessions
from app.records.database.prepared import Prepared
from app.records.database.upserts import insert_into, storable
from app.records.turns.thread_names import name_after
from app.records.turns.thread_rows import CHAT, ThreadRow


@dataclass(frozen=True, slots=True)
class Thread:
    """A thread as its owner sees it; ``person`` is the internal id."""

    id: str
    person: str
    profile: str
    name: str
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class ThreadPage:
    """Some threads, newest first; ``cursor`` asks for the next ones and is ``None`` at the end."""

    threads: tuple[Thread, ...]
    cursor: str | None


class ThreadUnavailableError(LookupError):
    """The thread is deleted or belongs to somebody else; the text does not tell which.

    ``denied`` is set where it is known to be somebody else's; only the audit trail hears of it.
    """

    def __init__(self, thread_id: str, *, denied: Denied | None = None) -> None:
        super().__init__("There is no such conversation. Start a new one.")
        self.thread_id = thread_id
        self.denied = denied


async def touch_thread(
    session: AsyncSession | Transaction,
    thread_id: str,
    person: str,
    *,
    profile: str,
    at: datetime,
    question: str,
    origin: str = CHAT,
) -> Thread:
    """Create the thread, or note that something happened in it, within the caller's transaction.

    The first ``question`` gives an unnamed thread its name. What happens in a thread is in order:
    the ``updated_at`` that is given back is ``at``, or just after what happened there before, since
    the clocks of replicas differ. Raises `ThreadUnavailableError`.
    """
    question = storable(question)
    name = name_after(question)
    row = {
        "id": thread_id,
        "person": person,
        "profile": profile,
        "name": name,
        "folded_name": name.casefold(),
        "folded_questions": question.casefold(),
        "created_at": at,
        "updated_at": at,
        "origin": origin,
    }
    transaction = within(session)
    found = await transaction.rows(_touching(transaction.dialect), row)
    if not found:
        raise ThreadUnavailableError(thread_id)
    return Thread(*found[0])


@cache
def _touching(dialect: str) -> Prepared:
    insert = insert_into(dialect, ThreadRow)
    new, old = insert.excluded, ThreadRow
    unnamed = old.name == ""
    # One statement decides, so that two tabs cannot both find the id free.
    touching = insert.on_conflict_do_update(
        index_elements=[old.id],
        set_={
            "updated_at": case(
                (new.updated_at > old.updated_at, new.updated_at),
                else_=_just_after(dialect, old.updated_at.expression),
            ),
            "name": case((unnamed, new.name), else_=old.name),
            "folded_name": case((unnamed, new.folded_name), else_=old.folded_name),
            "folded_questions": old.folded_questions + "\n" + new.folded_questions,
            "origin": case((new.origin == CHAT, new.origin), else_=old.origin),
        },
        where=(old.person == new.person) & (old.profile == new.profile) & old.deleted_at.is_(None),
    )
    return Prepared(touching.returning(*_COLUMNS))


def _just_after(dialect: str, at: ColumnElement[datetime]) -> ColumnElement[datetime]:
    if dialect == "postgresql":
        return at + literal_column("interval '1 microsecond'", DateTime())
    # SQLite counts thousandths of a second, and keeps an instant as a text with all six digits.
    text = func.strftime("%Y-%m-%d %H:%M:%f000", type_coerce(at, Text), "+0.001 seconds")
    return type_coerce(text, ThreadRow.updated_at.type)


# Longer than any question. SQLite takes a pattern of 50,000 bytes, and a letter may have four.
_LONGEST_SEARCH = 12_000


class ThreadStore:
    """Keeps threads; every method but ``owner`` sees only those of the person it is given."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions
        self._direct = direct_to(sessions)

    async def touch(
        self, thread_id: str, person: str, *, profile: str, at: datetime, question: str = ""
    ) -> Thread:
        """Create the thread if it is new, else move it to the top; durable when it returns.

        Raises `ThreadUnavailableError` for an id that is deleted, or belongs to somebody else or to
        another assistant.
        """
        async with self._sessions.begin() as session:
            return await touch_thread(
                session, thread_id, person, profile=profile, at=at, question=question
            )

    async def get(self, thread_id: str, person: str) -> Thread | None:
        """The thread, if it is this person's and not deleted."""
        found = await self._direct.rows(_GET, {"thread": thread_id, "of": person})
        return Thread(*found[0]) if found else None

    async def owner(self, thread_id: str) -> str | None:
        """Whose thread it is, deleted or not: for the audit trail, never for an answer."""
        query = select(ThreadRow.person).where(ThreadRow.id == thread_id)
        async with self._sessions() as session:
            return await session.scalar(query)

    async def page(
        self, person: str, *, limit: int = 30, cursor: str | None = None, search: str = ""
    ) -> ThreadPage:
        """Threads of a person, newest first, whose name or questions contain ``search``.

        Those in which only programs asked are not among them. What is longer than any question
        stands in none.

        Raises `CursorInvalidError`.
        """
        words = storable(search).strip().casefold()
        if len(words) > _LONGEST_SEARCH:
            return ThreadPage((), None)
        if cursor is None and not words:
            # What every page asks for when it opens.
            found = await self._direct.rows(_FIRST_PAGE, {"of": person, "most": limit + 1})
        else:
            query = _pages(person, words, cursor).limit(limit + 1)
            async with self._sessions() as session:
                found = (await session.execute(query)).all()
        threads = tuple(Thread(*row) for row in found)
        if len(threads) <= limit:
            return ThreadPage(threads, None)
        last = threads[limit - 1]
        return ThreadPage(threads[:limit], cursor_after(last.updated_at, last.id))

    async def rename(self, thread_id: str, person: str, name: str) -> bool:
        """Give the thread another name; tells whether there was one to rename."""
        name = " ".join(storable(name).split())[:200]
        values = {"name": name, "folded_name": name.casefold()}
        return await self._change(thread_id, person, values)

    async def delete(self, thread_id: str, person: str, at: datetime) -> bool:
        """Hide the thread from its owner for good; tells whether there was one to delete."""
        return await self._change(thread_id, person, {"deleted_at": at})

    async def _change(self, thread_id: str, person: str, values: Mapping[str, object]) -> bool:
        change = update(ThreadRow).where(*_is_of(thread_id, person)).values(dict(values))
        async with self._sessions.begin() as session:
            changed = await session.execute(change.returning(ThreadRow.id))
            return changed.one_or_none() is not None


_COLUMNS = (
    ThreadRow.id,
    ThreadRow.person,
    ThreadRow.profile,
    ThreadRow.name,
    ThreadRow.created_at,
    ThreadRow.updated_at,
)


def _is_of(
    thread_id: str | BindParameter[str], person: str | BindParameter[str]
) -> tuple[ColumnElement[bool], ...]:
    return (
        ThreadRow.id == thread_id,
        ThreadRow.person == person,
        ThreadRow.deleted_at.is_(None),
    )


_LISTED = (
    select(*_COLUMNS)
    .where(
        ThreadRow.deleted_at.is_(None),
        or_(ThreadRow.origin == CHAT, ThreadRow.origin.is_(None)),
    )
    .order_by(ThreadRow.updated_at.desc(), ThreadRow.id.desc())
)
_FIRST_PAGE = Prepared(
    _LISTED.where(ThreadRow.person == bindparam("of")).limit(bindparam("most", type_=Integer))
)


def _pages(
    person: str, words: str, cursor: str | None
) -> Select[str, str, str, str, datetime, datetime]:
    """The threads of a person that hold ``words``, from a place in their list on."""
    query = _LISTED.where(ThreadRow.person == person)
    if words:
        query = query.where(
            or_(
                ThreadRow.folded_name.contains(words, autoescape=True),
                ThreadRow.folded_questions.contains(words, autoescape=True),
            )
        )
    if cursor is not None:
        query = query.where(tuple_(ThreadRow.updated_at, ThreadRow.id) < read_cursor(cursor))
    return query


_GET = Prepared(select(*_COLUMNS).where(*_is_of(bindparam("thread"), bindparam("of"))))
