"""Ingestion with a progress bar, and its ledger on the screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from app.commands.running import console
from retrieval.ingestion import Ledger
from retrieval.opening import Retrieval


async def ingest_with_progress(retrieval: Retrieval, sources: Sequence[str] = ()) -> Ledger:
    """Sync sources (all if none is named), with a bar where somebody sits at the terminal."""
    columns = (
        TextColumn("Reading documents"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[path]}", style="dim"),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        bar = progress.add_task("documents", total=None, path="")

        def show(done: int, total: int, path: str) -> None:
            progress.update(bar, completed=done, total=total, path=path)

        return await retrieval.ingestion.sync(sources, show)


def print_ledger(ledger: dict[str, Any]) -> None:
    """Show the ledger: a row for each source, then every document that was not taken in."""
    table = Table("source", "seen", "live", "unchanged", "failed", "expired", "removed", "chunks")
    for source in ledger["sources"]:
        names = ("seen", "live", "unchanged", "failed", "expired", "removed", "chunks")
        table.add_row(source["source"], *(str(source["counts"].get(name, 0)) for name in names))
    console.print(table)
    for source in ledger["sources"]:
        if source.get("reason"):
            console.print(f"[red]{source['source']}[/red]: {source['reason']}")
        for row in source["documents"]:
            if row["reason"]:
                console.print(
                    f"  {source['source']}/{row['path']}: {row['status']}: {row['reason']}"
                )
    verdict = "The ledger reconciles." if ledger["reconciled"] else "The ledger does NOT reconcile."
    console.print(verdict)
    for problem in ledger.get("problems", []):
        console.print(f"[red]{problem}[/red]")
