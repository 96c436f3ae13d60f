"""``bench``: retrieval measured on known questions, and parsing on files with a known truth."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from app.commands.running import wait_for
from app.errors import CommandError
from app.settings import Settings
from gateway.configuration.gateway_file import read_routes

cli = typer.Typer(help="Measure.", no_args_is_help=True)


@cli.callback()
def bench() -> None:
    """Measure."""


@cli.command()
def retrieval(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="DIR", help="Holds corpus.jsonl, queries.jsonl and qrels/test.tsv (BEIR)."
        ),
    ],
    files: Annotated[
        Path | None,
        typer.Option(help="Index these raw files instead of corpus.jsonl; score by path."),
    ] = None,
) -> None:
    """Print nDCG@10, recall and speed, beside BM25, dense and their plain fusion, as JSON.

    The model that embeds is the one of the gateway file, where that names one.
    """
    if not (folder / "queries.jsonl").is_file():
        raise CommandError(f"{folder} holds no queries.jsonl. Give a folder in BEIR layout.")
    typer.echo(json.dumps(wait_for(_measure(folder, files))))


async def _measure(folder: Path, files: Path | None) -> dict[str, Any]:
    from app.startup.embedders import open_embedders
    from retrieval.indexes.embedding import EmbedderAwayError
    from retrieval.measuring.benchmark import run_benchmark

    routes = read_routes(Settings().gateway_file, os.environ)
    async with open_embedders(routes, os.environ) as embedders:
        try:
            return await run_benchmark(folder, files=files, embedder=embedders.used)
        except EmbedderAwayError as error:
            raise CommandError(f"{error} `almanac doctor` asks its route.") from error


@cli.command()
def parsing(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="DIR", help="Holds truth.jsonl and the files it names, or folders that do."
        ),
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON.")] = False,
) -> None:
    """Print how faithfully files are read, by format, and each text that is missing or wrong.

    Each line of truth.jsonl names a file, the texts that must stand in it, those that must not, and
    those that stand together in one chunk.
    """
    from retrieval.measuring.fidelity import TRUTH, TruthError, measure_fidelity, truth_files

    if not truth_files(folder):
        raise CommandError(f"{folder} holds no {TRUTH}. docs/knowledge.md describes it.")
    try:
        report = wait_for(measure_fidelity(folder))
    except TruthError as error:
        raise CommandError(str(error)) from error
    if as_json:
        typer.echo(json.dumps(report))
    else:
        _print_fidelity(report)


def _print_fidelity(report: dict[str, Any]) -> None:
    screen = Console(soft_wrap=True)
    columns = ("must", "violations", "together", "remarks")
    table = Table("format", "files", *columns)
    rows = [*report["by_format"].items(), ("all", report)]
    if report["held_out"] is not None:
        rows.append(("held out", report["held_out"]))
    for name, figures in rows:
        shares = (_share(figures[c], figures["asked"][c]) for c in columns)
        table.add_row(name, str(figures["files"]), *shares)
    screen.print(table)
    for one in report["failures"]:
        # Texts of a file are text, and no markup.
        screen.print(Text(f"{one['file']}: {one['part']}: {one['text']}"))


def _share(value: float | None, asked: int) -> str:
    return "" if value is None else f"{value:.1%} of {asked}"
