"""What departments spent on models, as those read it whose work it is, and what they chose."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import ROUND_CEILING, Decimal
from typing import Literal

from gateway.configuration.budgets import AtLimit

WARN_AT = 80
AT_LIMIT = AtLimit.CHEAPER
# Under this department stands what none has asked for: the vectors of documents, made for all.
COMPANY = ""
# A price list has up to five decimals for a million tokens. In this unit every sum is a whole
# number that any database adds up exactly, and 64 bits hold 92 million of a currency.
_UNIT = Decimal("1e-11")
By = Literal["assistant", "route"]


def units_of(amount: Decimal) -> int:
    """An amount as a whole number of the unit; what is finer is rounded up."""
    return int((amount / _UNIT).to_integral_value(ROUND_CEILING))


def amount_of(units: int) -> Decimal:
    """The amount again, exactly, without zeros at its end."""
    amount = (units * _UNIT).normalize()
    return amount.quantize(Decimal(1)) if amount == amount.to_integral_value() else amount


@dataclass(frozen=True, slots=True)
class SpentDay:
    """What one assistant spent on one route in one day (UTC), in one currency.

    ``calls`` were answered and ``failed`` were not. Tokens that a model reported stand apart from
    those estimated for it. ``input_tokens`` includes the cached ones. ``unpriced`` calls used
    tokens at an unknown price: with any of them ``price`` is ``None``, and so is ``currency`` where
    no price is known at all. ``estimated_price`` is the part that rests on estimated tokens.
    """

    day: date
    department: str
    assistant: str
    route: str
    model: str
    currency: str | None
    calls: int
    failed: int
    unpriced: int
    input_tokens: int
    cached_tokens: int
    output_tokens: int
    estimated_input_tokens: int
    estimated_output_tokens: int
    known_price: Decimal
    estimated_price: Decimal

    @property
    def price(self) -> Decimal | None:
        """What it cost; ``None`` where a part of that is unknown."""
        return None if self.unpriced else self.known_price


_SUMMED = (
    "calls",
    "failed",
    "unpriced",
    "input_tokens",
    "cached_tokens",
    "output_tokens",
    "estimated_input_tokens",
    "estimated_output_tokens",
    "known_price",
    "estimated_price",
)


def summed(days: Iterable[SpentDay], by: By) -> list[SpentDay]:
    """Add up days of one department by assistant or by route and model, the dearest first.

    Currencies are not added to each other. The day of a sum is its first.
    """
    sums: dict[tuple[str, ...], SpentDay] = {}
    for day in days:
        gone = replace(day, assistant="")
        one = gone if by == "route" else replace(day, route="", model="")
        key = (one.assistant, one.route, one.model, one.currency or "")
        sums[key] = _added(sums[key], one) if key in sums else one
    return sorted(sums.values(), key=lambda one: (-one.known_price, one.assistant, one.route))


def _added(one: SpentDay, other: SpentDay) -> SpentDay:
    values = {name: getattr(one, name) + getattr(other, name) for name in _SUMMED}
    return replace(one, day=min(one.day, other.day), **values)


@dataclass(frozen=True, slots=True)
class Choice:
    """What a department's admins chose: when they are warned, and what happens at the limit.

    ``warn_at`` is a share of the budget in percent, from 1 to 99.
    """

    warn_at: int = WARN_AT
    at_limit: AtLimit = AT_LIMIT


@dataclass(frozen=True, slots=True)
class Notice:
    """A share of the budget, in percent, was reached; 100 where an answer did not fit any more."""

    department: str
    month: date
    percent: int
    at: datetime


@dataclass(frozen=True, slots=True)
class BudgetState:
    """The budget of a department in one month; ``reserved`` is set aside for answers under way.

    ``amount`` and ``currency`` are ``None`` without a budget. ``spent`` is in that currency.
    """

    department: str
    month: date
    amount: Decimal | None
    currency: str | None
    spent: Decimal
    reserved: Decimal
    choice: Choice
    notices: Sequence[Notice] = ()

    @property
    def percent(self) -> int | None:
        """How much of it is spent, in whole percent rounded down; ``None`` without a budget."""
        if self.amount is None:
            return None
        if not self.amount:
            return 100
        return int(self.spent * 100 / self.amount)

    @property
    def is_low(self) -> bool:
        """Whether its admins want to know."""
        return self.percent is not None and self.percent >= self.choice.warn_at
