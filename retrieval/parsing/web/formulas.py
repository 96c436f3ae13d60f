"""MathML to one line of text: fractions with brackets, powers with ``^``, roots with ``√( )``."""

from __future__ import annotations

import re
from collections.abc import Sequence

from selectolax.lexbor import LexborNode

MAX_DEPTH = 60
# Signs that are there for a program: "apply the function", "times", a comma and a plus unseen.
_UNSEEN_SIGNS = dict.fromkeys([0x2061, 0x2062, 0x2063, 0x2064])
_SIMPLE = re.compile(r"^(?:[\w.,%]+|[^\W\d_]+_\w+|\(.*\))$")
_TOUCHES = re.compile(r"[\w(\[√]")
_LARGE = frozenset("∑∏∐∫∬∭∮⋃⋂⋁⋀Σ") | {"lim", "max", "min", "sup", "inf"}
_SKIPPED = frozenset({"annotation", "annotation-xml", "mphantom", "maligngroup", "malignmark"})


def linear(node: LexborNode) -> str:
    """Write a ``math`` element, such as ``((140-age)×weight)/(72×SCr)``.

    A formula that gives only a text instead of its parts is written as that text.
    """
    inner = _parts(node)
    text = _row(inner, [_written(part, 1) for part in inner]).strip()
    return text or (node.attributes.get("alttext") or "").strip()


def _parts(node: LexborNode) -> list[LexborNode]:
    return [part for part in node.iter() if part.tag not in _SKIPPED]


def _written(node: LexborNode, depth: int) -> str:
    tag = node.tag or ""
    if depth > MAX_DEPTH:
        return f" {node.text()} "
    if tag in _TOKENS:
        return _token(node, tag)
    # Each part is written once, or the time would double with every level.
    inner = _parts(node)
    whole = [_written(part, depth + 1) for part in inner]
    parts = [part.strip() for part in whole]
    if tag in _SCRIPTS and len(parts) > 1:
        return _scripted(tag, parts)
    return _built(node, tag, parts) or _row(inner, whole)


def _row(parts: Sequence[LexborNode], texts: Sequence[str]) -> str:
    """Parts beside each other, kept apart where they would run into each other.

    A fraction that touches another part is put in brackets, a space stands behind a power.
    """
    out = ""
    for i, (part, text) in enumerate(zip(parts, texts, strict=True)):
        after = next((one for one in texts[i + 1 :] if one), "")
        touches = _TOUCHES.match(out[-1:]) or _TOUCHES.match(after[:1])
        out += f"({text})" if _is(part, "mfrac") and touches else text
        if _is(part, "msup", "msub", "msubsup") and _TOUCHES.match(after[:1]):
            out += " "
    return out


def _is(node: LexborNode, *tags: str) -> bool:
    """Tell whether a part is one of these, also where it stands alone in groups."""
    for _ in range(MAX_DEPTH):
        if node.tag in tags:
            return True
        inner = _parts(node) if node.tag in {"mrow", "mstyle", "mpadded", "semantics"} else []
        if len(inner) != 1:
            return False
        node = inner[0]
    return False


def _token(node: LexborNode, tag: str) -> str:
    text = " ".join(node.text().translate(_UNSEEN_SIGNS).split())
    return f" {text} " if tag in {"mtext", "mspace"} or text in _RELATIONS else text


def _built(node: LexborNode, tag: str, parts: list[str]) -> str | None:
    """What is drawn as more than its parts in a row."""
    match tag:
        case "mfrac" if len(parts) == 2:
            return f"{_grouped(parts[0])}/{_grouped(parts[1])}"
        case "msqrt":
            return f"√({''.join(parts)})"
        case "mroot" if len(parts) == 2:
            return f"{parts[1]}√({parts[0]})"
        case "mfenced":
            return _fenced(node, parts)
        case "mtable" | "mtr" | "mlabeledtr":
            return ("; " if tag == "mtable" else ", ").join(parts)
        case _:
            return None


_TOKENS = frozenset({"mi", "mn", "mo", "ms", "mtext", "mspace"})
_RELATIONS = frozenset("=<>≤≥≈≠→")
_SCRIPTS = frozenset({"msup", "msub", "msubsup", "mover", "munder", "munderover", "mmultiscripts"})


def _scripted(tag: str, parts: list[str]) -> str:
    """A base with what stands above and below it."""
    base, first, *rest = parts
    if tag == "mmultiscripts":
        return " ".join(parts)
    if tag in {"mover", "munder", "munderover"} and base not in _LARGE and not rest:
        # A bar or an arrow over a letter, or a word under a brace.
        return f"{base}{first}" if len(first) == 1 else f"{base}_{_grouped(first)}"
    base = base if base in _LARGE or len(base) == 1 else _grouped(base)
    if tag in {"msup", "mover"}:
        return f"{base}^{_grouped(first)}" + (" " if base in _LARGE else "")
    low = f"{base}_{_grouped(first)}"
    high = f"^{_grouped(rest[0])}" if rest else ""
    return low + high + (" " if base in _LARGE else "")


def _fenced(node: LexborNode, parts: list[str]) -> str:
    opening, closing = (node.attributes.get(name) for name in ("open", "close"))
    separator = (node.attributes.get("separators") or ",")[:1]
    inside = f"{separator} ".join(parts)
    return f"{'(' if opening is None else opening}{inside}{')' if closing is None else closing}"


def _grouped(text: str) -> str:
    """Put brackets around what has several parts, unless it has them."""
    if _SIMPLE.match(text) and not (text.startswith("(") and not _is_one_group(text)):
        return text
    return f"({text})"


def _is_one_group(text: str) -> bool:
    depth = 0
    for i, c in enumerate(text):
        depth += (c == "(") - (c == ")")
        if depth == 0:
            return i == len(text) - 1
    return False
