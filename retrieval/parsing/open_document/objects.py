"""What stands in an OpenDocument file as a file of its own: charts, formulas, sheets, texts."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from typing import Any

from retrieval.parsing.documents import Block, ParseError
from retrieval.parsing.tables.reading import Row, row_blocks
from retrieval.parsing.text.cleaning import clean
from retrieval.parsing.web.html import html_line
from retrieval.parsing.xml.rewriting import markup_of
from retrieval.parsing.xml.trees import child, children, name_of, text_of, tree_of

MAX_OBJECTS = 300
MAX_BYTES = 20_000_000
MAX_POINTS = 5_000

_HREF = "{http://www.w3.org/1999/xlink}href"
_CONTENT = "/content.xml"


class Objects:
    """The objects of a package, by the names that frames refer to."""

    def __init__(self, package: zipfile.ZipFile) -> None:
        self._parts: dict[str, bytes] = {}
        size = 0
        for entry in package.infolist():
            size += entry.file_size if entry.filename.endswith(_CONTENT) else 0
            if size > MAX_BYTES or len(self._parts) >= MAX_OBJECTS:
                return
            if entry.filename.endswith(_CONTENT):
                self._parts[entry.filename.removesuffix(_CONTENT)] = package.read(entry)

    def root(self, frame: Any) -> Any:
        """The document of the object in a frame; ``None`` where there is none that can be read."""
        held = next(children(frame, "object"), None)
        if held is None:
            return None
        if len(held):
            # It stands in the frame itself.
            return held[0]
        data = self._parts.get(str(held.get(_HREF) or "").removeprefix("./").rstrip("/"))
        try:
            return tree_of(data) if data else None
        except ParseError:
            return None


def formula_in(root: Any) -> str | None:
    """The formula that an object is, as one line; ``None`` for any other object."""
    if root is None or name_of(root) != "math":
        return None
    return html_line(markup_of(root))[0]


def body_of(root: Any) -> Any:
    """The chart, the sheets or the text that an object is, or ``None``."""
    body = child(root, "body")
    return next(iter(body), None) if body is not None else None


def chart_blocks(chart: Any, page: int | None) -> Iterator[Block]:
    """The titles of a chart as a paragraph, and its figures as rows."""
    titles = [text_of(one) for one in children(chart, "title", "subtitle")]
    if told := clean(" ".join(filter(None, titles))):
        yield Block("paragraph", told, page=page)
    table = next(chart.iter("{*}table"), None)
    rows: list[Row] = []
    for row in table.iter("{*}table-row") if table is not None else ():
        cells = [clean(text_of(cell)) for cell in children(row, "table-cell")]
        rows.append(["" if cell == "NaN" else cell for cell in cells])
        if len(rows) > MAX_POINTS:
            break
    if len(rows) > 1:
        yield from row_blocks(rows, header=1, page=page)
