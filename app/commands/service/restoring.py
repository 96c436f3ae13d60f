"""``restore-check``: whether a restored database fits everything else, and going on with it."""

from __future__ import annotations

import dataclasses
from typing import Annotated, Any

import typer

from app.commands.running import console, print_json, this_operator, wait_for
from app.errors import CommandError
from app.settings import Settings

_LONGEST_REASON = 200


def add_to(cli: typer.Typer) -> None:
    """Add the command."""
    cli.command("restore-check")(restore_check)


def restore_check(
    open_epoch: Annotated[
        str | None,
        typer.Option(
            metavar="REASON",
            help="Go on with this database: the audit trail opens a new epoch, signed, which shows "
            "what was lost, and the lake is written from here.",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON.")] = False,
) -> None:
    """Compare the database with the lake after a restore, or in a drill; writes nothing.

    Exit status 1 if something has to be decided or is wrong.
    """
    if open_epoch is not None and not open_epoch.strip():
        raise CommandError("Say why the trail goes on in a new epoch; auditors read it.")
    found = wait_for(_check(open_epoch))
    if as_json:
        print_json(found)
    else:
        _print(found)
    if not found["fits"]:
        raise typer.Exit(1)


async def _check(open_epoch: str | None) -> dict[str, Any]:
    from app.audit.restoring import State
    from app.identity.tokens import MissingSecretError, find_secret
    from app.records.database.migration import newest_revision
    from app.wiring import open_records

    settings = Settings()
    try:
        # A key that was made now has signed nothing, and would lie there for the next start.
        find_secret(settings.secret_key, settings.var, demo=False)
    except MissingSecretError as error:
        raise CommandError(
            "There is no secret key to check signatures with. Set ALMANAC_SECRET_KEY to the one of "
            "the installation whose database was restored; demo mode keeps it as demo-secret-key "
            "in ALMANAC_VAR."
        ) from error
    async with open_records(settings) as records:
        opened = None
        if open_epoch is not None:
            reason = " ".join(open_epoch.split())[:_LONGEST_REASON]
            opened = await records.restored.go_on(reason, this_operator())
        standing = await records.restored.standing()
        backlog = await records.outbox.backlog()
        sources = await records.documents.sources()
        return {
            "fits": standing.state is State.FITS,
            "trail": dataclasses.asdict(standing) | {"state": standing.state.value},
            "opened": opened.epoch if opened else None,
            "database": {
                "revision": newest_revision(),
                "waiting_records": backlog.depth,
                "sources": sorted(source.name for source in sources),
            },
        }


def _print(found: dict[str, Any]) -> None:
    trail, database = found["trail"], found["database"]
    if found["opened"]:
        typer.echo(f"Epoch {found['opened']} of the audit trail was opened and signed.")
    typer.echo(f"audit trail ({trail['state']}): {trail['message']}")
    if trail["signed"] > trail["agreed"] and trail["state"] in {"older", "continued"}:
        typer.echo(f"  agrees up to entry {trail['agreed']}, signed up to entry {trail['signed']}")
    typer.echo(f"outbox: {database['waiting_records']} records wait for the lake")
    typer.echo(f"sources: {', '.join(database['sources']) or 'none; run almanac ingest'}")
    if trail["state"] in {"older", "continued", "moved"}:
        console.print(
            "If this is a drill, stop here: nothing was changed. If this database is to serve, "
            "stop every other service of this lake and run: almanac restore-check --open-epoch "
            "REASON"
        )
