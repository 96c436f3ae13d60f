"""Raised and lowered letters in a line of text: powers, indices and the marks of notes.

A reader knows them by their place. In plain text ``10`` and a raised ``13`` would run together to
``1013``, so that a power is written ``10^13``, and the mark of a note ``25 [1] mg``.

While a line is put together, `raised` and `lowered` fence such a part with private characters;
`written` resolves the fences once the letters on both sides are known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

Script = Literal["", "raised", "lowered"]
Piece = tuple[str, Script]

_RAISED, _LOWERED, _NOTE, _END = "\ue000", "\ue001", "\ue002", "\ue003"
_FENCES = dict.fromkeys(map(ord, (_RAISED, _LOWERED, _NOTE, _END)))
_INNERMOST = re.compile(f"([{_RAISED}{_LOWERED}{_NOTE}])([^\ue000-\ue003]*){_END}")
_ONE_RAISED = f"{_RAISED}[^\ue000-\ue003]*{_END}"
_SIDE_BY_SIDE = re.compile(f"{_ONE_RAISED}(?:\\s*{_ONE_RAISED})+")
MAX_NESTED = 8

_MARK = r"(?:\d{1,3}|[a-z]{1,2}|[ivx]{1,4}|[*†‡§¶#]{1,4})"
_NOTE_MARK = re.compile(rf"^[\[(]?({_MARK}(?:\s?[,;–-]\s?{_MARK})*)[\])]?$", re.IGNORECASE)
_SYMBOLS = re.compile(r"^[*†‡§¶#®™©°º′″'∞]+$")
_ORDINAL = re.compile(r"^(?:st|nd|rd|th|er|re|ère|eme|ème|os|as|ª|º|tm|sm|r)$", re.IGNORECASE)
# A small letter that stands for the sign of degrees, or behind the "N" of a number.
_SMALL_O = frozenset("oº")
_SIGNED = re.compile(r"^[+−–-]\s?[\w.]+$|^\d{0,2}[+−–-]$")
_TEN = re.compile(r"(?:^|[^\d.,])10$")
_MULTIPLIED = re.compile(r"[x×·⋅∙*]\s*10$")
_OVER = re.compile(r"\s?[/\u2044\u2215]\s?[\d\ue000\ue001]")
_AMOUNT = re.compile(
    r"^\s*(?:mg|g|kg|µg|μg|mcg|ng|ml|l|dl|iu|u|units?|tablets?|capsules?|vials?|days?|weeks?|"
    r"months?|years?|hours?|min|minutes?|times?|%|mm|cm)\b|^\s*%",
    re.IGNORECASE,
)
# What an area, a volume or a rate is measured in.
_LENGTH = re.compile(r"(?:^|[\s\d/·.(])(?:[kcdmµμn]?m|ft|in|yd|mi)$")
_TIME = re.compile(r"[/·.]\s?(?:s|sec|h|min|d)$")
# A letter that stands for a quantity: x², R², χ²; and no unit behind a figure, as in "12 h".
_QUANTITY = re.compile(
    r"(?:^|[^\w'’-])(?<!\d[ \u00a0])[^\W\d_a]$|\d[ \u00a0][^\W\d_acdfghjklnsvw]$|\d[a-z]$",
    re.IGNORECASE,
)
_VARIABLE = re.compile(r"^[nkxytmT](?:[+−–-]\d)?$")
_NUCLIDE = re.compile(
    r"^(?:H|He|Li|C|N|O|F|Na|P|S|Cl|K|Ca|Cr|Fe|Co|Cu|Zn|Ga|Se|Br|Kr|Rb|Sr|Y|Zr|Mo|Tc|In|Sn|I|Xe|Cs|"
    r"Ba|Sm|Gd|Ho|Er|Lu|Re|Au|Hg|Tl|Pb|Bi|At|Rn|Ra|Ac|Th|U|Pu|Am)(?![a-z])"
)

# Symbols of elements that begin a note as a word: "In adults".
_WORDS = frozenset({"In", "At", "I", "He", "Am"})


def raised(text: str) -> str:
    """Fence a raised part of a line."""
    return f"{_RAISED}{text}{_END}"


def lowered(text: str) -> str:
    """Fence a lowered part of a line."""
    return f"{_LOWERED}{text}{_END}"


def noted(text: str) -> str:
    """Fence the mark of a note of which its file says that it is one."""
    return f"{_NOTE}{text}{_END}"


def unfenced(text: str) -> str:
    """Take characters out of a file's own text that would be read as fences."""
    return text if text.isascii() else text.translate(_FENCES)


def is_fenced(text: str) -> bool:
    """Tell whether a part of a line is fenced."""
    return _END in text


def with_scripts(pieces: Iterable[Piece]) -> str:
    """Write the pieces of a line, each of which says how it stands."""
    return written("".join(_fenced(unfenced(text), script) for text, script in pieces))


def _fenced(text: str, script: Script) -> str:
    if not script or not text.strip():
        return text
    # A space that was raised with the letters stands outside.
    lead, tail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    core = text.strip()
    return lead + (raised(core) if script == "raised" else lowered(core)) + tail


def written(text: str) -> str:
    """Write the fenced parts of a line so that they differ from what they stand at."""
    if _END not in text:
        return text
    text = _SIDE_BY_SIDE.sub(_joined, text)
    for _ in range(MAX_NESTED):
        text, found = _INNERMOST.subn(_resolved, text)
        if not found:
            break
    return text.translate(_FENCES)


def _joined(found: re.Match[str]) -> str:
    """Letters that are raised one by one, as one raised part."""
    return raised(found[0].translate(_FENCES))


def without_note(text: str) -> str:
    """Take the mark of a note off the end of a cell: ``25 [1]`` gives ``25``."""
    return _LAST_NOTE.sub("", text)


_LAST_NOTE = re.compile(rf"(?<=\S) ?\[{_MARK}(?:,{_MARK})*\]$")


def _resolved(found: re.Match[str]) -> str:
    inside = " ".join(found[2].split())
    # Only what stands close by counts; a line may be as long as a book.
    before = found.string[max(found.start() - 24, 0) : found.start()]
    after = found.string[found.end() : found.end() + 24]
    if not inside:
        return found[2]
    if found[1] == _LOWERED:
        return _index(before, inside, after)
    if found[1] == _NOTE:
        return _note(before, _mark(inside) or inside, after)
    small_o = _small_o(before[-1:], inside, after) if inside in _SMALL_O else ""
    return small_o or _superscript(before, inside, after)


def _index(before: str, inside: str, after: str) -> str:
    runs_in = before[-1:].isdigit() and inside[0].isdigit()
    apart = " " if after[:1].isdigit() and inside[-1].isdigit() else ""
    return f"{'_' if runs_in else ''}{inside}{apart}"


def _superscript(before: str, inside: str, after: str) -> str:
    base = before[-1:]
    if not base.strip() or base in "(/–—-":
        return _leading(before, inside, after)
    if base.isdigit() and inside.isdigit() and _OVER.match(after) and not _TEN.search(before):
        # "2 1/2 tablets", and not "21/2 tablets".
        return f" {inside}"
    if _is_power(before, inside, after):
        return _power(inside)
    is_ordinal = _ORDINAL.match(inside) and (base.isdigit() or inside.lower() in {"tm", "sm", "r"})
    if is_ordinal or _SYMBOLS.match(inside):
        return inside
    if mark := _mark(inside):
        return _note(before, mark, after)
    # A word: what it says counts, and that it is a word of its own.
    return f"^{inside}" if len(inside) <= 4 else _note(before, inside, after)


def _small_o(base: str, inside: str, after: str) -> str:
    """The sign for degrees, or the end of the sign for a number; empty for anything else."""
    if base.isdigit() or (not base.strip() and after.lstrip()[:1] in {"C", "F"}):
        return "°"
    return inside if base in {"n", "N"} else ""


def _leading(before: str, inside: str, after: str) -> str:
    """A raised part with nothing before it: the mark in front of a note, or a nuclide's number."""
    if _is_nuclide(before, inside.rstrip("m"), after):
        return inside
    mark = _mark(inside)
    if mark is None:
        return inside
    return f"[{mark}]" + (" " if after[:1].strip() else "")


def _is_nuclide(before: str, number: str, after: str) -> bool:
    symbol = _NUCLIDE.match(after)
    if symbol is None or not number.isdigit():
        return False
    if not before.strip() and symbol[0] in _WORDS:
        return len(number) == 3
    return len(number) > 1 or symbol[0] in {"H", "He"}


def _is_power(before: str, inside: str, after: str) -> bool:
    if _SIGNED.match(inside):
        return True
    if inside.isdigit():
        if _MULTIPLIED.search(before):
            return True
        if _TEN.search(before):
            # "10" and a raised 1 before "mg" is a dose with a note.
            return not (int(inside) <= 2 and _AMOUNT.match(after))
        return inside in {"2", "3", "4"} and (
            _LENGTH.search(before) is not None
            or _TIME.search(before) is not None
            or _QUANTITY.search(before) is not None
        )
    if _VARIABLE.match(inside):
        return before[-1:].isdigit() or _QUANTITY.search(before) is not None
    # An expression, as in 2^(n+1), and no list of marks.
    is_expression = any(c in inside for c in "+×/=^(") and any(c.isalnum() for c in inside)
    return is_expression and not inside.startswith("(")


def _power(inside: str) -> str:
    simple = re.match(r"^(?:[+−–-]?[\w.]+|\d*[+−–-])$", inside)
    return f"^{inside}" if simple else f"^({inside})"


def _mark(inside: str) -> str | None:
    found = _NOTE_MARK.match(inside)
    return re.sub(r"\s", "", found[1]) if found else None


def _note(before: str, mark: str, after: str) -> str:
    if not before.strip():
        return f"[{mark}]" + (" " if after[:1].strip() else "")
    gap = "" if before[-1] in " \n([.,;:!?" else " "
    follow = " " if after[:1].isalnum() or after[:1] == "(" else ""
    return f"{gap}[{mark}]{follow}"
