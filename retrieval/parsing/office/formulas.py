"""Formulas of Office files (OMML) in one line: fractions with brackets, powers, roots, limits."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from typing import Any

MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"
MAX_NESTING = 40

_M = f"{{{MATH}}}"
_VAL = f"{_M}val"
_ATOM = re.compile(r"^[\w.,%°′'∞]+$")
_TOUCHES = re.compile(r"[\w(\[√]")
# Beside the contents of a part stand how it is set and what the program keeps of it.
_PROPERTY = re.compile(r".*Pr$")


def is_math(tag: object) -> bool:
    """Tell whether an element is a formula, or holds formulas that stand on a line of their own."""
    return tag in {f"{_M}oMath", f"{_M}oMathPara"}


def formula_text(node: Any) -> str:
    """Write a formula in one line, such as ``((140-age)×weight)/(72×SCr)``."""
    return _line(node, 0)


def _line(node: Any, depth: int) -> str:
    """The parts of a node beside each other; a fraction that touches a part is put in brackets."""
    parts = list(_parts(node, depth))
    out = ""
    for i, (text, is_fraction) in enumerate(parts):
        after = parts[i + 1][0] if i + 1 < len(parts) else ""
        touches = _TOUCHES.match(out[-1:]) or _TOUCHES.match(after[:1])
        out += f"({text})" if is_fraction and touches else text
    return out


def _parts(node: Any, depth: int) -> Iterator[tuple[str, bool]]:
    if depth > MAX_NESTING or node is None:
        return
    for child in node.iterchildren():
        tag = child.tag
        if not isinstance(tag, str):
            continue
        namespace, _, name = tag.rpartition("}")
        if name in {"del", "moveFrom"} or _PROPERTY.match(name):
            continue
        if namespace != _M[:-1]:
            # Insertions and content controls stand around parts of a formula.
            yield _line(child, depth + 1), False
        elif name == "t":
            yield child.text or "", False
        elif name in _WRITERS:
            yield _WRITERS[name](child, depth + 1), name == "f"
        else:
            yield _line(child, depth + 1), False


def _part(node: Any, name: str, depth: int) -> str:
    return _line(node.find(f"{_M}{name}"), depth).strip()


def _setting(node: Any, name: str, default: str = "") -> str:
    found = node.find(f"{_M}{node.tag.rpartition('}')[2]}Pr/{_M}{name}")
    value: str = found.get(_VAL, default) if found is not None else default
    return value


def _is_on(node: Any, name: str) -> bool:
    found = node.find(f"{_M}{node.tag.rpartition('}')[2]}Pr/{_M}{name}")
    return found is not None and found.get(_VAL, "1") not in {"0", "off", "false"}


def _grouped(text: str) -> str:
    """In brackets, unless it is one word, one number, or stands in brackets already."""
    return text if _ATOM.match(text) or _is_bracketed(text) else f"({text})"


def _is_bracketed(text: str) -> bool:
    depth = 0
    for i, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if depth == 0:
            return i == len(text) - 1 and i > 0
    return False


def _fraction(node: Any, depth: int) -> str:
    above, below = _part(node, "num", depth), _part(node, "den", depth)
    if _setting(node, "type") == "noBar":
        return f"({above} over {below})"
    return f"{_grouped(above)}/{_grouped(below)}"


def _power(node: Any, depth: int) -> str:
    return f"{_grouped(_part(node, 'e', depth))}^{_grouped(_part(node, 'sup', depth))}"


def _index(node: Any, depth: int) -> str:
    return f"{_grouped(_part(node, 'e', depth))}_{_grouped(_part(node, 'sub', depth))}"


def _both(node: Any, depth: int) -> str:
    return f"{_index(node, depth)}^{_grouped(_part(node, 'sup', depth))}"


def _before(node: Any, depth: int) -> str:
    sub, sup = _part(node, "sub", depth), _part(node, "sup", depth)
    return f"_{_grouped(sub)}^{_grouped(sup)} {_part(node, 'e', depth)}"


def _root(node: Any, depth: int) -> str:
    degree = "" if _is_on(node, "degHide") else _part(node, "deg", depth)
    return f"√{f'[{degree}]' if degree else ''}({_part(node, 'e', depth)})"


def _sum(node: Any, depth: int) -> str:
    sub, sup = _part(node, "sub", depth), _part(node, "sup", depth)
    limits = (f"_({sub})" if sub else "") + (f"^({sup})" if sup else "")
    return f"{_setting(node, 'chr', '∫')}{limits} {_grouped(_part(node, 'e', depth))}"


def _function(node: Any, depth: int) -> str:
    inner = _part(node, "e", depth)
    return f"{_part(node, 'fName', depth)}{inner if _is_bracketed(inner) else f'({inner})'}"


def _limit(mark: str) -> Callable[[Any, int], str]:
    def write(node: Any, depth: int) -> str:
        return f"{_part(node, 'e', depth)}{mark}({_part(node, 'lim', depth)})"

    return write


def _brackets(node: Any, depth: int) -> str:
    inner = [_line(child, depth).strip() for child in node.findall(f"{_M}e")]
    middle = _setting(node, "sepChr", "|").join(inner)
    return f"{_setting(node, 'begChr', '(')}{middle}{_setting(node, 'endChr', ')')}"


def _matrix(node: Any, depth: int) -> str:
    rows = [
        ", ".join(_line(cell, depth).strip() for cell in row.findall(f"{_M}e"))
        for row in node.findall(f"{_M}mr")
    ]
    return f"[{'; '.join(rows)}]"


def _lines(node: Any, depth: int) -> str:
    return "; ".join(_line(line, depth).strip() for line in node.findall(f"{_M}e"))


def _accent(node: Any, depth: int) -> str:
    inner, mark = _part(node, "e", depth), _setting(node, "chr", "\u0302")
    if len(inner) == 1 and unicodedata.combining(mark[:1]):
        return inner + mark
    return inner


def _phantom(node: Any, depth: int) -> str:
    found = node.find(f"{_M}phantPr/{_M}show")
    return "" if found is not None and not _is_on(node, "show") else _part(node, "e", depth)


_WRITERS: Mapping[str, Callable[[Any, int], str]] = {
    "f": _fraction,
    "sSup": _power,
    "sSub": _index,
    "sSubSup": _both,
    "sPre": _before,
    "rad": _root,
    "nary": _sum,
    "func": _function,
    "limLow": _limit("_"),
    "limUpp": _limit("^"),
    "d": _brackets,
    "m": _matrix,
    "eqArr": _lines,
    "acc": _accent,
    "phant": _phantom,
}
