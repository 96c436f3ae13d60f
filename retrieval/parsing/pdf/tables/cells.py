"""The cells of a line as a table has them: figures with their signs, labels without dots."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from retrieval.parsing.pdf.page.lines import Cell, Line
from retrieval.parsing.tables.reading import is_figure

_SIGN = re.compile(r"^(?:[€$£¥]|US\$|CHF|EUR|USD)\s?\(?$")
_TAIL = re.compile(r"^(?:%|\)|\)\s?%|%\s?\)|\(\w\)|\*+)$")
_ENDS_IN_SIGN = re.compile(r"^(.*[\d)%—–-]) ([€$£¥])$")
_LEADERS = re.compile(r"^(.*?\S)\s*(?:[.…·_]\s?){4,}\s*(.*)$")
# Between two amounts, where a column is so close to the next that a space parts them.
_BETWEEN = re.compile(r"(?<=[\d)%—]) ?(?=[$€£¥] ?\(?\d)|(?<=[\d)%—]) (?=[(—-]?\d[\d,.]*\)?)")
_AMOUNTS = re.compile(r"^[\d.,()%$€£¥—–\- ]+$")
_THOUSANDS = re.compile(r"^\d{1,3}(?: \d{3})+(?:,\d+)?$")
_NUMBERED = re.compile(r"^(?:\d{1,2}(?:\.\d{1,2}){0,4}[.)]?|\(?\w{1,4}[.)]|\W)$")


def with_signs(cells: Sequence[Cell]) -> list[Cell]:
    """Put signs of currency, brackets and per cent signs that stand apart to their figures."""
    kept: list[Cell] = []
    parts = [part for whole in cells for part in _without_leaders(whole)]
    for cell in [amount for part in parts for amount in _amounts(part)]:
        last = kept[-1] if kept else None
        if last and (sign := _ENDS_IN_SIGN.match(last.text)):
            kept[-1] = Cell(last.left, last.right, sign[1])
            kept.append(Cell(cell.left, cell.right, f"{sign[2]}{cell.text}"))
        elif last and _SIGN.match(last.text):
            kept[-1] = Cell(cell.left, cell.right, f"{last.text}{cell.text}")
        elif last and _TAIL.match(cell.text) and (is_figure(last.text) or "(" in last.text):
            glue = "" if cell.text[0] in ")*" else " "
            kept[-1] = Cell(last.left, last.right, f"{last.text}{glue}{cell.text}")
        else:
            kept.append(cell)
    return [replace(cell, text=cell.text.replace(" )", ")")) for cell in kept]


def _amounts(cell: Cell) -> list[Cell]:
    """Part a cell that holds the amounts of several columns."""
    text = cell.text
    if " " not in text or len(text) > 100 or not _AMOUNTS.match(text) or _THOUSANDS.match(text):
        return [cell]
    texts = _BETWEEN.split(text)
    width = (cell.right - cell.left) / len(text)
    parts: list[Cell] = []
    place = 0
    for part in texts:
        place = text.index(part, place)
        left = cell.left + width * place
        parts.append(Cell(left, left + width * len(part), part))
        place += len(part)
    return parts


def _without_leaders(cell: Cell) -> list[Cell]:
    """Take out the dots that lead from a label to its figures."""
    text = cell.text
    if text.count(".") + text.count("…") + text.count("·") + text.count("_") < 4:
        return [cell]
    if not any(c.isalnum() for c in text):
        return []
    found = _LEADERS.match(text) if len(text) < 400 else None
    if found is None:
        return [cell]
    # Each letter is taken to be as wide as the others; the columns do not need more.
    width = (cell.right - cell.left) / len(text)
    parts = [Cell(cell.left, cell.left + width * len(found[1]), found[1])]
    if found[2]:
        parts.append(Cell(cell.right - width * len(found[2]), cell.right, found[2]))
    return parts


def parted(line: Line) -> list[Cell]:
    """The cells of a line as a table has them; a number before a text is no cell."""
    cells = with_signs(line.cells)
    if len(cells) > 1 and _NUMBERED.match(cells[0].text) and not is_figure(cells[1].text):
        first, second, *rest = cells
        cells = [Cell(first.left, second.right, f"{first.text} {second.text}"), *rest]
    return cells
