"""Compares what the folder, the ledger, the database and the indexes hold of a source."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from retrieval.ingesting.indexing import Contents, Indexer
from retrieval.ingesting.ledger import Line


async def clean(indexer: Indexer, source: str) -> Contents:
    """Take out of the indexes what is not in the database, and look at what is left.

    Such chunks were never seen by anybody: of documents that changed, moved or went away, and of
    runs that were interrupted.
    """
    contents = await indexer.contents(source)
    if orphans := {*contents.dense, *contents.lexical} - contents.stored.keys():
        await indexer.erase(source, orphans)
        contents = await indexer.contents(source)
    return contents


def problems(
    listed: Collection[str],
    stored: Collection[str],
    lines: Mapping[str, Line],
    contents: Contents,
) -> list[str]:
    """Where they disagree; nothing if they do not.

    ``listed`` are the paths in the folder, ``stored`` those in the database, ``lines`` the ledger's
    by path.
    """
    found = contents.problems()
    for path in sorted({*listed} ^ {*stored}):
        where = "only in the folder" if path in listed else "only in the database"
        found.append(f"{path} is {where}")
    told = {path: line for path, line in lines.items() if line.status != "removed"}
    for path in sorted({*listed} ^ {*told}):
        found.append(f"nothing is known of what became of {path}")
    if (chunks := sum(line.chunks for line in told.values())) != len(contents.stored):
        found.append(f"the ledger tells of {chunks} chunks, and {len(contents.stored)} are there")
    return found
