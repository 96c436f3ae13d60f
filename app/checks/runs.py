"""Runs of checks, beside the requests: begun, followed, cancelled, and ended by what happens.

A run is about exactly the content that it began with. Whoever began it needs the right to the end:
their groups are read again before every question, and only what they have then is used.
"""

from __future__ import annotations

import asyncio
import uuid
from contextlib import aclosing
from dataclasses import dataclass, field

import structlog

from app.audit.events import SERVICE, Actor
from app.checks.estimates import Estimates
from app.checks.execution import Execution, RightLostError
from app.checks.keeping import HiddenCheckError
from app.checks.playground import must_try
from app.checks.roles import chosen
from app.observing.logs import trail
from app.publishing import reviewing
from app.publishing.desk import Desk, Somebody, sees
from app.records.checks.checks import SqlCheckStore
from app.records.checks.recent import SqlRecentQuestions
from app.records.checks.runs import SqlRunStore
from app.turns.stopping import Stopping
from assistants.profiles import ConfigurationVersion
from assistants.provenance import ActorKind
from assistants.publishing.drafts import Draft
from assistants.publishing.problems import parse
from assistants.publishing.refusals import (
    ChangedMeanwhileError,
    ChangeRefusedError,
    NotAllowedError,
    ProblemsError,
    UnknownChangeError,
)
from evaluation.evidence import evidence_of
from evaluation.outcomes import Outcome
from evaluation.running import results_of
from evaluation.runs import Cost, Item, Run, RunStatus, Side, Summary, cost_of, summed_up
from gateway.configuration.gateway_file import GatewayRoutes

log = structlog.get_logger()

MOST_TRIES = 5
LARGEST_SAMPLE = 100
BEAT_S = 15.0
SWEEP_EVERY = 4
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


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run would ask, and about what that costs."""

    draft: Draft
    live: ConfigurationVersion | None
    checks: int
    sample: int
    tries: int
    estimate: Cost


@dataclass(slots=True)
class Runs:
    """The runs of this process. ``at_once`` answers are asked for at the same time."""

    desk: Desk
    checks: SqlCheckStore
    store: SqlRunStore
    recent: SqlRecentQuestions
    execution: Execution
    estimates: Estimates
    stopping: Stopping
    at_once: int
    _tasks: dict[str, asyncio.Task[None]] = field(default_factory=dict)

    async def run(self, by: Somebody, run_id: str) -> Run:
        """A run that somebody may see; raises `UnknownChangeError`."""
        run = await self.store.run(run_id)
        if run is None:
            raise UnknownChangeError("run")
        if not sees(by.person, run.department):
            raise HiddenCheckError("run", f"run:{run.id}", run.department)
        return run

    async def plan(self, by: Somebody, draft_id: str, *, sample: int = 0, tries: int = 1) -> Plan:
        """What would be asked of a draft and of what is live."""
        draft = await self.desk.draft(by.person, draft_id)
        live = await self.desk.configurations.live(draft.slug)
        checks = (await self.checks.counts()).get(draft.slug, 0)
        answers = (checks + sample) * tries * (2 if live else 1)
        estimate = await self.estimates.of(draft.department, draft.slug, answers)
        return Plan(draft, live, checks, sample, tries, estimate)

    async def begin(
        self,
        by: Somebody,
        draft_id: str,
        *,
        role: str = "employee",
        sample: int = 0,
        tries: int = 1,
    ) -> Run:
        """Begin a run of a draft as it is saved.

        Raises `UnknownChangeError`, `ChangeRefusedError`, `ChangedMeanwhileError` while another
        run of the assistant goes on, and `StoppingError`.
        """
        self.stopping.require_open()
        plan = await self.plan(by, draft_id, sample=sample, tries=tries)
        draft = plan.draft
        async with self.desk.audited(by, "run checks", f"draft:{draft.id}", draft.department):
            must_try(self.desk, by, draft.department)
            if by.participant.kind is not ActorKind.PERSON:
                raise NotAllowedError("Only a person runs checks.", "not_a_person")
            if not (1 <= tries <= MOST_TRIES and 0 <= sample <= LARGEST_SAMPLE):
                raise ChangeRefusedError(
                    f"Ask 1 to {MOST_TRIES} times, and for 0 to {LARGEST_SAMPLE} recent questions.",
                    "out_of_bounds",
                )
            configuration, found = parse(draft.content)
            found = found if configuration is None else await self.desk.problems_with(configuration)
            if configuration is None or found:
                raise ProblemsError(found)
            rules = self.desk.rules()
            asked_as = chosen(role, by.person, draft.department, configuration.audience, rules)
            run_id = str(uuid.uuid4())
            items = await self._items(draft, sample, run_id)
            if not items:
                raise ChangeRefusedError(
                    "There is nothing to ask yet. Keep a check first, or ask for recent questions.",
                    "nothing",
                )
            run = Run(
                id=run_id,
                slug=draft.slug,
                department=draft.department,
                draft=draft.id,
                revision=draft.revision,
                hash=configuration.hash,
                configuration=configuration,
                live=plan.live.number if plan.live else None,
                role=asked_as.role,
                groups=tuple(sorted(asked_as.groups)),
                tries=tries,
                sample=sample,
                status=RunStatus.RUNNING,
                started_by=by.participant,
                started_at=self.desk.clock(),
                planned=len(items),
                estimate=plan.estimate,
            )
            await self.store.begin(run, by.actor)
        task = asyncio.create_task(self._see_through(run, items, plan.live, by))
        self._tasks[run.id] = task
        task.add_done_callback(lambda _: self._tasks.pop(run.id, None))
        return run

    async def cancel(self, by: Somebody, run_id: str) -> Run:
        """End a run before its time; what it found until then stays."""
        run = await self.run(by, run_id)
        async with self.desk.audited(by, "cancel a run", f"run:{run.id}", run.department):
            must_try(self.desk, by, run.department)
            if not await self._end(run, RunStatus.CANCELLED, by.actor):
                raise ChangedMeanwhileError("This run has ended already.", "not_running")
        if (task := self._tasks.get(run.id)) is not None:
            task.cancel()
        return await self.run(by, run_id)

    async def run_forever(self) -> None:
        """Say that the runs of this process go on, and end those whose process is gone."""
        while True:
            await self.sweep()
            for _ in range(SWEEP_EVERY):
                await self.store.beat(list(self._tasks), self.desk.clock())
                await asyncio.sleep(BEAT_S)

    async def sweep(self) -> int:
        """End what no process runs any more."""
        return await self.store.interrupt_abandoned(list(self._tasks), self.desk.clock())

    async def aclose(self) -> None:
        """End all as interrupted; each is stored when this returns."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def wait(self, run_id: str) -> None:
        """Wait until a run of this process has ended."""
        if (task := self._tasks.get(run_id)) is not None:
            await asyncio.wait([task])

    async def _items(self, draft: Draft, sample: int, seed: str) -> list[Item]:
        kept = await self.checks.page(draft.slug)
        items = [Item(n, one.id, one.question, one.expectation) for n, one in enumerate(kept)]
        if sample:
            drawn = await self.recent.sample(draft.slug, draft.department, sample, seed=seed)
            items += [Item(len(kept) + n, None, one, None) for n, one in enumerate(drawn)]
        return items

    async def _see_through(
        self, run: Run, items: list[Item], live: ConfigurationVersion | None, by: Somebody
    ) -> None:
        try:
            await self._work(run, items, live, by)
        except asyncio.CancelledError:
            # One that was cancelled by a person has ended already, and stays so.
            await asyncio.shield(self._end(run, RunStatus.INTERRUPTED, Actor(SERVICE)))
            raise
        except RightLostError:
            await self._end(run, RunStatus.STOPPED, Actor(SERVICE))
        except Exception as error:  # noqa: BLE001 - the outermost edge of a run
            log.error("run.failed", run=run.id, error=type(error).__name__, trail=trail(error))
            await self._end(run, RunStatus.FAILED, Actor(SERVICE))

    async def _work(
        self, run: Run, items: list[Item], live: ConfigurationVersion | None, by: Somebody
    ) -> None:
        async def ask(side: Side, question: str) -> Outcome:
            return await self.execution.ask(run, live, side, question)

        sides: tuple[Side, ...] = ("after", "before") if live else ("after",)
        spent: list[Outcome] = []
        found = []
        asked = results_of(items, ask, sides=sides, tries=run.tries, at_once=self.at_once)
        async with aclosing(asked) as results:
            async for result in results:
                spent += [*result.after, *result.before]
                found.append(result)
                if not await self.store.note(run.id, result, cost_of(spent), self.desk.clock()):
                    return
        summary = summed_up(found)
        if await self.store.end(
            run, RunStatus.FINISHED, Actor(SERVICE), self.desk.clock(), summary
        ):
            await self._put_with_review(run, summary, by)

    async def _end(self, run: Run, status: RunStatus, actor: Actor) -> bool:
        return await self.store.end(run, status, actor, self.desk.clock(), None)

    async def _put_with_review(self, run: Run, summary: Summary, by: Somebody) -> None:
        """Show the approver what was found, if exactly this content is under review."""
        review = await self.desk.reviews.open_of(run.slug)
        if review is None or review.hash != run.hash:
            return
        try:
            await reviewing.note_evidence(self.desk, by, review.id, evidence_of(run, summary))
        except ChangedMeanwhileError:
            # It was decided in this very moment, on what was known then.
            log.info("run.too_late_for_review", run=run.id, review=review.id)
