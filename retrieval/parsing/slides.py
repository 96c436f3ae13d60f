"""PPTX to blocks: every slide is a page, without notes and hidden slides."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

import pptx
from lxml import etree
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.exc import PythonPptxError

from retrieval.parsing.documents import Block, ParsedDocument, ParseError
from retrieval.parsing.office import check_package
from retrieval.parsing.tables import row_blocks
from retrieval.parsing.text import clean, readable_name

PARSER = "pptx/1"
MAX_SLIDES = 2000
MAX_NESTING = 20

_TITLES = frozenset(
    {PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE, PP_PLACEHOLDER.VERTICAL_TITLE}
)
_RUNNING = frozenset({PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER})


def parse_pptx(data: bytes, path: str) -> ParsedDocument:
    """Read a presentation; raises `ParseError` when it is damaged, protected or has no text."""
    check_package(data, main_part="ppt/presentation.xml", kind="PPTX")
    try:
        deck = pptx.Presentation(io.BytesIO(data))
        slides = list(deck.slides)
    except (PythonPptxError, KeyError, ValueError, etree.XMLSyntaxError, zipfile.BadZipFile) as e:
        raise ParseError("The file is damaged or cut short. Save it again.") from e
    if len(slides) > MAX_SLIDES:
        raise ParseError(f"The file has more than {MAX_SLIDES:,} slides. Split it.")
    blocks: list[Block] = []
    for number, slide in enumerate(slides, 1):
        if slide.element.get("show") not in {"0", "false"}:
            blocks.extend(_slide(slide, number))
    if not blocks:
        raise ParseError("The slides have no text: they are pictures. Add the text to them.")
    title = clean(deck.core_properties.title or "")
    if not title or title.lower().startswith("powerpoint"):
        title = next((b.text for b in blocks if b.kind == "heading"), readable_name(path))
    return ParsedDocument(title, tuple(blocks), len(slides), PARSER)


def _slide(slide: Any, number: int) -> Iterator[Block]:
    shapes = list(_flat(slide.shapes, 0))
    titles = [shape for shape in shapes if _placeholder(shape) in _TITLES]
    for shape in titles:
        if text := clean(shape.text_frame.text):
            yield Block("heading", text, 1, number)
    rest = [s for s in shapes if s not in titles and _placeholder(s) not in _RUNNING]
    # Shapes stand in the order they were drawn; people read from the top.
    for shape in sorted(rest, key=lambda s: (s.top or 0, s.left or 0)):
        if shape.has_text_frame:
            for paragraph in shape.text_frame.paragraphs:
                if text := clean(paragraph.text):
                    yield Block("list_item", text, paragraph.level, number)
        elif getattr(shape, "has_table", False):
            rows = [[cell.text for cell in row.cells] for row in shape.table.rows]
            header = True if shape.table.first_row else None
            yield from row_blocks(rows, header=header, page=number)


def _flat(shapes: Iterable[Any], depth: int) -> Iterator[Any]:
    for shape in shapes:
        if hasattr(shape, "shapes"):
            if depth < MAX_NESTING:
                yield from _flat(shape.shapes, depth + 1)
        else:
            yield shape


def _placeholder(shape: Any) -> object:
    return shape.placeholder_format.type if shape.is_placeholder else None
