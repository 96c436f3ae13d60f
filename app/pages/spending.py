"""What a department spends on models, how far its budget reaches, and what it wants at its end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from markupsafe import Markup

from app.api.access import PartsNeeded, actor_of
from app.api.refusals import NotFoundError
from app.api.spending import departments_to_read
from app.audit.events import Denied
from app.identity.people import Person, RoleName
from app.navigation import SPENDING
from app.pages.rendering import not_there, render, said, to_sign_in
from app.pages.words.reader import Reader
from app.pages.words.spending import SPENDING as SPENDING_WORDS
from app.pages.words.wording import Wording
from app.spending.accounts import COMPANY, BudgetState, By, Choice, SpentDay, summed
from app.wiring import Parts
from gateway.configuration.budgets import AtLimit
from gateway.spending.charges import month_after, month_of

router = APIRouter(prefix="/admin", include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Terms:
    """How the reader is told: the words of the page, and how they write numbers."""

    w: Wording
    reader: Reader

    @classmethod
    def of(cls, request: Request) -> Terms:
        """Those of whoever sent this request."""
        return cls(said(request, SPENDING_WORDS), Reader.of(request))


@dataclass(frozen=True, slots=True)
class Line:
    """A sum of a month as the page shows it; ``price`` is in words."""

    name: str
    detail: str
    calls: int
    failed: int
    tokens_in: str
    tokens_out: str
    price: str


@dataclass(frozen=True, slots=True)
class Account:
    """A department in one month as the page shows it.

    ``percent`` is ``None`` without a budget, ``totals`` are in words, one for each currency. What
    its admins chose can be changed by whoever ``chooses``.
    """

    department: str
    name: str
    budget: str
    percent: int | None
    low: bool
    reserved: str
    totals: tuple[str, ...]
    estimated: tuple[str, ...]
    unpriced: int
    notices: tuple[tuple[str, datetime], ...]
    assistants: tuple[Line, ...]
    routes: tuple[Line, ...]
    choice: Choice
    chooses: bool


@router.get("/spending")
async def show(request: Request, parts: PartsNeeded, month: str = "", kept: str = "") -> Response:
    """Show a month of one's departments, the present one unless another is named."""
    person = await _reader(request, parts)
    if isinstance(person, Response):
        return person
    today = datetime.now(UTC)
    present = month_of(today)
    shown = _month(month, present)
    departments = departments_to_read(parts, person)
    states = await parts.budgets.states(departments, shown)
    # Before the first day on which something was spent there is nothing to look at.
    first = await parts.budgets.first_day(departments)
    terms = Terms.of(request)
    found = [
        await _account(parts, person, state, terms, present=shown == present) for state in states
    ]
    accounts = [one for one in found if one.department != COMPANY or one.routes]
    answering = parts.routes.of("answer")
    context = {
        "accounts": sorted(accounts, key=lambda one: (not one.low, one.name)),
        "month": terms.reader.month(shown),
        "earlier": f"{shown - timedelta(days=1):%Y-%m}" if first and first < shown else "",
        "later": f"{month_after(shown):%Y-%m}" if shown < present else "",
        "kept": kept[:64],
        "cheaper": [route.name for route in answering if route.goes_on],
    }
    return render(request, "spending.html", context, words=[SPENDING_WORDS], person=person)


@router.post("/spending/{department}")
async def choose(
    request: Request,
    parts: PartsNeeded,
    department: str,
    warn_at: Annotated[int, Form(ge=1, le=99)],
    at_limit: Annotated[AtLimit, Form()],
) -> Response:
    """Keep when a department's admins are warned, and what happens once its budget is spent."""
    person = await parts.directory.of_cookies(request.cookies)
    if person is None:
        return to_sign_in(request)
    if department not in person.departments_as(RoleName.DEPARTMENT_ADMIN):
        known = department in parts.directory.rules.departments
        return _not_there(request, person, department if known else "")
    await parts.budgets.choose(department, Choice(warn_at, at_limit), actor_of(request, person))
    return RedirectResponse(f"{SPENDING.path}?kept={department}#{department}", 303)


async def warnings_for(parts: Parts, person: Person, request: Request) -> list[str]:
    """A sentence for every budget of one's departments that reached the share chosen for it."""
    own = person.departments_as(RoleName.DEPARTMENT_ADMIN)
    if not own:
        return []
    states = await parts.budgets.states(own, month_of(datetime.now(UTC)))
    terms = Terms.of(request)
    return [
        terms.w(
            "warning",
            name=_name(parts, state.department, terms),
            n=state.percent or 0,
            month=terms.reader.month(state.month),
        )
        + _turned_away(state, terms)
        for state in states
        if state.is_low or _is_full(state)
    ]


def _is_full(state: BudgetState) -> bool:
    return any(notice.percent == 100 for notice in state.notices)


def _turned_away(state: BudgetState, terms: Terms) -> str:
    """What people meet since an answer did not fit into what is left."""
    if not _is_full(state):
        return ""
    by_message = state.choice.at_limit is AtLimit.MESSAGE
    return Markup(" ") + terms.w["told_to_wait" if by_message else "cheaper_then"]


async def _account(
    parts: Parts, person: Person, state: BudgetState, terms: Terms, *, present: bool
) -> Account:
    money = terms.reader.money
    days = await parts.budgets.days([state.department], state.month, month_after(state.month))
    currencies = sorted({day.currency for day in days if day.currency})
    full = _is_full(state)
    return Account(
        department=state.department,
        name=_name(parts, state.department, terms),
        budget="" if state.amount is None else money(state.amount, state.currency),
        percent=state.percent,
        low=state.is_low or full,
        reserved=money(state.reserved, state.currency) if state.reserved else "",
        totals=tuple(money(_total(days, one, "known_price"), one) for one in currencies),
        estimated=tuple(
            money(part, one) for one in currencies if (part := _total(days, one, "estimated_price"))
        ),
        unpriced=sum(day.unpriced for day in days),
        notices=tuple((_reached(one.percent, terms), one.at) for one in state.notices),
        assistants=_lines(days, "assistant", terms),
        routes=_lines(days, "route", terms),
        choice=state.choice,
        chooses=present and state.department in person.departments_as(RoleName.DEPARTMENT_ADMIN),
    )


def _total(days: Sequence[SpentDay], currency: str, part: str) -> Decimal:
    return sum((getattr(day, part) for day in days if day.currency == currency), Decimal(0))


def _lines(days: Sequence[SpentDay], by: By, terms: Terms) -> tuple[Line, ...]:
    return tuple(_line(one, by, terms) for one in summed(days, by))


def _line(one: SpentDay, by: By, terms: Terms) -> Line:
    return Line(
        name=one.assistant if by == "assistant" else one.route,
        detail="" if by == "assistant" else one.model,
        calls=one.calls,
        failed=one.failed,
        tokens_in=_tokens(terms, one.input_tokens, one.estimated_input_tokens, one.cached_tokens),
        tokens_out=_tokens(terms, one.output_tokens, one.estimated_output_tokens),
        price=_price(one, terms),
    )


def _price(one: SpentDay, terms: Terms) -> str:
    known = terms.reader.money(one.known_price, one.currency)
    if not one.unpriced:
        return known
    if not one.known_price:
        return terms.w["unknown_price"]
    return terms.w("also_unknown", price=known, n=one.unpriced)


def _tokens(terms: Terms, reported: int, estimated: int, cached: int = 0) -> str:
    words = [terms.reader.number(reported)] if reported or not estimated else []
    words += [terms.w("cached", n=cached)] if cached else []
    words += [terms.w("about", n=estimated)] if estimated else []
    return " · ".join(words)


def _reached(percent: int, terms: Terms) -> str:
    return terms.w["full"] if percent == 100 else terms.w("reached", n=percent)


def _month(text: str, present: date) -> date:
    """The month that somebody named; the present one for any other words."""
    try:
        named = date.fromisoformat(f"{text}-01")
    except ValueError:
        return present
    return named if date(2000, 1, 1) <= named <= present else present


def _name(parts: Parts, department: str, terms: Terms) -> str:
    if department == COMPANY:
        return terms.w["company"]
    known = parts.directory.rules.departments.get(department)
    return known.name if known else department


async def _reader(request: Request, parts: Parts) -> Person | Response:
    person = await parts.directory.of_cookies(request.cookies)
    if person is None:
        return to_sign_in(request)
    return person if SPENDING.is_open_to(person) else _not_there(request, person, "")


def _not_there(request: Request, person: Person, department: str) -> Response:
    error = NotFoundError("page", denied=Denied("spending", department))
    return not_there(request, error, person)
