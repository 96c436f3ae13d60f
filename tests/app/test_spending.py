"""A budget over a real database and a model that answers over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from app.records.database.engine import Sessions
from app.records.spending.budgets import SqlBudgetStore
from app.records.spending.reservations import SqlSpending
from app.spending.accounts import BudgetState, SpentDay
from gateway.calls import ModelCall
from gateway.configuration.budgets import Budget
from gateway.configuration.gateway_file import GatewayRoutes, Route
from gateway.serving import RoutedGateway
from gateway.spending.charges import BudgetSpentError, month_of
from tests.gateway.calling import WordSimilarity, call, events, openai, text_of
from tests.gateway.spending.test_billing import PRICE, QUOTES
from tests.servers.model_server import ModelServer

HR = "hr"
# The model reports 1,000 tokens in and one for each it writes, so an answer costs 0.0027 USD.
ANSWER = Decimal("0.0027")
BUDGETS = {HR: Budget(amount=Decimal("0.1"), currency="USD")}


def asked(person: int) -> ModelCall:
    attribution = {"department": HR, "assistant": HR, "turn": str(person)}
    return replace(call(), attribution=attribution)


def model(server: ModelServer, name: str = "steady:tokens=20,interval=1") -> Route:
    return openai(server.base_url, name, "central", price=PRICE, parameters={"max_tokens": 500})


@asynccontextmanager
async def opened(sessions: Sessions, *routes: Route) -> AsyncIterator[RoutedGateway]:
    spending = SqlSpending(sessions, BUDGETS)
    names = tuple(route.name for route in routes)
    described = GatewayRoutes(routes=routes, roles={"answer": names}, budgets=BUDGETS)
    gateway = RoutedGateway(described, WordSimilarity(), {}, spending=spending)
    try:
        yield gateway
    finally:
        await gateway.aclose()
        await spending.aclose()


@pytest.fixture
async def store(sessions: Sessions) -> SqlBudgetStore:
    opened_store = SqlBudgetStore(sessions)
    await opened_store.note_budgets(BUDGETS)
    return opened_store


async def booked(store: SqlBudgetStore) -> tuple[BudgetState, list[SpentDay]]:
    now = datetime.now(UTC)
    (state,) = await store.states([HR], month_of(now))
    return state, await store.days([HR], date(2026, 1, 1), date.max)


async def test_a_hundred_people_at_once_stay_within_the_budget_and_all_get_an_answer(
    sessions: Sessions, store: SqlBudgetStore
) -> None:
    async with (
        ModelServer().running() as server,
        opened(sessions, model(server), QUOTES) as gateway,
    ):
        answers = await asyncio.gather(*(events(gateway, asked(n)) for n in range(100)))
        written = len(server.requests)

    state, (day,) = await booked(store)
    assert 0 < written < 100
    assert (day.calls, day.failed) == (written, 0)
    assert [state.spent, day.price] == [written * ANSWER] * 2
    assert state.spent <= BUDGETS[HR].amount
    assert state.reserved == 0
    assert sum(text_of(one).startswith("The hotel limit") for one in answers) == 100 - written


async def ask_for_ever(gateway: RoutedGateway) -> None:
    while True:
        await events(gateway, asked(1))


async def test_the_budget_is_used_up_to_the_last_answer_that_fits(
    sessions: Sessions, store: SqlBudgetStore
) -> None:
    async with ModelServer().running() as server, opened(sessions, model(server)) as gateway:
        with pytest.raises(BudgetSpentError):
            await ask_for_ever(gateway)

    state, _ = await booked(store)
    most = Decimal("0.0065")
    assert BUDGETS[HR].amount - most < state.spent <= BUDGETS[HR].amount
    assert [notice.percent for notice in state.notices] == [80, 100]


async def test_whoever_stops_and_whatever_is_cut_leaves_the_sums_right(
    sessions: Sessions, store: SqlBudgetStore
) -> None:
    async def leave(gateway: RoutedGateway, person: int) -> None:
        task = asyncio.create_task(events(gateway, asked(person)))
        await asyncio.sleep(0.01 + person % 5 * 0.01)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    async with (
        ModelServer().running() as server,
        opened(sessions, model(server, "cut:after=4,interval=2"), QUOTES) as gateway,
    ):
        cut = asyncio.gather(*(events(gateway, asked(n)) for n in range(10)))
        await asyncio.gather(*(leave(gateway, n) for n in range(20)))
        await cut

    state, (day,) = await booked(store)
    assert state.reserved == 0
    assert day.calls == 0
    assert 10 <= day.failed <= 30
    assert state.spent == day.known_price == day.estimated_price
    assert state.spent > 0
