"""``access``: what a person may do and why, where they are signed in, and ending that."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.commands.running import console, print_json, wait_for
from app.errors import CommandError
from app.identity.people import UnknownPersonError
from app.settings import Settings

if TYPE_CHECKING:
    from app.identity.people import Person
    from app.wiring import Records
    from retrieval.documents import Document

cli = typer.Typer(help="What people may do and why, and their sessions.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="Write JSON.")]
Email = Annotated[str, typer.Argument(help="E-mail address of somebody who has signed in.")]


@cli.command()
def explain(
    email: Email,
    subject: Annotated[
        str | None,
        typer.Argument(
            metavar="[ASSISTANT|DOCUMENT]",
            help="Slug of an assistant, or a document as SOURCE/PATH or by its id; all if none.",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say what a person may do and why; exit status 1 if they may not use or read the named."""
    found = wait_for(_explain(email, subject))
    if as_json:
        print_json(found)
    else:
        _print(found)
    if subject is not None and not all(right["allowed"] for right in found["rights"]):
        raise typer.Exit(1)


@cli.command()
def sessions(email: Email, as_json: AsJson = False) -> None:
    """List the browsers in which a person is signed in."""
    found = wait_for(_sessions(email))
    if as_json:
        print_json(found)
        return
    if not found:
        console.print(f"{email} is not signed in anywhere.")
    for session in found:
        typer.echo(
            f"{session['id']}  {session['device'] or 'unknown browser'}  {session['address']}  "
            f"since {session['created_at']:%Y-%m-%d %H:%M} UTC, "
            f"last active {session['seen_at']:%Y-%m-%d %H:%M} UTC"
        )


@cli.command()
def revoke(email: Email, as_json: AsJson = False) -> None:
    """End every session of a person; their open chats close within five seconds."""
    ended = wait_for(_revoke(email))
    if as_json:
        print_json({"email": email, "ended": ended})
    else:
        console.print(f"Ended {ended} {'session' if ended == 1 else 'sessions'} of {email}.")


async def _explain(email: str, subject: str | None) -> dict[str, Any]:
    from app.identity import explanations
    from app.wiring import open_records

    async with open_records(Settings()) as records:
        person = await _person(records, email)
        live = [version.configuration for version in await records.configurations.all_live()]
        named = [configuration for configuration in live if configuration.slug == subject]
        if subject is None or named:
            rights = [explanations.use_of(person, found) for found in named or live]
        else:
            rights = [explanations.reading_of(person, await _document(records, subject))]
        return {
            "email": person.email,
            "name": person.name,
            "groups": sorted(person.groups),
            "roles": [
                dataclasses.asdict(reason)
                for reason in explanations.roles_of(person, records.directory.rules)
            ],
            "rights": [dataclasses.asdict(reason) for reason in rights],
        }


async def _sessions(email: str) -> list[dict[str, Any]]:
    from app.wiring import open_records

    async with open_records(Settings()) as records:
        person = await _person(records, email)
        return [dataclasses.asdict(found) for found in await records.sessions.of_person(person.id)]


async def _revoke(email: str) -> int:
    from app.audit.events import OPERATOR, Actor
    from app.wiring import open_records

    async with open_records(Settings()) as records:
        person = await _person(records, email)
        return await records.sessions.end_all(person.id, "ended by an operator", by=Actor(OPERATOR))


async def _person(records: Records, email: str) -> Person:
    await records.directory.enrol_samples()
    person = await records.directory.by_email(email)
    if person is None:
        raise UnknownPersonError(email)
    return person


async def _document(records: Records, subject: str) -> Document:
    from retrieval.documents import document_id

    source, _, path = subject.partition("/")
    document = await records.documents.document(document_id(source, path) if path else subject)
    if document is None:
        raise CommandError(
            f"There is neither an assistant nor a document {subject!r}. Name an assistant by its "
            "slug, or a document as SOURCE/PATH."
        )
    return document


def _print(found: dict[str, Any]) -> None:
    typer.secho(f"{found['name']} <{found['email']}>", bold=True)
    typer.echo(f"groups: {', '.join(found['groups']) or 'none'}")
    for reason in found["roles"]:
        typer.echo(f"  is  {reason['what']}: {reason['why']}")
    for reason in found["rights"]:
        word = "may " if reason["allowed"] else "may not "
        typer.echo(f"{word:>9}{reason['what']}: {reason['why']}")
