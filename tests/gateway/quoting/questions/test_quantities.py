"""Amounts are read with their units and bounds, in the languages that questions are asked in."""

from __future__ import annotations

import math

import pytest

from gateway.quoting.questions.quantities import amounts_in

DAY = 86_400.0


@pytest.mark.parametrize(
    ("text", "kind", "low", "high"),
    [
        ("stored at 2 to 8 °C in the carton", "temperature", 2, 8),
        ("below 25 °C", "temperature", -math.inf, 25),
        ("unter 8 Grad", "temperature", -math.inf, 8),
        ("moins de 8 degrés", "temperature", -math.inf, 8),
        ("within 3 business days", "time", -math.inf, 3 * DAY),
        ("at least 2 weeks", "time", 14 * DAY, math.inf),
        ("a 90-day plan", "time", 90 * DAY, 90 * DAY),
        ("1,800 CHF a year", "CHF", 1800, 1800),
        ("headache (4.8%)", "share", 4.8, 4.8),
    ],
)
def test_an_amount_has_a_kind_and_its_bounds(text: str, kind: str, low: float, high: float) -> None:
    amount = next(amounts_in(text))

    assert amount.kind == kind
    assert amount.low == pytest.approx(low)
    assert amount.high == pytest.approx(high)


@pytest.mark.parametrize(
    "text", ["15 mL/min", "Severity 1", "12 and 6 for GxP", "v2.0", "9" * 5000]
)
def test_a_rate_or_a_bare_number_is_no_amount(text: str) -> None:
    assert list(amounts_in(text)) == []
