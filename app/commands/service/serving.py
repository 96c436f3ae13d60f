"""``serve``: the web service."""

from __future__ import annotations

import typer

from app.commands.running import wait_for
from app.errors import CommandError
from app.runtime.garbage_collection import garbage_waits
from app.settings import Settings


def add_to(cli: typer.Typer) -> None:
    """Add the command."""
    cli.command()(serve)


def serve() -> None:
    """Serve the chat, the API and the pages until stopped."""
    settings = Settings()
    if not settings.demo and settings.oidc_issuer is None:
        raise CommandError(
            "No way to sign in is set. Set ALMANAC_OIDC_ISSUER and the other ALMANAC_OIDC_ "
            "variables, or ALMANAC_DEMO=true to try the sample company."
        )
    with garbage_waits():
        from app.commands.service.ingesting import ingest_with_progress
        from app.service import run_service

    wait_for(run_service(settings, ingest_with_progress))
