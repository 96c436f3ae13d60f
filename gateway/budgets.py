"""What a department may spend on models in a month, as the company sets it in ``gateway.yaml``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field


class AtLimit(StrEnum):
    """What a department wants once its budget is spent: a cheaper route, or to be told so."""

    CHEAPER = "cheaper"
    MESSAGE = "message"


def _exact(value: object) -> object:
    # YAML reads 0.15 as a binary float; its shortest form is what the file says.
    return str(value) if isinstance(value, float) else value


class Budget(BaseModel):
    """The most that a department may spend in one month, counted from midnight UTC on the first.

    A budget of nothing allows routes that cost nothing, and no other.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    amount: Annotated[Decimal, BeforeValidator(_exact), Field(ge=0, le=10_000_000)]
    currency: str = Field(pattern=r"^[A-Z]{3}$")


Budgets = Mapping[str, Budget]


def mismatch(budgets: Budgets, priced: Iterable[tuple[str, str]]) -> str | None:
    """Tell which budget and which price cannot be compared; ``None`` when all can.

    ``priced`` are routes with the currencies of their prices. No rate of exchange is known here,
    and one that is guessed would make a limit of nothing.
    """
    for route, currency in priced:
        for department, budget in budgets.items():
            if budget.currency != currency:
                return (
                    f"the budget of {department!r} is in {budget.currency} and the price of the "
                    f"route {route!r} in {currency}; state both in one currency"
                )
    return None
