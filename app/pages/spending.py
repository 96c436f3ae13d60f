"""What a department spends on models, how far its budget reaches, and what it wants at its end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from app.api.access import PartsNeeded, actor_of
from app.api.errors import denial
from app.api.refusals import NotFoundError
from app.api.spending import departments_to_read
from app.audit.events import Denied
from app.identity.people import Person, RoleName
from app.navigation import SPENDING
from app.pages.audit_words import instant_of
from app.pages.rendering import message, render, to_sign_in
from app.spending.accounts import COMPANY, BudgetState, By, Choice, SpentDay, summed
from app.wiring import Parts
from gateway.configuration.budgets import AtLimit
from gateway.spending.charges import month_after, month_of

router = APIRouter(prefix="/admin", include_in_schema=False)
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Line:
    """A sum of a month as the page shows it; ``price`` is in words."""

    name: str
    detail: str
    calls: str
    failed: str
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
    notices: tuple[tuple[str, str], ...]
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
    states = await parts.budgets.states(departments_to_read(parts, person), shown)
    found = [await _account(parts, person, state, present=shown == present) for state in states]
    accounts = [one for one in found if one.department != COMPANY or one.routes]
    answering = parts.routes.of("answer")
    context = {
        "accounts": sorted(accounts, key=lambda one: (not one.low, one.name)),
        "month": f"{shown:%B %Y}",
        "earlier": f"{shown - timedelta(days=1):%Y-%m}",
        "later": f"{month_after(shown):%Y-%m}" if shown < present else "",
        "kept": kept[:64],
        "cheaper": [route.name for route in answering if route.goes_on],
    }
    return render(request, "spending.html", context, person=person)


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


async def warnings_for(parts: Parts, person: Person) -> list[str]:
    """A sentence for every budget of one's departments that reached the share chosen for it."""
    own = person.departments_as(RoleName.DEPARTMENT_ADMIN)
    if not own:
        return []
    states = await parts.budgets.states(own, month_of(datetime.now(UTC)))
    return [
        f"{_name(parts, state.department)} has spent {state.percent} % of its budget for language "
        f"models in {state.month:%B}.{_turned_away(state)}"
        for state in states
        if state.is_low or _is_full(state)
    ]


def _is_full(state: BudgetState) -> bool:
    return any(notice.percent == 100 for notice in state.notices)


def _turned_away(state: BudgetState) -> str:
    """What people meet since an answer did not fit into what is left."""
    if not _is_full(state):
        return ""
    if state.choice.at_limit is AtLimit.MESSAGE:
        return " What is left has no room for every answer: people are told to wait."
    return " What is left has no room for every answer: a cheaper route gives it then."


def money(amount: Decimal, currency: str | None) -> str:
    """An amount for people, to the cent."""
    if 0 < amount < _CENT:
        return f"less than 0.01 {currency or ''}".strip()
    return f"{amount:,.2f} {currency or ''}".strip()


async def _account(parts: Parts, person: Person, state: BudgetState, *, present: bool) -> Account:
    days = await parts.budgets.days([state.department], state.month, month_after(state.month))
    currencies = sorted({day.currency for day in days if day.currency})
    full = _is_full(state)
    return Account(
        department=state.department,
        name=_name(parts, state.department),
        budget="" if state.amount is None else money(state.amount, state.currency),
        percent=state.percent,
        low=state.is_low or full,
        reserved=money(state.reserved, state.currency) if state.reserved else "",
        totals=tuple(money(_total(days, one, "known_price"), one) for one in currencies),
        estimated=tuple(
            money(part, one) for one in currencies if (part := _total(days, one, "estimated_price"))
        ),
        unpriced=sum(day.unpriced for day in days),
        notices=tuple((_reached(one.percent), instant_of(one.at)) for one in state.notices),
        assistants=_lines(days, "assistant"),
        routes=_lines(days, "route"),
        choice=state.choice,
        chooses=present and state.department in person.departments_as(RoleName.DEPARTMENT_ADMIN),
    )


def _total(days: Sequence[SpentDay], currency: str, part: str) -> Decimal:
    return sum((getattr(day, part) for day in days if day.currency == currency), Decimal(0))


def _lines(days: Sequence[SpentDay], by: By) -> tuple[Line, ...]:
    return tuple(_line(one, by) for one in summed(days, by))


def _line(one: SpentDay, by: By) -> Line:
    unknown = f" and {one.unpriced} of unknown price" if one.known_price else "unknown"
    known = money(one.known_price, one.currency) if one.known_price or not one.unpriced else ""
    return Line(
        name=one.assistant if by == "assistant" else one.route,
        detail="" if by == "assistant" else one.model,
        calls=f"{one.calls:,}",
        failed=f"{one.failed:,}",
        tokens_in=_tokens(one.input_tokens, one.estimated_input_tokens, one.cached_tokens),
        tokens_out=_tokens(one.output_tokens, one.estimated_output_tokens),
        price=known + (unknown if one.unpriced else ""),
    )


def _tokens(reported: int, estimated: int, cached: int = 0) -> str:
    words = [f"{reported:,}"] if reported or not estimated else []
    words += [f"{cached:,} cached"] if cached else []
    words += [f"about {estimated:,}"] if estimated else []
    return " · ".join(words)


def _reached(percent: int) -> str:
    return "An answer did not fit any more" if percent == 100 else f"{percent} % was reached"


def _month(text: str, present: date) -> date:
    """The month that somebody named; the present one for any other words."""
    try:
        named = date.fromisoformat(f"{text}-01")
    except ValueError:
        return present
    return named if date(2000, 1, 1) <= named <= present else present


def _name(parts: Parts, department: str) -> str:
    if department == COMPANY:
        return "Whole company"
    known = parts.directory.rules.departments.get(department)
    return known.name if known else department


async def _reader(request: Request, parts: Parts) -> Person | Response:
    person = await parts.directory.of_cookies(request.cookies)
    if person is None:
        return to_sign_in(request)
    return person if SPENDING.is_open_to(person) else _not_there(request, person, "")


def _not_there(request: Request, person: Person, department: str) -> Response:
    error = NotFoundError("page", denied=Denied("spending", department))
    page = message(request, "Not found", str(error), status=404, person=person)
    page.background = denial(request, error, person)
    return page
