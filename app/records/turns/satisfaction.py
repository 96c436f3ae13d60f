"""Counts of turns and reactions by assistant, for whoever looks after it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, column, func, select, table

from app.records.database.engine import Sessions
from app.records.turns.turn_rows import TurnRow
from assistants.answers import AnswerKind
from feedback.satisfaction import GOOD, Score, Tally
from feedback.turns import BY_COMMAND, TurnStatus

_NO = (AnswerKind.NOT_FOUND, AnswerKind.NOT_INDEXED, AnswerKind.NOT_PERMITTED)
_REACTIONS = table("current_reactions", column("turn_id"), column("person"), column("score"))


class SqlSatisfaction:
    """Counts in the database: of answers that were completed, and not those of commands."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def since(self, profiles: Collection[str], since: datetime) -> Mapping[str, Tally]:
        """The tallies of assistants since an instant; one that nobody asked has none."""
        refused = case((TurnRow.kind.in_([kind.value for kind in _NO]), 1), else_=0)
        asked = _asked(profiles, since)
        turns = (
            select(TurnRow.profile, func.count(), func.sum(refused))
            .where(asked)
            .group_by(TurnRow.profile)
        )
        good = case((_REACTIONS.c.score >= GOOD, 1), else_=0)
        reactions = (
            select(TurnRow.profile, func.count(), func.sum(good))
            .join(_REACTIONS, _REACTIONS.c.turn_id == TurnRow.id)
            .where(asked)
            .group_by(TurnRow.profile)
        )
        async with self._sessions() as session:
            rated = {name: (n, good) for name, n, good in await session.execute(reactions)}
            return {
                name: Tally(count, int(no or 0), *(int(one) for one in rated.get(name, (0, 0))))
                for name, count, no in await session.execute(turns)
            }

    async def scores(self, profiles: Collection[str], since: datetime) -> list[Score]:
        """What people think now of the answers of assistants that they asked for since then."""
        query = (
            select(TurnRow.profile, TurnRow.asked_at, _REACTIONS.c.person, _REACTIONS.c.score)
            .join(_REACTIONS, _REACTIONS.c.turn_id == TurnRow.id)
            .where(_asked(profiles, since))
        )
        async with self._sessions() as session:
            return [Score(*row) for row in await session.execute(query)]


def _asked(profiles: Collection[str], since: datetime) -> ColumnElement[bool]:
    return and_(
        TurnRow.profile.in_(profiles),
        TurnRow.asked_at >= since,
        TurnRow.status == TurnStatus.COMPLETED.value,
        TurnRow.origin != BY_COMMAND,
    )
