"""The tables of a slide, and the words of its diagrams."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pptx.oxml.ns import qn

from retrieval.parsing.office.drawings import (
    DIAGRAM,
    Seen,
    diagram_texts,
    paragraph_text,
    part_root,
)
from retrieval.parsing.tables.reading import COVERED, Row


def table_rows(table: Any, seen: Seen) -> list[Row]:
    """The rows of a table; a cell that spans rows stands in each of them."""
    rows: list[Row] = []
    above: dict[int, str] = {}
    for row in table.rows:
        line: list[str | None] = []
        for place, cell in enumerate(row.cells):
            if cell._tc.hMerge:
                line.append(COVERED)
                continue
            text = above.get(place, "") if cell._tc.vMerge else _cell(cell._tc, seen)
            above[place] = text
            line.append(text)
        rows.append(line)
    return rows


def _cell(cell: Any, seen: Seen) -> str:
    texts = (paragraph_text(paragraph, seen) for paragraph in cell.iter(qn("a:p")))
    return " ".join(text for text in texts if text)


def diagram_paragraphs(shape: Any, part: Any, seen: Seen) -> Iterator[tuple[str, int]]:
    """The words of a drawing that the program arranges itself (SmartArt)."""
    for node in shape._element.iter(f"{{{DIAGRAM}}}relIds"):
        relation = part.rels.get(node.get(qn("r:dm")))
        if relation is not None and not relation.is_external:
            yield from diagram_texts(part_root(relation.target_part.blob), seen)
