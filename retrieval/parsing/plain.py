"""Plain text and CSV to blocks."""

from __future__ import annotations

import csv
import io
import re

from retrieval.parsing.documents import Block, ParsedDocument, ParseError
from retrieval.parsing.tables import row_blocks
from retrieval.parsing.text import clean, decode, readable_name

TEXT_PARSER = "text/1"
CSV_PARSER = "csv/1"
MAX_ROWS = 100_000
MAX_CELL = 100_000

_ITEM = re.compile(r"^(\s*)(?:[-*•‣·–]\s+|(?=\(?(?:\d{1,3}|[a-z])[.)]\s))(?=\S)")
_UNDERLINE = re.compile(r"^(=+|-+|~+)$")


def parse_text(data: bytes, path: str) -> ParsedDocument:
    """Read plain text: paragraphs between empty lines, list items, underlined headings.

    Raises `ParseError` when there is no text.
    """
    blocks: list[Block] = []
    for paragraph in re.split(r"\n\s*\n|\f", decode(data)):
        blocks.extend(_paragraph(paragraph))
    if not blocks:
        raise ParseError("The file is empty.")
    title = blocks[0].text if blocks[0].kind == "heading" else readable_name(path)
    return ParsedDocument(title, tuple(blocks), None, TEXT_PARSER)


def _paragraph(text: str) -> list[Block]:
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
    text = decode(data)
    csv.field_size_limit(MAX_CELL)
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)):
            rows.append(row)
            if len(rows) > MAX_ROWS:
                raise ParseError("The table has more than 100,000 rows. Split it.")
    except csv.Error as error:
        raise ParseError(
            f"The table breaks off at row {len(rows) + 1}. Check the quotes there."
        ) from error
    blocks = row_blocks(rows)
    if not blocks:
        raise ParseError("The file has no rows.")
    return ParsedDocument(readable_name(path), tuple(blocks), None, CSV_PARSER)


def _delimiter(text: str) -> str:
    lines = [line for line in text[:20_000].split("\n")[:20] if line.strip()]
    return max(",;\t|", key=lambda mark: min(line.count(mark) for line in lines))
