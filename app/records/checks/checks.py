"""Checks in the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import IntegrityError

from app.audit.check_descriptions import check_changed
from app.audit.events import Action, Actor
from app.records.audit import append
from app.records.checks.check_rows import CheckRow, check_of, digest_of, row_of
from app.records.database.engine import Sessions
from app.records.database.upserts import table_of
from assistants.publishing.refusals import ChangedMeanwhileError, ChangeRefusedError
from assistants.publishing.sentences import SOMEBODY
from evaluation import sentences
from evaluation.checks import Check

# What a run asks, and what a department can still look after.
MOST_CHECKS = 2_000
_CHECKS = table_of(CheckRow)


class SqlCheckStore:
    """Keeps the checks of every assistant; who may do what is decided before it is asked."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def check(self, check_id: str) -> Check | None:
        """One check that was not withdrawn."""
        query = select(_CHECKS).where(_CHECKS.c.id == check_id, _CHECKS.c.withdrawn_at.is_(None))
        async with self._sessions() as session:
            row = (await session.execute(query)).one_or_none()
        return check_of(row) if row else None

    async def of_question(self, slug: str, question: str) -> Check | None:
        """The check that an assistant keeps of a question."""
        query = select(_CHECKS).where(
            _CHECKS.c.slug == slug,
            _CHECKS.c.digest == digest_of(question),
            _CHECKS.c.withdrawn_at.is_(None),
        )
        async with self._sessions() as session:
            row = (await session.execute(query)).one_or_none()
        return check_of(row) if row else None

    async def page(
        self, slug: str, *, offset: int = 0, limit: int = MOST_CHECKS
    ) -> Sequence[Check]:
        """The checks of an assistant, the newest first."""
        query = (
            select(_CHECKS)
            .where(_CHECKS.c.slug == slug, _CHECKS.c.withdrawn_at.is_(None))
            .order_by(_CHECKS.c.created_at.desc(), _CHECKS.c.id)
        )
        async with self._sessions() as session:
            rows = await session.execute(query.offset(offset).limit(limit))
            return [check_of(row) for row in rows]

    async def counts(self) -> Mapping[str, int]:
        """How many checks each assistant has."""
        query = (
            select(_CHECKS.c.slug, func.count())
            .where(_CHECKS.c.withdrawn_at.is_(None))
            .group_by(_CHECKS.c.slug)
        )
        async with self._sessions() as session:
            return {str(name): int(count) for name, count in await session.execute(query)}

    async def add(self, checks: Sequence[Check], actor: Actor) -> None:
        """Keep checks of one assistant, all or none of them.

        Raises `ChangeRefusedError` where there would be too many or a question stands twice.
        """
        slug = checks[0].slug
        try:
            async with self._sessions.begin() as session:
                await session.execute(insert(_CHECKS), [row_of(check) for check in checks])
                kept = await session.scalar(
                    select(func.count())
                    .select_from(_CHECKS)
                    .where(_CHECKS.c.slug == slug, _CHECKS.c.withdrawn_at.is_(None))
                )
                if (kept or 0) > MOST_CHECKS:
                    raise ChangeRefusedError(
                        sentences.TOO_MANY_CHECKS, "too_many", most=MOST_CHECKS
                    )
                for check in checks:
                    event = check_changed(Action.CHECK_KEPT, actor, check)
                    await append(session, event, check.changed_at)
        except IntegrityError as error:
            raise ChangeRefusedError(sentences.KEPT_ALREADY, "kept_already") from error

    async def change(self, before: Check, after: Check, actor: Actor) -> None:
        """Save a change over the revision that somebody saw; raises `ChangedMeanwhileError`."""
        try:
            async with self._sessions.begin() as session:
                saved = await session.execute(
                    update(_CHECKS)
                    .where(
                        _CHECKS.c.id == before.id,
                        _CHECKS.c.revision == before.revision,
                        _CHECKS.c.withdrawn_at.is_(None),
                    )
                    .values(row_of(after))
                    .returning(_CHECKS.c.id)
                )
                if saved.one_or_none() is None:
                    raise _stale()
                event = check_changed(Action.CHECK_CHANGED, actor, after, before=before)
                await append(session, event, after.changed_at)
        except IntegrityError as error:
            raise ChangeRefusedError(sentences.KEPT_ALREADY, "kept_already") from error

    async def withdraw(self, check: Check, actor: Actor, at: datetime) -> None:
        """Ask it no more; raises `ChangedMeanwhileError`."""
        async with self._sessions.begin() as session:
            gone = await session.execute(
                update(_CHECKS)
                .where(
                    _CHECKS.c.id == check.id,
                    _CHECKS.c.revision == check.revision,
                    _CHECKS.c.withdrawn_at.is_(None),
                )
                .values(withdrawn_at=at)
                .returning(_CHECKS.c.id)
            )
            if gone.one_or_none() is None:
                raise _stale()
            await append(session, check_changed(Action.CHECK_WITHDRAWN, actor, check), at)


def _stale() -> ChangedMeanwhileError:
    return ChangedMeanwhileError(sentences.STALE, "stale_revision", who=SOMEBODY)
