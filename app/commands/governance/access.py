"""``access``: what a person may do and why, where they are signed in, and ending that."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.commands.running import console, print_json, this_operator, wait_for
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
    email: Annotated[
        str | None, typer.Argument(help="E-mail address of somebody who has signed in.")
    ] = None,
    subject: Annotated[
        str | None,
        typer.Argument(
            metavar="[ASSISTANT|DOCUMENT]",
            help="Slug of an assistant, or a document as SOURCE/PATH or by its id; all if none.",
        ),
    ] = None,
    token: Annotated[
        Path | None,
        typer.Option(
            help="A file with a sample token, or its claims as JSON, in place of an address: says "
            "what it would give.",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say what a person may do and why; exit status 1 if they may not use or read the named.

    Of a sample token it says who it would be, and exits with 1 if it would be refused.
    """
    if token is not None:
        found = wait_for(_explain_token(token, subject or email))
    elif email is not None:
        found = wait_for(_explain(email, subject))
    else:
        raise CommandError("Name an e-mail address, or a file with --token.")
    if as_json:
        print_json(found)
    else:
        _print(found)
    named = subject or (email if token is not None else None)
    if found.get("problems") or (
        named is not None and not all(right["allowed"] for right in found["rights"])
    ):
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
    """End every session of whoever has or had an address; open chats close in five seconds."""
    ended, people = wait_for(_revoke(email))
    if as_json:
        print_json({"email": email, "ended": ended, "people": people})
        return
    console.print(f"Ended {ended} {'session' if ended == 1 else 'sessions'} of {email}.")
    if len(people) > 1:
        console.print(f"{len(people)} people have or had this address: {', '.join(people)}.")


@cli.command()
def release(email: Email, as_json: AsJson = False) -> None:
    """Take an address from whoever has it, so that the next who signs in with it gets it.

    Whoever had it keeps their records, and is no longer found by it.
    """
    person = wait_for(_release(email))
    if as_json:
        print_json({"email": email, "person": person})
    else:
        console.print(f"{email} is free. Whoever had it, {person}, keeps their records.")


async def _explain(email: str, subject: str | None) -> dict[str, Any]:
    from app.wiring import open_records

    async with open_records(Settings()) as records:
        person = await _person(records, email)
        also = [each.id for each in await records.people.all_with(email) if each.id != person.id]
        return await _explained(records, person, subject) | {"also_with_this_address": also}


async def _explain_token(path: Path, subject: str | None) -> dict[str, Any]:
    from app.identity.people import Person
    from app.identity.token_samples import read_sample
    from app.wiring import open_records

    async with open_records(Settings()) as records:
        if records.directory.provider is None:
            raise CommandError("There is no provider. Set ALMANAC_OIDC_ISSUER.")
        rules = records.directory.rules
        sample = await read_sample(path, records.directory.provider, rules)
        identity = sample.identity
        name = identity.name if identity else f"client:{sample.client}"
        email = identity.email if identity else name
        grants = rules.grants_of(sample.groups)
        person = Person("", email, name, sample.groups, grants, sample.scopes)
        scopes = sample.scopes and sorted(f"almanac.{scope.value}" for scope in sample.scopes)
        return {
            **await _explained(records, person, subject),
            "kind": "client" if sample.client else "person",
            "subject": identity.subject if identity else sample.client,
            "scopes": scopes if sample.scopes is None or scopes else [],
            "problems": sample.problems,
            "notes": sample.notes,
        }


async def _explained(records: Records, person: Person, subject: str | None) -> dict[str, Any]:
    from app.identity import explanations

    live = [version.configuration for version in await records.configurations.all_live()]
    named = [configuration for configuration in live if configuration.slug == subject]
    if subject is None or named:
        rights = [explanations.use_of(person, found) for found in named or live]
    else:
        rights = [explanations.reading_of(person, await _document(records, subject))]
    roles = explanations.roles_of(person, records.directory.rules)
    return {
        "email": person.email,
        "name": person.name,
        "groups": sorted(person.groups),
        "roles": [dataclasses.asdict(reason) for reason in roles],
        "rights": [dataclasses.asdict(reason) for reason in rights],
    }


async def _sessions(email: str) -> list[dict[str, Any]]:
    from app.wiring import open_records

    async with open_records(Settings()) as records:
        return [
            dataclasses.asdict(found)
            for person in await _all_with(records, email)
            for found in await records.sessions.of_person(person)
        ]


async def _revoke(email: str) -> tuple[int, list[str]]:
    from app.audit.events import OPERATOR, Actor
    from app.wiring import open_records

    async with open_records(Settings()) as records:
        people = await _all_with(records, email)
        because, by = "ended by an operator", Actor(OPERATOR)
        ended = [await records.sessions.end_all(person, because, by=by) for person in people]
        return sum(ended), people


async def _release(email: str) -> str:
    from app.wiring import open_records

    async with open_records(Settings()) as records:
        person = await records.people.release(email, this_operator())
        if person is None:
            raise UnknownPersonError(email)
        return person.id


async def _all_with(records: Records, email: str) -> list[str]:
    """Everybody who has or had an address; an unknown one is refused."""
    await records.directory.enrol_samples()
    found = await records.people.all_with(email)
    if not found:
        raise UnknownPersonError(email)
    return [person.id for person in found]


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
    for problem in found.get("problems", ()):
        typer.secho(f"refused: {problem}", fg="red")
    for note in found.get("notes", ()):
        typer.echo(f"note: {note}")
    if others := found.get("also_with_this_address"):
        typer.echo(f"also with this address: {', '.join(others)}")
    if "scopes" in found:
        scopes = found["scopes"]
        typer.echo(f"scopes: {'all' if scopes is None else ', '.join(scopes) or 'none'}")
    typer.echo(f"groups: {', '.join(found['groups']) or 'none'}")
    for reason in found["roles"]:
        typer.echo(f"  is  {reason['what']}: {reason['why']}")
    for reason in found["rights"]:
        word = "may " if reason["allowed"] else "may not "
        typer.echo(f"{word:>9}{reason['what']}: {reason['why']}")
