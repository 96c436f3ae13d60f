"""The control words of RTF that count, and what each does."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from retrieval.parsing.rtf import control_words
from retrieval.parsing.rtf.control_words import Act
from retrieval.parsing.rtf.reader import Reader


def word(reader: Reader, name: bytes, number: int | None, *, starred: bool) -> None:
    """Follow a control word; an unknown group that may be passed over is."""
    reader.put("")
    if reader.page.formula is not None and name[:1] == b"m" and name not in _ACTS:
        reader.page.formula.named(name.decode("ascii"))
    elif (act := _ACTS.get(name)) is not None:
        act(reader, number)
    elif starred:
        reader.skip_group()


_SKIPPED = (
    "objdata nonshppict shprslt xe tc rxe tcn sn sv sp private pntxta pntxtb template comment "
    "ftnsep ftnsepc ftncn aftnsep aftnsepc aftncn filetbl revtbl bkmkstart bkmkend atnid atnauthor "
    "annotation nonesttables mmathPict private1 keycode themedata colorschememapping datastore "
    "blipuid objclass objname datafield formfield listtable listoverridetable generator"
).split()
_SHOWN = {
    "emdash": "—",
    "endash": "–",
    "bullet": "•",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    **dict.fromkeys("tab line lbr page column emspace enspace qmspace softline".split(), " "),
}
_FRAMES = "header headerl headerr headerf footer footerl footerr footerf".split()


def _line_end(reader: Reader, _: int | None) -> None:
    reader.page.end_paragraph()


_ACTS: Mapping[bytes, Act] = {
    **{name.encode(): control_words.skip for name in _SKIPPED},
    **{name.encode(): control_words.says(text) for name, text in _SHOWN.items()},
    **{name.encode(): partial(control_words.frame, name) for name in _FRAMES},
    b"u": lambda reader, number: reader.character(number or 0),
    b"uc": partial(control_words.take, "fallback"),
    b"ansicpg": lambda reader, number: reader.decoder.set_code_page(number or 0),
    b"mac": lambda reader, _: reader.decoder.set_code_page(10000),
    b"pc": lambda reader, _: reader.decoder.set_code_page(437),
    b"pca": lambda reader, _: reader.decoder.set_code_page(850),
    b"deff": control_words.default_font,
    b"fonttbl": control_words.fonts,
    b"f": control_words.font,
    b"fcharset": control_words.charset,
    b"colortbl": control_words.colors,
    b"red": partial(control_words.color_part, 0),
    b"green": partial(control_words.color_part, 1),
    b"blue": partial(control_words.color_part, 2),
    b"stylesheet": control_words.styles,
    b"s": control_words.style,
    b"info": control_words.info,
    b"title": control_words.title,
    b"upr": control_words.twice,
    b"ud": control_words.unicode_again,
    b"footnote": control_words.note,
    b"ftnalt": control_words.endnote,
    b"chftn": control_words.counted,
    b"shptxt": control_words.box,
    b"dptxbxtext": control_words.box,
    b"shp": lambda reader, _: None,
    b"shpinst": lambda reader, _: None,
    b"do": lambda reader, _: None,
    b"shppict": lambda reader, _: None,
    b"moMathPara": lambda reader, _: None,
    b"moMath": control_words.math,
    b"pict": control_words.picture,
    b"picwgoal": partial(control_words.picture_side, 0),
    b"pichgoal": partial(control_words.picture_side, 1),
    b"object": control_words.embedded,
    b"fldinst": control_words.code,
    b"listtext": control_words.label,
    b"pntext": control_words.label,
    b"plain": control_words.plain,
    b"b": partial(control_words.set_mark, "bold", True),
    b"strike": partial(control_words.set_mark, "struck", True),
    b"striked": partial(control_words.set_mark, "struck", True),
    b"v": partial(control_words.set_mark, "hidden", True),
    b"deleted": partial(control_words.set_mark, "deleted", True),
    b"super": partial(control_words.set_mark, "script", "raised"),
    b"sub": partial(control_words.set_mark, "script", "lowered"),
    b"nosupersub": lambda reader, _: control_words.set_mark("script", "", reader, 1),
    b"up": partial(control_words.shift, "raised"),
    b"dn": partial(control_words.shift, "lowered"),
    b"fs": lambda reader, number: reader.page.set_tiny(number),
    b"cf": partial(control_words.take, "color"),
    **dict.fromkeys(
        (b"highlight", b"chcbpat", b"cb"), partial(control_words.set_mark, "shaded", True)
    ),
    **dict.fromkeys((b"cbpat", b"shading"), partial(control_words.set_mark, "shaded", True)),
    b"pard": control_words.paragraph,
    b"par": _line_end,
    b"intbl": control_words.in_table,
    b"itap": control_words.level,
    b"outlinelevel": control_words.outline,
    b"ls": control_words.item,
    b"ilvl": control_words.item_level,
    b"trowd": control_words.row_begins,
    b"nesttableprops": control_words.nested_row,
    b"trhdr": control_words.heads,
    b"clmrg": partial(control_words.cell_mark, 0),
    b"clvmrg": partial(control_words.cell_mark, 1),
    b"clvertalb": partial(control_words.cell_mark, 2),
    b"cellx": lambda reader, number: reader.page.add_cell(number or 0),
    b"cell": lambda reader, _: reader.page.end_cell(nested=False),
    b"nestcell": lambda reader, _: reader.page.end_cell(nested=True),
    b"row": lambda reader, _: reader.page.end_row(nested=False),
    b"nestrow": lambda reader, _: reader.page.end_row(nested=True),
    b"sect": lambda reader, _: reader.page.end_section(),
}
