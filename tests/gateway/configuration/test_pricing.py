from __future__ import annotations

from datetime import date
from decimal import Decimal

from gateway.calls import Price, Usage
from gateway.configuration.pricing import RoutePrice, price_of, price_on


def price(valid_from: str, amount: str = "2.50") -> RoutePrice:
    return RoutePrice.model_validate(
        {
            "input_per_million": amount,
            "cached_input_per_million": "1.25",
            "output_per_million": "10",
            "currency": "USD",
            "valid_from": valid_from,
        }
    )


def test_cached_tokens_are_priced_as_cached() -> None:
    cost = price_of(Usage(1_000_000, 0, 400_000), price("2026-01-01"))

    assert cost == Price(Decimal("2.00"), "USD")


def test_without_a_price_for_them_cached_tokens_cost_as_much_as_others() -> None:
    dear = price("2026-01-01").model_copy(update={"cached_input_per_million": None})

    assert price_of(Usage(1_000_000, 0, 400_000), dear) == Price(Decimal("2.50"), "USD")


def test_a_call_costs_exactly_what_the_file_says() -> None:
    tenth = price("2026-01-01", "0.1")

    assert price_of(Usage(3, 0), tenth) == Price(Decimal("0.0000003"), "USD")


def test_the_price_that_holds_is_the_latest_that_had_begun() -> None:
    prices = [price("2026-07-01", "2"), price("2026-01-01", "3"), price("2027-01-01", "1")]

    held = [
        price_on(prices, date.fromisoformat(day))
        for day in ("2026-01-01", "2026-06-30", "2026-07-01", "2026-12-31", "2027-01-01")
    ]

    assert [one and one.input_per_million for one in held] == [3, 3, 2, 2, 1]


def test_a_price_is_unknown_before_its_first_day() -> None:
    assert price_on([price("2026-01-01")], date(2025, 12, 31)) is None


def test_what_is_unknown_costs_an_unknown_amount_and_not_nothing() -> None:
    assert price_of(None, price("2026-01-01")) is None
    assert price_of(Usage(1, 1), None) is None
