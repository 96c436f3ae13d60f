"""The texts of a slide: paragraphs with their numbers, tables, and drawings made of words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree
from pptx.oxml.ns import qn

from retrieval.parsing.numbering import written_number
from retrieval.parsing.tables import COVERED, Row
from retrieval.parsing.text import clean

# Hundredths of a point. What is set smaller than this is not meant for readers.
SMALLEST = 200
MAX_LEVEL = 8

_PARAGRAPH, _RUN, _TEXT, _BREAK, _FIELD = (qn(f"a:{name}") for name in ("p", "r", "t", "br", "fld"))
_DIAGRAM = "http://schemas.openxmlformats.org/drawingml/2006/diagram"
_RELATION = qn("r:dm")
_STYLES = {"arabic": "decimal", "alphaLc": "lowerLetter", "alphaUc": "upperLetter"}
_STYLES |= {"romanLc": "lowerRoman", "romanUc": "upperRoman"}


def paragraphs(body: Any) -> Iterator[tuple[str, int]]:
    """The paragraphs of a text as it is shown, with their numbers, and how deep each is set in."""
    counts: dict[int, int] = {}
    for paragraph in body.iter(_PARAGRAPH):
        properties = paragraph.find(qn("a:pPr"))
        shown = properties.get("lvl", "0") if properties is not None else "0"
        level = min(int(shown), MAX_LEVEL) if shown.isdecimal() else 0
        text = clean("".join(_pieces(paragraph)))
        if not text:
            continue
        counts = {deep: count for deep, count in counts.items() if deep <= level}
        numbered = properties.find(qn("a:buAutoNum")) if properties is not None else None
        if numbered is None:
            counts.pop(level, None)
        else:
            start = numbered.get("startAt", "1")
            first = int(start) if start.isdecimal() and len(start) < 6 else 1
            counts[level] = counts.get(level, first - 1) + 1
            text = f"{_label(numbered.get('type', ''), counts[level])} {text}"
        yield text, level


def _pieces(paragraph: Any) -> Iterator[str]:
    for child in paragraph.iterchildren():
        if child.tag == _BREAK:
            yield " "
        elif child.tag in {_RUN, _FIELD}:
            size = child.find(qn("a:rPr"))
            points = size.get("sz", "") if size is not None else ""
            if not (points.isdecimal() and len(points) < 6 and int(points) < SMALLEST):
                yield child.findtext(_TEXT) or ""
        else:
            # Formulas stand in a wrapper of their own.
            yield from (node.text or "" for node in child.iter() if _is_math(node.tag))


def _is_math(tag: object) -> bool:
    return isinstance(tag, str) and tag.endswith("/math}t")


def _label(kind: str, count: int) -> str:
    name = next((name for name in _STYLES if kind.startswith(name)), "arabic")
    number = written_number(count, _STYLES[name])
    if kind.endswith("ParenBoth"):
        return f"({number})"
    return f"{number})" if kind.endswith("ParenR") else f"{number}."


def table_rows(table: Any) -> list[Row]:
    """The rows of a table; a cell that spans rows stands in each of them."""
    rows: list[Row] = []
    above: dict[int, str] = {}
    for row in table.rows:
        line: list[str | None] = []
        for place, cell in enumerate(row.cells):
            text = cell.text
            if cell._tc.hMerge:
                line.append(COVERED)
                continue
            text = above.get(place, "") if cell._tc.vMerge else text
            above[place] = text
            line.append(text)
        rows.append(line)
    return rows


def diagram_paragraphs(shape: Any, part: Any) -> Iterator[tuple[str, int]]:
    """The words of a drawing that the program arranges itself (SmartArt)."""
    for node in shape._element.iter(f"{{{_DIAGRAM}}}relIds"):
        relation = part.rels.get(node.get(_RELATION))
        if relation is None or relation.is_external:
            continue
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        data = etree.fromstring(relation.target_part.blob, parser)
        for text in data.iter(f"{{{_DIAGRAM}}}t"):
            yield from paragraphs(text)
