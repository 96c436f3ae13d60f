"""PPTX to blocks: every slide is a page, without notes, comments and hidden slides."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pptx
from lxml import etree
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.exc import PythonPptxError

from retrieval.parsing.documents import Block, ParsedDocument, ParseError, counted
from retrieval.parsing.office_archives import check_package, is_generic_title
from retrieval.parsing.slides.text import diagram_paragraphs, paragraphs, table_rows
from retrieval.parsing.tables import row_blocks
from retrieval.parsing.text import clean, readable_name

PARSER = "pptx/2"
MAX_SLIDES = 2000
MAX_NESTING = 20
# Shapes whose tops differ by less than this share of the slide stand beside each other.
BAND = 0.06

_TITLES = frozenset(
    {PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE, PP_PLACEHOLDER.VERTICAL_TITLE}
)
_RUNNING = frozenset({PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER})
_DAMAGED = (PythonPptxError, KeyError, ValueError, etree.XMLSyntaxError, zipfile.BadZipFile)


@dataclass(slots=True)
class _Deck:
    """What was read, and the numbers of slides that an owner must hear of."""

    width: int
    height: int
    blocks: list[Block] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)
    pictures: list[int] = field(default_factory=list)
    charts: list[int] = field(default_factory=list)

    def remarks(self) -> Iterator[str]:
        if self.hidden:
            verb = "is" if len(self.hidden) == 1 else "are"
            yield f"{counted(self.hidden, 'Slide', 'Slides')} {verb} hidden: left out."
        if self.pictures:
            verb = "has" if len(self.pictures) == 1 else "have"
            yield (
                f"{counted(self.pictures, 'Slide', 'Slides')} {verb} no text: what stands on "
                "pictures is not found. Add the text to them."
            )
        if self.charts:
            yield (
                f"The charts on {counted(self.charts, 'slide', 'slides')} are not read. "
                "Add their figures as a table."
            )


def parse_pptx(data: bytes, path: str) -> ParsedDocument:
    """Read a presentation; raises `ParseError` when it is damaged, protected or has no text."""
    check_package(data, main_part="ppt/presentation.xml", kind="PPTX")
    try:
        file = pptx.Presentation(io.BytesIO(data))
        slides = list(file.slides)
    except _DAMAGED as error:
        raise ParseError("The file is damaged or cut short. Save it again.") from error
    if len(slides) > MAX_SLIDES:
        raise ParseError(f"The file has more than {MAX_SLIDES:,} slides. Split it.")
    deck = _Deck(file.slide_width or 1, file.slide_height or 1)
    for number, slide in enumerate(slides, 1):
        if slide.element.get("show") in {"0", "false"}:
            deck.hidden.append(number)
        else:
            _read_slide(slide, number, deck)
    if not deck.blocks:
        raise ParseError("The slides have no text: they are pictures. Add the text to them.")
    title = clean(file.core_properties.title or "")
    if is_generic_title(title):
        title = next((b.text for b in deck.blocks if b.kind == "heading"), readable_name(path))
    remarks = tuple(deck.remarks())
    return ParsedDocument(title, tuple(deck.blocks), len(slides), PARSER, remarks)


def _read_slide(slide: Any, number: int, deck: _Deck) -> None:
    shapes = list(_ordered(slide.shapes, deck, 0))
    titles = [shape for shape in shapes if _placeholder(shape) in _TITLES]
    before = len(deck.blocks)
    for shape in titles:
        if text := clean(shape.text_frame.text):
            deck.blocks.append(Block("heading", text, 1, number))
    for shape in shapes:
        if shape not in titles and _placeholder(shape) not in _RUNNING:
            deck.blocks.extend(_shape(shape, slide, number, deck))
    if len(deck.blocks) == before and any(_is_picture(shape) for shape in shapes):
        deck.pictures.append(number)


def _shape(shape: Any, slide: Any, number: int, deck: _Deck) -> Iterator[Block]:
    if shape.has_text_frame:
        for text, level in paragraphs(shape.text_frame._txBody):
            yield Block("list_item", text, level, number)
    elif getattr(shape, "has_table", False):
        header = True if shape.table.first_row else None
        yield from row_blocks(table_rows(shape.table), header=header, page=number)
    elif getattr(shape, "has_chart", False):
        if number not in deck.charts:
            deck.charts.append(number)
    else:
        for text, level in diagram_paragraphs(shape, slide.part):
            yield Block("list_item", text, level, number)


def _ordered(shapes: Iterable[Any], deck: _Deck, depth: int) -> Iterator[Any]:
    """The shapes as people read them: from the top, and beside each other from the left."""
    seen = [shape for shape in shapes if _is_seen(shape, deck, depth)]
    # Shapes stand in the order they were drawn.
    seen.sort(key=lambda shape: shape.top or 0)
    bands: list[list[Any]] = []
    for shape in seen:
        if bands and (shape.top or 0) - (bands[-1][0].top or 0) < BAND * deck.height:
            bands[-1].append(shape)
        else:
            bands.append([shape])
    for band in bands:
        for shape in sorted(band, key=lambda shape: shape.left or 0):
            if not hasattr(shape, "shapes"):
                yield shape
            elif depth < MAX_NESTING:
                yield from _ordered(shape.shapes, deck, depth + 1)


def _is_seen(shape: Any, deck: _Deck, depth: int) -> bool:
    """Tell whether a shape is shown, and stands at least in part on the slide."""
    name = next(iter(shape._element.xpath("./*[1]/p:cNvPr")), None)
    if name is not None and name.get("hidden") in {"1", "true"}:
        return False
    left, top, width, height = shape.left, shape.top, shape.width, shape.height
    # Inside a group other measures hold.
    if depth or None in (left, top, width, height):
        return True
    beside = left >= deck.width or left + width <= 0
    return not (beside or top >= deck.height or top + height <= 0)


def _is_picture(shape: Any) -> bool:
    return bool(shape._element.tag.endswith("}pic"))


def _placeholder(shape: Any) -> object:
    return shape.placeholder_format.type if shape.is_placeholder else None
