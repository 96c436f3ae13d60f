"""Spending in the database: never more than the budget together, and every charge booked once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import text

from app.audit.events import Actor
from app.audit.trail import Wanted
from app.records.audit import SqlAuditTrail
from app.records.database.address import is_sqlite
from app.records.database.engine import Sessions, open_engine, open_sessions
from app.records.spending.budgets import SqlBudgetStore
from app.records.spending.reservations import SqlSpending
from app.spending.accounts import BudgetState, Choice, SpentDay, amount_of, summed, units_of
from gateway.calls import Price, Usage
from gateway.configuration.budgets import AtLimit, Budget
from gateway.spending.charges import Charge, Expense, Reservation, Spent
from tests.servers.databases import migrated

AT = datetime(2026, 11, 27, 9, 30, tzinfo=UTC)
LONG_AGO = datetime(2026, 1, 2, tzinfo=UTC)
NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)
HR, IT = "hr", "it"
BUDGETS = {HR: Budget(amount=Decimal(1), currency="USD")}
DANA = Actor("d-1", "dana@cryodyne.example")
# A price as fine as price lists have it: three tokens at 0.01875 a million.
FINE = Decimal("0.00000005625")


def usd(amount: str | Decimal) -> Price:
    return Price(Decimal(amount), "USD")


def expense(most: str | None = "0.05", department: str = HR, **changes: object) -> Expense:
    made = Expense(
        department=department,
        assistant=department,
        route="central",
        model="m-1",
        at=AT,
        expires_at=datetime.now(UTC) + timedelta(minutes=3),
        most=usd(most) if most else None,
        most_usage=Usage(8_000, 900),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def charge(amount: str | Decimal = "0.01", **changes: object) -> Charge:
    return replace(Charge(Usage(2_000, 100, 500), usd(amount)), **changes)  # type: ignore[arg-type]


@pytest.fixture
async def sessions(database_url: str) -> AsyncIterator[Sessions]:
    """The database as the service opens it: SQLite in place, PostgreSQL by connections."""
    await migrated(database_url)
    engine = open_engine(database_url, inline=is_sqlite(database_url))
    yield open_sessions(engine)
    await engine.dispose()


@pytest.fixture
async def spending(sessions: Sessions) -> AsyncIterator[SqlSpending]:
    opened = SqlSpending(sessions, BUDGETS)
    yield opened
    await opened.aclose()


@pytest.fixture
async def store(sessions: Sessions) -> SqlBudgetStore:
    opened = SqlBudgetStore(sessions)
    await opened.note_budgets(BUDGETS)
    return opened


async def reserved(spending: SqlSpending, wanted: Expense) -> Reservation:
    found = await spending.reserve(wanted)
    assert not isinstance(found, Spent)
    return found


async def november(store: SqlBudgetStore, department: str = HR) -> BudgetState:
    (state,) = await store.states([department], NOVEMBER)
    return state


async def days(store: SqlBudgetStore) -> list[SpentDay]:
    return await store.days(None, NOVEMBER, date(2027, 1, 1))


async def test_a_hundred_people_at_once_never_overspend_and_every_cent_is_booked(
    spending: SqlSpending, store: SqlBudgetStore
) -> None:
    async def ask() -> Decimal:
        reservation = await spending.reserve(expense("0.05"))
        if isinstance(reservation, Spent):
            return Decimal(0)
        # While others are at it, no more than the budget is ever promised.
        state = await november(store)
        assert state.spent + state.reserved <= 1
        await reservation.settle(charge(Decimal("0.03") + FINE))
        return Decimal("0.03") + FINE

    paid = await asyncio.gather(*(ask() for _ in range(100)))

    state = await november(store)
    assert 20 <= sum(1 for one in paid if one) <= 33
    assert [state.spent, state.reserved] == [sum(paid), 0]
    assert sum(day.known_price for day in await days(store)) == sum(paid)
    assert state.spent <= 1


async def test_two_processes_share_one_budget(sessions: Sessions, store: SqlBudgetStore) -> None:
    both = [SqlSpending(sessions, BUDGETS) for _ in range(2)]

    found = await asyncio.gather(*(both[n % 2].reserve(expense("0.09")) for n in range(30)))

    assert sum(isinstance(one, Spent) for one in found) == 19
    assert (await november(store)).reserved == Decimal("0.99")


async def test_what_was_set_aside_and_not_used_is_free_again(
    spending: SqlSpending, store: SqlBudgetStore
) -> None:
    first = await reserved(spending, expense("0.9"))
    assert isinstance(await spending.reserve(expense("0.2")), Spent)

    await first.settle(charge("0.1"))

    assert not isinstance(await spending.reserve(expense("0.9")), Spent)
    assert (await november(store)).spent == Decimal("0.1")


async def test_an_attempt_that_was_not_made_leaves_nothing(
    spending: SqlSpending, store: SqlBudgetStore
) -> None:
    await (await reserved(spending, expense())).settle(None)
    await (await reserved(spending, expense(department=IT))).settle(None)

    assert await days(store) == []
    assert (await november(store)).reserved == 0


async def test_a_reservation_is_settled_once(spending: SqlSpending, store: SqlBudgetStore) -> None:
    reservation = await reserved(spending, expense())

    await asyncio.gather(reservation.settle(charge()), reservation.settle(charge()))

    assert (await november(store)).spent == Decimal("0.01")
    assert [day.calls for day in await days(store)] == [1]


async def test_whoever_leaves_while_money_is_set_aside_leaves_none_behind(
    spending: SqlSpending, store: SqlBudgetStore
) -> None:
    tasks = [asyncio.create_task(spending.reserve(expense("0.01"))) for _ in range(20)]
    await asyncio.sleep(0)
    for task in tasks[::2]:
        task.cancel()
    found = await asyncio.gather(*tasks, return_exceptions=True)
    await spending.aclose()

    left = [one for one in found if not isinstance(one, BaseException)]
    assert len(left) == 10
    assert (await november(store)).reserved == Decimal("0.10")


async def test_a_charge_is_booked_also_when_whoever_settles_is_cancelled(
    spending: SqlSpending, store: SqlBudgetStore
) -> None:
    reservation = await reserved(spending, expense())
    task = asyncio.create_task(reservation.settle(charge()))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await spending.aclose()

    state = await november(store)
    assert [state.spent, state.reserved] == [Decimal("0.01"), 0]


async def test_what_a_dead_process_left_is_settled_at_the_most_it_may_have_cost(
    sessions: Sessions, store: SqlBudgetStore
) -> None:
    dead = SqlSpending(sessions, BUDGETS)
    late = await reserved(dead, expense("0.05", expires_at=LONG_AGO))
    await reserved(dead, expense("0.10"))

    assert await SqlSpending(sessions, BUDGETS).settle_expired() == 1
    assert await SqlSpending(sessions, BUDGETS).settle_expired() == 0
    await late.settle(charge())

    (day,) = await days(store)
    assert (day.calls, day.failed, day.price) == (0, 1, Decimal("0.05"))
    assert day.estimated_price == day.price
    assert (day.input_tokens, day.estimated_input_tokens, day.estimated_output_tokens) == (
        0,
        8_000,
        900,
    )
    assert (await november(store)).reserved == Decimal("0.10")


async def test_a_cost_belongs_to_the_month_in_which_its_call_began(
    spending: SqlSpending, store: SqlBudgetStore
) -> None:
    last = datetime(2026, 12, 1, 0, 59, 59, tzinfo=UTC) - timedelta(hours=1)
    old = await reserved(spending, expense("1", at=last))
    full = await spending.reserve(expense("0.1", at=last))
    new = await reserved(spending, expense("1", at=last + timedelta(seconds=1)))

    await asyncio.gather(old.settle(charge("0.7")), new.settle(charge("0.2")))

    assert full == Spent(AtLimit.CHEAPER, DECEMBER, held=True)
    spent = [(await store.states([HR], month))[0].spent for month in (NOVEMBER, DECEMBER)]
    assert spent == [Decimal("0.7"), Decimal("0.2")]
    assert [day.day for day in await days(store)] == [date(2026, 11, 30), DECEMBER]


async def test_an_unknown_price_is_counted_and_never_taken_for_nothing(
    spending: SqlSpending, store: SqlBudgetStore
) -> None:
    known = await reserved(spending, expense())
    await known.settle(charge())
    unknown = await reserved(spending, expense(None))
    await unknown.settle(Charge(Usage(10, 5), None))

    without, priced = await days(store)
    assert (without.currency, without.unpriced, without.price) == (None, 1, None)
    assert (priced.currency, priced.unpriced, priced.price) == ("USD", 0, Decimal("0.01"))
    assert (await november(store)).spent == Decimal("0.01")


async def test_a_call_that_failed_and_used_nothing_has_no_unknown_price(
    spending: SqlSpending, store: SqlBudgetStore
) -> None:
    for most in ("0.05", None):
        await (await reserved(spending, expense(most))).settle(Charge(None, None, failed=True))

    found = await days(store)
    assert [(day.failed, day.unpriced) for day in found] == [(1, 0), (1, 0)]
    assert [day.price for day in found] == [0, 0]


async def test_tokens_that_were_estimated_stand_apart(
    spending: SqlSpending, store: SqlBudgetStore
) -> None:
    for estimated in (False, True):
        await (await reserved(spending, expense())).settle(charge(estimated=estimated))

    (day,) = await days(store)
    assert (day.calls, day.input_tokens, day.cached_tokens, day.output_tokens) == (
        2,
        2000,
        500,
        100,
    )
    assert (day.estimated_input_tokens, day.estimated_output_tokens) == (2000, 100)
    assert (day.price, day.estimated_price) == (Decimal("0.02"), Decimal("0.01"))


async def test_without_a_budget_nothing_is_limited_and_all_is_booked(
    spending: SqlSpending, store: SqlBudgetStore
) -> None:
    for _ in range(3):
        await (await reserved(spending, expense("900", IT))).settle(charge("900"))

    state = await november(store, IT)
    assert (state.amount, state.percent, state.is_low) == (None, None, False)
    assert [day.price for day in await days(store)] == [Decimal(2700)]


async def test_a_budget_that_comes_in_mid_month_counts_what_was_spent_before(
    spending: SqlSpending, sessions: Sessions
) -> None:
    await (await reserved(spending, expense("0.8", IT))).settle(charge("0.8"))
    limited = SqlSpending(sessions, {IT: Budget(amount=Decimal(1), currency="USD")})

    assert isinstance(await limited.reserve(expense("0.3", IT)), Spent)
    assert not isinstance(await limited.reserve(expense("0.2", IT)), Spent)


async def test_a_route_that_costs_nothing_is_used_beyond_the_limit(
    spending: SqlSpending, store: SqlBudgetStore
) -> None:
    await (await reserved(spending, expense("1"))).settle(charge("1"))

    assert isinstance(await spending.reserve(expense("0.01")), Spent)
    assert not isinstance(await spending.reserve(expense("0")), Spent)
    assert not isinstance(await spending.reserve(expense("0.02", goes_on=True)), Spent)
    assert (await november(store)).reserved == Decimal("0.02")


async def test_a_department_decides_what_happens_at_its_limit(
    spending: SqlSpending, store: SqlBudgetStore
) -> None:
    before = await spending.reserve(expense("2"))
    await store.choose(HR, Choice(80, AtLimit.MESSAGE), DANA)
    after = await spending.reserve(expense("2"))

    assert before == Spent(AtLimit.CHEAPER, DECEMBER)
    assert after == Spent(AtLimit.MESSAGE, DECEMBER)


async def test_each_share_is_told_once_in_a_month(
    spending: SqlSpending, store: SqlBudgetStore
) -> None:
    async def spend(amount: str, at: datetime = AT) -> None:
        await (await reserved(spending, expense(amount, at=at))).settle(charge(amount))

    await spend("0.79")
    assert (await november(store)).notices == ()
    await asyncio.gather(spend("0.01"), spend("0.01"))
    await store.choose(HR, Choice(85, AtLimit.CHEAPER), DANA)
    await spend("0.05")
    await store.choose(HR, Choice(80, AtLimit.CHEAPER), DANA)
    await spend("0.01")
    for _ in range(2):
        assert isinstance(await spending.reserve(expense("0.5")), Spent)
    await spend("0.9", at=AT + timedelta(days=4))

    notices = [notice.percent for notice in (await november(store)).notices]
    (december,) = await store.states([HR], DECEMBER)
    assert notices == [80, 85, 100]
    assert [notice.percent for notice in december.notices] == [80]


async def test_what_others_only_set_aside_is_no_reason_to_call_a_budget_spent(
    spending: SqlSpending, store: SqlBudgetStore
) -> None:
    first = await reserved(spending, expense("0.6"))
    assert await spending.reserve(expense("0.6")) == Spent(AtLimit.CHEAPER, DECEMBER, held=True)
    before = [notice.percent for notice in (await november(store)).notices]
    await first.settle(charge("0.6"))
    assert await spending.reserve(expense("0.6")) == Spent(AtLimit.CHEAPER, DECEMBER)

    assert before == []
    assert [notice.percent for notice in (await november(store)).notices] == [100]


async def test_a_charge_that_cannot_be_booked_fails_no_answer(
    spending: SqlSpending, sessions: Sessions, capsys: pytest.CaptureFixture[str]
) -> None:
    reservation = await reserved(spending, expense())
    async with sessions.begin() as session:
        await session.execute(text("ALTER TABLE spending_days RENAME TO gone"))

    await reservation.settle(charge())

    async with sessions.begin() as session:
        await session.execute(text("ALTER TABLE gone RENAME TO spending_days"))
    assert "spending.not_booked" in capsys.readouterr().out
    assert await spending.settle_expired(datetime.now(UTC) + timedelta(hours=1)) == 1


async def test_a_changed_budget_is_in_the_audit_trail_and_the_same_one_is_not(
    store: SqlBudgetStore, sessions: Sessions
) -> None:
    await store.note_budgets(BUDGETS)
    await store.note_budgets({HR: Budget(amount=Decimal("2.5"), currency="EUR")})
    await store.note_budgets({})

    page = await SqlAuditTrail(sessions).page(Wanted(action="budget.set"))

    said = [
        (entry.department, entry.facts["before"], entry.facts["after"]) for entry in page.entries
    ]
    assert said == [
        (HR, "2.5 EUR", "none"),
        (HR, "1 USD", "2.5 EUR"),
        (HR, "none", "1 USD"),
    ]
    assert {entry.actor for entry in page.entries} == {"service"}


async def test_a_choice_is_kept_with_whoever_made_it(
    store: SqlBudgetStore, sessions: Sessions
) -> None:
    wanted = Choice(60, AtLimit.MESSAGE)

    assert await store.choose(HR, wanted, DANA)
    assert not await store.choose(HR, wanted, DANA)
    assert await store.choose(IT, Choice(70, AtLimit.CHEAPER), DANA)
    assert not await store.choose("legal", Choice(), DANA)

    page = await SqlAuditTrail(sessions).page(Wanted(action="budget.choice_changed"))
    assert (await november(store)).choice == wanted
    assert [(entry.department, entry.actor) for entry in page.entries] == [
        (IT, "d-1"),
        (HR, "d-1"),
    ]
    assert page.entries[1].facts == {
        "at_limit": "message",
        "at_limit_before": "cheaper",
        "warn_at": 60,
        "warn_at_before": 80,
    }


@pytest.mark.parametrize(
    ("amount", "units"),
    [("0", 0), ("1", 10**11), (str(FINE), 5625), ("0.000000000001", 1), ("9999999.99", None)],
)
def test_amounts_are_whole_numbers_of_a_unit(amount: str, units: int | None) -> None:
    made = units_of(Decimal(amount))

    assert made == (units if units is not None else made)
    assert amount_of(made) >= Decimal(amount)
    assert amount_of(made) - Decimal(amount) < Decimal("1e-11")


def test_currencies_are_not_added_to_each_other(spent: list[SpentDay]) -> None:
    by_route = summed(spent, "route")
    by_assistant = summed(spent, "assistant")

    assert [(one.currency, one.price) for one in by_route] == [
        ("USD", Decimal(5)),
        ("EUR", Decimal(2)),
    ]
    assert [(one.assistant, one.known_price, one.calls) for one in by_assistant] == [
        ("hr", Decimal(5), 2),
        ("hr", Decimal(2), 1),
    ]


@pytest.fixture
def spent() -> list[SpentDay]:
    def day(currency: str, price: int, on: int) -> SpentDay:
        return SpentDay(
            date(2026, 11, on), HR, HR, "r", "m", currency, 1, 0, 0, 9, 0, 9, 0, 0,
            Decimal(price), Decimal(0),
        )  # fmt: skip

    return [day("EUR", 2, 3), day("USD", 4, 4), day("USD", 1, 5)]
