"""The door to the parsers: which one reads a file, by its name and by its content."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from importlib import import_module

from retrieval.parsing import formats
from retrieval.parsing.documents import Block, ParsedDocument, ParseError
from retrieval.parsing.formats import PDF, PICTURE, Format, suffix_of, why_unread
from retrieval.parsing.office.archives import DOCUMENT
from retrieval.parsing.pdf.parser import parse_pdf
from retrieval.parsing.pdf.recognised import Recognised
from retrieval.parsing.plain import parse_csv, parse_text
from retrieval.parsing.web.html import parse_html
from retrieval.parsing.web.markdown import parse_markdown
from retrieval.parsing.word.parser import parse_docx

Parser = Callable[[bytes, str], ParsedDocument]

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
    suffix = suffix_of(path)
    parser = parse_docx if suffix in DOCUMENT.suffixes else _INSERTED.get(suffix)
    if parser is None:
        raise ParseError(f"It is of type {suffix or 'unknown'}. Paste its text into the document.")
    _check_content(data, suffix)
    return parser(data, path)


def _rare(module: str, name: str) -> Parser:
    """A parser that is loaded when the first file needs it.

    The libraries behind such bring half of what a parsing process weighs, for rare files.
    """

    def parse_rare(data: bytes, path: str) -> ParsedDocument:
        parser: Parser = getattr(import_module(f"retrieval.parsing.{module}"), name)
        return parser(data, path)

    return parse_rare


def _parse_picture(data: bytes, path: str, recognised: Recognised | None = None) -> ParsedDocument:
    from retrieval.parsing.pictures.parser import parse_picture

    return parse_picture(data, path, recognised)


_READERS: Mapping[Format, Parser] = {
    formats.MARKDOWN: parse_markdown,
    formats.HTML: parse_html,
    formats.TEXT: parse_text,
    formats.CSV: parse_csv,
    formats.PDF: parse_pdf,
    formats.DOCX: _parse_word,
    formats.PPTX: _rare("slides.parser", "parse_pptx"),
    formats.XLSX: _rare("sheets.parser", "parse_xlsx"),
    formats.XLS: _rare("sheets.binary", "parse_xls"),
    **dict.fromkeys(
        (formats.ODT, formats.ODS, formats.ODP),
        _rare("open_document.parser", "parse_open_document"),
    ),
    formats.RTF: _rare("rtf.parser", "parse_rtf"),
    formats.MAIL: _rare("mail.parser", "parse_mail"),
    formats.EPUB: _rare("books.parser", "parse_epub"),
    formats.XML: _rare("xml.parser", "parse_xml"),
    formats.JSON: _rare("xml.parser", "parse_json"),
    formats.PICTURE: _parse_picture,
}
_PARSERS = {suffix: _READERS[one] for one in formats.FORMATS for suffix in one.suffixes}
# What Word puts whole into a document.
_INSERTED = {suffix: _PARSERS[suffix] for suffix in (".html", ".htm", ".txt", ".rtf")}

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
# These look for themselves at what they are.
_BY_THEMSELVES = (
    formats.DOCX,
    formats.PPTX,
    formats.XLSX,
    formats.XLS,
    formats.ODT,
    formats.ODS,
    formats.ODP,
    formats.RTF,
    formats.MAIL,
    formats.EPUB,
    formats.PICTURE,
)
_CHECKED = frozenset(suffix for one in _BY_THEMSELVES for suffix in one.suffixes)
_UNFINISHED = re.compile(r"[^.!?:;…\]]$")


def parse(data: bytes, path: str, recognised: Recognised | None = None) -> ParsedDocument:
    """Read the document that stands at ``path``, of which only the name is looked at.

    ``recognised`` is what was read off its pictures, ``None`` where that is switched off.
    Raises `ParseError` with a reason for the owner when the file is empty, too large, damaged,
    protected, of another type than its name says, of a type that is not read, or without text.
    Use `retrieval.parsing.isolation.worker` for files that were not made here: it bounds time and
    memory.
    """
    suffix = suffix_of(path)
    parser = _PARSERS.get(suffix)
    if parser is None:
        raise ParseError(why_unread(suffix))
    if not data:
        raise ParseError("The file is empty.")
    if len(data) > MAX_BYTES:
        raise ParseError(f"The file is larger than {MAX_BYTES // 1_000_000} MB. Split it.")
    _check_content(data, suffix)
    if suffix in PDF.suffixes:
        document = parse_pdf(data, path, recognised)
    elif suffix in PICTURE.suffixes:
        document = _parse_picture(data, path, recognised)
    else:
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


def _check_content(data: bytes, suffix: str) -> None:
    if suffix == ".pdf":
        if b"%PDF-" not in data[:1024]:
            raise ParseError("The content is not a PDF although the name says so.")
    elif suffix not in _CHECKED:
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
