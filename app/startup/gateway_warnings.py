"""What stands in the file of routes and does nothing, told when the service starts."""

from __future__ import annotations

from datetime import UTC, datetime

import structlog

from assistants.profiles import ConfigurationStore
from gateway.configuration.gateway_file import GatewayRoutes
from gateway.configuration.warnings import warnings_about_budgets, warnings_about_routes

log = structlog.get_logger()


async def log_gateway_warnings(routes: GatewayRoutes, configurations: ConfigurationStore) -> None:
    """Warn of routes without a role or a price of today, and of budgets of unknown departments."""
    for each in warnings_about_routes(routes, datetime.now(UTC).date()):
        log.warning(each.event, route=each.about, remedy=each.message)
    live = await configurations.all_live()
    departments = {version.configuration.department for version in live}
    for each in warnings_about_budgets(routes, departments):
        log.warning(each.event, department=each.about, remedy=each.message)
