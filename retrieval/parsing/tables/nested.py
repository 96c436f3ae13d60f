"""Tables in the cells of a table: below their row, and under the name of their column."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import TypeVar

from retrieval.parsing.documents import Block
from retrieval.parsing.tables.reading import MAX_NAME, Row, read_table
from retrieval.parsing.text.cleaning import clean

Inner = TypeVar("Inner")
# The tables in the cells of a table, by row: each with the place of its column.
Held = Mapping[int, Sequence[tuple[int, Inner]]]


def nested_blocks(
    rows: Sequence[Row],
    held: Held[Inner],
    read: Callable[[Inner, int], Iterable[Block]],
    *,
    header: bool | int | None = None,
    level: int = 0,
    page: int | None = None,
) -> Iterator[Block]:
    """The rows of a table as blocks, those of the tables in its cells below their rows.

    ``read`` gives the blocks of a table at a level. The name of a column stands above its tables
    unless the row says it.
    """
    table = read_table(rows, header=header, holding=frozenset(held))
    lines = {line.row: line for line in table.lines}
    below = level
    for i, row in enumerate(rows):
        if i in lines:
            yield Block("table_row", lines[i].text, level + lines[i].level, page)
            below = level + lines[i].level + 1
        for place, inner in groupby(held.get(i, ()), key=lambda one: one[0]):
            name = table.names[place] if i in lines and place < len(table.names) else ""
            is_said = place < len(row) and bool(clean(row[place] or ""))
            if name and not is_said and len(name) <= MAX_NAME:
                yield Block("table_row", name, below, page)
            for _, one in inner:
                yield from read(one, below + bool(name and not is_said))
