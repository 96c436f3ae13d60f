"""What was read of a workbook, and what was left out of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from retrieval.parsing.documents import Block
from retrieval.parsing.sheets.drawings import Overlay

MAX_COLUMNS = 500


@dataclass(slots=True)
class Findings:
    """What was read of a workbook, and what its owner must hear of."""

    blocks: list[Block] = field(default_factory=list)
    rows: int = 0
    hidden_sheets: int = 0
    hidden_rows: int = 0
    hidden_columns: int = 0
    uncalculated: int = 0
    struck: int = 0
    pictures: int = 0
    objects: int = 0
    charts: int = 0
    boxes: int = 0
    cut: list[str] = field(default_factory=list)

    def add(self, over: Overlay) -> None:
        """Count what lies over a sheet and cannot be read."""
        self.pictures += over.pictures
        self.objects += over.objects
        self.charts += over.charts
        self.struck += over.struck

    def emptiness(self) -> str:
        """Why there is nothing to find in the workbook, and what to do."""
        if self.uncalculated or not (self.pictures or self.charts or self.objects or self.boxes):
            return "The workbook has no values."
        return "The workbook has no values in its cells. Write into cells what is to be found."

    def remarks(self) -> Iterator[str]:
        """Sentences for the owner about what is not read."""
        hidden = (
            _many(self.hidden_sheets, "sheet"),
            _many(self.hidden_rows, "row"),
            _many(self.hidden_columns, "column"),
        )
        if parts := [part for part in hidden if part]:
            yield f"Hidden or filtered out, and left out here: {', '.join(parts)}."
        if self.struck:
            yield f"Struck-through text was left out: in {_many(self.struck, 'cell')}."
        if self.uncalculated:
            yield (
                f"{_many(self.uncalculated, 'formula')} without a value: what they give is not "
                "read. Open the file in a spreadsheet program and save it."
            )
        if self.pictures:
            yield (
                f"What stands on {_many(self.pictures, 'picture')} is not found. "
                "Write it into cells."
            )
        if self.charts:
            yield f"{_many(self.charts, 'chart')} not read. Put the figures into cells."
        if self.boxes:
            yield (
                f"{_many(self.boxes, 'text box')} not read. Save the workbook as XLSX, "
                "or write the text into cells."
            )
        if self.objects:
            yield (
                f"{_many(self.objects, 'inserted file')} not read. Add them as files of their own."
            )
        for name in self.cut:
            yield f"Sheet {name!r} is wider than {MAX_COLUMNS} columns; the rest is not read."


def _many(count: int, name: str) -> str:
    if not count:
        return ""
    ending = "" if count == 1 else ("es" if name.endswith("x") else "s")
    return f"{count:,} {name}{ending}"
