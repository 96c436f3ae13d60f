"""What stands in ``gateway.yaml`` and does nothing: no error, and seldom what was meant."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from gateway.configuration.gateway_file import GatewayRoutes


@dataclass(frozen=True, slots=True)
class GatewayWarning:
    """Something to look at: the event that the log tells, whose it is, and what to do."""

    event: str
    about: str
    message: str


def warnings_about_routes(routes: GatewayRoutes, today: date) -> Sequence[GatewayWarning]:
    """The routes that no role names, and those whose first price lies in the future."""
    named = {name for names in routes.roles.values() for name in names}
    found = []
    for route in routes.routes:
        if route.name not in named:
            words = "no role uses it. Name it under `roles:`, or take it out."
            found.append(GatewayWarning("gateway.route_unused", route.name, words))
        first = min((price.valid_from for price in route.all_prices), default=today)
        if first > today:
            words = (
                f"its first price holds from {first.isoformat()}, so until then what it costs is "
                "unknown and no budget holds it. State a price with an earlier `valid_from:`."
            )
            found.append(GatewayWarning("gateway.price_not_yet", route.name, words))
    return found


def warnings_about_budgets(
    routes: GatewayRoutes, departments: Collection[str]
) -> Sequence[GatewayWarning]:
    """The budgets of departments that no assistant has; ``departments`` are those that one has."""
    known = ", ".join(sorted(set(departments))) or "none"
    words = (
        f"no assistant is of this department (there are: {known}), and one that is not named under "
        "`budgets:` has no limit. Correct the name, or leave it for an assistant that comes later."
    )
    return [
        GatewayWarning("budget.department_unknown", department, words)
        for department in sorted(routes.budgets.keys() - set(departments))
    ]
