"""Asking one question of a run, with what may still be read at that moment."""

from __future__ import annotations

import secrets
from contextlib import aclosing
from dataclasses import dataclass

import structlog

from app.checks.asking import Asker
from app.identity.directory import Directory
from app.observing.logs import trail
from app.publishing.standing import standing_of
from assistants.answers import Answered
from assistants.profiles import ConfigurationVersion
from evaluation.outcomes import Outcome, broken, outcome_of
from evaluation.runs import Run, Side
from retrieval.access import Access

log = structlog.get_logger()


class RightLostError(PermissionError):
    """Whoever began a run may not go on with it."""


@dataclass(frozen=True, slots=True)
class Execution:
    """Asks for a run. The groups of whoever began it are read again before every question."""

    asker: Asker
    directory: Directory

    async def ask(
        self, run: Run, live: ConfigurationVersion | None, side: Side, question: str
    ) -> Outcome:
        """One answer by one side; whatever breaks is an outcome, and no end of the run.

        Raises `RightLostError`.
        """
        access = await self._access_now(run)
        configuration, named = run.configuration, run.hash[:12]
        if side == "before":
            assert live is not None
            configuration, named = live.configuration, str(live.number)
        try:
            events = self.asker.ask(
                configuration,
                question,
                access,
                person=run.started_by.id,
                purpose="check",
                named=named,
            )
            async with aclosing(events):
                async for event in events:
                    if isinstance(event, Answered):
                        return outcome_of(event.answer)
        except Exception as error:  # noqa: BLE001 - one answer of many
            reference = secrets.token_hex(4)
            log.error(
                "check.failed",
                run=run.id,
                reference=reference,
                error=type(error).__name__,
                trail=trail(error),
            )
            return broken(reference)
        return broken("no-end")

    async def _access_now(self, run: Run) -> Access:
        """Of the groups that the run asks with, those that whoever began it has now."""
        person = await self.directory.by_id(run.started_by.id)
        groups = person.groups if person else frozenset[str]()
        standing = standing_of(groups, run.department, self.directory.rules)
        if not (standing.edits or standing.approves):
            raise RightLostError
        return Access(frozenset(run.groups) & groups)
