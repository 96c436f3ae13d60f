"""Puts together again the tables that passages are cut from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from retrieval.documents import ChunkRecord, DocumentStore
from retrieval.searching.choosing import Chosen

# A long table costs reading all chunks of its document; no question is about more of them.
MOST_TABLES = 4
# ``name: value; name: value``, as parsing writes a row, perhaps behind a label without a name.
_ROW = re.compile(r"(?:[^:;\n]{1,80}; )?[^:;\n]{1,80}: [^;\n]*(?:; [^:;\n]{1,80}: [^\n]*|$)")


@dataclass(frozen=True, slots=True)
class WholeTable:
    """A chosen chunk with as much of its table as has room, and the rows that had none."""

    chosen: Chosen
    rows_left: int = 0


async def with_whole_tables(
    chosen: Sequence[Chosen], documents: DocumentStore, *, letters: int
) -> list[WholeTable]:
    """Widen the best chunks of tables by their neighbours, to ``letters`` in all.

    What is put into a better one does not come again. ``chosen`` are of documents that were just
    confirmed, and a table never leaves its document.
    """
    found: list[WholeTable] = []
    used: set[str] = set()
    tables = 0
    for one in chosen:
        chunk = one.hit.chunk
        if chunk.id in used:
            continue
        used.add(chunk.id)
        if letters <= 0 or tables == MOST_TABLES or not is_table(one.text):
            found.append(WholeTable(one))
            continue
        tables += 1
        around = _table_around(chunk, await documents.chunks_of(chunk.document_id))
        kept = _within(chunk, around, letters)
        letters -= sum(len(each.text) for each in kept)
        used.update(each.id for each in kept)
        left = sum(_rows(each.text) for each in around if each not in kept)
        whole = one if len(kept) < 2 else replace(one, text="\n".join(each.text for each in kept))
        found.append(WholeTable(whole, left))
    return found


def is_table(text: str) -> bool:
    """Tell whether most lines of a text are rows of a table."""
    lines = text.splitlines()
    return _rows(text) * 2 > len(lines)


def _rows(text: str) -> int:
    return sum(1 for line in text.splitlines() if _ROW.fullmatch(line) and "; " in line)


def _table_around(chunk: ChunkRecord, every: Sequence[ChunkRecord]) -> list[ChunkRecord]:
    """The chunks of the table that ``chunk`` is cut from; it may go on over pages."""
    places = {one.ordinal: one for one in every}
    if chunk.ordinal not in places:
        return [chunk]
    before = list(_run(places, chunk, -1))
    return [*reversed(before), places[chunk.ordinal], *_run(places, chunk, 1)]


def _run(places: dict[int, ChunkRecord], chunk: ChunkRecord, step: int) -> Iterator[ChunkRecord]:
    ordinal = chunk.ordinal + step
    while (one := places.get(ordinal)) and one.section == chunk.section and is_table(one.text):
        yield one
        ordinal += step


def _within(chunk: ChunkRecord, around: Sequence[ChunkRecord], letters: int) -> list[ChunkRecord]:
    """The chunk and those next to it, in both directions, as long as there is room."""
    start = next(i for i, one in enumerate(around) if one.id == chunk.id)
    end = start + 1
    room = letters - len(around[start].text)
    grown = True
    while grown:
        grown = False
        if end < len(around) and len(around[end].text) <= room:
            room -= len(around[end].text)
            end, grown = end + 1, True
        if start and len(around[start - 1].text) <= room:
            room -= len(around[start - 1].text)
            start, grown = start - 1, True
    return list(around[start:end])
