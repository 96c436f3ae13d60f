"""What ``receipt`` and ``ship`` say to a person; programs take JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import typer

_NOTHING = "—"


def print_receipt(found: dict[str, Any]) -> None:
    """Write a receipt, a line for each fact, then the prompt as it reads and the replay."""
    facts = dict(found)
    passages = facts.pop("passages", [])
    prompt = facts.pop("prompt", None)
    replayed = facts.pop("replay", None)
    for name, value in facts.items():
        typer.echo(f"{name:>22}  {written_out(value)}")
    for passage in passages:
        place = f", page {passage['page']}" if passage["page"] else ""
        mark = "cited" if passage["cited"] else "     "
        typer.echo(
            f"{'passage':>22}  {passage['rank']}. {mark} {passage['score']:.3f} "
            f"{passage['source']}/{passage['document']}{place}  {passage['content_hash'][:12]}"
        )
    if prompt is not None:
        typer.echo(f"\n{_as_it_reads(prompt)}")
    if replayed is not None:
        _print_replay(replayed)


def written_out(value: object) -> str:
    """A value for people: a dash for what is unknown or did not happen, lists without brackets."""
    match value:
        case None | "" | []:
            return _NOTHING
        case bool():
            return "yes" if value else "no"
        case dict():
            pairs = (f"{name} {written_out(one)}" for name, one in value.items())
            return ", ".join(pairs) or _NOTHING
        case list():
            between = "; " if any(isinstance(one, dict) for one in value) else ", "
            return between.join(written_out(one) for one in value)
        case _:
            return str(value)


def told_of_shipping(report: dict[str, Any]) -> Iterator[str]:
    """What one run of ``ship`` did, in sentences; alarms are told beside it."""
    if (written := report.get("set_aside_written")) is not None:
        yield f"Wrote {_records(written)} that had been set aside."
    if (taken := report.get("taken_back")) is not None:
        yield f"Let {_records(taken)} that had been set aside wait again."
    if not report["leading"]:
        yield "Another process is shipping just now. Try again in a minute."
    elif report["records"]:
        yield f"Brought {_records(report['records'])} to the lake."
    elif report["complete"] and not report["set_aside"]:
        yield "Nothing is waiting: all records are in the lake."
    if report["set_aside"]:
        yield f"Set {_records(report['set_aside'])} aside that cannot be written."
    if (compacted := report.get("compaction")) is not None:
        yield from _told_of_compacting(compacted)
    if not report["complete"]:
        yield "Not all of it is done."


def _told_of_compacting(compacted: dict[str, Any]) -> Iterator[str]:
    if not compacted["leading"]:
        yield "Another process is merging files just now. Try again in a minute."
    elif compacted["merged"]:
        yield f"Merged {_files(compacted['merged'])} into {compacted['written']:,}."
    elif not (compacted["diverged"] or compacted["unavailable"]):
        yield "No files of the lake are waiting to be merged."
    if compacted["unavailable"]:
        yield f"The lake does not answer: {compacted['unavailable']}"
    for key in compacted["diverged"]:
        yield f"Other content stands under {key}. Nothing was overwritten."
    for key in compacted["unfit"]:
        yield f"Left as it is, since it cannot be merged: {key}"


def _print_replay(replayed: dict[str, Any]) -> None:
    what = "passages" if replayed["prompt_same"] is None else "passages and prompt"
    said = "byte for byte the same" if replayed["same"] else "different"
    typer.echo(f"\n{'replay':>22}  {what}: {said}")
    for reason in replayed["reasons"]:
        typer.echo(f"{'':>22}  {reason}")


def _as_it_reads(prompt: str) -> str:
    """The messages of a prompt, each under its author; what is no list of them stays as it is."""
    try:
        said = [(str(author), str(text)) for author, text in json.loads(prompt)]
    except (ValueError, TypeError):
        return prompt
    return "\n\n".join(f"--- {author} ---\n{text.rstrip()}" for author, text in said)


def _records(count: int) -> str:
    return f"{count:,} record{'' if count == 1 else 's'}"


def _files(count: int) -> str:
    return f"{count:,} small file{'' if count == 1 else 's'}"
