"""What holds at a place of an RTF file: how letters are set, and where their text belongs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from retrieval.parsing.rtf.flows import Flow, Item, Shape
from retrieval.parsing.text.superscripts import Piece, Script

# Half points. What is set smaller than this is not meant for readers.
SMALLEST = 4

Target = Literal["text", "font", "color", "style", "title", "label", "code", "math", "picture"]


@dataclass(slots=True)
class State:
    """Settings that end with the group in which they were made."""

    target: Target = "text"
    font: int = 0
    fallback: int = 1
    struck: bool = False
    hidden: bool = False
    deleted: bool = False
    tiny: bool = False
    color: int = 0
    shaded: bool = False
    bold: bool = False
    script: Script = ""
    muted: bool = False
    # Of the paragraph.
    level: int = 0
    in_table: bool = False
    heading: int = 0
    style: int = 0
    item: int | None = None
    nested: bool = False

    def plain(self, font: int) -> None:
        """Letters as they are without any setting."""
        self.font, self.script, self.color = font, "", 0
        self.struck = self.hidden = self.deleted = self.tiny = self.bold = self.shaded = False

    def new_paragraph(self) -> None:
        """A paragraph as it is without any setting."""
        self.level, self.in_table, self.heading, self.style, self.item = 0, False, 0, 0, None


@dataclass(slots=True)
class Note:
    """A footnote: its place among the pieces of the line, its mark if it is counted, its text."""

    place: int
    mark: str
    text: str


@dataclass(slots=True)
class Open:
    """A stretch of text that is being read, and its line."""

    flow: Flow = field(default_factory=Flow)
    pieces: list[Piece] = field(default_factory=list)
    bold: bool = True
    label: str = ""
    notes: list[Note] = field(default_factory=list)
    boxes: list[list[Item]] = field(default_factory=list)
    shape: Shape = field(default_factory=Shape)
    nested: Shape = field(default_factory=Shape)
    row_open: bool = False
    # Of the cell that is described next: from the left, from above, text at its foot.
    next_cell: list[bool] = field(default_factory=lambda: [False, False, False])
    counts: bool = False
    endnote: bool = False

    def start_row(self, *, nested: bool) -> None:
        """The settings of a row begin."""
        if nested:
            self.nested = Shape()
        else:
            self.shape, self.row_open = Shape(), True

    def shape_of(self, *, nested: bool) -> Shape:
        """The settings of the row, or of one in a table that stands in a cell."""
        return self.nested if nested else self.shape


@dataclass(slots=True)
class Section:
    """A part of a document with the headers and footers of its pages."""

    items: list[Item]
    headers: list[Item]
    footers: list[Item]
