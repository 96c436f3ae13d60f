"""Reads OpenDocument text and slides into blocks, and tables of all kinds into rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from retrieval.parsing.documents import Block, ParseError
from retrieval.parsing.open_document.lines import Lines
from retrieval.parsing.open_document.objects import Objects, body_of, chart_blocks, formula_in
from retrieval.parsing.open_document.styles import STYLE, TABLE, TEXT, Styles
from retrieval.parsing.tables.nested import nested_blocks
from retrieval.parsing.tables.reading import COVERED, Row
from retrieval.parsing.text.numbering import written_number
from retrieval.parsing.xml.trees import child, children, name_of

MAX_DEPTH = 40
MAX_COLUMNS = 500
MAX_REPEATED = 50
MAX_PARAGRAPHS = 100_000
_FORMATS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_UNSEEN = frozenset(
    "tracked-changes table-of-content alphabetical-index illustration-index table-index "
    "notes annotation forms sequence-decls".split()
)


class Reader:
    """Reads one document. ``title`` is the paragraph that its style calls so."""

    def __init__(self, styles: Styles, held: Objects | None = None) -> None:
        self.lines = Lines(styles, held)
        self._held = held
        self._styles = styles
        self._counts: dict[tuple[str, int], int] = {}
        self._paragraphs = 0
        self.title = ""
        self.page: int | None = None
        self.pictures = 0
        self.objects = 0

    def blocks(self, node: Any, depth: int = 0) -> Iterator[Block]:
        """The blocks of what stands in an element."""
        for one in node if depth < MAX_DEPTH else ():
            yield from self.element(one, depth + 1)

    def element(self, node: Any, depth: int) -> Iterator[Block]:
        """The blocks of one element."""
        name = name_of(node)
        if name in {"p", "h"}:
            yield from self._paragraph(node, depth)
        elif name == "list":
            yield from self._list(node, "", 0, depth)
        elif name == "table":
            yield from self.table(node, 0, depth)
        elif name in {"frame", "custom-shape", "g"}:
            yield from self.frame(node, depth)
        elif name == "section" and node.get(f"{TEXT}display") == "none":
            self.lines.hidden += 1
        elif name not in _UNSEEN:
            yield from self.blocks(node, depth)

    def _paragraph(self, node: Any, depth: int, label: str | None = None) -> Iterator[Block]:
        self._paragraphs += 1
        if self._paragraphs > MAX_PARAGRAPHS:
            raise ParseError("The document has more than 100,000 paragraphs. Split it.")
        text = self.lines.read(node)
        notes, frames = self.lines.notes, self.lines.frames
        if text:
            yield self._block(node, text, label)
        for mark, body in notes:
            told = " ".join(self.lines.read(p) for p in body.iter(f"{TEXT}p", f"{TEXT}h"))
            if told:
                yield Block("paragraph", f"[{mark}] {told}" if mark else told, page=self.page)
        for frame in frames:
            yield from self.frame(frame, depth)

    def _block(self, node: Any, text: str, label: str | None) -> Block:
        if self._styles.is_titled(node.get(f"{TEXT}style-name")) and not self.title:
            self.title = text
            return Block("heading", text, 1, self.page)
        if name_of(node) == "h":
            level = node.get(f"{TEXT}outline-level", "1")
            return Block("heading", text, int(level) if level.isdecimal() else 1, self.page)
        if label is not None:
            number, _, deep = label.rpartition("|")
            return Block("list_item", f"{number} {text}".strip(), int(deep), self.page)
        return Block("paragraph", text, page=self.page)

    def _list(self, node: Any, style: str, level: int, depth: int) -> Iterator[Block]:
        style = node.get(f"{TEXT}style-name") or style
        if node.get(f"{TEXT}continue-numbering") != "true":
            self._counts.pop((style, level), None)
        for item in children(node, "list-item", "list-header") if depth < MAX_DEPTH else ():
            label = self._label(item, style, level) if name_of(item) == "list-item" else ""
            first = True
            for one in item:
                if name_of(one) == "list":
                    yield from self._list(one, style, level + 1, depth + 1)
                elif name_of(one) in {"p", "h"}:
                    told = f"{label if first else ''}|{level}"
                    yield from self._paragraph(one, depth, told)
                    first = False

    def _label(self, item: Any, style: str, level: int) -> str:
        """The number of an item as its list writes it; empty for a bullet."""
        form = next(
            (
                one
                for one in self._styles.lists.get(style, ())
                if one.get(f"{TEXT}level") == str(level + 1)
            ),
            None,
        )
        kind = form.get(f"{STYLE}num-format", "") if form is not None else ""
        if form is None or name_of(form) != "list-level-style-number" or not kind:
            return ""
        given = item.get(f"{TEXT}start-value") or ""
        start = form.get(f"{TEXT}start-value", "1")
        first = int(start) if start.isdecimal() and len(start) < 6 else 1
        count = self._counts.get((style, level), first - 1) + 1
        count = int(given) if given.isdecimal() and len(given) < 6 else count
        self._counts[style, level] = count
        number = written_number(count, _FORMATS.get(kind, "decimal"))
        before, after = form.get(f"{STYLE}num-prefix", ""), form.get(f"{STYLE}num-suffix", "")
        return f"{before}{number}{after}"

    def frame(self, node: Any, depth: int) -> Iterator[Block]:
        """The blocks of a text box, a picture, or an object such as a chart."""
        has_object = next(children(node, "object", "object-ole"), None) is not None
        self.pictures += child(node, "image") is not None and not has_object
        if has_object:
            yield from self._object(node)
        else:
            yield from self.blocks(node, depth + 1)

    def _object(self, node: Any) -> Iterator[Block]:
        root = self._held.root(node) if self._held is not None else None
        if formula := formula_in(root):
            yield Block("paragraph", formula, page=self.page)
            return
        body = body_of(root)
        if body is None:
            self.objects += 1
        elif name_of(body) == "chart":
            blocks = [
                block for one in children(body, "chart") for block in chart_blocks(one, self.page)
            ]
            self.objects += not any(block.kind == "table_row" for block in blocks)
            yield from blocks
        else:
            # What is put into it in turn is told of.
            inner = Reader(Styles(root))
            inner.page = self.page
            yield from inner.blocks(body)
            self.objects += inner.objects
            self.pictures += inner.pictures
            self.lines.struck += inner.lines.struck
            self.lines.hidden += inner.lines.hidden

    def table(self, node: Any, level: int, depth: int) -> Iterator[Block]:
        """The rows of a table as sentences; a table in a cell stands below its row."""
        grid: list[Row] = []
        inner: dict[int, list[tuple[int, Any]]] = {}
        heads = 0
        bold: list[bool] = []
        above: dict[int, tuple[int, str]] = {}
        for row, in_head in table_rows(node):
            tables: list[tuple[int, Any]] = []
            line, is_bold = self._row(row, above, tables)
            heads += in_head and heads == len(grid)
            if tables:
                inner[len(grid)] = tables
            bold.append(is_bold)
            grid.append(line)
        header = heads or (1 if len(bold) > 1 and bold[0] and not bold[1] else None)
        yield from nested_blocks(
            grid,
            inner,
            lambda one, below: self.table(one, below, depth + 1) if depth < MAX_DEPTH else (),
            header=header,
            level=level,
            page=self.page,
        )

    def _row(
        self, row: Any, above: dict[int, tuple[int, str]], tables: list[tuple[int, Any]]
    ) -> tuple[Row, bool]:
        line: list[str | None] = []
        bold: list[bool] = []
        for cell in children(row, "table-cell", "covered-table-cell"):
            times = min(number(cell, "number-columns-repeated"), MAX_REPEATED)
            if name_of(cell) == "covered-table-cell":
                for _ in range(times):
                    left, text = above.get(len(line), (0, ""))
                    above[len(line)] = (left - 1, text)
                    line.append(text if left > 0 else COVERED)
                continue
            texts = []
            for one in cell:
                if name_of(one) == "table":
                    tables.append((len(line), one))
                    continue
                for p in one.iter(f"{TEXT}p", f"{TEXT}h"):
                    texts.append(self.lines.read(p))
                    bold.append(self.lines.bold and bool(texts[-1]))
            text = " ".join(filter(None, texts))
            for _ in range(times):
                above[len(line)] = (number(cell, "number-rows-spanned") - 1, text)
                line.append(text)
            if len(line) > MAX_COLUMNS:
                break
        return line, len(bold) > 1 and all(bold)


def table_rows(node: Any) -> Iterator[tuple[Any, bool]]:
    """The rows of a table that are shown, and whether each stands among the names of columns."""
    for one in node:
        name = name_of(one)
        if name == "table-row" and one.get(f"{TABLE}visibility", "visible") == "visible":
            for _ in range(min(number(one, "number-rows-repeated"), MAX_REPEATED)):
                yield one, name_of(node) == "table-header-rows"
        elif name in {"table-header-rows", "table-rows", "table-row-group"}:
            yield from table_rows(one)


def number(node: Any, name: str) -> int:
    """A count that stands at an element; 1 where there is none."""
    value = node.get(f"{TABLE}{name}", "1")
    return max(int(value), 1) if value.isdecimal() and len(value) < 8 else 1
