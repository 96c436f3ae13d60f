"""HTML to blocks: what a reader of the page sees, without its navigation."""

from __future__ import annotations

import codecs
import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from retrieval.parsing.documents import Block, BlockKind, ParsedDocument, ParseError
from retrieval.parsing.tables import COVERED, Row, row_blocks
from retrieval.parsing.text import clean, clean_lines, decoded, readable_name
from retrieval.parsing.web.visibility import MAX_DEPTH, check_nesting, without_unseen

PARSER = "html/2"
MAX_SPAN = 50

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.I)
# fmt: off
_INLINE = frozenset((
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn",
    "em", "font", "i", "ins", "kbd", "label", "mark", "q", "rp", "rt",
    "ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup",
    "time", "tt", "u", "var", "wbr",
))
# fmt: on
_TITLE_SEPARATOR = re.compile(r"\s+[|·»–—]\s+")


def parse_html(data: bytes, path: str) -> ParsedDocument:
    """Read a page; raises `ParseError` when a reader would see no text."""
    text, remarks = decoded(data, declared=_declared_charset(data))
    check_nesting(text)
    page = LexborHTMLParser(text)
    title = _title(page)
    blocks = _visible(page)
    if not blocks:
        raise ParseError("The page shows no text.")
    title = title or next((b.text for b in blocks if b.kind == "heading"), "")
    return ParsedDocument(title or readable_name(path), tuple(blocks), None, PARSER, remarks)


def html_blocks(fragment: str) -> list[Block]:
    """Read a piece of HTML that stands in another format."""
    check_nesting(fragment)
    return _visible(LexborHTMLParser(fragment))


def _declared_charset(data: bytes) -> str | None:
    if not (found := _CHARSET.search(data[:4096])):
        return None
    try:
        return codecs.lookup(found[1].decode("ascii", "replace")).name
    except LookupError:
        return None


def _title(page: LexborHTMLParser) -> str:
    first = page.css("h1")
    if len(first) == 1 and (heading := clean(first[0].text())):
        return heading
    node = page.css_first("head title")
    # A browser's title often ends with the site's name.
    return _TITLE_SEPARATOR.split(clean(node.text()))[0] if node else ""


def _visible(page: LexborHTMLParser) -> list[Block]:
    if page.body is None:
        return []
    root = without_unseen(page)
    return _Reader().read(root)


class _Reader:
    """Walks the nodes and closes a block wherever a browser would begin a new line."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._inline: list[str] = []
        self._lists: list[int | None] = []
        self._label: str | None = None

    def read(self, root: LexborNode) -> list[Block]:
        self._children(root, 0)
        self._close()
        return self.blocks

    def _close(self, kind: BlockKind = "paragraph", level: int = 0) -> None:
        text = clean("".join(self._inline))
        self._inline = []
        if not text:
            return
        if kind == "paragraph" and self._label is not None:
            kind, level = "list_item", max(len(self._lists) - 1, 0)
            text, self._label = self._label + text, None
        self.blocks.append(Block(kind, text, level))

    def _children(self, node: LexborNode, depth: int) -> None:
        for child in node.iter(include_text=True):
            if child.is_text_node:
                self._inline.append(child.text_content or "")
            elif child.is_element_node:
                self._element(child, depth + 1)

    def _element(self, node: LexborNode, depth: int) -> None:
        tag = node.tag or ""
        if depth > MAX_DEPTH:
            self._inline.append(node.text(separator=" "))
        elif tag in _INLINE:
            self._children(node, depth)
        elif tag in {"br", "img"}:
            self._inline.append(f" {node.attributes.get('alt') or ''} ")
        elif tag in {"ul", "ol", "menu"}:
            self._list(node, tag, depth)
        elif tag in {"li", "dt", "dd"}:
            self._item(node, tag, depth)
        elif tag == "table":
            self._table(node, depth)
        else:
            self._close()
            self._section(node, tag, depth)

    def _section(self, node: LexborNode, tag: str, depth: int) -> None:
        if tag in {"h1", "h2", "h3", "h4", "h5", "h6"}:
            self._inline.append(_joined(node))
            self._label = None
            self._close("heading", int(tag[1]))
        elif tag == "pre":
            if code := clean_lines(node.text()):
                self.blocks.append(Block("code", code))
        else:
            self._children(node, depth)
            self._close()

    def _list(self, node: LexborNode, tag: str, depth: int) -> None:
        self._close()
        start = (node.attributes.get("start") or "1") if tag == "ol" else ""
        first = int(start) if start.isascii() and start.isdigit() and len(start) < 7 else 1
        self._lists.append(first - 1 if tag == "ol" else None)
        self._children(node, depth)
        self._close()
        self._lists.pop()

    def _item(self, node: LexborNode, tag: str, depth: int) -> None:
        if tag == "dd":
            # Its term stands open before it.
            self._children(node, depth)
            self._close()
            return
        self._close()
        if tag == "dt":
            self._inline.append(_joined(node).strip().removesuffix(":") + ": ")
            return
        self._label = ""
        if self._lists and (count := self._lists[-1]) is not None:
            self._lists[-1] = count + 1
            self._label = f"{count + 1}. "
        self._children(node, depth)
        self._close()
        self._label = None

    def _table(self, node: LexborNode, depth: int) -> None:
        self._close()
        rows = node.css("tr")
        widest = max((len(_cells(row)) for row in rows), default=0)
        if widest < 2 or node.css_first("td table, td h1, td h2, td h3") is not None:
            # Laid out with a table: read the cells one after the other.
            self._children(node, depth)
            self._close()
            return
        if caption := node.css_first("caption"):
            self._inline.append(_joined(caption))
            self._close()
        self.blocks.extend(row_blocks(_grid(rows), header=_header_rows(rows)))


def _joined(node: LexborNode) -> str:
    pieces: list[str] = []
    for part in node.traverse(include_text=True):
        if part.is_text_node:
            pieces.append(part.text_content or "")
        elif part.tag not in _INLINE:
            pieces.append(" ")
    return "".join(pieces)


def _cells(row: LexborNode) -> list[LexborNode]:
    return [cell for cell in row.iter() if cell.tag in {"td", "th"}]


def _header_rows(rows: list[LexborNode]) -> int | None:
    """How many of the first rows name the columns; ``None`` where the page does not say."""
    count = 0
    for row in rows:
        cells = _cells(row)
        in_head = row.parent is not None and row.parent.tag == "thead"
        if not in_head and not (len(cells) > 1 and all(cell.tag == "th" for cell in cells)):
            break
        count += 1
    return count or None


def _grid(rows: list[LexborNode]) -> list[Row]:
    """The cells of rows; one that spans rows stands in each of them."""
    grid: list[Row] = []
    hanging: dict[int, tuple[int, str | None]] = {}
    for row in rows:
        cells = iter(_cells(row))
        line: list[str | None] = []
        while True:
            if len(line) in hanging:
                left, text = hanging.pop(len(line))
                if left > 1:
                    hanging[len(line)] = (left - 1, text)
                line.append(text)
                continue
            if (cell := next(cells, None)) is None:
                break
            for text in (_joined(cell), *[COVERED] * (_span(cell, "colspan") - 1)):
                if (down := _span(cell, "rowspan")) > 1:
                    hanging[len(line)] = (down - 1, text)
                line.append(text)
        grid.append(line)
    return grid


def _span(cell: LexborNode, name: str) -> int:
    value = cell.attributes.get(name) or "1"
    return max(1, min(int(value), MAX_SPAN)) if value.isascii() and value.isdigit() else 1
