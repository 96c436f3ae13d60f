"""``profiles``: configuration as files, for review by pull request."""

from __future__ import annotations

import difflib
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml

from app.commands.running import console, print_json, this_operator, wait_for
from app.errors import CommandError
from app.settings import Settings
from assistants.profiles import Configuration, ConfigurationVersion, read_profiles

cli = typer.Typer(help="Configuration as files, for review by pull request.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="Write JSON.")]
Slug = Annotated[str, typer.Argument(help="Slug of the profile.")]
Folder = Annotated[Path, typer.Argument(metavar="DIR", help="Folder of profile files.")]


@cli.command("list")
def list_profiles(as_json: AsJson = False) -> None:
    """List the live version of every profile."""
    versions = wait_for(_all_live())
    if as_json:
        print_json([_head(version) for version in versions])
        return
    for version in versions:
        head = _head(version)
        typer.echo(f"{head['slug']:<24} v{head['number']:<4} {head['hash'][:12]}  {head['name']}")


@cli.command()
def show(slug: Slug, as_json: AsJson = False) -> None:
    """Show what is live."""
    version = wait_for(_live(slug))
    if as_json:
        print_json(_head(version) | {"configuration": _content(version.configuration)})
    else:
        typer.echo(as_yaml(version.configuration), nl=False)


@cli.command()
def diff(folder: Folder) -> None:
    """Show what applying DIR would change; exit status 1 if anything would."""
    live = {version.configuration.slug: version for version in wait_for(_all_live())}
    changed = False
    for wanted in read_profiles(folder):
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
def apply(folder: Folder, as_json: AsJson = False) -> None:
    """Publish every profile of DIR that differs from what is live."""
    published = wait_for(_apply(read_profiles(folder)))
    if as_json:
        print_json([_head(version) for version in published])
        return
    for version in published:
        console.print(f"{version.configuration.slug} is live as version {version.number}.")
    if not published:
        console.print("Nothing to publish: every profile is live as it stands.")


@cli.command()
def dump(folder: Folder) -> None:
    """Write what is live as files that `apply` reads."""
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


async def _live(slug: str) -> ConfigurationVersion:
    from app.wiring import open_records

    async with open_records(Settings()) as records:
        version = await records.configurations.live(slug)
    if version is None:
        raise CommandError(f"There is no profile {slug!r}. See `almanac profiles list`.")
    return version


async def _apply(wanted: tuple[Configuration, ...]) -> list[ConfigurationVersion]:
    from app.wiring import open_records

    now = datetime.now(UTC)
    published: list[ConfigurationVersion] = []
    async with open_records(Settings()) as records:
        for configuration in wanted:
            live = await records.configurations.live(configuration.slug)
            version = await records.configurations.publish(
                configuration, at=now, by="command line", actor=this_operator()
            )
            if live is None or live.number != version.number:
                published.append(version)
    return published


def _head(version: ConfigurationVersion) -> dict[str, Any]:
    configuration = version.configuration
    return {
        "slug": configuration.slug,
        "name": configuration.name,
        "department": configuration.department,
        "number": version.number,
        "hash": configuration.hash,
        "published_at": version.published_at.isoformat(),
        "published_by": version.published_by,
    }


def _content(configuration: Configuration) -> dict[str, object]:
    return configuration.model_dump(mode="json")
