"""``bench``: retrieval measured on known questions, and parsing on files with a known truth."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from app.commands.running import wait_for
from app.errors import CommandError
from app.settings import Settings
from gateway.configuration.gateway_file import read_routes

if TYPE_CHECKING:
    from assistants.measuring.benchmark import Judged
    from assistants.measuring.questions import KnownQuestion

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

    The model that embeds is the one of the gateway file, where that names one, and else that of
    ALMANAC_EMBEDDING_MODEL.
    """
    if not (folder / "queries.jsonl").is_file():
        raise CommandError(f"{folder} holds no queries.jsonl. Give a folder in BEIR layout.")
    typer.echo(json.dumps(wait_for(_measure(folder, files))))


@cli.command()
def answers(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="DIR",
            help="Holds queries.jsonl, whose `metadata` says what a right answer holds, and "
            "corpus.jsonl.",
        ),
    ],
    files: Annotated[
        Path | None,
        typer.Option(help="Index these raw files instead of corpus.jsonl."),
    ] = None,
    person: Annotated[
        str | None,
        typer.Option("--as", help="Ask this installation's own assistants, as that person."),
    ] = None,
    misses: Annotated[
        bool, typer.Option("--misses", help="Write each wrong answer to standard error.")
    ] = False,
) -> None:
    """Print how many answers are right, refused and wrong, by language, kind and department.

    A question is asked of the department that its `metadata` names. Models are those of the
    gateway file; without one the answers quote.
    """
    if not (folder / "queries.jsonl").is_file():
        raise CommandError(f"{folder} holds no queries.jsonl. Give a folder with questions.")
    if person is None and files is None and not (folder / "corpus.jsonl").is_file():
        raise CommandError(
            f"{folder} holds no corpus.jsonl. Add it, name raw files with --files, or ask this "
            "installation with --as EMAIL."
        )
    judged = wait_for(
        _ask_company(folder, person) if person is not None else _ask_set(folder, files)
    )
    from assistants.measuring.benchmark import report

    if misses:
        for one in judged:
            if one.outcome != "right":
                typer.echo(str(one), err=True)
    typer.echo(json.dumps({"set": folder.name, **report(judged)}))


async def _ask_set(folder: Path, files: Path | None) -> list[Judged]:
    from app.startup.embedders import open_embedders
    from assistants.measuring.benchmark import ask_all
    from assistants.measuring.company import assistants_over
    from gateway.quoting.similarity import EmbeddedSimilarity
    from gateway.serving import RoutedGateway

    questions = _questions(folder)
    settings = Settings()
    routes = read_routes(settings.gateway_file, os.environ)
    model = settings.embedding_model
    async with open_embedders(routes, os.environ, model=model) as embedders:
        gateway = RoutedGateway(routes, EmbeddedSimilarity(embedders.shipped), os.environ)
        try:
            async with assistants_over(
                folder, gateway, files=files, embedder=embedders.used
            ) as ask:
                return await ask_all(questions, ask)
        finally:
            await gateway.aclose()


async def _ask_company(folder: Path, person: str) -> list[Judged]:
    from app.commands.client import api, body_of, patiently
    from assistants.answers import Answer, AnswerKind
    from assistants.measuring.benchmark import ask_all

    async with api(Settings(), person) as client:
        offered = body_of(await client.get("/api/v1/assistants"))
        by_department = {each["department"]: each["slug"] for each in offered}

        async def ask(question: KnownQuestion) -> Answer:
            slug = by_department.get(question.department)
            if slug is None:
                raise CommandError(
                    f"{person} may use no assistant of {question.department!r}, which question "
                    f"{question.id!r} names."
                )
            path, body = f"/api/v1/assistants/{slug}/ask", {"question": question.text}
            said = body_of(await patiently(lambda: client.post(path, json=body)))
            return Answer(
                kind=AnswerKind(said["kind"]),
                text=said["answer"],
                question=question.text,
                standalone_question=question.text,
                evidence=said["evidence"],
            )

        return await ask_all(_questions(folder), ask)


def _questions(folder: Path) -> list[KnownQuestion]:
    from assistants.measuring.questions import QuestionsUnreadableError, read_questions

    try:
        return read_questions(folder / "queries.jsonl")
    except QuestionsUnreadableError as error:
        raise CommandError(str(error)) from error


async def _measure(folder: Path, files: Path | None) -> dict[str, Any]:
    from app.startup.embedders import open_embedders
    from retrieval.indexes.embedding import EmbedderAwayError
    from retrieval.measuring.benchmark import run_benchmark

    settings = Settings()
    routes = read_routes(settings.gateway_file, os.environ)
    model = settings.embedding_model
    async with open_embedders(routes, os.environ, model=model) as embedders:
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
