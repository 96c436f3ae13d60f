"""``ingest``, ``migrate``, ``doctor`` and ``token``: keeping an installation in order."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from app.audit.descriptions import ingested
from app.commands.client import api, body_of
from app.commands.running import console, print_json, this_operator, wait_for
from app.commands.service.ingesting import (
    ingest_with_progress,
    print_ledger,
    read_pictures,
    showing_progress,
)
from app.errors import CommandError
from app.identity.people import OPERATOR, read_sample_people
from app.identity.tokens import Tokens, find_secret
from app.settings import SAMPLES, Settings
from app.startup.service_address import running_service

AsJson = Annotated[bool, typer.Option("--json", help="Write JSON.")]


def add_to(cli: typer.Typer) -> None:
    """Add the commands."""
    cli.command()(ingest)
    cli.command()(migrate)
    cli.command()(doctor)
    cli.command()(token)


def ingest(
    sources: Annotated[list[str] | None, typer.Argument(help="Sources; all if none.")] = None,
    as_json: AsJson = False,
) -> None:
    """Sync sources into the index; exit status 1 if the ledger does not reconcile."""
    settings = Settings()
    service = running_service(settings)
    if service is not None:
        if not as_json:
            console.print(f"The running service does it: {service.url}.")
        ledger = wait_for(_ingest_through_service(settings, sources or []))
    else:
        ledger = wait_for(_ingest_here(settings, sources or []))
    if as_json:
        print_json(ledger)
    else:
        print_ledger(ledger)
    if not ledger["reconciled"]:
        raise typer.Exit(1)


def migrate(as_json: AsJson = False) -> None:
    """Bring the database to this release."""
    from app.records.database.migration import newest_revision, upgrade

    settings = Settings()
    settings.var.mkdir(parents=True, exist_ok=True)
    wait_for(upgrade(settings.database))
    if as_json:
        print_json({"revision": newest_revision()})
    else:
        console.print("The database is up to date.")


def doctor(
    as_json: AsJson = False,
    offline: Annotated[
        bool, typer.Option("--offline", help="Ask no model for a token or a vector.")
    ] = False,
) -> None:
    """Check every part and say the remedy; exit status 1 if something is wrong."""
    from app.commands.doctor.checks import examine

    findings = wait_for(examine(Settings(), offline=offline))
    if as_json:
        print_json([{"part": f.part, "ok": f.ok, "message": f.message} for f in findings])
    else:
        for finding in findings:
            typer.echo(f"{'ok  ' if finding.ok else 'FAIL'}  {finding.part}: {finding.message}")
    if not all(finding.ok for finding in findings):
        raise typer.Exit(1)


def token(
    email: Annotated[str, typer.Argument(help="The person whom the token stands for.")],
) -> None:
    """Print a bearer token for the API, valid for an hour; for the sample company only."""
    settings = Settings()
    if settings.oidc_issuer is not None:
        raise CommandError("Tokens come from your OpenID provider; ask it for one.")
    person = email.strip().lower()
    known = [one.email for one in read_sample_people(SAMPLES / "people.yaml")]
    if settings.demo and person not in known:
        raise CommandError(f"Nobody has the address {person!r}. Choose from: {', '.join(known)}.")
    secret = find_secret(settings.secret_key, settings.var, demo=settings.demo)
    typer.echo(Tokens(secret).issue(person))


async def _ingest_here(settings: Settings, sources: list[str]) -> dict[str, Any]:
    from app.wiring import open_parts

    async with open_parts(settings) as parts:
        await parts.prepare()
        ledger = await ingest_with_progress(parts.retrieval, sources)
        ledger = await read_pictures(parts.retrieval, sources, ledger)
        await parts.audit.add(ingested(this_operator(), ledger))
    return ledger.as_json()


async def _ingest_through_service(settings: Settings, sources: list[str]) -> dict[str, Any]:
    async with api(settings, OPERATOR) as client:
        body = {"sources": sources}
        headers = {"Accept": "text/event-stream"}
        with showing_progress() as show:
            async with client.stream("POST", "/api/v1/ingest", json=body, headers=headers) as reply:
                if not reply.is_success:
                    await reply.aread()
                    body_of(reply)
                async for line in reply.aiter_lines():
                    if not line.startswith("data: "):
                        continue
                    word = json.loads(line.removeprefix("data: "))
                    if "ledger" in word:
                        ledger: dict[str, Any] = word["ledger"]
                        return ledger
                    if "message" in word:
                        raise CommandError(str(word["message"]))
                    show(word["done"], word["total"], word["path"])
    raise CommandError("The service stopped the ingestion before it finished. Look at its log.")
