"""Marks what a message repeats of those before it, as `> ` before each line of it."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import replace

from retrieval.parsing.documents import Block
from retrieval.parsing.plain import paragraph_blocks

MARK = "> "
# Longer paragraphs are cut into chunks; the mark is to stand in each.
MAX_MARKED = 900

_QUOTED = re.compile(r"^\s{0,3}>+ ?")
_NAMES_FROM = r"(?:from|von|de|da|van)"
_NAMES_SENT = r"(?:sent|gesendet|envoyé|enviado|inviato|verzonden|date|datum|data|fecha)"
# How programs begin what they repeat below an answer.
_ORIGINAL = re.compile(
    r"^[-_\s]*(?:-{2,}|_{5,})\s*(?:original(?:e| message)?|ursprüngliche nachricht|"
    r"message d.origine|forwarded message|weitergeleitete nachricht|message transféré)\b"
    rf"|^\*?{_NAMES_FROM}\s?:\*?\s.{{1,400}}?\b{_NAMES_SENT}\s?:\*?\s",
    re.IGNORECASE | re.DOTALL,
)
_HEADER = re.compile(rf"^\*?{_NAMES_FROM}\s?:\*?\s", re.IGNORECASE)
_SENT = re.compile(rf"^\*?{_NAMES_SENT}\s?:\*?\s", re.IGNORECASE)
_BLOCKQUOTE = re.compile(r"<(/?)blockquote\b[^>]{0,2000}>", re.IGNORECASE)


def text_blocks(text: str) -> list[Block]:
    """The blocks of a plain text, its quoted lines marked."""
    blocks: list[Block] = []
    quoted = False
    run: list[str] = []
    lines = text.split("\n")
    for i, line in enumerate(lines):
        if _begins_original(lines, i):
            blocks += _run(run, quoted)
            return blocks + _run([_QUOTED.sub("", one) for one in lines[i:]], True)
        is_quoted = _QUOTED.match(line) is not None
        if is_quoted != quoted and line.strip():
            blocks += _run(run, quoted)
            run, quoted = [], is_quoted
        run.append(_QUOTED.sub("", line) if is_quoted else line)
    return blocks + _run(run, quoted)


def _begins_original(lines: Sequence[str], i: int) -> bool:
    if _QUOTED.match(lines[i]):
        return False
    if _ORIGINAL.match(lines[i].strip()):
        return True
    following = [line.strip() for line in lines[i + 1 : i + 4]]
    return _HEADER.match(lines[i].strip()) is not None and any(map(_SENT.match, following))


def _run(lines: Sequence[str], quoted: bool) -> list[Block]:
    blocks = [
        block
        for paragraph in re.split(r"\n\s*\n|\f", "\n".join(lines))
        for block in paragraph_blocks(paragraph)
    ]
    return list(_marked(blocks)) if quoted else blocks


def fenced(markup: str) -> tuple[str, str, str]:
    """HTML with a line before and behind what is quoted; gives the two lines as well."""
    begin, end = (f"quote-{secrets.token_hex(8)}" for _ in range(2))

    def fence(found: re.Match[str]) -> str:
        return f"{found[0]}<p>{end}</p>" if found[1] else f"<p>{begin}</p>{found[0]}"

    return _BLOCKQUOTE.sub(fence, markup), begin, end


def quote_blocks(blocks: Sequence[Block], begin: str, end: str) -> list[Block]:
    """The blocks of a page, those between the lines and below an older header marked."""
    found: list[Block] = []
    depth = 0
    below = False
    for block in blocks:
        if block.text == begin:
            depth += 1
        elif block.text == end:
            depth = max(depth - 1, 0)
        else:
            below = below or (block.kind != "table_row" and bool(_ORIGINAL.match(block.text)))
            found += _marked([block]) if depth or below else [block]
    return found


def _marked(blocks: Sequence[Block]) -> Iterator[Block]:
    for block in blocks:
        kind = "paragraph" if block.kind == "heading" else block.kind
        text = block.text
        while len(text) > MAX_MARKED and kind == "paragraph":
            cut = text.rfind(" ", MAX_MARKED // 2, MAX_MARKED)
            cut = cut if cut > 0 else MAX_MARKED
            yield replace(block, kind=kind, text=f"{MARK}{text[:cut]}", level=0)
            text = text[cut:].strip()
        yield replace(block, kind=kind, text=f"{MARK}{text}")
