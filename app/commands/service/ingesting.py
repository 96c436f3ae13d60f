"""Ingestion with a progress bar, and its ledger on the screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars
from rich.table import Table
from rich.text import Text

from app.commands.running import console
from retrieval.ingesting.ledger import Ledger, Progress

if TYPE_CHECKING:
    from retrieval.opening import Retrieval

_OUTCOMES = (
    "seen",
    "live",
    "moved",
    "unchanged",
    "failed",
    "quarantined",
    "expired",
    "superseded",
    "removed",
    "chunks",
)
_STAGES = ("seen", "read", "parsed", "cut", "embedded", "reused", "restored")
_STORES = ("database", "vectors", "words")


@contextmanager
def showing_progress(title: str = "Reading documents") -> Iterator[Progress]:
    """A bar where somebody sits at the terminal; give it each step."""
    columns = (
        TextColumn(title),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[path]}", style="dim", markup=False),
    )
    with Bars(*columns, console=console, disable=not console.is_terminal) as bars:
        bar = bars.add_task("documents", total=None, path="")

        def show(done: int, total: int, path: str) -> None:
            bars.update(bar, completed=done, total=total, path=path)

        yield show


async def ingest_with_progress(retrieval: Retrieval, sources: Sequence[str] = ()) -> Ledger:
    """Sync sources, all if none is named, in this process."""
    with showing_progress() as show:
        return await retrieval.ingestion.sync(sources, show)


async def read_pictures(retrieval: Retrieval, sources: Sequence[str], ledger: Ledger) -> Ledger:
    """Read what waits on pictures in this process, and take it up; gives the last ledger."""
    if retrieval.recogniser is None:
        return ledger
    with showing_progress("Reading pictures") as show:
        news = await retrieval.recogniser.drain(show)
    return await ingest_with_progress(retrieval, sources) if news else ledger


def print_ledger(ledger: dict[str, Any]) -> None:
    """Show the ledger: what became of each source's documents, and all that somebody must see to.

    First the documents by outcome, then how far they came in this run, and the chunks that each
    store holds now.
    """
    _print_table("outcome", _OUTCOMES, ledger, "counts")
    _print_table("this run", _STAGES, ledger, "stages")
    _print_table("chunks in", _STORES, ledger, "stores")
    for source in ledger["sources"]:
        _print_notes(source)
    verdict = "The ledger reconciles." if ledger["reconciled"] else "The ledger does NOT reconcile."
    console.print(verdict)
    for problem in ledger.get("problems", []):
        console.print(Text(problem, "red"))


def _print_table(title: str, columns: Sequence[str], ledger: dict[str, Any], part: str) -> None:
    """One row a source; a column of nothing but zeros is left out."""
    rows = {source["source"]: source.get(part, {}) for source in ledger["sources"]}
    told = [name for name in columns if any(row.get(name) for row in rows.values())]
    if told:
        table = Table(title, *told)
        for name, row in rows.items():
            table.add_row(name, *(str(row.get(column, 0)) for column in told))
        console.print(table)


def _print_notes(source: dict[str, Any]) -> None:
    # Paths and reasons come from outside: they are text, and no markup.
    if source["reason"]:
        console.print(Text(f"{source['source']}: {source['reason']}", "red"))
    for warning in source.get("warnings", ()):
        console.print(Text(f"{source['source']}: {warning}", "yellow"))
    for row in source["documents"]:
        place = f"  {source['source']}/{row['path']}: {row['status']}"
        if row.get("moved_from"):
            console.print(Text(f"{place}, from {row['moved_from']}"))
        for note in (row["reason"], *row.get("remarks", ())):
            if note:
                console.print(Text(f"{place}: {note}"))
