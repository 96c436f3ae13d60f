"""The page of spending: to those whose money it is, and what their admins may choose."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from app.records.spending.reservations import SqlSpending
from app.spending.accounts import Choice
from app.wiring import Parts
from gateway.calls import Price, Usage
from gateway.configuration.budgets import AtLimit, Budget
from gateway.spending.charges import Charge, Expense, Spent, month_of
from tests.app.api.conftest import Enter
from tests.app.api.test_auditing import MEDICAL, entries, last
from tests.app.api.test_records import ALICE, BEN, ERIK, FATIMA, GRACE, HUGO
from tests.app.pages.test_auditing import browser

DANA = "dana@cryodyne.example"
PAGE = "/admin/spending"
BUDGETS = {MEDICAL: Budget(amount=Decimal(50), currency="USD")}


async def spend(
    parts: Parts,
    amount: str | None,
    department: str = MEDICAL,
    *,
    estimated: bool = False,
    at: datetime | None = None,
) -> None:
    """Let an assistant have spent something; ``None`` for an unknown price."""
    price = Price(Decimal(amount), "USD") if amount else None
    now = datetime.now(UTC)
    spending = SqlSpending(parts.transactions, BUDGETS)
    expense = Expense(
        department, department, "central", "model-1", at or now, now, price, Usage(9, 9)
    )
    reservation = await spending.reserve(expense)
    assert not isinstance(reservation, Spent)
    await reservation.settle(Charge(Usage(1200, 80, 1000), price, estimated=estimated))


@pytest.mark.parametrize("email", [ALICE, BEN, ERIK, GRACE])
async def test_for_whom_it_is_no_work_the_page_is_not_there(
    enter: Enter, parts: Parts, email: str
) -> None:
    client = await browser(enter, email)

    replies = [await client.get(PAGE)]
    replies.append(
        await client.post(f"{PAGE}/{MEDICAL}", data={"warn_at": "1", "at_limit": "message"})
    )

    assert [reply.status_code for reply in replies] == [404, 404]
    assert PAGE not in (await client.get("/account")).text
    denied = await entries(parts, "access.denied")
    assert [(entry.actor_name, entry.department) for entry in denied] == [
        (email, ""),
        (email, MEDICAL),
    ]


async def test_whoever_is_not_signed_in_is_led_to_the_sign_in(enter: Enter) -> None:
    replies = [
        await enter("").get(PAGE),
        await enter("").post(f"{PAGE}/hr", data={"warn_at": "5", "at_limit": "message"}),
    ]

    assert [reply.headers["location"] for reply in replies] == [f"/sign-in?next={PAGE}", "/sign-in"]


async def test_an_admin_sees_what_the_own_department_spent_on_what(
    enter: Enter, parts: Parts
) -> None:
    await parts.budgets.note_budgets(BUDGETS)
    await spend(parts, "12.34")
    await spend(parts, "0.5", estimated=True)
    await spend(parts, "7777", "hr")

    page = (await (await browser(enter, DANA)).get(PAGE)).text

    assert "12.84 USD" in page
    assert "of 50.00 USD" in page
    assert "25 % of the budget" in page
    assert "0.50 USD of it is an estimate" in page
    assert "1,200 · 1,000 cached · about 1,200" in page
    assert "model-1" in page
    assert "7,777" not in page
    assert "Human Resources" not in page


async def test_what_no_department_asked_for_is_shown_to_the_platform_alone(
    enter: Enter, parts: Parts
) -> None:
    before = (await (await browser(enter, HUGO)).get(PAGE)).text
    await spend(parts, "3.21", "")

    seen = {email: (await (await browser(enter, email)).get(PAGE)).text for email in (HUGO, DANA)}

    assert "Whole company" not in before
    assert "Whole company" in seen[HUGO]
    assert "Vectors of documents" in seen[HUGO]
    assert "3.21 USD" in seen[HUGO]
    assert "3.21 USD" not in seen[DANA]


async def test_an_unknown_price_is_said_to_be_unknown(enter: Enter, parts: Parts) -> None:
    await spend(parts, None)

    page = (await (await browser(enter, DANA)).get(PAGE)).text

    assert "At an unknown price" in page
    assert "1 call used tokens at an unknown price" in page
    assert "0.00" not in page


@pytest.mark.parametrize(
    ("email", "seen"),
    [
        (DANA, {"Medical Information"}),
        (FATIMA, {"Medical Information", "Regulatory"}),
        (HUGO, {"Medical Information", "Regulatory", "Human Resources", "Information Technology"}),
    ],
)
async def test_everybody_sees_the_departments_of_their_roles(
    enter: Enter, email: str, seen: set[str]
) -> None:
    client = await browser(enter, email)
    page = (await client.get(PAGE)).text

    names = ("Medical Information", "Regulatory", "Human Resources", "Information Technology")
    assert {name for name in names if f">{name}</h2>" in page} == seen
    assert PAGE in (await client.get("/account")).text
    assert ("<form" in page) is (email == DANA)


async def test_an_admin_chooses_and_the_choice_is_on_record(enter: Enter, parts: Parts) -> None:
    dana = await browser(enter, DANA)

    reply = await dana.post(f"{PAGE}/{MEDICAL}", data={"warn_at": "65", "at_limit": "message"})

    assert reply.status_code == 303
    assert "Your choice is saved." in (await dana.get(reply.headers["location"])).text
    (state,) = await parts.budgets.states([MEDICAL], month_of(datetime.now(UTC)))
    assert state.choice == Choice(65, AtLimit.MESSAGE)
    entry = await last(parts, "budget.choice_changed")
    assert (entry.actor_name, entry.department, entry.address) == (DANA, MEDICAL, "127.0.0.1")


@pytest.mark.parametrize("department", ["hr", "regulatory", "nowhere"])
@pytest.mark.parametrize("email", [DANA, HUGO, FATIMA])
async def test_nobody_chooses_for_a_department_of_others(
    enter: Enter, parts: Parts, email: str, department: str
) -> None:
    client = await browser(enter, email)

    reply = await client.post(f"{PAGE}/{department}", data={"warn_at": "1", "at_limit": "message"})

    assert reply.status_code == 404
    assert await entries(parts, "budget.choice_changed") == []


@pytest.mark.parametrize(
    "form",
    [
        {"warn_at": "0", "at_limit": "message"},
        {"warn_at": "100", "at_limit": "message"},
        {"warn_at": "x", "at_limit": "message"},
        {"warn_at": "50", "at_limit": "everything"},
        {},
    ],
)
async def test_what_cannot_be_chosen_is_refused(
    enter: Enter, parts: Parts, form: dict[str, str]
) -> None:
    reply = await (await browser(enter, DANA)).post(f"{PAGE}/{MEDICAL}", data=form)

    assert reply.status_code == 422
    assert await entries(parts, "budget.choice_changed") == []


async def test_admins_are_warned_where_they_look_at_their_account(
    enter: Enter, parts: Parts
) -> None:
    await parts.budgets.note_budgets(BUDGETS)
    dana = await browser(enter, DANA)
    await spend(parts, "39.99")
    before = (await dana.get("/account")).text
    await spend(parts, "0.01")

    after = (await dana.get("/account")).text
    page = (await dana.get(PAGE)).text

    sentence = "Medical Information has spent 80 % of its budget"
    assert sentence not in before
    assert sentence in after
    assert "80 % was reached" in page
    assert sentence not in (await (await browser(enter, FATIMA)).get("/account")).text


async def test_an_earlier_month_stands_by_itself(enter: Enter, parts: Parts) -> None:
    await parts.budgets.note_budgets(BUDGETS)
    earlier = month_of(datetime.now(UTC)) - timedelta(days=1)
    await spend(parts, "3.21", at=datetime(earlier.year, earlier.month, 5, tzinfo=UTC))
    dana = await browser(enter, DANA)

    now = (await dana.get(PAGE)).text
    then = (await dana.get(f"{PAGE}?month={earlier:%Y-%m}")).text

    assert "3.21" not in now
    assert "3.21 USD" in then
    assert "<form" not in then
    assert f"month={earlier:%Y-%m}" in now
    assert 'rel="prev"' not in then


@pytest.mark.parametrize("month", ["", "2026", "2999-01", "0001-01", "x'\"><b>", "2026-13"])
async def test_a_month_that_is_none_is_the_present_one(enter: Enter, month: str) -> None:
    reply = await (await browser(enter, DANA)).get(PAGE, params={"month": month})

    assert reply.status_code == 200
    assert f"{datetime.now(UTC):%B %Y}" in reply.text
