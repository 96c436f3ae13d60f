"""Budgets in memory, for tests of what asks for money and of what hears that there is none."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from gateway.configuration.budgets import AtLimit
from gateway.spending.charges import Charge, Expense, Reservation, Spent

RENEWED = date(2026, 12, 1)


@dataclass(slots=True)
class FakeSpending:
    """Implements `gateway.spending.charges.Spending` for one department with so much ``left``."""

    left: Decimal = Decimal(1_000_000)
    at_limit: AtLimit = AtLimit.CHEAPER
    expenses: list[Expense] = field(default_factory=list)
    charges: list[tuple[str, Charge | None]] = field(default_factory=list)
    open: int = 0

    async def reserve(self, expense: Expense) -> Reservation | Spent:
        most = expense.most.amount if expense.most else Decimal(0)
        if most > self.left and not expense.goes_on:
            return Spent(self.at_limit, RENEWED)
        self.expenses.append(expense)
        self.left -= most
        self.open += 1
        return _Reserved(self, expense, most)


@dataclass(frozen=True, slots=True)
class _Reserved:
    spending: FakeSpending
    expense: Expense
    most: Decimal

    async def settle(self, charge: Charge | None) -> None:
        self.spending.open -= 1
        self.spending.left += self.most
        if charge is not None and charge.price is not None:
            self.spending.left -= charge.price.amount
        self.spending.charges.append((self.expense.route, charge))
