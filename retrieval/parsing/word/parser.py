"""DOCX to blocks: what the page shows, without comments, deletions and metadata."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import Any

import docx
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from lxml import etree

from retrieval.parsing.documents import Block, ParsedDocument, ParseError
from retrieval.parsing.office.archives import (
    DAMAGED,
    DOCUMENT,
    is_generic_title,
    opened_package,
)
from retrieval.parsing.text.cleaning import clean, readable_name
from retrieval.parsing.text.page_frames import ONLY_FRAMES
from retrieval.parsing.word.insertions import ReadFile
from retrieval.parsing.word.reader import Reader
from retrieval.parsing.word.titles import is_generic_heading

PARSER = "docx/4"

_DAMAGED = (OpcError, KeyError, ValueError, etree.XMLSyntaxError, zipfile.BadZipFile)


def parse_docx(data: bytes, path: str, *, read_file: ReadFile | None = None) -> ParsedDocument:
    """Read a Word document; raises `ParseError` when it is damaged, protected or has no text.

    ``read_file`` reads a file that was inserted whole; without it there is a remark for each.
    """
    data = opened_package(data, DOCUMENT)
    try:
        document = docx.Document(io.BytesIO(data))
        reader = Reader(document, read_file)
    except _DAMAGED as error:
        raise ParseError(DAMAGED) from error
    blocks = reader.read()
    if not blocks:
        raise ParseError(_emptiness(document.element.body, reader))
    title = _title(document, reader.title, blocks) or readable_name(path)
    return ParsedDocument(title, tuple(blocks), None, PARSER, tuple(reader.remarks()))


def _title(document: Any, found: str, blocks: Sequence[Block]) -> str:
    """The title on the page, that of the properties, or the first heading that names a document."""
    stated = clean(document.core_properties.title or "")
    first = next((b.text for b in blocks if b.kind == "heading"), "")
    candidates = [
        found,
        "" if is_generic_title(stated) else stated,
        "" if is_generic_heading(first) else first,
    ]
    return next((title for title in candidates if title), "")


def _emptiness(body: Any, reader: Reader) -> str:
    """Why a document has no text, and what to do."""
    if reader.insertions.reasons:
        return f"The document has no text of its own. {reader.insertions.reasons[0]}"
    if holds := [name for name in reader.insertions.holds if name != "large pictures"]:
        return f"The document has no text: it holds only {' and '.join(holds)}. Add their text."
    if next(body.iter(qn("w:showingPlcHdr")), None) is not None:
        return "The document has no text: it is a form that nobody filled in."
    if reader.has_frames():
        return ONLY_FRAMES
    if next(body.iter(qn("w:drawing"), qn("w:pict")), None) is not None:
        return "The document has no text: it holds only pictures. Add the text to it."
    told = list(reader.remarks())
    return " ".join(["The document has no text:", *(told or ["it is empty."])])
