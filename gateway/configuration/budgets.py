"""What a department may spend on models in a month, as the company sets it in ``gateway.yaml``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from gateway.configuration.pricing import exact
from gateway.configuration.route import Route

Department = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]


class AtLimit(StrEnum):
    """What a department wants once its budget is spent: a cheaper route, or to be told so."""

    CHEAPER = "cheaper"
    MESSAGE = "message"


class Budget(BaseModel):
    """The most that a department may spend in one month, counted from midnight UTC on the first.

    A budget of nothing allows routes that cost nothing, and no other.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    amount: Annotated[Decimal, BeforeValidator(exact), Field(ge=0, le=10_000_000)]
    currency: str = Field(pattern=r"^[A-Z]{3}$")


Budgets = Mapping[Department, Budget]


def mismatch(budgets: Mapping[str, Budget], routes: Iterable[Route]) -> tuple[str, str] | None:
    """The department whose budget cannot be compared with a price, and why; ``None`` for none.

    No rate of exchange is known here, and one that is guessed would make a limit of nothing.
    """
    for route in routes:
        for price in route.all_prices:
            for department, budget in budgets.items():
                if budget.currency != price.currency:
                    return department, (
                        f"the budget of {department!r} is in {budget.currency} and a price of the "
                        f"route {route.name!r} in {price.currency}; state both in one currency"
                    )
    return None
