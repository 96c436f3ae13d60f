"""What control words of RTF do: where text goes, how it is set, where lines and cells end."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from retrieval.parsing.rtf.characters import Font
from retrieval.parsing.rtf.maths import Formula
from retrieval.parsing.rtf.reader import Reader

Act = Callable[[Reader, int | None], None]


def skip(reader: Reader, _: int | None) -> None:
    reader.skip_group()


def frame(kind: str, reader: Reader, _: int | None) -> None:
    reader.begin_part(partial(reader.page.end_frame, kind))


def note(reader: Reader, _: int | None) -> None:
    reader.begin_part(reader.page.end_note)


def endnote(reader: Reader, _: int | None) -> None:
    reader.page.open.endnote = True


def counted(reader: Reader, _: int | None) -> None:
    reader.page.open.counts = True


def box(reader: Reader, _: int | None) -> None:
    reader.begin_part(reader.page.end_box)


def math(reader: Reader, _: int | None) -> None:
    if reader.page.formula is None:
        reader.page.formula = Formula()
        reader.state.target = "math"
        reader.at_end(reader.page.end_formula)


def picture(reader: Reader, _: int | None) -> None:
    if not reader.state.muted:
        reader.at_end(reader.page.end_picture)
    reader.state.target = "picture"


def picture_side(side: int, reader: Reader, number: int | None) -> None:
    reader.page.picture[side] = max(number or 0, 0)


def embedded(reader: Reader, _: int | None) -> None:
    reader.page.passed.objects += 1


def code(reader: Reader, _: int | None) -> None:
    reader.state.target = "code"
    reader.page.code = ""
    reader.at_end(reader.page.end_code)


def label(reader: Reader, _: int | None) -> None:
    reader.state.target = "label"


def fonts(reader: Reader, _: int | None) -> None:
    reader.state.target = "font"


def font(reader: Reader, number: int | None) -> None:
    reader.state.font = number or 0
    if reader.state.target == "font":
        reader.decoder.fonts[reader.state.font] = Font()


def default_font(reader: Reader, number: int | None) -> None:
    reader.default_font = reader.state.font = number or 0


def charset(reader: Reader, number: int | None) -> None:
    if reader.state.target == "font":
        reader.decoder.fonts.setdefault(reader.state.font, Font()).charset = number or 0


def colors(reader: Reader, _: int | None) -> None:
    reader.state.target = "color"


def color_part(place: int, reader: Reader, number: int | None) -> None:
    reader.page.styles.color[place] = number or 0


def styles(reader: Reader, _: int | None) -> None:
    reader.state.target = "style"


def style(reader: Reader, number: int | None) -> None:
    reader.state.style = number or 0
    if reader.state.target == "style":
        reader.page.styles.begin()
        reader.at_end(lambda: reader.page.styles.end(reader.state))


def info(reader: Reader, _: int | None) -> None:
    reader.state.muted = True


def title(reader: Reader, _: int | None) -> None:
    reader.state.target, reader.state.muted = "title", False
    reader.title = ""


def twice(reader: Reader, _: int | None) -> None:
    # The same text stands here in old characters, and then in Unicode.
    reader.state.muted = True


def unicode_again(reader: Reader, _: int | None) -> None:
    reader.state.muted = False


def plain(reader: Reader, _: int | None) -> None:
    reader.state.plain(reader.default_font)


def set_mark(name: str, value: object, reader: Reader, number: int | None) -> None:
    """A setting of letters that a 0 behind the word takes back."""
    off = False if isinstance(value, bool) else ""
    setattr(reader.state, name, value if number != 0 else off)


def take(name: str, reader: Reader, number: int | None) -> None:
    """A setting with the number behind the word."""
    setattr(reader.state, name, number or 0)


def shift(script: str, reader: Reader, number: int | None) -> None:
    """Letters that are moved up or down by some half points."""
    set_mark("script", script, reader, 6 if number is None else number)


def paragraph(reader: Reader, _: int | None) -> None:
    reader.state.new_paragraph()


def in_table(reader: Reader, number: int | None) -> None:
    reader.state.in_table = number != 0


def level(reader: Reader, number: int | None) -> None:
    reader.state.level = min(max(number or 0, 0), 20)


def outline(reader: Reader, number: int | None) -> None:
    reader.state.heading = (number or 0) + 1 if (number or 0) < 9 else 0


def item(reader: Reader, number: int | None) -> None:
    if number != 0:
        reader.state.item = reader.state.item or 0


def item_level(reader: Reader, number: int | None) -> None:
    reader.state.item = max(number or 0, 0)


def row_begins(reader: Reader, _: int | None) -> None:
    reader.page.open.start_row(nested=reader.state.nested)


def nested_row(reader: Reader, _: int | None) -> None:
    reader.state.nested = True


def heads(reader: Reader, _: int | None) -> None:
    reader.page.open.shape_of(nested=reader.state.nested).heads = True


def cell_mark(place: int, reader: Reader, _: int | None) -> None:
    reader.page.open.next_cell[place] = True


def says(text: str) -> Act:
    return lambda reader, _: reader.put(text)
