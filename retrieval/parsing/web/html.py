"""HTML to blocks: what a reader of the page sees, without its navigation."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from selectolax.lexbor import LexborHTMLParser, LexborNode

from retrieval.parsing.documents import Block, BlockKind, ParsedDocument, ParseError
from retrieval.parsing.tables.nested import nested_blocks
from retrieval.parsing.text.cleaning import clean, clean_lines, decoded, readable_name
from retrieval.parsing.text.superscripts import unfenced, written
from retrieval.parsing.web.confluence import as_shown, is_storage_format
from retrieval.parsing.web.notation import INLINE, fence, inline_text
from retrieval.parsing.web.numbering import Numbering, numbering_of
from retrieval.parsing.web.struck import counted_places, struck_remark, without_struck
from retrieval.parsing.web.style_sheets import with_own_styles
from retrieval.parsing.web.tables import grid, header_rows, is_laid_out, own_rows, tables_in
from retrieval.parsing.web.visibility import MAX_DEPTH, check_nesting, without_unseen

PARSER = "html/5"

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.I)
_TITLE_SEPARATOR = re.compile(r"\s+[|·»–—]\s+")


def parse_html(data: bytes, path: str) -> ParsedDocument:
    """Read a page; raises `ParseError` when a reader would see no text."""
    text, remarks = decoded(data, declared=_declared_charset(data))
    if is_storage_format(text):
        text = as_shown(text)
    check_nesting(text)
    page = LexborHTMLParser(unfenced(text))
    title = _title(page)
    seen = _visible(page)
    if not seen.blocks:
        raise ParseError("The page shows no text.")
    title = title or next((b.text for b in seen.blocks if b.kind == "heading"), "")
    remarks = (*remarks, *struck_remark(seen.struck), *_hidden_remark(seen.hidden))
    return ParsedDocument(title or readable_name(path), seen.blocks, None, PARSER, remarks)


@dataclass(frozen=True, slots=True)
class Seen:
    """What a reader sees of a page, and how many struck and hidden texts were left out."""

    blocks: tuple[Block, ...]
    struck: int
    hidden: int


def html_blocks(fragment: str, sheets: str = "") -> Seen:
    """Read a piece of HTML that stands in another format; ``sheets`` say how it looks."""
    check_nesting(fragment)
    return _visible(LexborHTMLParser(unfenced(fragment)), sheets)


def html_line(fragment: str) -> tuple[str, int]:
    """Read a piece of HTML as one line of text; tells how many struck texts were left out."""
    check_nesting(fragment)
    page = LexborHTMLParser(unfenced(fragment))
    if page.body is None:
        return "", 0
    root, _ = without_unseen(page)
    struck = without_struck(root)
    fence(root)
    return written(inline_text(root)), struck


def _hidden_remark(hidden: int) -> list[str]:
    if not hidden:
        return []
    return [
        f"Text that the page hides, and that nothing on it opens, was left out "
        f"({counted_places(hidden)}). Show it if it is to be found."
    ]


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


def _visible(page: LexborHTMLParser, sheets: str = "") -> Seen:
    if page.body is None:
        return Seen((), 0, 0)
    with_own_styles(page, sheets)
    root, hidden = without_unseen(page)
    struck = without_struck(root)
    fence(root)
    return Seen(tuple(_Reader().read(root)), struck, hidden)


class _Reader:
    """Walks the nodes and closes a block wherever a browser would begin a new line."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._inline: list[str] = []
        self._lists: list[Numbering | None] = []
        self._label: str | None = None

    def read(self, root: LexborNode) -> list[Block]:
        self._children(root, 0)
        self._close()
        return self.blocks

    def _close(self, kind: BlockKind = "paragraph", level: int = 0) -> None:
        text = clean(written("".join(self._inline)))
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
        elif tag in INLINE:
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
            self._inline.append(inline_text(node))
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
        self._lists.append(numbering_of(node) if tag == "ol" else None)
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
            self._inline.append(inline_text(node).strip().removesuffix(":") + ": ")
            return
        self._label = ""
        if self._lists and (numbering := self._lists[-1]) is not None:
            self._label = numbering.label(node)
        self._children(node, depth)
        self._close()
        self._label = None

    def _table(self, node: LexborNode, depth: int) -> None:
        self._close()
        if is_laid_out(own_rows(node)):
            # Read the cells one after the other.
            self._children(node, depth)
            self._close()
            return
        self.blocks.extend(_rows_of(node, depth))


def _rows_of(table: LexborNode, depth: int) -> Iterator[Block]:
    """The rows of a table of data as blocks, tables in its cells below their rows."""
    for caption in table.iter():
        if caption.tag == "caption" and (text := clean(written(inline_text(caption)))):
            yield Block("paragraph", text)
    rows = own_rows(table)
    header = header_rows(rows)

    def taken_out(cell: LexborNode) -> list[list[Block]]:
        found = []
        for inner in tables_in(cell) if depth < MAX_DEPTH else ():
            found.append(list(_rows_of(inner, depth + 1)))
            inner.decompose()
        return found

    cells, held = grid(rows, taken_out)
    yield from nested_blocks(cells, held, _deeper, header=header)


def _deeper(blocks: Sequence[Block], level: int) -> Iterator[Block]:
    for block in blocks:
        yield replace(block, level=block.level + level) if block.kind == "table_row" else block
