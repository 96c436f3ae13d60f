"""An office whose assistants can be tried, with checks and their runs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from pydantic import SecretStr

from app.checks.asking import Asker
from app.checks.estimates import Estimates
from app.checks.execution import Execution
from app.checks.keeping import Checks, Wanted
from app.checks.planning import Planning
from app.checks.runs import Runs
from app.identity.directory import Directory
from app.identity.tokens import Pseudonyms, Tokens
from app.records.checks.checks import SqlCheckStore
from app.records.checks.recent import SqlRecentQuestions
from app.records.checks.runs import SqlRunStore
from app.records.people.sessions import SessionStore
from app.records.spending.budgets import SqlBudgetStore
from app.records.turns.reactions import SqlReactionStore
from app.records.turns.threads import ThreadStore
from app.records.turns.turns import SqlTurnStore
from app.turns.live.turns import LiveTurns
from app.turns.stopping import Stopping
from evaluation.checks import Check
from tests.app.publishing.office import RULES, Office, opened_office
from tests.fakes.gateway import FakeGateway, writing
from tests.fakes.search import FakeSearch, passage

DAYS = "There are 25 days of leave."
_SECRET = SecretStr("0" * 32)


@dataclass
class Bench:
    """Checks and runs over an office; one model answers, and one passage is found."""

    office: Office
    checks: Checks
    runs: Runs
    search: FakeSearch
    gateway: FakeGateway
    turns: SqlTurnStore
    reactions: SqlReactionStore

    async def kept(self, *questions: str, by: str = "dana", **expected: object) -> list[Check]:
        """Keep checks of these questions."""
        wanted = [Wanted(one, **expected) for one in questions]  # type: ignore[arg-type]
        return list(await self.checks.keep(self.office.by(by), "hr", wanted))


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with opened_office(tmp_path) as office:
        yield office


@pytest.fixture
async def bench(office: Office) -> AsyncIterator[Bench]:
    bench = bench_over(office)
    yield bench
    await bench.runs.aclose()


def bench_over(office: Office, gateway: FakeGateway | None = None) -> Bench:
    """Checks and runs over an office."""
    sessions = office.sessions
    office.desk = replace(office.desk, evidence=SqlRunStore(sessions).evidence)
    search, gateway = (
        FakeSearch([passage(1, DAYS)]),
        gateway or FakeGateway(answer=writing(f"{DAYS} [1]")),
    )
    directory = Directory(office.people, SessionStore(sessions), lambda: RULES, Tokens(_SECRET))
    turns, reactions = SqlTurnStore(sessions), SqlReactionStore(sessions)
    threads = ThreadStore(sessions)
    checks = Checks(office.desk, SqlCheckStore(sessions), turns, reactions, threads)
    runs = Runs(
        office.desk,
        Planning(
            office.desk,
            checks.store,
            SqlRecentQuestions(sessions),
            Estimates(SqlBudgetStore(sessions), gateway, office.desk.clock),
        ),
        SqlRunStore(sessions),
        Execution(Asker(search, gateway, Pseudonyms(_SECRET)), directory),
        Stopping(LiveTurns(), limit_s=1),
        at_once=4,
    )
    return Bench(office, checks, runs, search, gateway, turns, reactions)
