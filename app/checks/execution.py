"""Asking one question of a run, with what may still be read at that moment."""

from __future__ import annotations

import secrets
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, replace

import structlog

from app.checks.asking import Asker
from app.identity.directory import Directory
from app.observing.logs import trail
from app.publishing.standing import standing_of
from assistants.answers import Answered, AnswerEvent
from assistants.profiles import ConfigurationVersion
from evaluation.outcomes import Outcome, broken, outcome_of
from evaluation.runs import Run, Side
from gateway.calls import Gateway, GatewayEvent, ModelCall, Role
from gateway.configuration.gateway_file import GatewayRoutes
from gateway.spending.charges import BudgetSpentError
from retrieval.access import Access

log = structlog.get_logger()

MOST_AT_ONCE = 16
QUOTED_AT_ONCE = 2


def places_for(routes: GatewayRoutes) -> int:
    """How many answers a run asks for at once: few of a route's places, so that people have most.

    Where sentences are quoted it is this machine that works.
    """
    route = routes.of("answer")[0]
    if route.kind == "extractive":
        return QUOTED_AT_ONCE
    return max(1, min(MOST_AT_ONCE, route.concurrency // 4))


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

        Raises `RightLostError`, and `BudgetSpentError`: an answer that nobody could pay for says
        nothing of a change.
        """
        access = await self._access_now(run)
        configuration, named = run.configuration, run.hash[:12]
        if side == "before":
            assert live is not None
            configuration, named = live.configuration, str(live.number)
        gateway = _Paid(self.asker.gateway)
        events = replace(self.asker, gateway=gateway).ask(
            configuration,
            question,
            access,
            person=run.started_by.id,
            purpose="check",
            named=named,
        )
        outcome = await _outcome(run, events)
        if gateway.spent is not None:
            raise gateway.spent
        return outcome

    async def _access_now(self, run: Run) -> Access:
        """Of the groups that the run asks with, those that whoever began it has now."""
        person = await self.directory.by_id(run.started_by.id)
        groups = person.groups if person else frozenset[str]()
        standing = standing_of(groups, run.department, self.directory.rules)
        if not (standing.edits or standing.approves):
            raise RightLostError
        return Access(frozenset(run.groups) & groups)


async def _outcome(run: Run, events: AsyncGenerator[AnswerEvent]) -> Outcome:
    try:
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


class _Paid:
    """A `Gateway` that remembers that the budget was spent, whatever an answer makes of it."""

    def __init__(self, inner: Gateway) -> None:
        self._inner = inner
        self.spent: BudgetSpentError | None = None

    def prompt_tokens(self, role: Role) -> int | None:
        return self._inner.prompt_tokens(role)

    def only_quotes(self, role: Role) -> bool:
        return self._inner.only_quotes(role)

    async def stream(self, call: ModelCall) -> AsyncGenerator[GatewayEvent]:
        try:
            async with aclosing(self._inner.stream(call)) as events:
                async for event in events:
                    yield event
        except BudgetSpentError as error:
            self.spent = error
            raise
