"""Plain text and CSV to blocks."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from itertools import islice

from retrieval.parsing.documents import Block, ParsedDocument, ParseError
from retrieval.parsing.tables.reading import row_blocks
from retrieval.parsing.text.cleaning import clean, decoded, readable_name

TEXT_PARSER = "text/2"
CSV_PARSER = "csv/3"
MAX_ROWS = 100_000
MAX_CELL = 100_000
MAX_CELLS = 5_000

_ITEM = re.compile(r"^(\s*)(?:[-*•‣·–]\s+|(?=\(?(?:\d{1,3}|[a-z])[.)]\s))(?=\S)")
# So large a part of the rows has as many cells as most have.
_FITS = 0.8
_CELL_COMMA = re.compile(r"(?<=\d),(?=\d)|,(?=[ \u00a0])")
_UNDERLINE = re.compile(r"^(=+|-+|~+)$")


def parse_text(data: bytes, path: str) -> ParsedDocument:
    """Read plain text: paragraphs between empty lines, list items, underlined headings.

    Raises `ParseError` when there is no text.
    """
    blocks: list[Block] = []
    text, remarks = decoded(data)
    for paragraph in re.split(r"\n\s*\n|\f", text):
        blocks.extend(paragraph_blocks(paragraph))
    if not blocks:
        raise ParseError("The file is empty.")
    title = blocks[0].text if blocks[0].kind == "heading" else readable_name(path)
    return ParsedDocument(title, tuple(blocks), None, TEXT_PARSER, remarks)


def paragraph_blocks(text: str) -> list[Block]:
    """A paragraph of plain text: list items, an underlined heading, or just its lines."""
    lines = [line for line in text.split("\n") if line.strip()]
    blocks: list[Block] = []
    if len(lines) > 1 and _UNDERLINE.match(lines[1].strip()) and len(lines[1].strip()) >= 3:
        level = 1 if lines[1].strip()[0] == "=" else 2
        blocks.append(Block("heading", clean(lines[0]), level))
        lines = lines[2:]
    open_lines: list[str] = []
    kind: tuple[bool, int] = (False, 0)
    for line in lines:
        if item := _ITEM.match(line):
            blocks.extend(_close(open_lines, kind))
            kind, open_lines = (True, len(item[1].expandtabs(4)) // 2), [line[item.end() :]]
        else:
            open_lines.append(line)
    blocks.extend(_close(open_lines, kind))
    return blocks


def _close(lines: list[str], kind: tuple[bool, int]) -> list[Block]:
    text = clean(" ".join(lines))
    if not text:
        return []
    is_item, depth = kind
    return [Block("list_item", text, depth) if is_item else Block("paragraph", text)]


def parse_csv(data: bytes, path: str) -> ParsedDocument:
    """Read delimited text, one block a row with the names of its columns.

    The delimiter is comma, semicolon, tab or bar. Raises `ParseError` for an empty file, more than
    100,000 rows, or a quote that never closes.
    """
    text, remarks = decoded(data)
    delimiter, text = _delimiter(text)
    csv.field_size_limit(MAX_CELL)
    rows: list[list[str]] = []
    try:
        reader = csv.reader(
            io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True
        )
        for row in reader:
            rows.append(row)
            if len(row) > MAX_CELLS:
                raise ParseError(f"Row {len(rows)} has more than {MAX_CELLS:,} cells. Split it.")
            if len(rows) > MAX_ROWS:
                raise ParseError("The table has more than 100,000 rows. Split it.")
    except csv.Error as error:
        raise ParseError(
            f"The table breaks off at row {len(rows) + 1}. Check the quotes there."
        ) from error
    blocks = row_blocks(_evened(rows))
    if not blocks:
        raise ParseError("The file has no rows.")
    return ParsedDocument(readable_name(path), tuple(blocks), None, CSV_PARSER, remarks)


def _delimiter(text: str) -> tuple[str, str]:
    """The mark between cells, and the text below the line in which a program may name it."""
    first = text[:20].partition("\n")[0]
    if first.startswith("sep=") and len(first) == 5:
        return first[4], text[len(first) + 1 :]
    head = text[:20_000]
    fits = {mark: _fit(head, mark) for mark in ";\t|"}
    if max(share for share, _ in fits.values()) >= _FITS:
        # A comma between digits or before a space then belongs to what stands in a cell.
        fits[","] = _fit(_CELL_COMMA.sub("", head), ",")
    else:
        fits[","] = _fit(head, ",")
    return max(fits, key=lambda mark: fits[mark]), text


def _evened(rows: list[list[str]]) -> list[list[str]]:
    """Give short rows, such as a title above the table, as many cells as most rows have."""
    widths = Counter(len(row) for row in rows if row)
    width = max(widths, key=lambda width: (widths[width], width), default=0)
    return [[*row, *[""] * (width - len(row))] if row else row for row in rows]


def _fit(text: str, mark: str) -> tuple[float, int]:
    """How many of the first rows have as many cells as most do, and how many those are."""
    counts: Counter[int] = Counter()
    try:
        for row in islice(csv.reader(io.StringIO(text, newline=""), delimiter=mark), 50):
            counts[len(row)] += bool(row)
    except csv.Error:
        return 0.0, 0
    cells, rows = max(counts.items(), key=lambda item: (item[1], item[0]), default=(1, 0))
    return (rows / max(counts.total(), 1), cells) if cells > 1 else (0.0, 1)
