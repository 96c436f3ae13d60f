"""``search`` and ``ask``: what a person would find, from the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer
from rich.progress import track

from app.commands.client import api, body_of, patiently
from app.commands.running import console, print_json, wait_for
from app.errors import CommandError
from app.settings import Settings

Assistant = Annotated[str, typer.Option("--assistant", "-a", help="Slug of the assistant.")]
As = Annotated[str, typer.Option("--as", help="E-mail address of the person who asks.")]
AsJson = Annotated[bool, typer.Option("--json", help="Write JSON.")]


def add_to(cli: typer.Typer) -> None:
    """Add the commands."""
    cli.command()(search)
    cli.command()(ask)


def search(
    query: Annotated[str, typer.Argument(help="What to look for.")],
    assistant: Assistant,
    person: As,
    limit: Annotated[int, typer.Option(min=1, max=50, help="Passages at most.")] = 8,
    as_json: AsJson = False,
) -> None:
    """Find passages, as far as that person may read them."""
    found = wait_for(_search(query, assistant, person, limit))
    if as_json:
        print_json(found)
        return
    if not found:
        console.print("No passages found.")
    for passage in found:
        place = f", page {passage['page']}" if passage["page"] else ""
        typer.secho(
            f"{passage['rank']}. {passage['title']} — {passage['source']}/{passage['document']}"
            f"{place}  ({passage['score']:.2f})",
            bold=True,
        )
        typer.echo(f"{passage['text']}\n")


def ask(
    question: Annotated[str | None, typer.Argument(help="The question.")] = None,
    assistant: Annotated[
        str | None,
        typer.Option(
            "--assistant",
            "-a",
            help="Slug of the assistant; a line of --file may name its own as `assistant`.",
        ),
    ] = None,
    person: As = "",
    file: Annotated[
        Path | None,
        typer.Option(help="Questions as JSON lines (_id, text); answers come as JSON lines."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Ask a question, or many, as that person."""
    if not person:
        raise CommandError("Add --as EMAIL to say who asks.")
    if (question is None) == (file is None):
        raise CommandError("Give one question, or --file QUESTIONS.jsonl.")
    if file is not None:
        wait_for(_ask_all(_read_questions(file), assistant, person))
        return
    if assistant is None:
        raise CommandError("Add --assistant SLUG.")
    answer = wait_for(_ask_one(str(question), assistant, person))
    if as_json:
        print_json(answer)
        return
    typer.echo(answer["answer"])
    for citation in answer["citations"]:
        page = f", page {citation['page']}" if citation["page"] else ""
        typer.secho(
            f"  [{citation['n']}] {citation['title']} — {citation['source']}/"
            f"{citation['document']}{page}",
            dim=True,
        )
    if answer["quotes"]:
        typer.secho("Quoted from the documents word for word; no model wrote it.", dim=True)
    typer.secho(f"almanac receipt {answer['turn_id']}", dim=True)


async def _search(query: str, assistant: str, person: str, limit: int) -> list[dict[str, Any]]:
    async with api(Settings(), person) as client:
        body = {"query": query, "assistant": assistant, "limit": limit}
        found: list[dict[str, Any]] = body_of(await client.post("/api/v1/search", json=body))
    return found


async def _ask_one(question: str, assistant: str, person: str) -> dict[str, Any]:
    async with api(Settings(), person) as client:
        return await _post(client, assistant, question)


async def _ask_all(questions: list[dict[str, Any]], assistant: str | None, person: str) -> None:
    async with api(Settings(), person) as client:
        for asked in track(questions, "Asking", console=console, disable=not console.is_terminal):
            slug = asked.get("assistant") or assistant
            if slug is None:
                raise CommandError(
                    f"Question {asked['_id']!r} names no assistant; add --assistant."
                )
            try:
                answer = await _post(client, str(slug), str(asked["text"]))
            except CommandError as error:
                answer = {"kind": "failed", "answer": str(error), "citations": []}
            print_json({"_id": asked["_id"], **answer}, indent=None)


async def _post(client: httpx.AsyncClient, assistant: str, question: str) -> dict[str, Any]:
    path, body = f"/api/v1/assistants/{assistant}/ask", {"question": question}
    response = await patiently(lambda: client.post(path, json=body))
    answer: dict[str, Any] = body_of(response)
    return answer


def _read_questions(file: Path) -> list[dict[str, Any]]:
    questions: list[dict[str, Any]] = []
    for number, line in enumerate(file.read_text("utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            asked = json.loads(line)
        except ValueError as error:
            raise CommandError(f"{file}, line {number}: not JSON.") from error
        if not isinstance(asked, dict) or not {"_id", "text"} <= asked.keys():
            raise CommandError(f"{file}, line {number}: a question needs `_id` and `text`.")
        questions.append(asked)
    return questions
