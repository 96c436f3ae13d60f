"""Runs: what they ask with which rights, how they end, and what becomes of it as evidence."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from app.publishing import drafting, reviewing
from assistants.publishing.refusals import (
    ChangedMeanwhileError,
    ChangeRefusedError,
    NotAllowedError,
    UnknownChangeError,
)
from evaluation.runs import Run, RunStatus
from feedback.turns import TurnStatus
from gateway.calls import Finished, GatewayEvent, ModelCall, Price, Started, Token, Usage
from gateway.configuration.budgets import AtLimit
from gateway.spending.charges import BudgetSpentError, Spent
from tests.app.checks.conftest import DAYS, Bench, bench_over
from tests.app.publishing.office import Office, opened_office
from tests.fakes.gateway import FakeGateway
from tests.feedback.samples import answer, opening

LEAVE = "How many days of leave are there?"
WRITES = Started("central", "writer", {})
PAID = Finished(Usage(100, 10), Price(Decimal("0.01"), "USD"))


class ByVersion(FakeGateway):
    """Answers one thing for what is live and another for a change; each answer costs a cent."""

    def __init__(self, live: str, change: str) -> None:
        super().__init__()
        self.live, self.change = live, change

    def only_quotes(self, _role: object) -> bool:
        return False

    async def stream(self, call: ModelCall) -> AsyncGenerator[GatewayEvent]:
        self.calls.append(call)
        live = call.attribution["configuration"].isdecimal()
        yield WRITES
        yield Token(f"{self.live if live else self.change} [1]")
        yield PAID


class Held(ByVersion):
    """Goes on when it is let go."""

    def __init__(self) -> None:
        super().__init__(DAYS, DAYS)
        self.asked, self.go = asyncio.Event(), asyncio.Event()

    async def stream(self, call: ModelCall) -> AsyncGenerator[GatewayEvent]:
        self.asked.set()
        await self.go.wait()
        yield WRITES
        yield Token(f"{DAYS} [1]")
        yield PAID


async def ended(bench: Bench, run: Run) -> Run:
    await bench.runs.wait(run.id)
    return await bench.runs.run(bench.office.by("erik"), run.id)


async def drafted(office: Office) -> str:
    return (await office.drafted(passages=9)).id


async def test_a_run_asks_both_and_says_which_checks_got_worse(office: Office) -> None:
    bench = bench_over(office, ByVersion(live=DAYS, change="There are days of leave."))
    await bench.kept(LEAVE, says=["25 days"])
    await bench.kept("What kind of leave is there?", says=["leave"])

    run = await ended(bench, await bench.runs.begin(office.by("dana"), await drafted(office)))

    assert (run.status, run.done) == (RunStatus.FINISHED, 2)
    assert run.summary is not None
    assert (run.summary.worse, run.summary.same, run.summary.passed) == (1, 1, 1)
    worst, _ = await bench.runs.store.results(run.id)
    assert worst.item.question == LEAVE
    assert worst.before[0].text == f"{DAYS} [1]"
    assert run.cost.amounts == {"USD": Decimal("0.04")}


async def test_it_asks_with_the_rights_of_the_role_that_are_held_now(bench: Bench) -> None:
    await bench.kept(LEAVE)

    run = await bench.runs.begin(bench.office.by("dana"), await drafted(bench.office))
    await ended(bench, run)

    assert {access.groups for _, access, _, _ in bench.search.asked} == {frozenset({"hr"})}


async def test_it_ends_when_whoever_began_it_loses_the_role(office: Office) -> None:
    held = Held()
    bench = bench_over(office, held)
    await bench.kept(*(f"How many days of leave are there in year {n}?" for n in range(20)))
    run = await bench.runs.begin(office.by("dana"), await drafted(office))
    await held.asked.wait()

    await office.know("dana", {"hr"})
    held.go.set()
    run = await ended(bench, run)

    assert run.status is RunStatus.STOPPED
    assert run.done < run.planned
    (entry,) = await office.trail_of("run.ended")
    assert entry.facts["status"] == "stopped"


async def test_a_draft_that_is_saved_meanwhile_changes_nothing_for_its_run(office: Office) -> None:
    held = Held()
    bench = bench_over(office, held)
    await bench.kept(LEAVE)
    draft = await office.drafted(passages=9)
    run = await bench.runs.begin(office.by("dana"), draft.id)
    await held.asked.wait()

    await drafting.save(office.desk, office.by("dana"), draft.id, 1, {"passages": 3})
    held.go.set()
    run = await ended(bench, run)

    assert run.configuration.passages == 9
    assert run.status is RunStatus.FINISHED


async def test_one_run_at_a_time_and_one_that_is_cancelled_stays_so(office: Office) -> None:
    held = Held()
    bench = bench_over(office, held)
    await bench.kept(LEAVE)
    draft = await drafted(office)
    run = await bench.runs.begin(office.by("dana"), draft)

    with pytest.raises(ChangedMeanwhileError, match="running already"):
        await bench.runs.begin(office.by("dana"), draft)
    cancelled = await bench.runs.cancel(office.by("erik"), run.id)
    with pytest.raises(ChangedMeanwhileError):
        await bench.runs.cancel(office.by("erik"), run.id)
    again = await bench.runs.begin(office.by("dana"), draft)
    held.go.set()

    assert cancelled.status is RunStatus.CANCELLED
    assert (await ended(bench, again)).status is RunStatus.FINISHED
    assert (await bench.runs.run(office.by("dana"), run.id)).status is RunStatus.CANCELLED


async def test_a_run_is_interrupted_where_its_process_ends(tmp_path: Path) -> None:
    held = Held()
    async with opened_office(tmp_path) as office:
        bench = bench_over(office, held)
        await bench.kept(LEAVE)
        run = await bench.runs.begin(office.by("dana"), await drafted(office))
        await held.asked.wait()
        await bench.runs.aclose()
        closed = await bench.runs.run(office.by("dana"), run.id)

        killed = await bench.runs.begin(office.by("dana"), await drafted(office))
        other = bench_over(office)
        swept = await other.runs.sweep()
        found = await other.runs.run(office.by("dana"), killed.id)
        held.go.set()
        late = await ended(bench, killed)

    assert closed.status is RunStatus.INTERRUPTED
    assert (swept, found.status) == (1, RunStatus.INTERRUPTED)
    assert late.status is RunStatus.INTERRUPTED


async def test_an_answer_that_breaks_is_an_outcome_and_not_the_end(bench: Bench) -> None:
    bench.gateway.scripts = {"answer": [WRITES, RuntimeError("S3cret")]}
    await bench.kept(LEAVE, says=["25"])

    run = await ended(
        bench, await bench.runs.begin(bench.office.by("dana"), await drafted(bench.office))
    )

    assert run.status is RunStatus.FINISHED
    assert run.summary is not None
    assert (run.summary.undecided, run.summary.worse) == (1, 0)
    (result,) = await bench.runs.store.results(run.id)
    assert result.after[0].reference
    assert "S3cret" not in str(result)


@pytest.mark.parametrize("held", [False, True])
async def test_it_ends_when_the_budget_leaves_no_room(office: Office, held: bool) -> None:
    spent = Spent(AtLimit.MESSAGE, date(2026, 12, 1), held=held)
    gateway = FakeGateway(answer=[WRITES, BudgetSpentError("answer", "hr", spent)])
    bench = bench_over(office, gateway)
    await bench.kept(*(f"How many days of leave are there in year {n}?" for n in range(20)))

    run = await ended(bench, await bench.runs.begin(office.by("dana"), await drafted(office)))

    assert (run.status, run.done, run.summary) == (RunStatus.UNPAID, 0, None)
    assert len(gateway.calls) <= bench.runs.at_once
    (entry,) = await office.trail_of("run.ended")
    assert entry.facts["status"] == "unpaid"


async def test_recent_questions_come_without_names_and_only_of_this_assistant(
    bench: Bench,
) -> None:
    for number, (profile, question) in enumerate(
        [("hr", LEAVE), ("hr", LEAVE.lower()), ("it", "How fast?")]
    ):
        asked = opening(
            f"turn-{number}",
            thread_id=f"thread-{number}",
            profile=profile,
            department=profile,
            question=question,
        )
        await bench.turns.begin(asked)
        given = answer(question=question, standalone_question=question)
        await bench.turns.finish(asked.id, TurnStatus.COMPLETED, given, asked.asked_at)

    run = await bench.runs.begin(bench.office.by("dana"), await drafted(bench.office), sample=10)
    run = await ended(bench, run)

    assert run.summary is not None
    assert (run.summary.checks, run.summary.recent) == (0, 1)
    (result,) = await bench.runs.store.results(run.id)
    assert result.item.question.casefold().startswith("how many")


async def test_a_review_gets_the_evidence_of_its_hash_and_of_no_other(office: Office) -> None:
    bench = bench_over(office, ByVersion(live=DAYS, change="Days of leave."))
    desk = office.desk
    await bench.kept(LEAVE, says=["25 days"])
    draft = await office.drafted(passages=9)
    await ended(bench, await bench.runs.begin(office.by("dana"), draft.id))

    other = await drafting.save(desk, office.by("dana"), draft.id, 1, {"passages": 7})
    review = await reviewing.ask(desk, office.by("dana"), other.id, 2, "Better.")
    assert review.evidence is None
    await ended(bench, await bench.runs.begin(office.by("erik"), other.id))
    review = await desk.review(office.by("erik").person, review.id)
    assert review.evidence is not None
    assert (review.evidence.checks, review.evidence.failed) == (1, 1)

    with pytest.raises(ChangeRefusedError, match="Say why"):
        await reviewing.approve(desk, office.by("erik"), review.id, seen=review.hash, replaces=1)
    version = await reviewing.approve(
        desk, office.by("erik"), review.id, seen=review.hash, replaces=1, despite="It is rarer."
    )
    assert version.provenance.despite == "It is rarer."
    assert "1 worse" in version.provenance.evidence


async def test_what_ran_before_the_review_is_its_evidence(office: Office) -> None:
    bench = bench_over(office)
    await bench.kept(LEAVE, says=["25 days"])
    draft = await office.drafted(passages=9)
    run = await ended(bench, await bench.runs.begin(office.by("dana"), draft.id))

    review = await reviewing.ask(office.desk, office.by("dana"), draft.id, 1, "Better.")

    stored = await office.desk.review(office.by("erik").person, review.id)
    assert stored.evidence is not None
    assert (stored.evidence.run, stored.evidence.failed) == (run.id, 0)


@pytest.mark.parametrize(
    ("name", "refused"),
    [
        ("grace", NotAllowedError),
        ("alice", UnknownChangeError),
        ("ben", UnknownChangeError),
        ("client:ci", NotAllowedError),
    ],
)
async def test_nobody_else_runs_them(bench: Bench, name: str, refused: type[Exception]) -> None:
    await bench.kept(LEAVE)
    draft = await drafted(bench.office)

    with pytest.raises(refused):
        await bench.runs.begin(bench.office.by(name), draft)

    assert bench.search.asked == []


async def test_there_has_to_be_something_to_ask(bench: Bench) -> None:
    with pytest.raises(ChangeRefusedError, match="nothing to ask"):
        await bench.runs.begin(bench.office.by("dana"), await drafted(bench.office))
