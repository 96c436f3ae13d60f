"""The door to the parsers: which one reads a file, by its name and by its content."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from retrieval.parsing.documents import Block, ParsedDocument, ParseError
from retrieval.parsing.office.archives import DOCUMENT, OFFICE_SUFFIXES, PRESENTATION, WORKBOOK
from retrieval.parsing.pdf.parser import parse_pdf
from retrieval.parsing.plain import parse_csv, parse_text
from retrieval.parsing.web.html import parse_html
from retrieval.parsing.web.markdown import parse_markdown
from retrieval.parsing.word.parser import parse_docx

MAX_BYTES = 100_000_000
MAX_TITLE = 300
# A heading is repeated in each of its chunks, so that a longer one is taken for a paragraph.
MAX_HEADING = 600
MAX_BLOCKS = 300_000
MAX_JOINED = 2_000


def _parse_word(data: bytes, path: str) -> ParsedDocument:
    return parse_docx(data, path, read_file=_read_inserted)


def _read_inserted(data: bytes, path: str) -> ParsedDocument:
    """Read a file that stands in another one; what stands in it in turn is not read."""
    suffix = _suffix(path)
    parser = parse_docx if suffix in DOCUMENT.suffixes else _INSERTED.get(suffix)
    if parser is None:
        raise ParseError(f"It is of type {suffix or 'unknown'}. Paste its text into the document.")
    _check_content(data, suffix)
    return parser(data, path)


# The libraries behind these two bring half of what a parsing process weighs, for rare files.
def _parse_pptx(data: bytes, path: str) -> ParsedDocument:
    from retrieval.parsing.slides.parser import parse_pptx

    return parse_pptx(data, path)


def _parse_xlsx(data: bytes, path: str) -> ParsedDocument:
    from retrieval.parsing.sheets.parser import parse_xlsx

    return parse_xlsx(data, path)


_PARSERS: dict[str, Callable[[bytes, str], ParsedDocument]] = {
    ".md": parse_markdown,
    ".markdown": parse_markdown,
    ".html": parse_html,
    ".htm": parse_html,
    ".txt": parse_text,
    ".csv": parse_csv,
    ".tsv": parse_csv,
    ".pdf": parse_pdf,
    **dict.fromkeys(DOCUMENT.suffixes, _parse_word),
    **dict.fromkeys(PRESENTATION.suffixes, _parse_pptx),
    **dict.fromkeys(WORKBOOK.suffixes, _parse_xlsx),
}
SUFFIXES = frozenset(_PARSERS)
# What Word puts whole into a document.
_INSERTED = {suffix: _PARSERS[suffix] for suffix in (".html", ".htm", ".txt")}

_SIGNATURES = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a zipped file"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Office 97 or protected Office file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"\x1f\x8b", "a packed file"),
    (b"{\\rtf", "an RTF document"),
)
_UNFINISHED = re.compile(r"[^.!?:;…\]]$")


def parse(data: bytes, path: str) -> ParsedDocument:
    """Read the document that stands at ``path``, of which only the name is looked at.

    Raises `ParseError` with a reason for the owner when the file is empty, too large, damaged,
    protected, of another type than its name says, of a type that is not read, or without text.
    Use `retrieval.parsing.isolation.worker` for files that were not made here: it bounds time and
    memory.
    """
    suffix = _suffix(path)
    parser = _PARSERS.get(suffix)
    if parser is None:
        known = ", ".join(sorted(SUFFIXES))
        kind = f"of type {suffix}" if suffix else "without a suffix"
        raise ParseError(f"Files {kind} are not read; {known} are.")
    if not data:
        raise ParseError("The file is empty.")
    if len(data) > MAX_BYTES:
        raise ParseError(f"The file is larger than {MAX_BYTES // 1_000_000} MB. Split it.")
    _check_content(data, suffix)
    document = parser(data, path)
    if not document.blocks:
        raise ParseError("The file has no text but page numbers, headers or footers.")
    if len(document.blocks) > MAX_BLOCKS:
        raise ParseError(f"The file has more than {MAX_BLOCKS:,} paragraphs or rows. Split it.")
    blocks = _rejoined([_shortened(block) for block in document.blocks])
    return replace(document, title=document.title[:MAX_TITLE], blocks=tuple(blocks))


def _shortened(block: Block) -> Block:
    if block.kind == "heading" and len(block.text) > MAX_HEADING:
        return replace(block, kind="paragraph", level=0)
    return block


def _suffix(path: str) -> str:
    # A file may be called nothing but ".md"; pathlib takes that for a name without a suffix.
    _, dot, suffix = PurePosixPath(path.replace("\\", "/")).name.rpartition(".")
    return (dot + suffix).lower() if dot else ""


def _check_content(data: bytes, suffix: str) -> None:
    if suffix == ".pdf":
        if b"%PDF-" not in data[:1024]:
            raise ParseError("The content is not a PDF although the name says so.")
    elif suffix not in OFFICE_SUFFIXES:
        for signature, kind in _SIGNATURES:
            # Two letters alone may well begin a text.
            if data.startswith(signature) and (len(signature) > 2 or b"\x00" in data[:512]):
                raise ParseError(f"The content is {kind} although the name ends in {suffix}.")


def _rejoined(blocks: Sequence[Block]) -> list[Block]:
    """Put together what a conversion cut in two: a long unfinished line and one in lower case."""
    joined: list[Block] = []
    for block in blocks:
        last = joined[-1] if joined else None
        if (
            last is not None
            and block.kind == "paragraph"
            and last.kind in {"paragraph", "list_item"}
            and last.page == block.page
            and 30 < len(last.text) < MAX_JOINED
            and _UNFINISHED.search(last.text)
            and block.text[0].islower()
        ):
            joined[-1] = replace(last, text=f"{last.text} {block.text}")
        else:
            joined.append(block)
    return joined
