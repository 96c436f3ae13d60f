"""Money set aside before a model call and settled after it, so that no budget is overspent."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

import structlog
from sqlalchemy import Row, bindparam, delete, insert, select, update

from app.records.database.direct import Transaction, direct_to
from app.records.database.engine import Sessions
from app.records.database.prepared import Prepared
from app.records.database.upserts import table_of
from app.records.spending.booking import FULL, Place, add_to_month, book, hear, note, tell
from app.records.spending.budgets import UNKNOWN, BudgetRow, ReservationRow, SpendingMonthRow
from app.spending.accounts import AT_LIMIT, Notice, amount_of, units_of
from gateway.calls import Price, Usage
from gateway.configuration.budgets import AtLimit, Budget, Budgets
from gateway.spending.charges import Charge, Expense, Reservation, Spent, month_after

log = structlog.get_logger()

_EVERY_S = 60.0
_MONTHS, _RESERVATIONS = table_of(SpendingMonthRow), table_of(ReservationRow)
_BUDGETS = table_of(BudgetRow)
_THIS_MONTH = (
    _MONTHS.c.department == bindparam("of_department"),
    _MONTHS.c.month == bindparam("of_month"),
    _MONTHS.c.currency == bindparam("of_currency"),
)
_OF_MONTH = update(_MONTHS).where(*_THIS_MONTH)
_TAKE = _OF_MONTH.values(reserved=_MONTHS.c.reserved + bindparam("most"))
# One statement asks and takes: whoever comes at the same time waits, and sees what is left.
_TAKE_IF_IT_FITS = _TAKE.where(
    _MONTHS.c.spent + _MONTHS.c.reserved + bindparam("most") <= bindparam("most_of_all")
)
_KNOWN_MONTH = Prepared(select(_MONTHS.c.spent).where(*_THIS_MONTH))
_TAKE_AND_TELL = Prepared(_TAKE_IF_IT_FITS.returning(_MONTHS.c.reserved))
_TAKE_IN_ANY_CASE = Prepared(_TAKE)
# Changes nothing, and holds the row, and with it all reservations on it, until the end.
_HOLD = Prepared(_OF_MONTH.values(reserved=_MONTHS.c.reserved))
_RESERVE = Prepared(insert(_RESERVATIONS))
_TAKE_BACK = Prepared(
    delete(_RESERVATIONS)
    .where(_RESERVATIONS.c.id == bindparam("reservation"))
    .returning(_RESERVATIONS.c.most)
)
_EXPIRED = Prepared(select(*_RESERVATIONS.c).where(_RESERVATIONS.c.expires_at < bindparam("now")))
_AT_LIMIT = Prepared(
    select(_BUDGETS.c.at_limit).where(_BUDGETS.c.department == bindparam("of_department"))
)


@dataclass(frozen=True, slots=True)
class _Taken:
    """How setting aside ended: ``spent`` where it did not fit."""

    spent: Spent | None
    notices: Sequence[Notice] = ()


class SqlSpending:
    """Implements `gateway.spending.charges.Spending`.

    A call for which nothing must be set aside, since its department has no budget or its price is
    unknown or nothing, touches the database only when it is settled.
    """

    def __init__(self, sessions: Sessions, budgets: Budgets) -> None:
        self._direct = direct_to(sessions)
        self._budgets = budgets

    async def reserve(self, expense: Expense) -> Reservation | Spent:
        """Set money aside where there is a budget; durable when it returns."""
        budget, most = self._budgets.get(expense.department), expense.most
        if budget is None or not most or not most.amount or most.currency != budget.currency:
            return _Reserved(self, expense, None)
        reservation = uuid.uuid4().hex
        taking = self._direct.submit(
            Place.of(expense, most.currency).key, partial(_take, reservation, expense, most, budget)
        )
        try:
            taken = await asyncio.shield(taking)
        except asyncio.CancelledError:
            # Given back in this very transaction, or in the next one.
            self.book(expense, reservation, None)
            raise
        tell(taken.notices)
        return taken.spent or _Reserved(self, expense, reservation)

    async def settle_expired(self, now: datetime | None = None) -> int:
        """Settle what a process that is gone left behind, at the most that it may have cost.

        Tells how many reservations those were.
        """
        expired = await self._direct.rows(_EXPIRED, {"now": now or datetime.now(UTC)})
        settling = [
            self._direct.submit(_place_of(row).key, partial(_expire, row, self._budgets))
            for row in expired
        ]
        for notices in await asyncio.gather(*settling):
            tell(notices)
        return len(expired)

    async def settle_forever(self) -> None:
        """Settle what expires, every minute."""
        while True:
            await self.settle_expired()
            await asyncio.sleep(_EVERY_S)

    async def aclose(self) -> None:
        """Wait until everything is booked."""
        await self._direct.finish()

    def book(
        self, expense: Expense, reservation: str | None, charge: Charge | None
    ) -> asyncio.Future[Sequence[Notice] | None]:
        """Have a charge booked; what goes wrong is logged, also when nobody waits for it."""
        # What is set aside is settled where it was set aside, be the price known or not.
        price = None if reservation else charge and charge.price
        price = price or expense.most
        place = Place.of(expense, price.currency if price else UNKNOWN)
        budget = self._budgets.get(expense.department)
        booking = self._direct.submit(
            place.key, partial(_settle, reservation, place, charge, budget)
        )
        booking.add_done_callback(partial(hear, expense, charge))
        return booking


@dataclass(frozen=True, slots=True)
class _Reserved:
    """Implements `gateway.spending.charges.Reservation`; without an id nothing was set aside."""

    spending: SqlSpending
    expense: Expense
    id: str | None

    async def settle(self, charge: Charge | None) -> None:
        if charge is not None or self.id is not None:
            await asyncio.wait([self.spending.book(self.expense, self.id, charge)])


async def _take(
    reservation: str, expense: Expense, most: Price, budget: Budget, transaction: Transaction
) -> _Taken:
    place = Place.of(expense, most.currency)
    notices: Sequence[Notice] = ()
    row: dict[str, Any] = {
        "most": units_of(most.amount),
        "most_of_all": units_of(budget.amount),
    } | _names(place)
    fits = await _changes(transaction, row)
    if not fits and await _begins(transaction, place):
        fits = await _changes(transaction, row)
    if not fits:
        (known,) = await transaction.rows(_KNOWN_MONTH, _names(place))
        spent = known.spent
        # What is only set aside by others may be free again in a moment.
        held = spent + row["most"] <= row["most_of_all"]
        if not held:
            notices = await note(transaction, place, FULL)
        if not expense.goes_on:
            chosen = await transaction.rows(_AT_LIMIT, {"of_department": place.department})
            at_limit = AtLimit(chosen[0].at_limit) if chosen and chosen[0].at_limit else AT_LIMIT
            return _Taken(Spent(at_limit, month_after(place.month), held), notices)
        await transaction.rows(_TAKE_IN_ANY_CASE, row)
    await transaction.rows(
        _RESERVE,
        {
            **place.columns(),
            "id": reservation,
            "month": place.month,
            "expires_at": expense.expires_at,
            "most": row["most"],
            "input_tokens": expense.most_usage.input_tokens,
            "output_tokens": expense.most_usage.output_tokens,
        },
    )
    return _Taken(None, notices)


async def _changes(transaction: Transaction, row: dict[str, object]) -> bool:
    return bool(await transaction.rows(_TAKE_AND_TELL, row))


async def _begins(transaction: Transaction, place: Place) -> bool:
    """Begin a month; tells whether it is a new one."""
    if await transaction.rows(_KNOWN_MONTH, _names(place)):
        return False
    await add_to_month(transaction, place)
    return True


async def _settle(
    reservation: str | None,
    place: Place,
    charge: Charge | None,
    budget: Budget | None,
    transaction: Transaction,
) -> Sequence[Notice] | None:
    """Book a charge; ``None`` where its reservation has expired, and is booked already."""
    reserved = 0
    if reservation is not None:
        await transaction.rows(_HOLD, _names(place))
        taken = await transaction.rows(_TAKE_BACK, {"reservation": reservation})
        if not taken:
            return None
        reserved = taken[0].most
    return await book(transaction, place, charge, reserved, budget)


async def _expire(row: Row[Any], budgets: Budgets, transaction: Transaction) -> Sequence[Notice]:
    """Book the most that an attempt may have cost, unless somebody was quicker."""
    charge = Charge(
        Usage(row.input_tokens, row.output_tokens),
        Price(amount_of(row.most), row.currency),
        estimated=True,
        failed=True,
    )
    place, budget = _place_of(row), budgets.get(row.department)
    booked = await _settle(row.id, place, charge, budget, transaction)
    if booked is not None:
        log.warning("spending.reservation_expired", route=row.route, department=row.department)
    return booked or ()


def _place_of(row: Row[Any]) -> Place:
    return Place(row.day, row.department, row.assistant, row.route, row.model, row.currency)


def _names(place: Place) -> dict[str, object]:
    return {
        "of_department": place.department,
        "of_month": place.month,
        "of_currency": place.currency,
    }
