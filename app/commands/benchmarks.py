"""``bench``: retrieval measured on a set of questions with known documents."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Annotated, Any

import typer

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
