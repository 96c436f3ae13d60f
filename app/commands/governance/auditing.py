"""``audit``: the trail of who did what, read and checked."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.audit.chain import Entry
from app.audit.checkpoints import fingerprint, read_public_key
from app.audit.descriptions import read_audit, verified
from app.audit.events import Action
from app.audit.trail import EVERYTHING, TrailBrokenError, Wanted
from app.commands.running import console, print_json, this_operator, wait_for
from app.errors import CommandError
from app.requests.instants import in_utc
from app.settings import Settings

if TYPE_CHECKING:
    from app.audit.checkpoints import Signer
    from app.audit.notary import Report

cli = typer.Typer(help="The trail of who did what: read it, check it.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="Write JSON.")]


@cli.command()
def verify(
    trust: Annotated[
        list[Path] | None,
        typer.Option(help="File with the public key of an earlier secret key; may be repeated."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check the whole trail; exit status 1 and the first bad entry if it is not whole."""
    keys = [path.read_bytes() for path in trust or ()]
    report = wait_for(_verify(keys))
    if as_json:
        print_json(_as_json(report))
    else:
        _print_report(report)
    if report.flaw is not None:
        raise typer.Exit(1)


@cli.command("list")
def list_entries(
    *,
    since: Annotated[datetime | None, typer.Option(help="From this day on (UTC).")] = None,
    until: Annotated[datetime | None, typer.Option(help="Before this day (UTC).")] = None,
    action: Annotated[str, typer.Option(help="One kind of entry, such as records.exported.")] = "",
    actor: Annotated[str, typer.Option(help="E-mail address, or id of an actor.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="Entries at most.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List who did what, newest first; this reading is recorded as well."""
    known = [one.value for one in Action]
    if action and action not in known:
        raise CommandError(f"There is no action {action!r}. Choose from: {', '.join(known)}.")
    wanted = Wanted(in_utc(since), in_utc(until), action, actor)
    entries = wait_for(_list(wanted, limit))
    if as_json:
        print_json([entry.as_json() for entry in entries])
        return
    for entry in entries:
        typer.echo(_line(entry))
    if not entries:
        console.print("There is no such entry.")


@cli.command()
def export(
    *,
    out: Annotated[Path, typer.Option(help="File to write, as JSON lines.")],
    as_json: AsJson = False,
) -> None:
    """Write the whole trail to a file, oldest first, hashes included."""
    if not out.absolute().parent.is_dir():
        raise CommandError(f"There is no folder {out.absolute().parent}. Make it first.")
    count = wait_for(_export(out))
    if as_json:
        print_json({"entries": count, "out": str(out)})
    else:
        console.print(f"Wrote {count:,} entries to {out}.")


@cli.command()
def key(as_json: AsJson = False) -> None:
    """Print the public key that checks the signatures of checkpoints, for an auditor."""
    signer = wait_for(_signer())
    if as_json:
        print_json({"key": fingerprint(signer.public), "pem": signer.public_pem})
    else:
        typer.echo(signer.public_pem, nl=False)


async def _verify(keys: Sequence[bytes]) -> Report:
    from app.wiring import open_records

    trusted = [read_public_key(pem) for pem in keys]
    async with open_records(Settings()) as records:
        report = await records.notary.check(trusted)
        try:
            await records.audit.add(verified(this_operator(), report))
        except TrailBrokenError:
            # There is nothing left to write it into, and the verdict says so.
            console.print("This check could not be recorded: the trail has no end to add to.")
    return report


async def _list(wanted: Wanted, limit: int) -> Sequence[Entry]:
    from app.wiring import open_records

    async with open_records(Settings()) as records:
        page = await records.audit.page(wanted, limit=limit)
        await records.audit.add(read_audit(this_operator(), wanted, "list"))
    return page.entries


async def _export(out: Path) -> int:
    from app.wiring import open_records

    partial = out.with_name(f".{out.name}.partial")
    count = 0
    async with open_records(Settings()) as records:
        await records.audit.add(read_audit(this_operator(), EVERYTHING, "jsonl"))
        head = await records.audit.head()
        try:
            with partial.open("w", encoding="utf-8", newline="\n") as file:
                # Without the note of the newest entry, whatever is there is written.
                until = head.number if head else 2**62
                async for batch in records.audit.batches(until=until):
                    for entry in batch:
                        file.write(json.dumps(entry.as_json(), ensure_ascii=False) + "\n")
                    count += len(batch)
            partial.replace(out)
        finally:
            partial.unlink(missing_ok=True)
    return count


async def _signer() -> Signer:
    from app.audit.checkpoints import Signer
    from app.identity.tokens import find_secret

    settings = Settings()
    return Signer(find_secret(settings.secret_key, settings.var, demo=settings.demo))


def _as_json(report: Report) -> dict[str, Any]:
    last = report.last
    return {
        "whole": report.flaw is None,
        "entries": report.entries,
        "checkpoints": report.checkpoints,
        "uncovered": max(report.uncovered, 0),
        "last_checkpoint": (
            {"number": last.number, "at": last.at.isoformat(), "key": last.key} if last else None
        ),
        "flaw": dataclasses.asdict(report.flaw) if report.flaw else None,
        "epochs": [
            {
                "epoch": one.epoch,
                "at": one.at.isoformat(),
                "agreed": one.agreed,
                "lost": one.lost,
                "first": one.number,
            }
            for one in report.openings
        ],
        "seconds": round(report.seconds, 3),
    }


def _print_report(report: Report) -> None:
    for one in report.openings:
        gap = (
            f"entries {one.agreed + 1:,} to {one.lost:,} had been signed, and are lost"
            if one.lost > one.agreed
            else "nothing that had been signed is lost"
        )
        typer.echo(f"Epoch {one.epoch} since {one.at.isoformat()}, after a restore: {gap}.")
    if report.flaw is not None:
        typer.echo(f"NOT whole: {report.flaw.message}")
        typer.echo(f"Entries before that were checked and are whole: {report.entries:,}.")
        return
    typer.echo(f"Whole: {report.entries:,} entries, each follows from the one before it.")
    if report.last is None:
        typer.echo("No checkpoint is in the lake yet; the service signs one every minute.")
    else:
        typer.echo(
            f"Checkpoints that agree: {report.checkpoints:,}, the last on entry "
            f"{report.last.number:,} of {report.last.at.isoformat()}."
        )
    if report.uncovered > 0:
        typer.echo(
            f"Warning: no checkpoint covers the last {report.uncovered:,} entries. Whoever can "
            "change the database could have changed them; the service signs every minute."
        )


def _line(entry: Entry) -> str:
    where = f" from {entry.address}" if entry.address else ""
    facts = f" {entry.detail}" if entry.facts else ""
    who = entry.actor_name or entry.actor
    return (
        f"{entry.number:>7}  {entry.at[:19]}Z  {entry.outcome:<6}  {entry.action:<24} "
        f"{who}{where}  {entry.target}{facts}"
    )
