"""RTF to blocks: what the page shows, with the titles and column names in its headers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from retrieval.parsing.documents import Block, ParsedDocument, ParseError
from retrieval.parsing.office.archives import is_generic_title
from retrieval.parsing.rtf.flows import NEAR, Grid, Item, TableRow
from retrieval.parsing.rtf.reader import Reader
from retrieval.parsing.rtf.state import Section
from retrieval.parsing.rtf.words import word
from retrieval.parsing.text.cleaning import clean, readable_name
from retrieval.parsing.text.page_frames import ONLY_FRAMES, PageFrames, frame_lines

PARSER = "rtf/3"
MAX_HEADS = 5
MAX_TITLE_LINES = 4
MAX_TITLE = 200
# So many closing braces some programs forget.
MAX_MISSING = 2


def parse_rtf(data: bytes, path: str) -> ParsedDocument:
    """Read an RTF file; raises `ParseError` when it is damaged or has no text."""
    start = data[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start.startswith(b"{\\rtf"):
        raise ParseError("The content is not RTF although the name says so.")
    reader = read_rtf(data)
    blocks = _blocks(reader.page.sections)
    if not blocks:
        framed = (x for one in reader.page.sections for x in (*one.headers, *one.footers))
        has_words = bool(frame_lines(_lines(list(framed), ())))
        raise ParseError(ONLY_FRAMES if has_words else reader.page.passed.emptiness())
    first = next((block.text for block in blocks if block.kind == "heading"), "")
    stated = clean(reader.title)
    candidates = [reader.page.printed_title, "" if is_generic_title(stated) else stated, first]
    title = next((one for one in candidates if one), "") or readable_name(path)
    return ParsedDocument(title, tuple(blocks), None, PARSER, tuple(reader.page.passed.remarks()))


def read_rtf(data: bytes) -> Reader:
    """Read an RTF file word by word; raises `ParseError` where it is cut short or endless."""
    reader = Reader(data)
    for token in reader.tokens:
        kind = token.kind
        if kind in {"text", "byte"}:
            reader.encoded(token.value)
        elif kind == "open":
            reader.begin_group()
        elif kind == "close":
            if reader.depth:
                reader.end_group()
            if not reader.depth:
                break
        elif kind == "symbol":
            reader.symbol(token.value)
        elif reader.skip and token.value != b"u":
            reader.skip -= 1
        else:
            starred, reader.starred = reader.starred, False
            word(reader, token.value, token.number, starred=starred)
    if reader.depth > MAX_MISSING or (reader.depth and not data.rstrip(b"\0 \r\n").endswith(b"}")):
        raise ParseError("The file is damaged or cut short. Save it again.")
    reader.page.passed.is_open = reader.depth > 0
    reader.page.end_section()
    return reader


def _blocks(sections: Sequence[Section]) -> list[Block]:
    frames = PageFrames()
    parts: list[tuple[list[Block], Section]] = []
    title = _title_lines(sections)
    for section in sections:
        heads = _heads(section)
        blocks: list[Block] = []
        for item in _titled(section.items, title):
            if isinstance(item, Block):
                blocks.append(item)
            else:
                blocks += item.blocks(heads if _fits(item, heads) else ())
        parts.append((blocks, section))
    has_title = any(block.kind == "heading" for blocks, _ in parts for block in blocks)
    framed: list[Block] = []
    for blocks, section in parts:
        heads = _heads(section)
        headers = frame_lines(_lines(section.headers, heads))
        footers = frame_lines(_lines(section.footers, ()))
        framed += frames.framed(headers, footers, blocks, has_title=has_title)
    return framed


def _title_lines(sections: Sequence[Section]) -> list[str]:
    """The lines above the first table, where nothing is marked as a heading."""
    if any(isinstance(x, Block) and x.kind == "heading" for one in sections for x in one.items):
        return []
    lines: list[str] = []
    for item in sections[0].items if sections else ():
        if isinstance(item, Grid):
            return lines
        if len(lines) == MAX_TITLE_LINES or len(item.text) > MAX_TITLE or item.kind != "paragraph":
            return []
        if item.text.endswith((".", ":", ";")):
            return []
        lines.append(item.text)
    return []


def _titled(items: Sequence[Item], title: Sequence[str]) -> Iterator[Item]:
    """The items with the title as a heading; pages say it again, which is left out."""
    at = 0
    told = False
    while at < len(items):
        here = [item.text for item in items[at : at + len(title)] if isinstance(item, Block)]
        if title and here == title:
            if not told:
                yield Block("heading", ", ".join(title), 1)
            told = True
            at += len(title)
        else:
            yield items[at]
            at += 1


def _heads(section: Section) -> list[TableRow]:
    """The rows of the page header that stand as names above the columns of the table below."""
    table = next((item for item in section.items if isinstance(item, Grid)), None)
    above = section.headers[-1] if section.headers else None
    if table is None or not isinstance(above, Grid):
        return []
    heads: list[TableRow] = []
    for row in reversed(above.rows):
        if len(row.cells) < 2 or not _fits(table, [row]) or len(heads) == MAX_HEADS:
            break
        heads.insert(0, row)
    return heads


def _fits(table: Grid, heads: Sequence[TableRow]) -> bool:
    """Tell whether the cells of rows end where columns of the table do."""
    edges = table.edges()
    return bool(heads) and all(
        any(abs(cell.right - edge) <= NEAR for edge in edges)
        for row in heads
        for cell in row.shape.cells
    )


def _lines(items: Sequence[Item], heads: Sequence[TableRow]) -> Iterator[str]:
    for item in items:
        if isinstance(item, Block):
            yield item.text
            continue
        for row in item.rows:
            if not any(row is head for head in heads):
                yield from (cell.text for cell in row.cells if cell.text)
