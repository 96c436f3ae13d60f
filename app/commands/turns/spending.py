"""``spending``: what departments spent on models, and how far their budgets reach."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import typer

from app.commands.running import console, print_json, wait_for
from app.errors import CommandError
from app.settings import Settings
from app.spending.accounts import COMPANY, BudgetState, SpentDay, summed
from gateway.spending.charges import month_of

AsJson = Annotated[bool, typer.Option("--json", help="Write JSON.")]


def add_to(cli: typer.Typer) -> None:
    """Add the command."""
    cli.command()(spending)


def spending(
    *,
    since: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="First day (UTC); that of the month if none."),
    ] = None,
    until: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Last day (UTC), included; today if none."),
    ] = None,
    department: Annotated[
        list[str] | None, typer.Option(help="Slug of a department; may be repeated. All if none.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say what was spent on models, by department, assistant, route and model."""
    days, states = wait_for(_read(since, until, department or []))
    if as_json:
        budgets = [_budget(state) for state in states if state.department != COMPANY]
        print_json({"days": list(map(_day, days)), "budgets": budgets})
        return
    for state in states:
        _print(state, [day for day in days if day.department == state.department])
    if not states:
        console.print("Nothing was spent, and nobody has a budget.")


async def _read(
    since: datetime | None, until: datetime | None, named: list[str]
) -> tuple[list[SpentDay], list[BudgetState]]:
    from app.wiring import open_records

    now = datetime.now(UTC)
    first = since.date() if since else month_of(now)
    last = until.date() if until else now.date()
    if last < first:
        raise CommandError("The period ends before it begins. Correct --since or --until.")
    async with open_records(Settings()) as records:
        known = await records.budgets.departments()
        known |= records.directory.rules.departments.keys()
        if unknown := set(named) - known:
            raise CommandError(
                f"There is no department {', '.join(sorted(unknown))}. "
                f"Choose from: {', '.join(sorted(filter(None, known)))}."
            )
        wanted = frozenset(named) if named else await records.budgets.departments()
        days = await records.budgets.days(wanted, first, last + timedelta(days=1))
        return days, await records.budgets.states(wanted, month_of(now))


def _day(day: SpentDay) -> dict[str, Any]:
    price = None if day.price is None else f"{day.price:f}"
    known, estimated = f"{day.known_price:f}", f"{day.estimated_price:f}"
    amounts = {"price": price, "known_price": known, "estimated_price": estimated}
    return dataclasses.asdict(day) | amounts


def _budget(state: BudgetState) -> dict[str, Any]:
    limited = state.amount is not None
    return {
        "department": state.department,
        "month": f"{state.month:%Y-%m}",
        "amount": None if state.amount is None else f"{state.amount:f}",
        "currency": state.currency,
        "spent": f"{state.spent:f}" if limited else None,
        "reserved": f"{state.reserved:f}" if limited else None,
        "warn_at": state.choice.warn_at,
        "at_limit": state.choice.at_limit.value,
        "notices": [{"percent": one.percent, "at": one.at.isoformat()} for one in state.notices],
    }


def _print(state: BudgetState, days: Sequence[SpentDay]) -> None:
    typer.secho(state.department or "Whole company", bold=True)
    if state.amount is not None:
        typer.echo(
            f"  {state.percent} % of the budget of {state.month:%B}: {state.spent:f} of "
            f"{state.amount:f} {state.currency}; warned at {state.choice.warn_at} %"
        )
    nameless = "unknown" if state.department != COMPANY else "vectors of documents"
    for one in [*summed(days, "assistant"), *summed(days, "route")]:
        price = f"{one.known_price:f} {one.currency}" if one.currency else ""
        unknown = f"{one.unpriced} of unknown price" if one.unpriced else ""
        name = f"{one.route} {one.model}" if one.route else one.assistant or nameless
        typer.echo(
            f"  {name:<40} {one.calls:>6} calls {one.failed:>4} failed  "
            f"{one.input_tokens + one.estimated_input_tokens:>10} in "
            f"{one.output_tokens + one.estimated_output_tokens:>9} out  "
            f"{', '.join(filter(None, (price, unknown)))}"
        )
    if not days:
        typer.echo("  nothing was spent")
