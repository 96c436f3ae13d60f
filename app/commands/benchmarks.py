"""``bench``: retrieval measured on a set of questions with known documents."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from app.commands.running import wait_for
from app.remedies import CommandError

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
    """Print nDCG@10, recall and speed, beside BM25, dense and their plain fusion, as JSON."""
    if not (folder / "queries.jsonl").is_file():
        raise CommandError(f"{folder} holds no queries.jsonl. Give a folder in BEIR layout.")
    from retrieval.measuring.benchmark import run_benchmark

    typer.echo(json.dumps(wait_for(run_benchmark(folder, files=files))))
