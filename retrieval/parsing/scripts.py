"""Raised and lowered letters in a line of text: powers, footnote marks, indices."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby
from typing import Literal

Script = Literal["", "raised", "lowered"]
Piece = tuple[str, Script]

_SIGNED = re.compile(r"^[+−–-]\s?\d+(?:[.,]\d+)?$")
_DIGITS = re.compile(r"^\d{1,3}(?:[.,/]\d+)?$")
_CHARGE = re.compile(r"^\d?[+−–-]$")
# One mark or several: 1, 1-3, 1,2, a, b) and the like.
_MARKS = re.compile(r"^[(\[]?(?:\d{1,3}|[a-z])(?:\s?[,;–-]\s?(?:\d{1,3}|[a-z]))*[)\]]?$")
_ORDINALS = frozenset("st nd rd th er re ère eme ème o os as".split())
_JOINED = frozenset(("TM", "SM", "®", "™", "©", "℠"))
_POWER_OF_TEN = re.compile(r"(?:^|[^\d.,])10$")
_TIMES = re.compile(r"[\dx×·*⋅∙.]\s*[x×·*⋅∙]\s*10$")
# What may be squared or cubed: a length, a variable; other words carry footnote marks.
_BASE = re.compile(
    r"(?:^|[^A-Za-zÀ-ÿ])(?:[fpnuµμmcdkM]?m|in|inch|ft|feet|yd|yards?|mi|miles?)$"
    r"|(?:^|[^A-Za-zÀ-ÿ\d\s]|(?:^|[^\d])\s)[A-Za-zα-ωΑ-Ω]$"
)


def with_scripts(pieces: Iterable[Piece]) -> str:
    """Join the pieces of a line so that a raised or lowered figure runs into no other.

    A power stands behind ``^`` (``2 x 10^13``, ``5 mg/m^2``), a footnote mark in brackets
    (``25 [1] mg``); an index is joined (``H2O``), but for one behind a figure (``10_2``).
    """
    runs = [
        ("".join(text for text, _ in run), script)
        for script, run in groupby((p for p in pieces if p[0]), key=lambda piece: piece[1])
    ]
    out = ""
    for i, (text, script) in enumerate(runs):
        core = text.strip()
        if not script or not core:
            out += text
            continue
        after = runs[i + 1][0] if i + 1 < len(runs) else ""
        # What was raised with the letters, but is no letter, stands outside.
        lead = text[: len(text) - len(text.lstrip())]
        tail = text[len(text.rstrip()) :]
        written = _raised(out + lead, core, after) if script == "raised" else _lowered(out, core)
        out += lead + written + tail
    return out


def _raised(before: str, core: str, after: str) -> str:
    """What stands for a raised text behind ``before``."""
    base = before[-40:]
    last = base[-1:]
    charge = _CHARGE.match(core) is not None and last.isalpha()
    if core in _JOINED or not any(c.isalnum() for c in core):
        return f"^{core}" if charge else core
    if not last.strip():
        return _detached(before, core, after)
    if ending := _ending(core, last):
        return ending
    if _SIGNED.match(core) or charge or (_DIGITS.match(core) and _is_power(base, core)):
        return f"^{core}"
    if _MARKS.match(core):
        return f" [{core.strip('()[]')}]"
    grouped = f"({core})" if len(core) > 1 else core
    return f"^{grouped}" if last.isalnum() or last in ")]" else core


def _ending(core: str, last: str) -> str:
    """The sign for degrees, or the ending of an ordinal number; empty for anything else."""
    if last.isdigit() and core in {"o", "º"}:
        return "°"
    ordinal = core.lower() in _ORDINALS and (last.isdigit() or (core == "o" and last in "nN"))
    return core if ordinal else ""


def _detached(before: str, core: str, after: str) -> str:
    """Raised letters at the start of a line, or of a word, as those of an isotope."""
    if core in {"o", "º"} and after[:1] in {"C", "F"}:
        return "°"
    if not _MARKS.match(core):
        return core
    if before.strip() and core.isdigit() and after[:1].isupper():
        return core
    return f"[{core.strip('()[]')}]" + ("" if not after or after[:1] in " ,.;:)" else " ")


def _is_power(base: str, digits: str) -> bool:
    """Tell a power from a footnote mark, by what it stands behind."""
    if _POWER_OF_TEN.search(base):
        return bool(_TIMES.search(base)) or int(re.split(r"\D", digits)[0]) > 2
    return digits != "1" and _BASE.search(base) is not None


def _lowered(before: str, core: str) -> str:
    return f"_{core}" if before[-1:].isdigit() and core[:1].isdigit() else core
