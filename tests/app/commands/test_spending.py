"""``almanac spending`` as an operator uses it."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from app.records.database.engine import open_engine, open_sessions
from app.records.spending.budgets import SqlBudgetStore
from app.records.spending.reservations import SqlSpending
from gateway.calls import Price, Usage
from gateway.configuration.budgets import Budget
from gateway.spending.charges import Charge, Expense, Spent
from tests.servers.commands import almanac
from tests.servers.databases import migrated

BUDGETS = {"hr": Budget(amount=Decimal(20), currency="USD")}


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A state folder in which somebody spent something today."""
    var = tmp_path_factory.mktemp("spending") / "var"
    var.mkdir()
    asyncio.run(_spend(f"sqlite:///{var / 'almanac.db'}"))
    return var


async def _spend(url: str) -> None:
    await migrated(url)
    engine = open_engine(url)
    sessions = open_sessions(engine)
    await SqlBudgetStore(sessions).note_budgets(BUDGETS)
    spending, now = SqlSpending(sessions, BUDGETS), datetime.now(UTC)
    for department, price in (("hr", Price(Decimal("18.00000000001"), "USD")), ("it", None)):
        expense = Expense(department, department, "central", "m-1", now, now, price, Usage(1, 1))
        reservation = await spending.reserve(expense)
        assert not isinstance(reservation, Spent)
        await reservation.settle(Charge(Usage(1500, 40), price))
    await engine.dispose()


def test_it_is_said_to_people(var: Path) -> None:
    said = almanac(var, "spending").stdout

    assert "90 % of the budget" in said
    assert "18.00000000001 USD" in said
    assert "1 of unknown price" in said


def test_it_is_said_to_programs(var: Path) -> None:
    found = json.loads(almanac(var, "spending", "--department", "it", "--json").stdout)
    (budget,) = json.loads(almanac(var, "spending", "--department", "hr", "--json").stdout)[
        "budgets"
    ]

    assert [(day["assistant"], day["price"], day["unpriced"]) for day in found["days"]] == [
        ("it", None, 1)
    ]
    assert (budget["amount"], budget["spent"]) == ("20", "18.00000000001")
    assert [notice["percent"] for notice in budget["notices"]] == [80]


def test_a_department_that_is_none_is_named_with_those_that_are(var: Path) -> None:
    done = almanac(var, "spending", "--department", "nowhere", status=1)

    assert "medical-information" in done.stderr
