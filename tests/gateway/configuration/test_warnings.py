"""What does nothing in the file of routes is told, and nothing else is."""

from __future__ import annotations

from datetime import date

from gateway.configuration.gateway_file import DEFAULT_ROUTES, GatewayRoutes
from gateway.configuration.warnings import warnings_about_budgets, warnings_about_routes

TODAY = date(2026, 3, 1)


def routes(**spare: object) -> GatewayRoutes:
    used = {"kind": "openai", "base_url": "http://x/v1", "model": "m"}
    content = {
        "routes": {"used": used, **({"spare": {**used, **spare}} if spare else {})},
        "roles": {"answer": ["used"]},
        "budgets": {"hr": {"amount": 1, "currency": "EUR"}},
    }
    return GatewayRoutes.model_validate(content)


def price(day: str) -> dict[str, object]:
    amounts = {"input_per_million": 1, "output_per_million": 1, "currency": "EUR"}
    return {**amounts, "valid_from": day}


def test_a_route_that_no_role_names_is_told_with_what_to_do() -> None:
    (remark,) = warnings_about_routes(routes(retries=2), TODAY)

    assert (remark.event, remark.about) == ("gateway.route_unused", "spare")
    assert "Name it under `roles:`" in remark.message


def test_a_first_price_of_tomorrow_is_told_and_one_of_today_is_not() -> None:
    later = routes(prices=[price("2026-03-02"), price("2026-04-01")])
    begun = routes(prices=[price("2026-03-01"), price("2026-04-01")])

    told = {each.event: each.message for each in warnings_about_routes(later, TODAY)}

    assert "holds from 2026-03-02" in told["gateway.price_not_yet"]
    assert [each.event for each in warnings_about_routes(begun, TODAY)] == ["gateway.route_unused"]


def test_a_budget_of_a_department_without_an_assistant_is_told_with_those_that_have_one() -> None:
    (remark,) = warnings_about_budgets(routes(), {"quality", "human-resources"})

    assert (remark.event, remark.about) == ("budget.department_unknown", "hr")
    assert "(there are: human-resources, quality)" in remark.message


def test_where_all_does_something_nothing_is_told() -> None:
    assert not warnings_about_routes(DEFAULT_ROUTES, TODAY)
    assert not warnings_about_routes(routes(), TODAY)
    assert not warnings_about_budgets(routes(), {"hr"})
