"""Paying for calls: set aside before, booked after, whatever became of the answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from gateway.attempts import Attempt
from gateway.calls import GatewayError, GatewayEvent, ModelCall, Price, Token, Usage
from gateway.configuration.budgets import AtLimit
from gateway.configuration.gateway_file import GatewayFileError, GatewayRoutes, Route, read_routes
from gateway.configuration.pricing import price_of
from gateway.serving import RoutedGateway
from gateway.spending.billing import charge_of, expense_of
from gateway.spending.charges import (
    MOST_OUTPUT_TOKENS,
    BudgetSpentError,
    Charge,
    month_after,
    month_of,
    most_usage,
)
from tests.fakes.spending import RENEWED, FakeSpending
from tests.gateway.calling import WordSimilarity, call, events, openai, text_of
from tests.servers.model_server import ModelServer

PRICE = {
    "input_per_million": "2.50",
    "cached_input_per_million": "1.25",
    "output_per_million": "10",
    "currency": "USD",
    "valid_from": "2026-01-01",
}
DEARER = PRICE | {"output_per_million": "20", "valid_from": "2026-11-15"}
QUOTES = Route(kind="extractive", name="quotes")
ASKED = replace(call(), attribution={"department": "hr", "assistant": "people"})


@asynccontextmanager
async def paying(spending: FakeSpending, *routes: Route) -> AsyncIterator[RoutedGateway]:
    names = tuple(route.name for route in routes)
    described = GatewayRoutes(routes=routes, roles={"answer": names})
    opened = RoutedGateway(described, WordSimilarity(), {}, spending=spending)
    try:
        yield opened
    finally:
        await opened.aclose()
        # Whatever happened, nothing stays set aside.
        assert spending.open == 0


def priced(server: ModelServer, model: str, name: str = "first", **settings: object) -> Route:
    return openai(server.base_url, model, name, price=PRICE, **settings)


async def test_whoever_stops_an_answer_hears_what_it_cost_so_far() -> None:
    heard: list[tuple[Usage, Price | None]] = []
    asked = replace(ASKED, charged=lambda usage, price: heard.append((usage, price)))
    async with ModelServer().running() as server:
        route = priced(server, "steady:tokens=5000,interval=2")
        async with paying(FakeSpending(), route) as opened, aclosing(opened.stream(asked)) as said:
            async for event in said:
                if isinstance(event, Token):
                    break

    ((usage, price),) = heard
    assert usage.estimated
    assert usage.output_tokens > 0
    assert price == price_of(usage, route.price)


async def test_an_attempt_that_was_turned_away_used_nothing_that_could_be_told() -> None:
    heard: list[Usage] = []
    asked = replace(ASKED, charged=lambda usage, price: heard.append(usage))
    async with (
        ModelServer().running() as server,
        paying(FakeSpending(), priced(server, "throttled"), QUOTES) as opened,
    ):
        await events(opened, asked)

    assert heard == []


async def test_an_answer_is_booked_as_the_model_reports_it() -> None:
    spending = FakeSpending()
    async with (
        ModelServer().running() as server,
        paying(spending, priced(server, "steady:tokens=10")) as opened,
    ):
        await events(opened, ASKED)

    (expense,) = spending.expenses
    assert (expense.department, expense.assistant, expense.route) == ("hr", "people", "first")
    assert spending.charges == [
        ("first", Charge(Usage(1000, 10), Price(Decimal("0.0026"), "USD"))),
    ]


async def test_tokens_that_a_model_does_not_report_are_booked_as_estimated() -> None:
    spending = FakeSpending()
    async with (
        ModelServer().running() as server,
        paying(spending, priced(server, "no_usage")) as opened,
    ):
        await events(opened, ASKED)

    ((_, charge),) = spending.charges
    assert charge is not None
    assert (charge.estimated, charge.failed) == (True, False)
    assert charge.usage is not None
    assert charge.price is not None
    assert charge.usage.input_tokens > 10
    assert charge.price.amount > 0


async def test_a_stream_that_is_cut_is_booked_with_what_it_wrote_and_the_next_route_too() -> None:
    spending = FakeSpending()
    async with (
        ModelServer().running() as server,
        paying(
            spending, priced(server, "cut:after=6"), priced(server, "steady:tokens=10", "second")
        ) as opened,
    ):
        await events(opened, ASKED)

    (_, cut), (second, whole) = spending.charges
    assert cut is not None
    assert cut.usage is not None
    assert cut.price is not None
    assert (cut.failed, cut.estimated) == (True, True)
    assert cut.usage.output_tokens >= 3
    assert cut.price.amount > 0
    assert (second, whole and whole.failed) == ("second", False)


@pytest.mark.parametrize("model", ["throttled", "broken", "refused", "unauthorised"])
async def test_a_call_that_is_turned_away_costs_nothing(model: str) -> None:
    spending = FakeSpending()
    async with (
        ModelServer().running() as server,
        paying(spending, priced(server, model)) as opened,
    ):
        with pytest.raises(GatewayError):
            await events(opened, ASKED)

    assert spending.charges == [("first", Charge(None, None, failed=True))]


async def test_whoever_presses_stop_is_charged_for_what_was_written() -> None:
    spending = FakeSpending()
    async with (
        ModelServer().running() as server,
        paying(spending, priced(server, "steady:tokens=5000,interval=2")) as opened,
        aclosing(opened.stream(ASKED)) as stream,
    ):
        async for event in stream:
            if isinstance(event, Token):
                break

    ((_, charge),) = spending.charges
    assert charge is not None
    assert charge.usage is not None
    assert charge.failed
    assert charge.usage.input_tokens > 10
    assert charge.usage.output_tokens >= 1


async def test_a_call_that_is_cancelled_before_its_first_token_is_charged_for_its_prompt() -> None:
    spending = FakeSpending()
    async with (
        ModelServer().running() as server,
        paying(spending, priced(server, "hang")) as opened,
    ):
        task = asyncio.create_task(events(opened, ASKED))
        while not server.requests:
            await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    ((_, charge),) = spending.charges
    assert charge is not None
    assert charge.usage is not None
    assert charge.usage.input_tokens > 10
    assert charge.usage.output_tokens == 0


async def test_a_rewritten_question_is_paid_for_as_well() -> None:
    spending = FakeSpending()
    async with (
        ModelServer().running() as server,
        paying(spending, priced(server, "steady")) as opened,
    ):
        await events(opened, replace(ASKED, role="rewrite"))

    assert [name for name, _ in spending.charges] == ["first"]


async def test_a_route_that_quotes_asks_for_no_money() -> None:
    spending = FakeSpending()
    async with paying(spending, QUOTES) as opened:
        await events(opened, ASKED)

    assert (spending.expenses, spending.charges) == ([], [])


async def test_at_the_limit_a_cheaper_route_answers() -> None:
    spending = FakeSpending(left=Decimal(0))
    async with (
        ModelServer().running() as server,
        paying(spending, priced(server, "steady"), QUOTES) as opened,
    ):
        happened = await events(opened, ASKED)
        assert server.requests == []

    assert text_of(happened).startswith("The hotel limit")
    assert spending.expenses == []


async def test_a_route_that_is_marked_goes_on_beyond_the_limit_and_is_booked() -> None:
    spending = FakeSpending(left=Decimal(0))
    async with (
        ModelServer().running() as server,
        paying(
            spending, priced(server, "steady"), priced(server, "steady", "small", cheaper=True)
        ) as opened,
    ):
        await events(opened, ASKED)

    assert [name for name, _ in spending.charges] == ["small"]


@pytest.mark.parametrize("at_limit", list(AtLimit))
async def test_where_no_cheaper_route_is_wanted_or_there_it_is_said_that_the_budget_is_spent(
    at_limit: AtLimit,
) -> None:
    spending = FakeSpending(left=Decimal(0), at_limit=at_limit)
    others = (QUOTES,) if at_limit is AtLimit.MESSAGE else ()
    happened: list[GatewayEvent] = []
    async with (
        ModelServer().running() as server,
        paying(spending, priced(server, "steady"), *others) as opened,
    ):
        with pytest.raises(BudgetSpentError, match="2026-12-01") as caught:
            await events(opened, ASKED, into=happened)
        assert server.requests == []
        # The route itself is well, and has all its places.
        assert opened.breakers["first"].state == "closed"
        assert opened.places["first"].free == QUOTES.concurrency

    assert happened == []
    assert (caught.value.department, caught.value.renewed_on) == ("hr", RENEWED)


async def test_a_hundred_at_once_leave_nothing_set_aside() -> None:
    spending = FakeSpending(left=Decimal("0.5"))

    async def ask(number: int) -> str:
        model_call = replace(ASKED, attribution={"department": "hr", "turn": str(number)})
        task = asyncio.create_task(events(opened, model_call))
        if number % 3 == 0:
            await asyncio.sleep(0.02)
            task.cancel()
        try:
            return text_of(await task)
        except asyncio.CancelledError:
            return "cancelled"

    async with (
        ModelServer().running() as server,
        paying(spending, priced(server, "steady:tokens=20,interval=2"), QUOTES) as opened,
    ):
        answers = await asyncio.gather(*(ask(number) for number in range(100)))

    assert all(answers)
    assert spending.left >= 0


def attempt(route: Route, day: date, **changes: object) -> Attempt:
    made = Attempt(route, ASKED, began_at=datetime(day.year, day.month, day.day, tzinfo=UTC))
    return replace(made, **changes)  # type: ignore[arg-type]


def two_prices(most: int | None = None) -> Route:
    parameters = {"max_tokens": most} if most else {}
    prices = [PRICE, DEARER]
    return openai("http://models.test/v1", "m", prices=prices, parameters=parameters)


@pytest.mark.parametrize(
    ("day", "amount"), [(date(2026, 11, 14), "0.001"), (date(2026, 11, 15), "0.002")]
)
def test_a_price_that_changes_in_mid_month_holds_from_its_day(day: date, amount: str) -> None:
    tried = attempt(two_prices(), day, reported=Usage(0, 100))

    assert charge_of(tried).price == Price(Decimal(amount), "USD")


def test_before_its_first_price_a_route_costs_an_unknown_sum_and_not_nothing() -> None:
    tried = attempt(two_prices(), date(2025, 12, 31), pieces=["Some words."])

    assert expense_of(tried).most is None
    charge = charge_of(tried)
    assert (charge.price, charge.failed, charge.estimated) == (None, True, True)


@pytest.mark.parametrize(
    ("parameters", "output"),
    [
        ({}, MOST_OUTPUT_TOKENS),
        ({"max_tokens": 900}, 900),
        ({"max_completion_tokens": 700, "temperature": 0}, 700),
        ({"max_tokens": "many"}, MOST_OUTPUT_TOKENS),
    ],
)
def test_the_most_that_a_call_may_use_is_bounded(
    parameters: Mapping[str, object], output: int
) -> None:
    assert most_usage([100, 50], parameters) == Usage(182, output)


def test_what_is_set_aside_is_enough_in_any_language() -> None:
    text = "日本語で年次休暇は何日ですか。"
    asked: ModelCall = replace(ASKED, messages=(replace(ASKED.messages[0], text=text),))
    route = two_prices(100)
    expense = expense_of(replace(attempt(route, date(2026, 11, 20)), call=asked))

    assert expense.most_usage.input_tokens >= len(text.encode())
    assert expense.most == Price(
        (expense.most_usage.input_tokens * Decimal("2.5") + 100 * 20) / 1_000_000, "USD"
    )


def test_a_month_ends_at_midnight_in_utc() -> None:
    last = datetime.fromisoformat("2026-12-01T00:59:59+01:00")

    assert month_of(last) == date(2026, 11, 1)
    assert [month_after(date(2026, month, 1)) for month in (1, 2, 12)] == [
        date(2026, 2, 1),
        date(2026, 3, 1),
        date(2027, 1, 1),
    ]


def test_a_budget_in_another_currency_than_a_price_is_refused_at_the_start(tmp_path: Path) -> None:
    file = tmp_path / "gateway.yaml"
    file.write_text(
        "routes:\n  a: {kind: openai, model: m, base_url: 'http://localhost/v1', price: "
        "{input_per_million: 1, output_per_million: 1, currency: USD, valid_from: 2026-01-01}}\n"
        "roles: {answer: [a]}\n"
        "budgets: {hr: {amount: 100, currency: EUR}}\n"
    )

    with pytest.raises(
        GatewayFileError, match="'hr' is in EUR and a price of the route 'a' in USD"
    ):
        read_routes(file, {})

    file.write_text(file.read_text().replace("EUR", "USD"))
    assert read_routes(file, {}).budgets["hr"].amount == 100


@pytest.mark.parametrize(
    "budget", ["{amount: -1, currency: USD}", "{amount: 5}", "{amount: x, currency: USD}", "5"]
)
def test_a_budget_that_is_none_is_refused_with_its_line(tmp_path: Path, budget: str) -> None:
    file = tmp_path / "gateway.yaml"
    file.write_text(
        f"routes: {{q: {{kind: extractive}}}}\nroles: {{answer: [q]}}\nbudgets:\n  hr: {budget}\n"
    )

    with pytest.raises(GatewayFileError, match="line 4"):
        read_routes(file, {})
