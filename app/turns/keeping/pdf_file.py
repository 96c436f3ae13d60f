"""A kept answer as a PDF document, with a font of its own that has the letters of Europe."""

from __future__ import annotations

import io
from functools import cache
from html import escape
from itertools import groupby
from pathlib import Path

import font_source_sans_pro
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Table, TableStyle

from app.turns.keeping.kept import Block, KeptAnswer

_FONT = "Almanac"
# Readers bring these themselves; a font with all of their signs weighs sixteen megabytes.
_JAPANESE, _KOREAN, _CHINESE = "HeiseiKakuGo-W5", "HYGothic-Medium", "STSong-Light"
_UNKNOWN = "□"
_MARGIN = 62.0
_ACCENT = colors.HexColor("#0a5f73")


def pdf_file(kept: KeptAnswer) -> bytes:
    """The bytes of a .pdf file."""
    _register_fonts()
    words = kept.words
    parts: list[Flowable] = [
        _paragraph(words.title, "title"),
        _paragraph(words.question, "heading"),
        _paragraph(kept.question),
        _paragraph(words.answer, "heading"),
    ]
    parts += [_block(block) for block in kept.blocks]
    if not kept.blocks and not kept.notes:
        parts.append(_paragraph(words.nothing))
    parts += [_paragraph(note, "note") for note in kept.notes]
    if kept.sources:
        parts.append(_paragraph(words.sources, "heading"))
        parts += [_paragraph(f"[{n}] {source}", "source") for n, source in kept.sources]
    parts.append(_paragraph(words.about, "heading"))
    parts += [_paragraph(f"{name}: {fact}", "source") for name, fact in kept.facts]
    parts.append(_paragraph(words.disclaimer, "note"))
    file = io.BytesIO()
    pages = SimpleDocTemplate(
        file,
        pagesize=A4,
        title=words.title,
        author="Almanac",
        leftMargin=_MARGIN,
        rightMargin=_MARGIN,
        topMargin=_MARGIN,
        bottomMargin=_MARGIN,
    )
    pages.build(parts)
    return file.getvalue()


@cache
def _register_fonts() -> None:
    # The package names its files with outlines of another kind, which PDF is not written with here.
    files = Path(font_source_sans_pro.__file__).parent / "files"
    for name, cut in (("", "Regular"), ("-Bold", "Bold"), ("-It", "It")):
        pdfmetrics.registerFont(TTFont(_FONT + name, str(files / f"SourceSansPro-{cut}.ttf")))
    for known in (_JAPANESE, _KOREAN, _CHINESE):
        pdfmetrics.registerFont(UnicodeCIDFont(known))


def _style(name: str) -> ParagraphStyle:
    plain = {"fontName": _FONT, "fontSize": 10.5, "leading": 15, "spaceAfter": 6}
    changes: dict[str, object] = {
        "title": {"fontName": f"{_FONT}-Bold", "fontSize": 18, "leading": 24, "textColor": _ACCENT},
        "heading": {"fontName": f"{_FONT}-Bold", "fontSize": 12, "spaceBefore": 10},
        "item": {"leftIndent": 14, "bulletIndent": 3},
        "note": {"fontName": f"{_FONT}-It", "fontSize": 9.5},
        "source": {"fontSize": 9.5, "leading": 13, "splitLongWords": 1},
        "cell": {"fontSize": 9, "leading": 12, "spaceAfter": 0},
    }.get(name, {})
    return ParagraphStyle(name, **(plain | changes))


def _paragraph(text: str, style: str = "plain", *, bullet: str | None = None) -> Paragraph:
    # The words of others are text, whatever signs they hold.
    markup = _in_fonts(text).replace("\n", "<br/>")
    return Paragraph(markup, _style(style), bulletText=bullet)


def _block(block: Block) -> Flowable:
    if not block.rows:
        return (
            _paragraph(block.text, "item", bullet="•") if block.is_item else _paragraph(block.text)
        )
    columns = max(len(row) for row in block.rows)
    rows = [[*row, *[""] * (columns - len(row))] for row in block.rows]
    width = (A4[0] - 2 * _MARGIN) / columns
    table = Table(
        [[_paragraph(cell, "cell") for cell in row] for row in rows],
        colWidths=[width] * columns,
        repeatRows=1,
        splitInRow=1,
    )
    lines = [("GRID", (0, 0), (-1, -1), 0.4, colors.grey), ("VALIGN", (0, 0), (-1, -1), "TOP")]
    table.setStyle(TableStyle(lines))
    return table


def _in_fonts(text: str) -> str:
    """The text as markup, its signs of other scripts in fonts that have them."""
    pieces = []
    for font, signs in groupby(text, _font_of):
        run = "".join(signs)
        if font is None:
            pieces.append(_UNKNOWN * len(run))
        elif font == _FONT:
            pieces.append(escape(run))
        else:
            pieces.append(f'<font name="{font}">{escape(run)}</font>')
    return "".join(pieces)


def _font_of(sign: str) -> str | None:
    code = ord(sign)
    if sign == "\n" or code in pdfmetrics.getFont(_FONT).face.charToGlyph:
        return _FONT
    if 0x3040 <= code <= 0x30FF:
        return _JAPANESE
    if 0xAC00 <= code <= 0xD7A3:
        return _KOREAN
    if 0x3000 <= code <= 0x9FFF or 0xFF00 <= code <= 0xFFEF:
        return _CHINESE
    return None
