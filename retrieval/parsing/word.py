"""DOCX to blocks: what the page shows, without comments, deletions and metadata."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import docx
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from lxml import etree

from retrieval.parsing.documents import Block, ParsedDocument, ParseError
from retrieval.parsing.office import check_package
from retrieval.parsing.tables import row_blocks
from retrieval.parsing.text import clean, readable_name
from retrieval.parsing.word_numbering import Numbering, Styles

PARSER = "docx/1"
MAX_PARAGRAPHS = 100_000
MAX_NESTING = 20

_TEXT, _TAB, _BREAK, _HYPHEN = (qn(f"w:{name}") for name in ("t", "tab", "br", "noBreakHyphen"))
_PARAGRAPH, _TABLE = qn("w:p"), qn("w:tbl")
_RUN, _RUN_PROPERTIES = qn("w:r"), qn("w:rPr")
# Deleted and moved text, the older twin of a drawing, field codes, properties.
_UNSEEN = frozenset(
    {
        qn("w:del"),
        qn("w:moveFrom"),
        qn("w:pPr"),
        qn("w:instrText"),
        qn("w:sdtPr"),
        "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
    }
)
_TOC = re.compile(r"^(?:toc|table of contents|table of figures)", re.IGNORECASE)


def parse_docx(data: bytes, path: str) -> ParsedDocument:
    """Read a Word document; raises `ParseError` when it is damaged, protected or has no text."""
    check_package(data, main_part="word/document.xml", kind="DOCX")
    try:
        document = docx.Document(io.BytesIO(data))
        body = document.element.body
    except (OpcError, KeyError, ValueError, etree.XMLSyntaxError, zipfile.BadZipFile) as error:
        raise ParseError("The file is damaged or cut short. Save it again.") from error
    reader = _Reader(Styles(document.styles.element), Numbering(document.part))
    blocks = reader.read(body)
    if not blocks:
        raise ParseError("The document has no text.")
    title = reader.title or clean(document.core_properties.title or "")
    first = next((b.text for b in blocks if b.kind == "heading"), None)
    return ParsedDocument(title or first or readable_name(path), tuple(blocks), None, PARSER)


class _Reader:
    def __init__(self, styles: Styles, numbering: Numbering) -> None:
        self._styles = styles
        self._numbering = numbering
        self.title = ""
        self._blocks: list[Block] = []
        self._paragraphs = 0

    def read(self, body: Any) -> list[Block]:
        self._container(body, 0)
        return self._blocks

    def _container(self, node: Any, depth: int) -> None:
        for child in node.iterchildren():
            if child.tag == _PARAGRAPH:
                self._paragraph(child)
            elif child.tag == _TABLE:
                self._table(child, depth)
            elif child.tag not in _UNSEEN and depth < MAX_NESTING:
                self._container(child, depth + 1)

    def _paragraph(self, node: Any) -> None:
        self._paragraphs += 1
        if self._paragraphs > MAX_PARAGRAPHS:
            raise ParseError("The document has more than 100,000 paragraphs. Split it.")
        text = clean("".join(_pieces(node)))
        look = self._styles.look(node)
        if not text or _TOC.match(look.style):
            return
        label = self._numbering.label(look.numbering)
        if look.style.lower() == "title":
            self.title = self.title or text
            self._blocks.append(Block("heading", text, 1))
        elif look.heading:
            self._blocks.append(Block("heading", f"{label} {text}".strip(), look.heading))
        elif look.numbering is not None:
            self._blocks.append(Block("list_item", f"{label} {text}".strip(), look.numbering[1]))
        else:
            self._blocks.append(Block("paragraph", text))

    def _table(self, node: Any, depth: int) -> None:
        rows = [row for row in node.iter(qn("w:tr")) if _parent_table(row) is node]
        grid = [_cells(row) for row in rows]
        if all(len(row) < 2 for row in grid) and depth < MAX_NESTING:
            # A frame around text.
            for row in rows:
                self._container(row, depth + 1)
            return
        self._paragraphs += len(grid)
        marked = bool(rows) and rows[0].find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
        self._blocks.extend(row_blocks(grid, header=True if marked else None))


def _parent_table(node: Any) -> Any:
    return next(node.iterancestors(_TABLE), None)


def _cells(row: Any) -> list[str]:
    """The texts of a row's cells; a cell that spans columns is repeated."""
    table = _parent_table(row)
    cells: list[str] = []
    for cell in row.iter(qn("w:tc")):
        if _parent_table(cell) is not table:
            continue
        paragraphs = ("".join(_pieces(p)) for p in cell.iter(_PARAGRAPH))
        span = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
        width = span.get(qn("w:val"), "1") if span is not None else "1"
        text = " ".join(text for text in paragraphs if text.strip())
        cells.extend([text] * (min(int(width), 50) if width.isdecimal() else 1))
    return cells


def _pieces(node: Any, depth: int = 0) -> Iterator[str]:
    for child in node.iterchildren():
        tag = child.tag
        if tag == _TEXT:
            yield child.text or ""
        elif tag in {_TAB, _BREAK}:
            yield " "
        elif tag == _HYPHEN:
            yield "-"
        elif tag == _RUN and _is_hidden(child):
            continue
        elif tag not in _UNSEEN and tag != _RUN_PROPERTIES and depth < 2 * MAX_NESTING:
            yield from _pieces(child, depth + 1)


def _is_hidden(run: Any) -> bool:
    vanish = run.find(f"{_RUN_PROPERTIES}/{qn('w:vanish')}")
    return vanish is not None and vanish.get(qn("w:val"), "1") not in {"0", "false"}
