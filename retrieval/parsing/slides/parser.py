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
from pptx.oxml.ns import qn

from retrieval.parsing.documents import Block, ParsedDocument, ParseError, counted
from retrieval.parsing.office.archives import PRESENTATION, is_generic_title, opened_package
from retrieval.parsing.office.drawings import Seen, chart_blocks, paragraphs
from retrieval.parsing.slides.text import diagram_paragraphs, table_rows
from retrieval.parsing.tables.reading import row_blocks
from retrieval.parsing.text.cleaning import clean, readable_name

PARSER = "pptx/4"
MAX_SLIDES = 2000
MAX_NESTING = 20
# Shapes whose tops differ by less than this share of the slide stand beside each other.
BAND = 0.06
# A picture of this share of the slide may hold what the slide is about.
LARGE_PICTURE = 0.15

_TITLES = frozenset(
    {PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE, PP_PLACEHOLDER.VERTICAL_TITLE}
)
_RUNNING = frozenset({PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER})
_OBJECT = qn("p:oleObj")
# Kinds of charts that came later, such as waterfalls; each has its own form.
_UNREAD_CHARTS = ("{http://schemas.microsoft.com/office/drawing/2014/chartex}chart",)
_DAMAGED = (PythonPptxError, KeyError, ValueError, etree.XMLSyntaxError, zipfile.BadZipFile)


@dataclass(slots=True)
class _Deck:
    """What was read, and the numbers of slides that an owner must hear of."""

    width: int
    height: int
    blocks: list[Block] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)
    pictures: list[int] = field(default_factory=list)
    large_pictures: list[int] = field(default_factory=list)
    charts: list[int] = field(default_factory=list)
    objects: list[int] = field(default_factory=list)
    running: list[int] = field(default_factory=list)
    struck: list[int] = field(default_factory=list)

    def remarks(self) -> Iterator[str]:
        if self.hidden:
            verb = "is" if len(self.hidden) == 1 else "are"
            yield f"{counted(self.hidden, 'Slide', 'Slides')} {verb} hidden: left out."
        if self.struck:
            yield f"Struck-through text was left out on {counted(self.struck, 'slide', 'slides')}."
        if self.pictures:
            verb = "has" if len(self.pictures) == 1 else "have"
            yield (
                f"{counted(self.pictures, 'Slide', 'Slides')} {verb} no text: what stands on "
                "pictures is not found. Add the text to them."
            )
        if self.large_pictures:
            verb = "shows" if len(self.large_pictures) == 1 else "show"
            yield (
                f"{counted(self.large_pictures, 'Slide', 'Slides')} {verb} a large picture: what "
                "stands on it is not found. Add its text to the slide."
            )
        if self.charts:
            yield (
                f"The charts on {counted(self.charts, 'slide', 'slides')} are not read. "
                "Add their figures as a table."
            )
        if self.objects:
            yield (
                f"The files inserted on {counted(self.objects, 'slide', 'slides')} are not read. "
                "Add them as files of their own, or their text to the slide."
            )

    def emptiness(self) -> str:
        """Why a presentation has no text, and what to do."""
        if self.hidden and not (self.pictures or self.charts or self.objects or self.running):
            return "The slides have no text: all of them are hidden. Show those that may answer."
        holds = []
        if self.pictures:
            holds.append("pictures")
        if self.charts:
            holds.append("charts without figures")
        if self.objects:
            holds.append("inserted files")
        if holds:
            step = "Add the text to them." if holds == ["pictures"] else "Add their text to them."
            return f"The slides have no text: they are {' and '.join(holds)}. {step}"
        if self.running:
            return "The slides have no text but footers, dates or numbers. Add the text to them."
        return "The slides have no text: they are empty."


def parse_pptx(data: bytes, path: str) -> ParsedDocument:
    """Read a presentation; raises `ParseError` when it is damaged, protected or has no text."""
    data = opened_package(data, PRESENTATION)
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
        raise ParseError(deck.emptiness())
    title = clean(file.core_properties.title or "")
    if is_generic_title(title):
        title = next((b.text for b in deck.blocks if b.kind == "heading"), readable_name(path))
    remarks = tuple(deck.remarks())
    return ParsedDocument(title, tuple(deck.blocks), len(slides), PARSER, remarks)


def _read_slide(slide: Any, number: int, deck: _Deck) -> None:
    shapes = list(_ordered(slide.shapes, deck, 0))
    titles = [shape for shape in shapes if _placeholder(shape) in _TITLES]
    running = [shape for shape in shapes if _placeholder(shape) in _RUNNING]
    before, seen = len(deck.blocks), Seen()
    for shape in titles:
        texts = (text for text, _ in paragraphs(shape.text_frame._txBody, seen))
        if text := " ".join(texts):
            deck.blocks.append(Block("heading", text, 1, number))
    for shape in shapes:
        if shape not in titles and shape not in running:
            deck.blocks.extend(_shape(shape, slide, number, deck, seen))
    if seen.struck:
        deck.struck.append(number)
    if next(slide.element.iter(*_UNREAD_CHARTS), None) is not None and number not in deck.charts:
        deck.charts.append(number)
    _note_pictures(shapes, number, deck, has_text=len(deck.blocks) > before)


def _note_pictures(shapes: list[Any], number: int, deck: _Deck, *, has_text: bool) -> None:
    pictures = [shape for shape in shapes if _is_picture(shape)]
    if has_text:
        if any(_is_large(shape, deck) for shape in pictures):
            deck.large_pictures.append(number)
    elif pictures:
        deck.pictures.append(number)
    elif any(shape.has_text_frame and shape.text_frame.text.strip() for shape in shapes):
        deck.running.append(number)


def _shape(shape: Any, slide: Any, number: int, deck: _Deck, seen: Seen) -> Iterator[Block]:
    if shape.has_text_frame:
        for text, level in paragraphs(shape.text_frame._txBody, seen):
            yield Block("list_item", text, level, number)
    elif getattr(shape, "has_table", False):
        # Every new table says that its first row is a header, also where it holds pairs.
        header = True if shape.table.first_row and len(shape.table.columns) > 2 else None
        yield from row_blocks(table_rows(shape.table, seen), header=header, page=number)
    elif getattr(shape, "has_chart", False):
        blocks = chart_blocks(shape.chart._chartSpace, number)
        if not any(block.kind == "table_row" for block in blocks) and number not in deck.charts:
            deck.charts.append(number)
        yield from blocks
    elif next(shape._element.iter(_OBJECT), None) is not None:
        if number not in deck.objects:
            deck.objects.append(number)
    else:
        for text, level in diagram_paragraphs(shape, slide.part, seen):
            yield Block("list_item", text, level, number)


def _is_large(shape: Any, deck: _Deck) -> bool:
    area = (shape.width or 0) * (shape.height or 0)
    return bool(area >= LARGE_PICTURE * deck.width * deck.height)


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
