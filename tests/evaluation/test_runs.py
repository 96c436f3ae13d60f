"""What a run says in the end, and what it cost."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from evaluation.comparison import Verdict
from evaluation.runs import Cost, cost_of, summed_up
from tests.evaluation.samples import GOOD, NO, POOR, result


def test_checks_and_recent_questions_are_counted_apart() -> None:
    found = summed_up(
        [
            result(GOOD, POOR),
            result(POOR, GOOD),
            result(GOOD, GOOD),
            result(NO, GOOD, wants=None),
        ]
    )

    assert (found.checks, found.passed) == (3, 2)
    assert (found.better, found.same, found.worse) == (1, 1, 1)
    assert (found.recent, found.recent_undecided) == (1, 1)
    assert "1 better, 1 same, 1 worse, 0 not decisive (p = 1.00" in found.words


def test_of_a_new_assistant_a_check_that_fails_is_worse() -> None:
    found = summed_up([result(GOOD, None), result(POOR, None)])

    assert (found.passed, found.worse) == (1, 1)
    assert found.words == "1 of 2 checks passed; nothing live to compare with"


def test_a_check_that_nothing_passes_is_no_worse_than_before() -> None:
    assert result(POOR, POOR).verdict is Verdict.SAME


def test_currencies_are_added_for_themselves_and_the_unknown_is_counted() -> None:
    written = replace(GOOD, route="central")
    cost = cost_of(
        [
            replace(written, price=Decimal("0.10"), currency="USD"),
            replace(written, price=Decimal("0.20"), currency="USD"),
            replace(written, price=Decimal("1"), currency="EUR"),
            written,
            replace(written, quotes=True),
            NO,
        ]
    )

    assert cost.amounts == {"USD": Decimal("0.30"), "EUR": Decimal("1")}
    assert cost.unknown == 1


def test_costs_add_up_currency_by_currency() -> None:
    cost = Cost({"USD": Decimal("0.30")}, 1) + Cost({"USD": Decimal("0.20"), "EUR": Decimal(1)}, 2)

    assert cost == Cost({"USD": Decimal("0.50"), "EUR": Decimal(1)}, 3)
