"""Paying for an attempt: money set aside before it, and what it used booked after it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import structlog

from gateway.attempts import Attempt
from gateway.calls import Price, Usage
from gateway.configuration.pricing import price_of, price_on
from gateway.spending.charges import (
    Charge,
    Expense,
    Reservation,
    Spending,
    Spent,
    expires_at,
    most_usage,
)
from gateway.token_counts import most_tokens

log = structlog.get_logger(__name__)
OVER_BUDGET = "over budget"


class Prices:
    """Prices what attempts used, and alarms once a day for each route whose price is unknown."""

    def __init__(self) -> None:
        self._unpriced: set[tuple[str, date]] = set()

    def of(self, attempt: Attempt, usage: Usage) -> Price | None:
        """What it cost, at the price of the day on which the attempt began."""
        route, today = attempt.route, attempt.began_at.date()
        holding = price_on(route.all_prices, today)
        if holding is None and (route.name, today) not in self._unpriced:
            self._unpriced.add((route.name, today))
            log.warning(
                "gateway.price_unknown", route=route.name, model=route.model, day=str(today)
            )
        return price_of(usage, holding)


class OverBudgetError(Exception):
    """The department's budget has no room for an attempt at this route."""

    def __init__(self, spent: Spent) -> None:
        super().__init__("the budget is spent")
        self.spent = spent


async def set_aside(spending: Spending, attempt: Attempt) -> Reservation | None:
    """Set the most aside that an attempt may cost; a route that quotes costs nothing.

    Raises `OverBudgetError`.
    """
    if attempt.route.kind == "extractive":
        return None
    reservation = await spending.reserve(expense_of(attempt))
    if isinstance(reservation, Spent):
        raise OverBudgetError(reservation)
    return reservation


async def settle(reservation: Reservation, attempt: Attempt) -> None:
    """Book what an attempt used that has ended, and tell whoever asked."""
    charge = charge_of(attempt)
    if attempt.call.charged is not None and charge.usage is not None:
        attempt.call.charged(charge.usage, charge.price)
    await reservation.settle(charge)


async def book(spending: Spending, attempt: Attempt) -> None:
    """Book what an attempt used for which nothing was set aside: no budget holds it up."""
    expense = expense_of(attempt)
    nothing = replace(expense.most, amount=Decimal(0)) if expense.most else None
    reservation = await spending.reserve(replace(expense, most=nothing))
    if not isinstance(reservation, Spent):
        await settle(reservation, attempt)


def expense_of(attempt: Attempt) -> Expense:
    """What an attempt may cost, before it is made."""
    route, call = attempt.route, attempt.call
    usage = most_usage([most_tokens(one.text) for one in call.messages], route.parameters)
    price = price_on(route.all_prices, attempt.began_at.date())
    # A cache may cost more than it saves; the dearer of the two is the most.
    prices = [price_of(Usage(usage.input_tokens, usage.output_tokens, cached), price)
              for cached in (0, usage.input_tokens)]  # fmt: skip
    return Expense(
        department=call.attribution.get("department", ""),
        assistant=call.attribution.get("assistant", ""),
        route=route.name,
        model=route.model,
        at=attempt.began_at,
        expires_at=expires_at(attempt.began_at, route.total_timeout_s),
        most=max((one for one in prices if one), key=lambda one: one.amount, default=None),
        most_usage=usage,
        goes_on=route.goes_on,
    )


def charge_of(attempt: Attempt) -> Charge:
    """What an attempt used that has ended, by our own count where it broke off.

    A route that turned it away has used nothing. One that was left, or was too slow to write
    anything, has read the prompt by then.
    """
    if attempt.outcome == "answered":
        usage = attempt.usage
        return Charge(usage, attempt.price, estimated=usage is not None and usage.estimated)
    used = attempt.reported
    if used is None and (attempt.pieces or not attempt.turned_away):
        used = attempt.estimated_usage()
    price = price_of(used, price_on(attempt.route.all_prices, attempt.began_at.date()))
    return Charge(used, price, estimated=used is not None and used.estimated, failed=True)
