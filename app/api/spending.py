"""What was spent over HTTP, to those whose department it is, and to whoever runs the platform."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field, PlainSerializer

from app.api.access import Exporting, PartsNeeded
from app.api.refusals import ForbiddenError, NotFoundError, RefusedError
from app.api.responses import refusing
from app.audit.events import Denied
from app.identity.people import Person, RoleName
from app.spending.accounts import COMPANY, BudgetState, SpentDay
from app.wiring import Parts
from gateway.configuration.budgets import AtLimit
from gateway.spending.charges import month_of

router = APIRouter(tags=["spending"])
_OF_DEPARTMENT = (RoleName.DEPARTMENT_ADMIN, RoleName.DATA_SCIENTIST)
_LONGEST = timedelta(days=400)
# As many digits as there are, and never an exponent.
Money = Annotated[Decimal, PlainSerializer(lambda amount: f"{amount:f}", return_type=str)]


class SpentDayOut(BaseModel):
    """What one assistant spent on one route in one day. Amounts are exact, written as text."""

    day: date = Field(description="In UTC.")
    department: str = Field(description="Empty for vectors of documents, made for all.")
    assistant: str
    route: str
    model: str
    currency: str | None = Field(description="Null where no price is known.")
    calls: int = Field(description="Calls that were answered.")
    failed: int = Field(description="Calls that gave no whole answer.")
    unpriced: int = Field(description="Calls that used tokens at an unknown price.")
    input_tokens: int = Field(description="As the model reports them, cached ones included.")
    cached_tokens: int
    output_tokens: int
    estimated_input_tokens: int = Field(description="Where the model reports none.")
    estimated_output_tokens: int
    price: Money | None = Field(description="Null where a part of it is unknown, never 0.")
    known_price: Money = Field(description="The part of the price that is known.")
    estimated_price: Money = Field(description="The part that rests on estimated tokens.")


class NoticeOut(BaseModel):
    """A share of the budget was reached; 100 where an answer did not fit any more."""

    percent: int
    at: datetime


class BudgetOut(BaseModel):
    """A department's budget of this month; amounts are null without one."""

    department: str
    month: str = Field(description="Such as 2026-11, in UTC.")
    amount: Money | None
    currency: str | None
    spent: Money | None
    reserved: Money | None = Field(description="Set aside for answers under way.")
    warn_at: int = Field(description="Percent of the budget.")
    at_limit: AtLimit
    notices: list[NoticeOut]


class SpendingOut(BaseModel):
    """What was spent by day, and the budgets of this month."""

    days: list[SpentDayOut]
    budgets: list[BudgetOut]


def departments_to_read(parts: Parts, person: Person) -> frozenset[str]:
    """The departments whose spending somebody may read."""
    own = frozenset[str]().union(*(person.departments_as(role) for role in _OF_DEPARTMENT))
    if person.holds(RoleName.PLATFORM_ADMIN):
        own |= {COMPANY}
        return own | parts.directory.rules.departments.keys() | parts.routes.budgets.keys()
    return own


@router.get("/spending", responses=refusing(404))
async def read_spending(
    response: Response,
    parts: PartsNeeded,
    person: Exporting,
    *,
    since: Annotated[
        date | None, Query(description="First day; that of the month if none.")
    ] = None,
    until: Annotated[date | None, Query(description="Last day, included; today if none.")] = None,
    department: Annotated[list[str] | None, Query()] = None,
) -> SpendingOut:
    """What own departments spent on models, by day, assistant, route and model, and their budgets.

    For admins and data scientists of a department; a platform admin reads those of all.
    """
    allowed = departments_to_read(parts, person)
    if not allowed:
        raise ForbiddenError(
            "Only an admin or a data scientist of a department may read what it spends.",
            target="spending",
        )
    asked = frozenset(department) if department else allowed
    if not asked <= allowed:
        foreign = ",".join(sorted(asked - allowed & parts.directory.rules.departments.keys()))
        raise NotFoundError("department", denied=Denied("spending", foreign) if foreign else None)
    now = datetime.now(UTC)
    first, last = since or month_of(now), until or now.date()
    if not timedelta() <= last - first <= _LONGEST or last == date.max:
        raise RefusedError("A period ends after it begins, and has 400 days at most.")
    days = await parts.budgets.days(asked, first, last + timedelta(days=1))
    states = await parts.budgets.states(asked - {COMPANY}, month_of(now))
    response.headers["Cache-Control"] = "private, no-store"
    return SpendingOut(days=[day_out(day) for day in days], budgets=[_out(one) for one in states])


def day_out(day: SpentDay) -> SpentDayOut:
    """A day as programs read it."""
    return SpentDayOut.model_validate(day, from_attributes=True)


def _out(state: BudgetState) -> BudgetOut:
    limited = state.amount is not None
    return BudgetOut(
        department=state.department,
        month=f"{state.month:%Y-%m}",
        amount=state.amount,
        currency=state.currency,
        spent=state.spent if limited else None,
        reserved=state.reserved if limited else None,
        warn_at=state.choice.warn_at,
        at_limit=state.choice.at_limit,
        notices=[NoticeOut(percent=one.percent, at=one.at) for one in state.notices],
    )
