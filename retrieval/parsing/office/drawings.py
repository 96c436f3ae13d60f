"""What drawings in Office files say: text with its marks, charts, and diagrams (SmartArt)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree

from retrieval.parsing.documents import Block
from retrieval.parsing.office.formulas import formula_text, is_math
from retrieval.parsing.tables.reading import Row, row_blocks
from retrieval.parsing.text.cleaning import clean
from retrieval.parsing.text.numbering import written_number
from retrieval.parsing.text.superscripts import Piece, Script, with_scripts

DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
DIAGRAM = "http://schemas.openxmlformats.org/drawingml/2006/diagram"

# Hundredths of a point. What is set smaller than this is not meant for readers.
SMALLEST = 200
MAX_LEVEL = 8
MAX_POINTS = 5_000

_A, _C = f"{{{DRAWING}}}", f"{{{CHART}}}"
_PARAGRAPH, _RUN, _TEXT, _BREAK, _FIELD = (f"{_A}{name}" for name in ("p", "r", "t", "br", "fld"))
_PROPERTIES, _RUN_PROPERTIES = f"{_A}pPr", f"{_A}rPr"
_STYLES = {"arabic": "decimal", "alphaLc": "lowerLetter", "alphaUc": "upperLetter"}
_STYLES |= {"romanLc": "lowerRoman", "romanUc": "upperRoman"}


@dataclass(slots=True)
class Seen:
    """Counts what was passed over while text was read: runs that are struck through."""

    struck: int = 0


def part_root(data: bytes) -> Any:
    """Parse a part of a package, without entities and without a network."""
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))


def paragraphs(body: Any, seen: Seen) -> Iterator[tuple[str, int]]:
    """The paragraphs of a text as it is shown, with their numbers, and how deep each is set in."""
    counts: dict[int, int] = {}
    for paragraph in body.iter(_PARAGRAPH):
        properties = paragraph.find(_PROPERTIES)
        shown = properties.get("lvl", "0") if properties is not None else "0"
        level = min(int(shown), MAX_LEVEL) if shown.isdecimal() else 0
        before = seen.struck
        text = paragraph_text(paragraph, seen)
        if not text and seen.struck == before:
            continue
        counts = {deep: count for deep, count in counts.items() if deep <= level}
        numbered = properties.find(f"{_A}buAutoNum") if properties is not None else None
        if numbered is None:
            counts.pop(level, None)
        else:
            start = numbered.get("startAt", "1")
            first = int(start) if start.isdecimal() and len(start) < 6 else 1
            counts[level] = counts.get(level, first - 1) + 1
            text = text and f"{_label(numbered.get('type', ''), counts[level])} {text}"
        if text:
            yield text, level


def paragraph_text(paragraph: Any, seen: Seen) -> str:
    """The text of one paragraph, without its number."""
    return clean(with_scripts(_pieces(paragraph, seen)))


def _pieces(paragraph: Any, seen: Seen) -> Iterator[Piece]:
    for child in paragraph.iterchildren():
        if child.tag == _BREAK:
            yield " ", ""
        elif child.tag in {_RUN, _FIELD}:
            properties = child.find(_RUN_PROPERTIES)
            text = child.findtext(_TEXT) or ""
            if properties is None:
                yield text, ""
                continue
            points = properties.get("sz", "")
            if points.isdecimal() and len(points) < 6 and int(points) < SMALLEST:
                continue
            if properties.get("strike", "noStrike") in {"sngStrike", "dblStrike"}:
                seen.struck += bool(text.strip())
                continue
            yield text, _script(properties.get("baseline", "0"))
        else:
            # Formulas stand in a wrapper of their own.
            for node in child.iter():
                if is_math(node.tag) and not any(is_math(up.tag) for up in node.iterancestors()):
                    yield formula_text(node), ""


def _script(baseline: str) -> Script:
    try:
        height = float(baseline.rstrip("%"))
    except ValueError:
        return ""
    return "raised" if height > 0 else ("lowered" if height < 0 else "")


def _label(kind: str, count: int) -> str:
    name = next((name for name in _STYLES if kind.startswith(name)), "arabic")
    number = written_number(count, _STYLES[name])
    if kind.endswith("ParenBoth"):
        return f"({number})"
    return f"{number})" if kind.endswith("ParenR") else f"{number}."


def diagram_texts(root: Any, seen: Seen) -> Iterator[tuple[str, int]]:
    """The words of a drawing that the program arranges itself, from its data part."""
    for text in root.iter(f"{{{DIAGRAM}}}t"):
        yield from paragraphs(text, seen)


def chart_blocks(root: Any, page: int | None = None) -> list[Block]:
    """A chart as its title and the table of its figures, as they were last drawn."""
    seen = Seen()
    title = root.find(f"{_C}chart/{_C}title")
    texts = [text for text, _ in paragraphs(title, seen)] if title is not None else []
    blocks = [Block("paragraph", " ".join(texts), page=page)] if texts else []
    series = [node for node in root.iter(f"{_C}ser") if node.find(f"{_C}val") is not None]
    series += [node for node in root.iter(f"{_C}ser") if node.find(f"{_C}yVal") is not None]
    rows = chart_rows(series, texts[0] if len(texts) == 1 else "")
    return [*blocks, *row_blocks(rows, header=True, page=page)]


def chart_rows(series: list[Any], title: str) -> list[Row]:
    """The rows of a chart: its categories, and the value of each series."""
    columns: list[dict[int, str]] = []
    labels: dict[int, str] = {}
    names: list[str] = []
    for node in series:
        points = _points(node, "val") or _points(node, "yVal")
        labels = {**(_points(node, "cat") or _points(node, "xVal")), **labels}
        name = node.find(f"{_C}tx")
        told = " ".join(v.text or "" for v in name.iter(f"{_C}v")) if name is not None else ""
        names.append(
            clean(told) or (title if len(series) == 1 else "") or f"Series {len(names) + 1}"
        )
        columns.append(points)
    places = sorted({place for column in columns for place in column})
    rows: list[Row] = [
        [labels.get(place, str(place + 1)), *(column.get(place, "") for column in columns)]
        for place in places
    ]
    return [["", *names], *rows] if rows else []


def _points(series: Any, name: str) -> dict[int, str]:
    """The values of a series by place; of labels on several levels the lowest, then the others."""
    part = series.find(f"{_C}{name}")
    if part is None:
        return {}
    found: dict[int, str] = {}
    for point in part.iter(f"{_C}pt"):
        place, value = point.get("idx", ""), clean(point.findtext(f"{_C}v") or "")
        if place.isdecimal() and len(place) < 6 and len(found) < MAX_POINTS:
            at = int(place)
            found[at] = f"{found[at]}, {value}" if at in found else shown_figure(value)
    return found


def shown_figure(value: str) -> str:
    """A figure without the digits that binary fractions add."""
    try:
        return f"{float(value):.10g}" if "." in value and "E" not in value else value
    except ValueError:
        return value
