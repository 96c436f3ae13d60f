"""``profiles``: configuration as files, for review by pull request."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
import yaml

from app.commands.governance.profile_files import files_in
from app.commands.running import console, print_json, this_operator, wait_for
from app.errors import CommandError
from app.settings import Settings
from assistants.profiles import Configuration, ConfigurationVersion, ProfileFile

if TYPE_CHECKING:
    from app.publishing.desk import Somebody
    from app.publishing.proposing import Proposal
    from app.wiring import Records

cli = typer.Typer(help="Configuration as files, for review by pull request.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="Write JSON.")]
Slug = Annotated[str, typer.Argument(help="Slug of the profile.")]
Folder = Annotated[Path, typer.Argument(metavar="DIR", help="Folder of profile files.")]
Why = Annotated[str, typer.Option(help="What the change is for; whoever approves reads it.")]
Token = Annotated[
    str | None,
    typer.Option(
        envvar="ALMANAC_TOKEN",
        help="Bearer token of the person, or of the client, that proposes. Without one it is "
        "proposed by the operator, and a department admin takes it over.",
    ),
]
_FROM_FILES = "From files"


@cli.command("list")
def list_profiles(as_json: AsJson = False) -> None:
    """List the live version of every profile."""
    versions = wait_for(_all_live())
    if as_json:
        print_json([head_of(version) for version in versions])
        return
    for version in versions:
        head = head_of(version)
        typer.echo(f"{head['slug']:<24} v{head['number']:<4} {head['hash'][:12]}  {head['name']}")


@cli.command()
def show(slug: Slug, as_json: AsJson = False) -> None:
    """Show what is live."""
    version = wait_for(_versions(slug))[0]
    if as_json:
        print_json(head_of(version) | {"configuration": _content(version.configuration)})
    else:
        typer.echo(as_yaml(version.configuration), nl=False)


@cli.command()
def history(slug: Slug, as_json: AsJson = False) -> None:
    """List every version of a profile: how it came to be live, by whom, and why."""
    versions = wait_for(_versions(slug))
    if as_json:
        print_json([head_of(version) for version in versions])
        return
    for version in versions:
        head = head_of(version)
        people = " and ".join(name for name in (head["author"], head["approver"]) if name)
        typer.echo(
            f"v{head['number']:<4} {head['published_at'][:16]}  {head['hash'][:12]}  "
            f"{head['way']:<14} {people}{': ' + head['reason'] if head['reason'] else ''}"
        )


@cli.command()
def diff(folder: Folder) -> None:
    """Show what proposing DIR would change; exit status 1 if anything would."""
    every, files = wait_for(_live_beside(folder))
    live = {version.configuration.slug: version for version in every}
    changed = False
    for wanted in (file.configuration for file in files):
        version = live.get(wanted.slug)
        before = as_yaml(version.configuration) if version else ""
        lines = difflib.unified_diff(
            before.splitlines(keepends=True),
            as_yaml(wanted).splitlines(keepends=True),
            f"live/{wanted.slug}" + (f" v{version.number}" if version else ""),
            f"{folder}/{wanted.slug}",
        )
        text = "".join(lines)
        changed = changed or bool(text)
        typer.echo(text, nl=False)
    if changed:
        raise typer.Exit(1)


@cli.command()
def propose(
    folder: Folder, *, reason: Why = _FROM_FILES, token: Token = None, as_json: AsJson = False
) -> None:
    """Ask for a review of every profile of DIR that differs from what is live.

    Nothing becomes live by this: another person approves it first.
    """
    _report(wait_for(_propose(folder, reason, token)), as_json=as_json)


@cli.command()
def apply(
    folder: Folder, *, reason: Why = _FROM_FILES, token: Token = None, as_json: AsJson = False
) -> None:
    """Do the same as `propose`: nobody makes live by a command what one person wrote."""
    _report(wait_for(_propose(folder, reason, token)), as_json=as_json)


@cli.command()
def dump(folder: Folder) -> None:
    """Write what is live as files that `propose` reads."""
    versions = wait_for(_all_live())
    folder.mkdir(parents=True, exist_ok=True)
    for version in versions:
        path = folder / f"{version.configuration.slug}.yaml"
        path.write_text(as_yaml(version.configuration), "utf-8")
    console.print(f"Wrote {len(versions)} profiles to {folder}.")


def as_yaml(configuration: Configuration) -> str:
    """A configuration as the YAML of a profile file."""
    text: str = yaml.safe_dump(
        _content(configuration), allow_unicode=True, sort_keys=False, width=100
    )
    return text


async def _all_live() -> tuple[ConfigurationVersion, ...]:
    from app.wiring import open_records

    async with open_records(Settings()) as records:
        return await records.configurations.all_live()


async def _live_beside(
    folder: Path,
) -> tuple[tuple[ConfigurationVersion, ...], Sequence[ProfileFile]]:
    """What is live, and the files of a folder that could be."""
    from app.wiring import open_records

    files = files_in(folder)
    async with open_records(Settings()) as records:
        await _must_be_served(records, files)
        return await records.configurations.all_live(), files


async def _must_be_served(records: Records, files: Sequence[ProfileFile]) -> None:
    """Refuse a file that names what this installation does not have, with its line."""
    for file in files:
        for problem in await records.desk.problems_with(file.configuration):
            raise file.error(problem.path, problem.message)


async def _versions(slug: str) -> tuple[ConfigurationVersion, ...]:
    from app.wiring import open_records

    async with open_records(Settings()) as records:
        versions = await records.configurations.history(slug)
    if not versions:
        raise CommandError(f"There is no profile {slug!r}. See `almanac profiles list`.")
    return versions


async def _propose(folder: Path, reason: str, token: str | None) -> list[Proposal]:
    from app.publishing.proposing import propose as propose_all
    from app.wiring import open_records

    files = files_in(folder)
    async with open_records(Settings()) as records:
        by = await _somebody(records, token)
        # All of them first: of a folder with a flaw nothing is proposed.
        await _must_be_served(records, files)
        wanted = [file.configuration for file in files]
        return await propose_all(records.desk, by, wanted, reason)


async def _somebody(records: Records, token: str | None) -> Somebody:
    from app.identity.claims import Scope
    from app.publishing.desk import Somebody

    await records.directory.enrol_samples()
    operator = this_operator()
    if token is None:
        return Somebody(records.directory.operator(operator.name), operator)
    person = await records.directory.of_bearer(token.strip())
    if person is None:
        raise CommandError("The token is not valid, or nobody has its address. Get a new one.")
    if not person.may_use(Scope.PROPOSE):
        raise CommandError("This token lacks the scope almanac.propose.")
    return Somebody(person, type(operator)(person.id, person.email, operator.address))


def _report(proposals: list[Proposal], *, as_json: bool) -> None:
    if as_json:
        print_json([_proposed(proposal) for proposal in proposals])
        return
    for proposal in proposals:
        review = proposal.review
        where = f": review {review.id}, by {review.author.name}" if review else ""
        console.print(f"{proposal.configuration.slug} is {proposal.outcome.value}{where}.")


def _proposed(proposal: Proposal) -> dict[str, Any]:
    review = proposal.review
    return {
        "slug": proposal.configuration.slug,
        "outcome": proposal.outcome.value,
        "hash": proposal.configuration.hash,
        "review": review.id if review else None,
        "draft": review.draft if review else None,
        "author": review.author.name if review else None,
    }


def head_of(version: ConfigurationVersion) -> dict[str, Any]:
    """What a version is, and how it came to be live."""
    configuration, provenance = version.configuration, version.provenance
    return {
        "slug": configuration.slug,
        "name": configuration.name,
        "department": configuration.department,
        "number": version.number,
        "hash": configuration.hash,
        "published_at": version.published_at.isoformat(),
        "way": provenance.way.value,
        "author": provenance.author.name,
        "approver": provenance.approver.name if provenance.approver else None,
        "reason": provenance.reason,
        "review": provenance.review,
        "restores": provenance.restores,
        "evidence": provenance.evidence,
        "despite": provenance.despite,
    }


def _content(configuration: Configuration) -> dict[str, object]:
    return configuration.model_dump(mode="json")
