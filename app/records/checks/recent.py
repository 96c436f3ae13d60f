"""Recent questions of people, without whose they were."""

from __future__ import annotations

import random
from collections.abc import Sequence

from sqlalchemy import select

from app.records.checks.check_rows import digest_of
from app.records.database.engine import Sessions
from app.records.database.upserts import table_of
from app.records.turns.turn_rows import TurnRow
from assistants.answers import AnswerKind
from feedback.turns import TurnStatus

# So many of the newest are looked at.
_NEWEST = 500
_TURNS = table_of(TurnRow)
_FROM_PEOPLE = ("chat", "api")


class SqlRecentQuestions:
    """Draws from what was asked of an assistant."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def sample(self, slug: str, department: str, size: int, *, seed: str) -> Sequence[str]:
        """Questions, each once, in a random order that follows from ``seed``.

        Those that follow on an earlier one or are small talk mean nothing alone, and stay out.
        """
        questions = list(await self._alone(slug, department))
        # Nothing secret hangs on it: it only has to be the same for the same run.
        return random.Random(seed).sample(questions, min(size, len(questions)))  # noqa: S311

    async def newest(self, slug: str, department: str, size: int) -> Sequence[str]:
        """The newest of the same questions, the newest first."""
        return (await self._alone(slug, department))[:size]

    async def _alone(self, slug: str, department: str) -> Sequence[str]:
        query = (
            # Of a receipt, which holds every passage, only what is looked at.
            select(
                _TURNS.c.question,
                _TURNS.c.receipt["retrieval_parameters"],
                _TURNS.c.receipt["standalone_question"].as_string(),
            )
            .where(
                _TURNS.c.profile == slug,
                _TURNS.c.department == department,
                _TURNS.c.status == TurnStatus.COMPLETED.value,
                _TURNS.c.kind != AnswerKind.FAILED.value,
                _TURNS.c.origin.in_(_FROM_PEOPLE),
            )
            .order_by(_TURNS.c.asked_at.desc())
            .limit(_NEWEST)
        )
        async with self._sessions() as session:
            rows = (await session.execute(query)).all()
        alone: dict[str, str] = {}
        for question, searched, standalone in rows:
            if searched and standalone == question:
                alone.setdefault(digest_of(question), question)
        return list(alone.values())
