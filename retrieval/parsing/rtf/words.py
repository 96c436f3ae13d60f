"""The control words of RTF that count, and what each does."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from retrieval.parsing.rtf import acts
from retrieval.parsing.rtf.acts import Act
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
    **{name.encode(): acts.skip for name in _SKIPPED},
    **{name.encode(): acts.says(text) for name, text in _SHOWN.items()},
    **{name.encode(): partial(acts.frame, name) for name in _FRAMES},
    b"u": lambda reader, number: reader.character(number or 0),
    b"uc": partial(acts.take, "fallback"),
    b"ansicpg": lambda reader, number: reader.decoder.set_code_page(number or 0),
    b"mac": lambda reader, _: reader.decoder.set_code_page(10000),
    b"pc": lambda reader, _: reader.decoder.set_code_page(437),
    b"pca": lambda reader, _: reader.decoder.set_code_page(850),
    b"deff": acts.default_font,
    b"fonttbl": acts.fonts,
    b"f": acts.font,
    b"fcharset": acts.charset,
    b"colortbl": acts.colors,
    b"red": partial(acts.color_part, 0),
    b"green": partial(acts.color_part, 1),
    b"blue": partial(acts.color_part, 2),
    b"stylesheet": acts.styles,
    b"s": acts.style,
    b"info": acts.info,
    b"title": acts.title,
    b"upr": acts.twice,
    b"ud": acts.unicode_again,
    b"footnote": acts.note,
    b"ftnalt": acts.endnote,
    b"chftn": acts.counted,
    b"shptxt": acts.box,
    b"dptxbxtext": acts.box,
    b"shp": lambda reader, _: None,
    b"shpinst": lambda reader, _: None,
    b"do": lambda reader, _: None,
    b"shppict": lambda reader, _: None,
    b"moMathPara": lambda reader, _: None,
    b"moMath": acts.math,
    b"pict": acts.picture,
    b"picwgoal": partial(acts.picture_side, 0),
    b"pichgoal": partial(acts.picture_side, 1),
    b"object": acts.embedded,
    b"fldinst": acts.code,
    b"listtext": acts.label,
    b"pntext": acts.label,
    b"plain": acts.plain,
    b"b": partial(acts.set_mark, "bold", True),
    b"strike": partial(acts.set_mark, "struck", True),
    b"striked": partial(acts.set_mark, "struck", True),
    b"v": partial(acts.set_mark, "hidden", True),
    b"deleted": partial(acts.set_mark, "deleted", True),
    b"super": partial(acts.set_mark, "script", "raised"),
    b"sub": partial(acts.set_mark, "script", "lowered"),
    b"nosupersub": lambda reader, _: acts.set_mark("script", "", reader, 1),
    b"up": partial(acts.shift, "raised"),
    b"dn": partial(acts.shift, "lowered"),
    b"fs": lambda reader, number: reader.page.set_tiny(number),
    b"cf": partial(acts.take, "color"),
    **dict.fromkeys((b"highlight", b"chcbpat", b"cb"), partial(acts.set_mark, "shaded", True)),
    **dict.fromkeys((b"cbpat", b"shading"), partial(acts.set_mark, "shaded", True)),
    b"pard": acts.paragraph,
    b"par": _line_end,
    b"intbl": acts.in_table,
    b"itap": acts.level,
    b"outlinelevel": acts.outline,
    b"ls": acts.item,
    b"ilvl": acts.item_level,
    b"trowd": acts.row_begins,
    b"nesttableprops": acts.nested_row,
    b"trhdr": acts.heads,
    b"clmrg": partial(acts.cell_mark, 0),
    b"clvmrg": partial(acts.cell_mark, 1),
    b"clvertalb": partial(acts.cell_mark, 2),
    b"cellx": lambda reader, number: reader.page.add_cell(number or 0),
    b"cell": lambda reader, _: reader.page.end_cell(nested=False),
    b"nestcell": lambda reader, _: reader.page.end_cell(nested=True),
    b"row": lambda reader, _: reader.page.end_row(nested=False),
    b"nestrow": lambda reader, _: reader.page.end_row(nested=True),
    b"sect": lambda reader, _: reader.page.end_section(),
}
