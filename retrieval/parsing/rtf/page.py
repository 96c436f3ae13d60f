"""What a page of an RTF file holds: lines, cells, rows and notes, as they are put together."""

from __future__ import annotations

from collections.abc import Callable

from retrieval.parsing.documents import Block, ParseError
from retrieval.parsing.rtf.flows import CellShape, Item
from retrieval.parsing.rtf.maths import Formula
from retrieval.parsing.rtf.skipped import Passed
from retrieval.parsing.rtf.state import SMALLEST, Note, Open, Section, State
from retrieval.parsing.rtf.styles import Styles
from retrieval.parsing.text.cleaning import clean
from retrieval.parsing.text.numbering import written_number
from retrieval.parsing.text.superscripts import unfenced, with_scripts
from retrieval.parsing.text.symbols import symbol

MAX_PARAGRAPHS = 100_000
# Twentieths of a point: 8 by 10 cm and more, not a logo.
LARGE_PICTURE = 4_535 * 5_669
MAX_CELLS = 200


class Page:
    """Puts text together as it is set. ``state`` is how, ``passed`` what was not read.

    ``flush`` brings letters that were begun.
    """

    def __init__(self, flush: Callable[[], None]) -> None:
        self._flush = flush
        self.state = State()
        self.opened = [Open()]
        self.sections: list[Section] = []
        self.frames: dict[str, list[Item]] = {}
        self.styles = Styles()
        self.passed = Passed()
        self.printed_title = ""
        self.picture = [0, 0]
        self.formula: Formula | None = None
        self.code = ""
        self._paragraphs = 0
        self._notes = [0, 0]

    @property
    def open(self) -> Open:
        """The stretch of text that is being read."""
        return self.opened[-1]

    def seen(self, text: str) -> None:
        """Text of the page, where a reader sees it."""
        state = self.state
        has_words = bool(text.strip())
        if state.deleted:
            self.passed.deletions += has_words
        elif state.hidden or state.tiny or self._is_white():
            self.passed.hidden += has_words
        elif state.struck:
            self.passed.struck += has_words
        else:
            self.open.pieces.append((unfenced(text), state.script))
            self.open.bold = self.open.bold and (state.bold or not has_words)

    def _is_white(self) -> bool:
        state = self.state
        return state.color in self.styles.white and not (
            state.shaded or state.in_table or self.open.row_open
        )

    # Paragraphs, cells, rows

    def level(self) -> int:
        """In how many cells the text stands."""
        within = self.state.in_table or self.open.row_open
        return max(self.state.level, 1 if within else 0)

    def end_paragraph(self) -> None:
        """End the line that is being read."""
        self._flush()
        opened = self.open
        pieces, bold, label = opened.pieces, opened.bold, clean(opened.label)
        notes, boxes, level = opened.notes, opened.boxes, self.level()
        opened.pieces, opened.bold, opened.label = [], True, ""
        opened.notes, opened.boxes = [], []
        for note in notes:
            if note.mark:
                pieces[note.place] = (f" [{note.mark}]", "")
        text = clean(with_scripts(pieces))
        if text:
            self._paragraphs += 1
            if self._paragraphs > MAX_PARAGRAPHS:
                raise ParseError("The document has more than 100,000 paragraphs. Split it.")
            opened.flow.add(self._block(text, label), level, bold=bold)
        for note in notes:
            if note.text:
                told = f"[{note.mark}] {note.text}" if note.mark else note.text
                opened.flow.add(Block("paragraph", told), level, bold=bold)
        for box in boxes:
            for item in box:
                opened.flow.insert(item, level)

    def _block(self, text: str, label: str) -> Block:
        state = self.state
        is_number = any(map(str.isalnum, label))
        numbered = f"{label} {text}" if is_number else text
        if state.style in self.styles.titles and not self.printed_title:
            self.printed_title = text
            return Block("heading", text, 1)
        if level := state.heading or self.styles.headings.get(state.style, 0):
            return Block("heading", numbered, level)
        if label or state.item is not None:
            return Block("list_item", numbered, min(state.item or 0, 8))
        return Block("paragraph", text)

    def end_cell(self, *, nested: bool) -> None:
        """End a cell, of the table in a cell if ``nested``."""
        level = max(self.level(), 2) if nested else 1
        self._end_line(level)
        self.open.flow.end_cell(level)

    def end_row(self, *, nested: bool) -> None:
        """End a row."""
        level = max(self.level(), 2) if nested else 1
        self._end_line(level)
        self.open.flow.end_row(level, self.open.shape_of(nested=nested))
        if not nested:
            self.open.row_open = False

    def _end_line(self, level: int) -> None:
        before = self.state.level
        self.state.level, within = level, self.state.in_table
        self.end_paragraph()
        self.state.level, self.state.in_table = before, within

    def add_cell(self, right: int) -> None:
        """A cell of the row that is described."""
        opened = self.open
        shape = opened.shape_of(nested=self.state.nested)
        if len(shape.cells) < MAX_CELLS:
            shape.cells.append(CellShape(right, *opened.next_cell))
        opened.next_cell = [False, False, False]

    # Parts that stand beside the text

    def begin_part(self) -> None:
        """Read what follows as a stretch of text of its own."""
        self.opened.append(Open())
        self.state.target = "text"
        self.state.plain(self.state.font)
        self.state.new_paragraph()

    def end_part(self) -> Open:
        """The stretch that was begun last."""
        self.end_paragraph()
        return self.opened.pop()

    def end_frame(self, kind: str, part: Open) -> None:
        """Keep a header or a footer of the pages."""
        self.frames[kind] = part.flow.close()

    def end_note(self, part: Open) -> None:
        """Keep a footnote until the line ends that refers to it."""
        texts = [item.text for item in part.flow.close() if isinstance(item, Block)]
        mark = ""
        if part.counts or self.open.counts:
            self._notes[part.endnote] += 1
            style = "lowerRoman" if part.endnote else "decimal"
            mark = written_number(self._notes[part.endnote], style)
        self.open.counts = False
        self.open.notes.append(Note(len(self.open.pieces), mark, " ".join(texts)))
        self.open.pieces.append(("", ""))

    def end_box(self, part: Open) -> None:
        """Keep a text box until the line ends on which it hangs."""
        self.open.boxes.append(part.flow.close())

    def end_formula(self) -> None:
        """Write a formula into the line."""
        formula, self.formula = self.formula, None
        if formula is not None and (text := formula.written()):
            self.open.pieces.append((text, ""))

    def end_picture(self) -> None:
        """Count a picture that may hold what the document is about."""
        self.passed.pictures += 1
        self.passed.large_pictures += self.picture[0] * self.picture[1] >= LARGE_PICTURE
        self.picture = [0, 0]

    def end_code(self) -> None:
        """The code of a field; a letter of a symbol font is shown."""
        words = self.code.split()
        if len(words) > 1 and words[0].upper() == "SYMBOL" and words[1].isdecimal():
            font = self.code.partition("\\f")[2].strip().strip('"').partition('"')[0]
            if (place := int(words[1])) < 256 and (letter := symbol(font, place)):
                self.open.pieces.append((letter, self.state.script))
        self.code = ""

    def end_section(self) -> None:
        """End a section; the next one has its headers unless it says otherwise."""
        self.end_paragraph()
        if len(self.opened) > 1:
            return
        items = self.open.flow.close()
        headers = [x for kind in self.frames if "header" in kind for x in self.frames[kind]]
        footers = [x for kind in self.frames if "footer" in kind for x in self.frames[kind]]
        self.sections.append(Section(items, headers, footers))
        shape = self.open.shape
        self.opened = [Open(shape=shape)]

    def set_tiny(self, size: int | None) -> None:
        """The size of letters in half points."""
        self.state.tiny = 0 < (size or 24) < SMALLEST
