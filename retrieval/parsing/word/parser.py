"""DOCX to blocks: what the page shows, without comments, deletions and metadata."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import OpcError
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from lxml import etree

from retrieval.parsing.documents import Block, ParsedDocument, ParseError
from retrieval.parsing.office_archives import check_package, is_generic_title
from retrieval.parsing.tables import row_blocks
from retrieval.parsing.text import clean, readable_name
from retrieval.parsing.word.numbering import Numbering, Styles
from retrieval.parsing.word.tables import header_rows, table_rows
from retrieval.parsing.word.text import PARAGRAPH, TABLE, UNSEEN, ParagraphText, is_placeholder

PARSER = "docx/2"
MAX_PARAGRAPHS = 100_000
MAX_NESTING = 20

_TOC = re.compile(r"^(?:toc|table of contents|table of figures)", re.IGNORECASE)
_DAMAGED = (OpcError, KeyError, ValueError, etree.XMLSyntaxError, zipfile.BadZipFile)


def parse_docx(data: bytes, path: str) -> ParsedDocument:
    """Read a Word document; raises `ParseError` when it is damaged, protected or has no text."""
    check_package(data, main_part="word/document.xml", kind="DOCX")
    try:
        document = docx.Document(io.BytesIO(data))
        body = document.element.body
        reader = _Reader(document)
    except _DAMAGED as error:
        raise ParseError("The file is damaged or cut short. Save it again.") from error
    blocks = reader.read(body)
    if not blocks:
        pictures = next(body.iter(qn("w:drawing"), qn("w:pict")), None) is not None
        reason = "it holds only pictures. Add the text to it." if pictures else "it is empty."
        raise ParseError(f"The document has no text: {reason}")
    title = clean(document.core_properties.title or "")
    title = reader.title or ("" if is_generic_title(title) else title)
    first = next((b.text for b in blocks if b.kind == "heading"), None)
    title = title or first or readable_name(path)
    return ParsedDocument(title, tuple(blocks), None, PARSER, tuple(reader.remarks()))


class _Reader:
    def __init__(self, document: Any) -> None:
        self._styles = Styles(document.styles.element)
        self._numbering = Numbering(document.part)
        self._text = ParagraphText(self._styles.hidden)
        self._notes = dict(_notes(document.part))
        self.title = ""
        self._blocks: list[Block] = []
        self._paragraphs = 0

    def read(self, body: Any) -> list[Block]:
        self._container(body, 0)
        return self._blocks

    def remarks(self) -> Iterator[str]:
        if self._text.deletions:
            yield (
                "The document has tracked changes: it is read as if all of them were accepted. "
                "Accept or reject them."
            )
        if self._text.hidden:
            yield "Text that nobody sees was left out: it is marked as hidden, tiny or white."

    def _container(self, node: Any, depth: int) -> None:
        for child in node.iterchildren():
            if child.tag == PARAGRAPH:
                self._paragraph(child, depth)
            elif child.tag == TABLE:
                self._table(child, depth)
            elif child.tag in UNSEEN or is_placeholder(child):
                continue
            elif depth < MAX_NESTING:
                self._container(child, depth + 1)

    def _paragraph(self, node: Any, depth: int) -> None:
        self._count(1)
        text = clean(self._text.read(node))
        notes, boxes = self._text.notes, self._text.boxes
        look = self._styles.look(node)
        if text and not _TOC.match(look.style):
            label = self._numbering.label(look.numbering)
            self._add(f"{label} {text}".strip(), text, look)
        self._add_notes(notes)
        for box in boxes:
            if depth < MAX_NESTING:
                self._container(box, depth + 1)

    def _add(self, numbered: str, text: str, look: Any) -> None:
        if look.style.lower() == "title":
            self.title = self.title or text
            self._blocks.append(Block("heading", text, 1))
        elif look.heading:
            self._blocks.append(Block("heading", numbered, look.heading))
        elif look.numbering is not None:
            self._blocks.append(Block("list_item", numbered, look.numbering[1]))
        else:
            self._blocks.append(Block("paragraph", text))

    def _add_notes(self, notes: list[tuple[str, str]]) -> None:
        """Write footnotes below the paragraph that refers to them, each one once."""
        for note in notes:
            paragraphs = self._notes.pop(note, [])
            text = clean(" ".join(self._text.read(p) for p in paragraphs))
            if text:
                self._blocks.append(Block("paragraph", f"Note: {text}"))

    def _table(self, node: Any, depth: int) -> None:
        notes: list[tuple[str, str]] = []
        boxes: list[Any] = []

        def read(paragraph: Any) -> str:
            self._count(1)
            text = clean(self._text.read(paragraph))
            notes.extend(self._text.notes)
            boxes.extend(self._text.boxes)
            label = self._numbering.label(self._styles.look(paragraph).numbering) if text else ""
            return f"{label} {text}".strip()

        rows = [row for row in node.iter(qn("w:tr")) if next(row.iterancestors(TABLE)) is node]
        if all(len(row.findall(qn("w:tc"))) < 2 for row in rows) and depth < MAX_NESTING:
            # A frame around text.
            for row in rows:
                self._container(row, depth + 1)
            return
        grid = table_rows(rows, read)
        self._blocks.extend(row_blocks(grid, header=header_rows(rows)))
        self._add_notes(notes)
        for box in boxes:
            self._container(box, depth + 1)

    def _count(self, paragraphs: int) -> None:
        self._paragraphs += paragraphs
        if self._paragraphs > MAX_PARAGRAPHS:
            raise ParseError("The document has more than 100,000 paragraphs. Split it.")


def _notes(part: Any) -> Iterator[tuple[tuple[str, str], list[Any]]]:
    """The paragraphs of footnotes and endnotes by kind and id, without the lines above them."""
    kinds = {RELATIONSHIP_TYPE.FOOTNOTES: "footnote", RELATIONSHIP_TYPE.ENDNOTES: "endnote"}
    for relation in part.rels.values():
        kind = kinds.get(relation.reltype)
        if kind is None or relation.is_external:
            continue
        for note in parse_xml(relation.target_part.blob).iterchildren(qn(f"w:{kind}")):
            if note.get(qn("w:type")) in {None, "normal"}:
                yield (kind, note.get(qn("w:id"), "")), list(note.iter(PARAGRAPH))
