"""Booking one charge: on its day, on its month, and as a notice where a share is reached."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from functools import cache

import structlog
from sqlalchemy import bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from app.records.database.base import Base
from app.records.database.direct import Transaction
from app.records.database.prepared import Prepared
from app.records.database.upserts import insert_into, table_of
from app.records.spending.budgets import (
    BudgetNoticeRow,
    BudgetRow,
    SpendingDayRow,
    SpendingMonthRow,
)
from app.spending.accounts import WARN_AT, Notice, units_of
from gateway.configuration.budgets import Budget
from gateway.spending.charges import Charge, Expense

log = structlog.get_logger()

FULL = 100
_BUDGETS = table_of(BudgetRow)
_WARN_AT = Prepared(
    select(_BUDGETS.c.warn_at).where(_BUDGETS.c.department == bindparam("of_department"))
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an attempt is booked. ``currency`` is empty where no price is known."""

    day: date
    department: str
    assistant: str
    route: str
    model: str
    currency: str

    @classmethod
    def of(cls, expense: Expense, currency: str) -> Place:
        """Where an expense is booked, in UTC."""
        return cls(
            day=expense.at.astimezone(UTC).date(),
            department=expense.department,
            assistant=expense.assistant,
            route=expense.route,
            model=expense.model,
            currency=currency,
        )

    def columns(self) -> dict[str, object]:
        """The columns of a row that is of this place."""
        return {
            "day": self.day,
            "department": self.department,
            "assistant": self.assistant,
            "route": self.route,
            "model": self.model,
            "currency": self.currency,
        }

    @property
    def month(self) -> date:
        """The first day of the month."""
        return self.day.replace(day=1)

    @property
    def key(self) -> tuple[str, ...]:
        """The rows that booking here locks, as `GroupCommit` orders them."""
        return (self.department, str(self.month), self.currency, str(self.day), self.assistant,
                self.route, self.model)  # fmt: skip


async def book(
    transaction: Transaction,
    place: Place,
    charge: Charge | None,
    reserved: int,
    budget: Budget | None,
) -> Sequence[Notice]:
    """Book a charge in place of the units that were ``reserved`` for it.

    Gives the notice of a share that was reached by it.
    """
    price = units_of(charge.price.amount) if charge and charge.price else 0
    spent = 0
    if price or reserved:
        spent = await add_to_month(transaction, place, spent=price, reserved=-reserved)
    if charge is None:
        return ()
    await transaction.rows(_add_to_day(transaction.dialect), _day(place, charge, price))
    if not price or budget is None or budget.currency != place.currency:
        return ()
    limit = units_of(budget.amount)
    chosen = await transaction.rows(_WARN_AT, {"of_department": place.department})
    warn_at = (chosen[0].warn_at if chosen else None) or WARN_AT
    if limit and spent * FULL >= limit * warn_at:
        return await note(transaction, place, warn_at)
    return ()


async def add_to_month(
    transaction: Transaction, place: Place, *, spent: int = 0, reserved: int = 0
) -> int:
    """Add to a month of a department, which is made where it is new; gives what is spent."""
    row = {
        "department": place.department,
        "month": place.month,
        "currency": place.currency,
        "spent": spent,
        "reserved": reserved,
    }
    (total,) = await transaction.rows(_add_to_month(transaction.dialect), row)
    units: int = total.spent
    return units


async def note(transaction: Transaction, place: Place, percent: int) -> Sequence[Notice]:
    """Note that a share of the month's budget was reached; nothing where that is known."""
    notice = Notice(place.department, place.month, percent, datetime.now(UTC))
    row = asdict(notice)
    noted = await transaction.rows(_note_once(transaction.dialect), row)
    return (notice,) if noted else ()


def hear(
    expense: Expense, charge: Charge | None, booking: asyncio.Future[Sequence[Notice] | None]
) -> None:
    """Log what came of a booking. What could not be booked is in the log, with its numbers."""
    facts = {"department": expense.department, "route": expense.route}
    error = booking.exception()
    if error is not None:
        price = charge.price if charge else None
        usage = charge.usage if charge else None
        log.error(
            "spending.not_booked",
            **facts,
            assistant=expense.assistant,
            amount=str(price.amount) if price else None,
            input_tokens=usage.input_tokens if usage else None,
            output_tokens=usage.output_tokens if usage else None,
            error=type(error).__name__,
        )
        return
    notices = booking.result()
    if notices is None:
        log.warning("spending.settled_late", **facts)
    tell(notices or ())


def tell(notices: Sequence[Notice]) -> None:
    """Log the notices."""
    for notice in notices:
        log.warning(
            "budget.reached",
            department=notice.department,
            month=f"{notice.month:%Y-%m}",
            percent=notice.percent,
        )


def _day(place: Place, charge: Charge, price: int) -> dict[str, object]:
    usage = charge.usage
    apart = "estimated_" if charge.estimated else ""
    row = place.columns()
    row |= dict.fromkeys(_added_up(SpendingDayRow), 0)
    row["failed" if charge.failed else "calls"] = 1
    row["price"] = price
    if usage is not None:
        row |= {
            f"{apart}input_tokens": usage.input_tokens,
            f"{apart}output_tokens": usage.output_tokens,
            "cached_tokens": 0 if charge.estimated else usage.cached_tokens,
            "estimated_price": price if charge.estimated else 0,
        }
    # Nothing used costs nothing, whatever the price; anything else without a price is unknown.
    row["unpriced"] = int(charge.price is None and not (charge.failed and usage is None))
    return row


# Statements are built once; building one anew for each charge costs more than running it.
@cache
def _add_to_month(dialect: str) -> Prepared:
    total = table_of(SpendingMonthRow).c.spent
    return Prepared(_add_up(dialect, SpendingMonthRow).returning(total))


@cache
def _add_to_day(dialect: str) -> Prepared:
    return Prepared(_add_up(dialect, SpendingDayRow))


@cache
def _note_once(dialect: str) -> Prepared:
    statement = insert_into(dialect, BudgetNoticeRow).on_conflict_do_nothing()
    return Prepared(statement.returning(table_of(BudgetNoticeRow).c.percent))


def _add_up(dialect: str, row: type[Base]) -> sqlite.Insert | postgresql.Insert:
    """Insert a row, or add its numbers to those of the one that is there."""
    statement, table = insert_into(dialect, row), table_of(row)
    return statement.on_conflict_do_update(
        index_elements=list(table.primary_key),
        set_={name: table.c[name] + statement.excluded[name] for name in _added_up(row)},
    )


@cache
def _added_up(row: type[Base]) -> tuple[str, ...]:
    return tuple(column.name for column in table_of(row).c if not column.primary_key)
