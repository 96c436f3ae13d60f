"""Reads the body of a Word document into blocks, from top to bottom."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from retrieval.parsing.documents import Block, ParseError
from retrieval.parsing.tables.nested import nested_blocks
from retrieval.parsing.text.cleaning import clean
from retrieval.parsing.word.insertions import Insertions, ReadFile
from retrieval.parsing.word.numbering import Look, Numbering, Styles
from retrieval.parsing.word.page_frames import PageFrames, sections
from retrieval.parsing.word.tables import header_rows, table_rows
from retrieval.parsing.word.text import PARAGRAPH, TABLE, UNSEEN, ParagraphText, is_placeholder
from retrieval.parsing.word.titles import (
    DEFAULT_SIZE,
    WITHIN,
    Candidate,
    letter_size,
    title_by_size,
    with_title,
)

MAX_PARAGRAPHS = 100_000
MAX_NESTING = 20
MAX_COVER = 5

_TOC = re.compile(r"^(?:toc|table of contents|table of figures)", re.IGNORECASE)
_INSERTED = qn("w:altChunk")


class Reader:
    """Reads one document. ``title`` is what its styles or the size of its letters call title."""

    def __init__(self, document: Any, read_file: ReadFile | None) -> None:
        self._body = document.element.body
        self._styles = Styles(document.styles.element)
        self._numbering = Numbering(document.part)
        self._text = ParagraphText(self._styles)
        self._notes = dict(_notes(document.part))
        self._frames = PageFrames(document.part, lambda node: clean(self._text.read(node)))
        self.insertions = Insertions(document.part, read_file)
        self.title = ""
        self._blocks: list[Block] = []
        self._candidates: list[Candidate] = []
        self._paragraphs = 0

    def read(self) -> list[Block]:
        """The blocks of the document; raises `ParseError` for more than 100,000 paragraphs."""
        parts: list[tuple[list[Block], Any]] = []
        for nodes, properties in sections(self._body):
            self._blocks = []
            for node in nodes:
                self._node(node, 0)
            parts.append((self._blocks, properties))
            if len(parts) == 1 and not self.title:
                self._find_title(parts[0][0])
        has_title = bool(self.title) or any(b.kind == "heading" for p, _ in parts for b in p)
        framed: list[Block] = []
        for blocks, properties in parts:
            framed += self._frames.framed(properties, blocks, has_title=has_title)
        return framed

    def has_frames(self) -> bool:
        """Whether headers or footers of the pages say something."""
        return self._frames.has_words()

    def _find_title(self, blocks: list[Block]) -> None:
        body = self._styles.letters(self._styles.default).size or DEFAULT_SIZE
        title = title_by_size(self._candidates, body)
        if title:
            blocks[:] = with_title(blocks, title)
            self.title = " ".join(one.text for one in title)

    def remarks(self) -> Iterator[str]:
        """Sentences for the owner about what was left out."""
        if self._text.deletions:
            yield (
                "The document has tracked changes: it is read as if all of them were accepted. "
                "Accept or reject them."
            )
        if self._text.struck or self.insertions.struck:
            yield "Struck-through text was left out."
        if self._text.hidden:
            yield "Text that nobody sees was left out: it is marked as hidden, tiny or white."
        yield from self.insertions.remarks()

    def _container(self, node: Any, depth: int) -> None:
        for child in node.iterchildren():
            self._node(child, depth)

    def _node(self, node: Any, depth: int) -> None:
        if node.tag == PARAGRAPH:
            self._paragraph(node, depth)
        elif node.tag == TABLE:
            self._table(node, depth, 0)
        elif node.tag == _INSERTED:
            self._blocks += self.insertions.file(node)
        elif node.tag not in UNSEEN and not is_placeholder(node) and depth < MAX_NESTING:
            self._container(node, depth + 1)

    def _paragraph(self, node: Any, depth: int) -> None:
        self._count(1)
        struck = self._text.struck
        text = clean(self._text.read(node))
        notes, boxes = self._text.notes, self._text.boxes
        look = self._styles.look(node)
        if not _TOC.match(look.style) and (text or self._text.struck > struck):
            # What is struck through keeps its number.
            label = self._numbering.label(look.numbering)
            if text:
                self._add(f"{label} {text}".strip(), text, look, node, depth)
        self._add_notes(notes)
        self._blocks.extend(self.insertions.drawn(node))
        for box in boxes:
            if depth < MAX_NESTING:
                self._container(box, depth + 1)

    def _add(self, numbered: str, text: str, look: Look, node: Any, depth: int) -> None:
        if look.style.lower() == "title":
            self.title = self.title or text
            self._blocks.append(Block("heading", text, 1))
        elif look.heading:
            self._blocks.append(Block("heading", numbered, look.heading))
        elif look.numbering is not None:
            self._blocks.append(Block("list_item", numbered, look.numbering[1]))
        else:
            # Cover pages stand in controls and frames of their own.
            if depth <= MAX_COVER and len(self._blocks) < WITHIN and not self._has_heading():
                size = letter_size(node, self._styles, look.name)
                self._candidates.append(Candidate(len(self._blocks), text, size))
            self._blocks.append(Block("paragraph", text))

    def _has_heading(self) -> bool:
        return any(block.kind == "heading" for block in self._blocks)

    def _add_notes(self, notes: list[tuple[str, str]]) -> None:
        """Write footnotes below the paragraph that refers to them, each one once."""
        for note in notes:
            paragraphs = self._notes.pop(note, [])
            text = clean(" ".join(self._text.read(p) for p in paragraphs))
            if text:
                mark = self._text.mark_of(note)
                self._blocks.append(Block("paragraph", f"[{mark}] {text}" if mark else text))

    def _table(self, node: Any, depth: int, level: int) -> None:
        """Write the rows of a table; a table in a cell stands below its row."""
        notes: list[tuple[str, str]] = []
        boxes: list[Any] = []
        drawn: list[Block] = []

        def read(paragraph: Any) -> str:
            self._count(1)
            text = clean(self._text.read(paragraph))
            notes.extend(self._text.notes)
            boxes.extend(self._text.boxes)
            drawn.extend(self.insertions.drawn(paragraph))
            label = self._numbering.label(self._styles.look(paragraph).numbering) if text else ""
            return f"{label} {text}".strip()

        rows = [row for row in node.iter(qn("w:tr")) if next(row.iterancestors(TABLE)) is node]
        if all(len(row.findall(qn("w:tc"))) < 2 for row in rows) and depth < MAX_NESTING:
            # A frame around text.
            for row in rows:
                self._container(row, depth + 1)
            return
        grid, inner = table_rows(rows, read)
        self._blocks += nested_blocks(
            grid,
            inner,
            lambda table, below: self._nested(table, depth + 1, below),
            header=header_rows(rows),
            level=level,
        )
        self._blocks += drawn
        self._add_notes(notes)
        for box in boxes:
            self._container(box, depth + 1)

    def _nested(self, table: Any, depth: int, level: int) -> list[Block]:
        """The blocks of a table in a cell."""
        before, self._blocks = self._blocks, []
        known = len(self._candidates)
        if depth <= MAX_NESTING:
            self._table(table, depth, level)
        # No title stands in a table in a table.
        del self._candidates[known:]
        inner, self._blocks = self._blocks, before
        return inner

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
