"""What an attempt at a route may cost, and what it did cost: reserved before, settled after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Protocol

from gateway.calls import GatewayError, Price, Usage
from gateway.configuration.budgets import AtLimit

# A route that names no limit of its own is expected to write no more than this.
MOST_OUTPUT_TOKENS = 4_096
# The names under which models take a limit of what they write.
_LIMITS = ("max_tokens", "max_completion_tokens", "maxTokens", "max_output_tokens")
# What a model's own format of a conversation adds to each message, and more.
_AROUND_A_MESSAGE = 16
# A reservation outlives the longest that its route may take by this much.
_GRACE = timedelta(seconds=90)


_SPENT = (
    "The budget of this department for language models is spent for this month. It is renewed on "
    "{day}."
)
_HELD = (
    "What is left of this department's budget for language models is set aside for answers that "
    "are being written. Ask again in a moment."
)


@dataclass(frozen=True, slots=True)
class Expense:
    """An attempt at a route, before it is made.

    ``most`` is the most it may cost, ``None`` where that is unknown. Day and month of ``at``, in
    UTC, bear the cost. After ``expires_at`` nobody is at work on it any more. ``goes_on`` marks a
    route that is used beyond the limit as well.
    """

    department: str
    assistant: str
    route: str
    model: str
    at: datetime
    expires_at: datetime
    most: Price | None
    most_usage: Usage
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class Charge:
    """What an attempt used. ``failed`` tells that it gave no whole answer.

    ``usage`` is ``None`` where nothing was used; ``price`` is ``None`` where it is unknown.
    """

    usage: Usage | None
    price: Price | None
    estimated: bool = False
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Spent:
    """The expense does not fit into what is left of the budget; ``renewed_on`` begins the next.

    ``held`` tells that it would, were nothing set aside for answers under way.
    """

    at_limit: AtLimit
    renewed_on: date
    held: bool = False


class Reservation(Protocol):
    """Money set aside for one attempt."""

    async def settle(self, charge: Charge | None) -> None:
        """Book what was used in place of what was set aside, once; ``None`` if nothing was tried.

        What is booked is booked, also when whoever waits for it is cancelled. An answer does not
        fail because it cannot be booked: that is logged.
        """
        ...


class Spending(Protocol):
    """Keeps what is spent, and holds departments to their budgets."""

    async def reserve(self, expense: Expense) -> Reservation | Spent:
        """Set money aside, so that however many ask at once, they never overspend together."""
        ...


class BudgetSpentError(GatewayError):
    """The department's budget of the month is spent, and no cheaper route is left.

    ``held`` tells that a part of it is set aside for answers under way, and may be free again soon.
    """

    def __init__(self, role: str, department: str, spent: Spent) -> None:
        how = "set aside" if spent.held else "spent"
        super().__init__(role, f"the budget of {department} is {how}")
        day = spent.renewed_on.isoformat()
        self.args = (_HELD if spent.held else _SPENT.format(day=day),)
        self.department = department
        self.renewed_on = spent.renewed_on
        self.held = spent.held


class _Unkept:
    async def settle(self, charge: Charge | None) -> None:
        """Nothing was set aside."""


class UnlimitedSpending:
    """Limits nothing and keeps nothing, where there is no database to keep it in."""

    async def reserve(self, expense: Expense) -> Reservation:
        return _Unkept()


def most_usage(bounds: Sequence[int], parameters: Mapping[str, object]) -> Usage:
    """The most tokens that an attempt may use; ``bounds`` are those of its messages."""
    stated = [parameters[name] for name in _LIMITS if name in parameters]
    limits = [limit for limit in stated if isinstance(limit, int) and limit > 0]
    held = sum(bounds) + _AROUND_A_MESSAGE * len(bounds)
    return Usage(held, max(limits, default=MOST_OUTPUT_TOKENS))


def expires_at(at: datetime, total_timeout_s: float) -> datetime:
    """When an attempt that began at ``at`` is over for certain."""
    return at + timedelta(seconds=total_timeout_s) + _GRACE


def month_of(at: datetime) -> date:
    """The first day of the month, in UTC, whose budget bears a cost of this instant."""
    return at.astimezone(UTC).date().replace(day=1)


def month_after(month: date) -> date:
    """The first day of the month that follows."""
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1)
