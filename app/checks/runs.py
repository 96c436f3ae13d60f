"""Runs of checks, beside the requests: begun, followed, cancelled, and ended by what happens.

A run is about exactly the content that it began with. Whoever began it needs the right to the end:
their groups are read again before every question, and only what they have then is used.
"""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from dataclasses import dataclass, field

import structlog

from app.audit.events import SERVICE, Actor
from app.checks.execution import Execution, RightLostError
from app.checks.keeping import HiddenCheckError
from app.checks.planning import Begun, Planning
from app.checks.playground import must_try
from app.observing.logs import trail
from app.publishing import reviewing
from app.publishing.desk import Desk, Somebody, sees
from app.records.checks.runs import SqlRunStore
from app.turns.stopping import Stopping
from assistants.publishing.refusals import ChangedMeanwhileError, UnknownChangeError
from evaluation import sentences
from evaluation.evidence import evidence_of
from evaluation.outcomes import Outcome
from evaluation.running import results_of
from evaluation.runs import Cost, Run, RunStatus, Side, Summary, cost_of, summed_up
from gateway.spending.charges import BudgetSpentError

log = structlog.get_logger()

BEAT_S = 15.0
SWEEP_EVERY = 4


@dataclass(slots=True)
class Runs:
    """The runs of this process. ``at_once`` answers are asked for at the same time."""

    desk: Desk
    planning: Planning
    store: SqlRunStore
    execution: Execution
    stopping: Stopping
    at_once: int
    _tasks: dict[str, asyncio.Task[None]] = field(default_factory=dict)

    async def run(self, by: Somebody, run_id: str) -> Run:
        """A run that somebody may see; raises `UnknownChangeError`."""
        run = await self.store.run(run_id)
        if run is None:
            raise UnknownChangeError(sentences.RUN)
        if not sees(by.person, run.department):
            raise HiddenCheckError(sentences.RUN, f"run:{run.id}", run.department)
        return run

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
        plan = await self.planning.plan(by, draft_id, sample=sample, tries=tries)
        draft = plan.draft
        async with self.desk.audited(by, "run checks", f"draft:{draft.id}", draft.department):
            begun = await self.planning.begin(by, plan, role)
            await self.store.begin(begun.run, by.actor)
        task = asyncio.create_task(self._see_through(begun, by))
        self._tasks[begun.run.id] = task
        task.add_done_callback(lambda _: self._tasks.pop(begun.run.id, None))
        return begun.run

    async def cancel(self, by: Somebody, run_id: str) -> Run:
        """End a run before its time; what it found until then stays."""
        run = await self.run(by, run_id)
        async with self.desk.audited(by, "cancel a run", f"run:{run.id}", run.department):
            must_try(self.desk, by, run.department)
            if not await self._end(run, RunStatus.CANCELLED, by.actor):
                raise ChangedMeanwhileError(sentences.NOT_RUNNING, "not_running")
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

    async def _see_through(self, begun: Begun, by: Somebody) -> None:
        run = begun.run
        try:
            await self._work(begun, by)
        except asyncio.CancelledError:
            # One that was cancelled by a person has ended already, and stays so.
            await asyncio.shield(self._end(run, RunStatus.INTERRUPTED, Actor(SERVICE)))
            raise
        except RightLostError:
            await self._end(run, RunStatus.STOPPED, Actor(SERVICE))
        except BudgetSpentError:
            await self._end(run, RunStatus.UNPAID, Actor(SERVICE))
        except Exception as error:  # noqa: BLE001 - the outermost edge of a run
            log.error("run.failed", run=run.id, error=type(error).__name__, trail=trail(error))
            await self._end(run, RunStatus.FAILED, Actor(SERVICE))

    async def _work(self, begun: Begun, by: Somebody) -> None:
        run, live = begun.run, begun.live

        async def ask(side: Side, question: str) -> Outcome:
            return await self.execution.ask(run, live, side, question)

        sides: tuple[Side, ...] = ("after", "before") if live else ("after",)
        cost = Cost()
        found = []
        asked = results_of(begun.items, ask, sides=sides, tries=run.tries, at_once=self.at_once)
        async with aclosing(asked) as results:
            async for result in results:
                cost += cost_of([*result.after, *result.before])
                found.append(result)
                if not await self.store.note(run.id, result, cost, self.desk.clock()):
                    return
        # Thousands of answers are looked at, which takes seconds.
        summary = await asyncio.to_thread(summed_up, found)
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
