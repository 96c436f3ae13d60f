"""``export``, ``receipt`` and ``ship``: what was recorded."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from app.audit.audited_exports import Taking
from app.audit.descriptions import read_record, set_aside_written
from app.commands.client import api, body_of
from app.commands.running import console, print_json, this_operator, wait_for
from app.commands.turns.record_words import print_receipt, told_of_shipping
from app.errors import CommandError
from app.requests.exports import KINDS, ORIGINS, Wanted
from app.settings import Settings
from feedback.exports.exporting import EXPORTED, ExportReport, Progress
from feedback.lake.writing import FORMATS
from feedback.outbox.set_aside import write_set_aside

AsJson = Annotated[bool, typer.Option("--json", help="Write JSON.")]


def add_to(cli: typer.Typer) -> None:
    """Add the commands."""
    cli.command()(export)
    cli.command()(receipt)
    cli.command()(ship)


def export(
    dataset: Annotated[str, typer.Argument(help=" | ".join(EXPORTED))],
    *,
    out: Annotated[Path, typer.Option(help="File to write.")],
    form: Annotated[
        str | None,
        typer.Option(
            "--format",
            help=f"{' | '.join(FORMATS)}; that of the file's ending, or else jsonl.",
        ),
    ] = None,
    since: Annotated[datetime | None, typer.Option(help="From this day on (UTC).")] = None,
    until: Annotated[datetime | None, typer.Option(help="Before this day (UTC).")] = None,
    assistant: Annotated[str | None, typer.Option(help="Slug of one assistant.")] = None,
    configuration: Annotated[
        int | None, typer.Option(help="Number of one version of that assistant.")
    ] = None,
    kind: Annotated[
        list[str] | None, typer.Option(help=f"{' | '.join(KINDS)}; may be repeated.")
    ] = None,
    min_score: Annotated[int | None, typer.Option(help="Scored so at least, 1 to 5.")] = None,
    max_score: Annotated[int | None, typer.Option(help="Scored so at most, 1 to 5.")] = None,
    origin: Annotated[
        list[str] | None,
        typer.Option(help=f"{' | '.join(ORIGINS)}: where turns were asked; may be repeated."),
    ] = None,
    reference: Annotated[
        str | None, typer.Option(help="with | without: evaluation cases that have a reference.")
    ] = None,
    department: Annotated[
        list[str] | None, typer.Option(help="Slug of a department; may be repeated. All if none.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write records from the lake, evaluation cases or preference pairs to a file."""
    check = partial(
        Wanted.of,
        dataset,
        form or _format_of(out),
        since=since,
        until=until,
        assistant=assistant,
        configuration=configuration,
        kinds=kind or (),
        min_score=min_score,
        max_score=max_score,
        origins=origin or (),
        reference=reference,
    )
    check(departments=())
    if not out.absolute().parent.is_dir():
        raise CommandError(f"There is no folder {out.absolute().parent}. Make it first.")
    report = wait_for(_export(check, department or [], assistant, out))
    if as_json:
        print_json({"dataset": dataset, "rows": report.rows, "out": str(report.path)})
    else:
        rows = f"{report.rows:,} row{'' if report.rows == 1 else 's'}"
        console.print(f"Wrote {rows} of {dataset} to {report.path}.", soft_wrap=True)


def receipt(
    turn_id: Annotated[str, typer.Argument(help="Id of a turn.")],
    replay: Annotated[
        bool, typer.Option("--replay", help="Search and render again; exit status 1 if different.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show what one answer was made of."""
    found = wait_for(_receipt(turn_id, replay))
    if as_json:
        print_json(found)
    else:
        print_receipt(found)
    if replay and not found["replay"]["same"]:
        raise typer.Exit(1)


def ship(
    compact: Annotated[
        bool, typer.Option("--compact", help="Then merge small files of the lake into one.")
    ] = False,
    set_aside_to: Annotated[
        Path | None,
        typer.Option(help="First write the records that were set aside to this file, as JSON."),
    ] = None,
    take_back: Annotated[
        bool, typer.Option("--take-back", help="First let what was set aside wait again.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Bring everything that waits in the outbox to the lake, once; exit status 1 if not all is."""
    report = wait_for(_ship(compact=compact, set_aside_to=set_aside_to, take_back=take_back))
    if as_json:
        print_json(report)
    else:
        for alarm in report["alarms"]:
            console.print(alarm, style="red", markup=False)
        for sentence in told_of_shipping(report):
            console.print(sentence, markup=False, highlight=False, soft_wrap=True)
    if not report["complete"]:
        raise typer.Exit(1)


def _format_of(out: Path) -> str:
    """The format that the file's name promises."""
    ending = out.suffix.lower().removeprefix(".")
    return ending if ending in FORMATS else "jsonl"


async def _export(
    check: Callable[..., Wanted], departments: list[str], assistant: str | None, out: Path
) -> ExportReport:
    from app.wiring import open_records

    async with open_records(Settings()) as records:
        live = [version.configuration for version in await records.configurations.all_live()]
        known = {configuration.department for configuration in live}
        if unknown := set(departments) - known:
            raise CommandError(
                f"There is no department {', '.join(sorted(unknown))}. "
                f"Choose from: {', '.join(sorted(known))}."
            )
        if assistant and assistant not in {configuration.slug for configuration in live}:
            raise CommandError(f"There is no assistant {assistant!r}. See `almanac profiles list`.")
        departments = departments or sorted(known)
        if not (await records.shipper.drain()).complete:
            waiting = (await records.outbox.backlog()).depth
            console.print(
                f"{waiting:,} of the newest records are not in it: they have not reached the lake "
                "yet. `almanac ship` says why.",
                style="yellow",
                highlight=False,
            )
        wanted = check(departments=departments)
        taking = Taking(records.audit, this_operator(), wanted)
        with _shown() as told:
            return await taking.write(records.lake, out, told)


@contextmanager
def _shown() -> Iterator[Callable[[Progress], None]]:
    """A line on the terminal that counts; where nobody looks, nothing is written."""
    if not console.is_terminal:
        yield lambda _: None
        return
    with console.status("Reading the lake") as status:
        yield lambda at: status.update(f"{at.rows:,} rows, {at.bytes / 1e6:,.0f} MB")


async def _receipt(turn_id: str, replay: bool) -> dict[str, Any]:
    from app.wiring import open_records

    settings = Settings()
    async with open_records(settings) as records:
        turn = await records.turns.get(turn_id)
        person = await records.people.by_id(turn.opening.person) if turn else None
    if turn is None or person is None:
        raise CommandError(f"There is no turn {turn_id!r}.")
    async with api(settings, person.id) as client:
        response = await client.get(
            f"/api/v1/turns/{turn_id}/receipt", params={"replay": "true"} if replay else None
        )
    found: dict[str, Any] = body_of(response)
    async with open_records(settings) as records:
        await records.audit.add(read_record(this_operator(), turn.opening, replayed=replay))
    return found


async def _ship(*, compact: bool, set_aside_to: Path | None, take_back: bool) -> dict[str, Any]:
    from app.wiring import open_records

    async with open_records(Settings()) as records:
        report: dict[str, Any] = {}
        if set_aside_to is not None:
            # What cannot be recorded does not leave, here as in an export.
            waiting = (await records.outbox.backlog()).set_aside
            await records.audit.add(set_aside_written(this_operator(), waiting))
            report["set_aside_written"] = await write_set_aside(records.outbox, set_aside_to)
        if take_back:
            report["taken_back"] = await records.outbox.take_back()
        shipped = await records.shipper.drain()
        report |= dataclasses.asdict(shipped) | {"complete": shipped.complete}
        if compact:
            compacted = await records.compactor.compact_once()
            report["compaction"] = dataclasses.asdict(compacted)
            report["complete"] = report["complete"] and compacted.complete
        report["alarms"] = [alarm.message for alarm in records.alarms]
        return report
