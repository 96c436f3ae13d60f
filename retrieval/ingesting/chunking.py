"""Cuts a document into chunks along its headings and pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from retrieval.parsing.documents import Block, BlockKind, ParsedDocument

SPLITTER = "sections/2"
TARGET = 1000
TINY = 200
# Beyond this even a table row is cut, at its cells: a search could not see the rest of it.
MAX_ROW = 4000
# What a row begins with, and what names a part of a table, is said again where it is cut.
MAX_REPEATED = 200
LAST_WORD = 24

_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|cf|vs|etc|approx|resp|incl|ca|no|nos|fig|figs|sec|art|para|vol|ed|pp?|dr|mr|"
    r"mrs|ms|prof|st|inc|ltd|co|corp|al|ref|tab|max|min|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|"
    r"dec|z\.b|d\.h|bzw|nr|u\.s|u\.k|e\.u)|\b[A-Z]|^\(?\w{1,3})\.$",
    re.IGNORECASE,
)
_END = re.compile(r"[.!?…][\"'”’)\]]*\s+(?=[\"'“‘(\[]*[^\W_a-z])|[。！？]\s*")
_LABEL = re.compile(r"^(?:\(?(?:\d{1,3}|[A-Za-z]|[ivxlc]{1,6})[.)]|\d+(?:\.\d+)+\.?|[•‣▪◦–-])\s")


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of a document, as a person reads it.

    ``ordinal`` counts from 0. ``section`` is the path of headings that all of the text stands
    under, joined by `` > ``; deeper headings stand in the text. The text comes from
    ``blocks[start_block:end_block]`` of the document. ``confidence`` is that of the least certain
    block that a machine read, ``None`` where it read none.
    """

    ordinal: int
    title: str
    section: str
    page: int | None
    text: str
    start_block: int
    end_block: int
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class _Unit:
    """A piece that is not cut any more. ``path`` are the headings above it.

    ``above`` are the section rows over a row of a table, as places and texts of their blocks.
    """

    kind: BlockKind
    text: str
    block: int
    page: int | None
    path: tuple[str, ...]
    above: tuple[tuple[int, str], ...] = ()


def chunk(document: ParsedDocument, *, target: int = TARGET, tiny: int = TINY) -> list[Chunk]:
    """Cut ``document`` into chunks of about ``target`` characters.

    A chunk that begins within a part of a table begins with the row that names that part. A chunk
    stays on its page and in its section. Neighbouring sections on the same page share a
    chunk only when both are shorter than ``tiny``, or one is and a heading stands above both.
    """
    drafts: list[list[_Unit]] = []
    units = _units(document, target)
    for _, section in groupby(units, key=lambda unit: (unit.page, unit.path)):
        drafts.extend(_packed(list(section), target, tiny))
    return [
        _chunk(ordinal, document, draft)
        for ordinal, draft in enumerate(_merged(drafts, target, tiny))
    ]


def sentences(text: str) -> list[str]:
    """Cut a paragraph after its sentences; joined with a space they give the paragraph."""
    found: list[str] = []
    start = 0
    for end in _END.finditer(text):
        # Only its last word is looked at, else a text of nothing but abbreviations takes for ever.
        tail = text[max(start, end.end() - LAST_WORD) : end.end()].strip()
        if tail and not _ABBREVIATION.search(tail.rstrip("\"'”’)]")):
            found.append(text[start : end.end()].strip())
            start = end.end()
    if rest := text[start:].strip():
        found.append(rest)
    return found


def _units(document: ParsedDocument, target: int) -> Iterator[_Unit]:
    path: list[tuple[int, str]] = []
    above: list[tuple[int, str]] = []
    for i, block in enumerate(document.blocks):
        above = above[: block.level] if block.kind == "table_row" else []
        if block.kind == "heading":
            while path and path[-1][0] >= block.level:
                path.pop()
            if _is_childless(document.blocks, i):
                # Nothing stands under it, so it would be lost as a heading.
                if not (i == 0 and block.text == document.title and len(document.blocks) > 1):
                    yield _Unit("paragraph", block.text, i, block.page, _names(path))
            elif block.text != document.title or path:
                path.append((block.level, block.text))
            continue
        for text in _pieces(block, target):
            yield _Unit(block.kind, text, i, block.page, _names(path), tuple(above))
        if block.kind == "table_row":
            above.append((i, block.text))


def _names(path: Sequence[tuple[int, str]]) -> tuple[str, ...]:
    return tuple(text for _, text in path)


def _is_childless(blocks: Sequence[Block], i: int) -> bool:
    following = blocks[i + 1] if i + 1 < len(blocks) else None
    return following is None or (following.kind == "heading" and following.level <= blocks[i].level)


def _pieces(block: Block, target: int) -> list[str]:
    text = block.text
    if block.kind == "list_item":
        text = "  " * min(block.level, 4) + (text if _LABEL.match(text) else f"- {text}")
    if len(text) <= (MAX_ROW if block.kind == "table_row" else target):
        return [text]
    match block.kind:
        case "code":
            return _joined(text.split("\n"), "\n", target)
        case "table_row":
            return _cells(text, target)
        case _:
            return _joined(sentences(text), " ", target)


def _cells(row: str, target: int) -> list[str]:
    """Cut a row between its cells; each piece begins with the first one, which says whose it is."""
    cells = row.split("; ")
    pieces = _joined(cells, "; ", target)
    if len(cells[0]) > MAX_REPEATED:
        return pieces
    return [pieces[0], *(f"{cells[0]}; {piece}" for piece in pieces[1:])]


def _joined(parts: Sequence[str], glue: str, target: int) -> list[str]:
    """Join ``parts`` to pieces of at most ``target``, none of them a short remainder."""
    short = [piece for part in parts for piece in _wrapped(part, target)]
    count = -(-sum(len(part) + len(glue) for part in short) // target)
    even = max(sum(len(part) + len(glue) for part in short) // max(count, 1), 1)
    pieces: list[str] = []
    for part in short:
        if pieces and len(pieces[-1]) < even and len(pieces[-1]) + len(glue + part) <= target:
            pieces[-1] += glue + part
        else:
            pieces.append(part)
    return pieces


def _wrapped(text: str, target: int) -> Iterator[str]:
    start = 0
    while len(text) - start > target:
        half, whole = start + target // 2, start + target
        cut = max(text.rfind(" ", half, whole), text.rfind("\n", half, whole))
        cut = cut if cut > 0 else whole
        yield text[start:cut]
        start = cut
        while start < len(text) and text[start].isspace():
            start += 1
    if start < len(text) or not text:
        yield text[start:]


def _length(units: Sequence[_Unit]) -> int:
    return sum(len(unit.text) + 2 for unit in units)


def _packed(units: Sequence[_Unit], target: int, tiny: int) -> list[list[_Unit]]:
    packs: list[list[_Unit]] = []
    for unit in units:
        if packs and _length(packs[-1]) + len(unit.text) <= target:
            packs[-1].append(unit)
        else:
            packs.append([*_begun(packs[-1], unit), unit] if packs else [unit])
    if len(packs) > 1 and _length(packs[-1]) < tiny:
        last = packs.pop()
        packs[-1].extend(last)
    return packs


def _begun(pack: list[_Unit], unit: _Unit) -> list[_Unit]:
    """Take from the end of a pack the section rows whose first row did not fit in any more."""
    names = {block for block, _ in unit.above}
    start = len(pack)
    while start > 1 and pack[start - 1].kind == "table_row" and pack[start - 1].block in names:
        start -= 1
    begun = pack[start:]
    del pack[start:]
    return begun


def _merged(drafts: Sequence[list[_Unit]], target: int, tiny: int) -> list[list[_Unit]]:
    merged: list[list[_Unit]] = []
    for draft in drafts:
        if merged and _belong_together(merged[-1], draft, target, tiny):
            merged[-1] = merged[-1] + draft
        else:
            merged.append(draft)
    return merged


def _belong_together(a: Sequence[_Unit], b: Sequence[_Unit], target: int, tiny: int) -> bool:
    if a[-1].page != b[0].page or _length(a) + _length(b) > target:
        return False
    small = (_length(a) < tiny) + (_length(b) < tiny)
    return small == 2 or (small == 1 and bool(_common([*a, *b])))


def _common(units: Sequence[_Unit]) -> tuple[str, ...]:
    common = units[0].path
    for unit in units[1:]:
        same = 0
        for x, y in zip(common, unit.path, strict=False):
            if x != y:
                break
            same += 1
        common = common[:same]
    return common


def _chunk(ordinal: int, document: ParsedDocument, units: Sequence[_Unit]) -> Chunk:
    common = _common(units)
    text = "\n".join(name[:MAX_REPEATED] for _, name in units[0].above)
    path, kind = common, units[0].kind if text else None
    for unit in units:
        if unit.path != path and len(unit.path) > len(common):
            text += ("\n\n" if text else "") + " > ".join(unit.path[len(common) :])
            kind = None
        if text:
            tight = kind is None or (unit.kind == kind and kind in {"list_item", "table_row"})
            text += "\n" if tight else "\n\n"
        text += unit.text
        path, kind = unit.path, unit.kind
    return Chunk(
        ordinal=ordinal,
        title=document.title,
        section=" > ".join(common),
        page=units[0].page,
        text=text,
        start_block=units[0].block,
        end_block=units[-1].block + 1,
        confidence=_confidence(document.blocks[unit.block] for unit in units),
    )


def _confidence(blocks: Iterable[Block]) -> float | None:
    return min((b.confidence for b in blocks if b.confidence is not None), default=None)
