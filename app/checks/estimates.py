"""What a run will cost, as far as what was spent lately tells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from app.records.spending.budgets import SqlBudgetStore
from evaluation.runs import Cost
from gateway.calls import Gateway

_PERIOD = timedelta(days=30)
_CENTS = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Estimates:
    """Looks at what the answers of an assistant cost in the last thirty days."""

    budgets: SqlBudgetStore
    gateway: Gateway
    clock: Callable[[], datetime]

    async def of(self, department: str, slug: str, answers: int) -> Cost:
        """About what so many answers cost; ``unknown`` counts them where nothing tells.

        Where no model is asked it is nothing.
        """
        if self.gateway.only_quotes("answer"):
            return Cost()
        now = self.clock()
        days = await self.budgets.days(
            {department}, (now - _PERIOD).date(), (now + timedelta(days=1)).date()
        )
        own = [day for day in days if day.assistant == slug and day.calls]
        calls = sum(day.calls for day in own)
        if not calls or any(day.unpriced for day in own):
            return Cost(unknown=answers)
        sums: dict[str, Decimal] = {}
        for day in own:
            if day.currency is not None:
                sums[day.currency] = sums.get(day.currency, Decimal(0)) + day.known_price
        return Cost(
            {
                currency: (amount * answers / calls).quantize(_CENTS)
                for currency, amount in sums.items()
            }
        )
