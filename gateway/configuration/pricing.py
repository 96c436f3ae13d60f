"""What a call costs: prices by the day from which they hold, exact decimals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from gateway.calls import Price, Usage

MILLION = Decimal(1_000_000)


def exact(value: object) -> object:
    """A number of a YAML file as it is written there."""
    # YAML reads 0.15 as a binary float; its shortest form is what the file says.
    return str(value) if isinstance(value, float) else value


Amount = Annotated[Decimal, BeforeValidator(exact), Field(ge=0, le=1_000_000)]


class RoutePrice(BaseModel):
    """What a route costs for each million tokens from a day on; cached input may cost less."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    input_per_million: Amount
    output_per_million: Amount
    cached_input_per_million: Amount | None = None
    currency: str = Field(pattern=r"^[A-Z]{3}$")
    valid_from: date


def price_on(prices: Sequence[RoutePrice], day: date) -> RoutePrice | None:
    """The price that holds on a day: the latest that had begun; ``None`` before the first."""
    begun = [price for price in prices if price.valid_from <= day]
    return max(begun, key=lambda price: price.valid_from, default=None)


def price_of(usage: Usage | None, price: RoutePrice | None) -> Price | None:
    """Price a call; ``None`` where the usage or the price is unknown, never zero instead."""
    if usage is None or price is None:
        return None
    cached_price = price.cached_input_per_million
    if cached_price is None:
        cached_price = price.input_per_million
    amount = (usage.input_tokens - usage.cached_tokens) * price.input_per_million
    amount += usage.cached_tokens * cached_price
    amount += usage.output_tokens * price.output_per_million
    return Price(amount / MILLION, price.currency)
