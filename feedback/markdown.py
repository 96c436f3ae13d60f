"""Keeps the text of others from becoming part of the Markdown document around it."""

from __future__ import annotations

import re

# A backslash with what follows it: in Markdown already plain, or the beginning of nothing.
_PAIR = r"\\[\s\S]"
# A tag, a comment, an address; "<30 mL" is none of them.
_ANGLE = r"<(?=[A-Za-z/!?])"
# A link or an image, but not the marker of a citation.
_BRACKET = r"\[(?!\d{1,3}\](?!\())"
_REFERENCE = r"&(?=#?\w{1,32};)"
_LIVE = re.compile(f"({_PAIR})|({_ANGLE}|{_BRACKET}|{_REFERENCE})")
_SPECIAL = re.compile(rf"[\\`*\[\]|~]|(?<![^\W_])_|_(?![^\W_])|{_ANGLE}|{_REFERENCE}")
_OPENING = re.compile(r"^(\s*)([#>=+-]|\d{1,9}(?=[.)]))")
_INSIDE = r"(?:[ \t]|>|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t]))*"
_DEFINITION = re.compile(rf"^({_INSIDE})(?=\[\d{{1,3}}\]:)")
_HEADING = re.compile(rf"^({_INSIDE})(#{{1,6}})(?=[ \t]|$)")
_WHOLE_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(.*?)[ \t]*#*[ \t]*$")
_UNDERLINE = re.compile(rf"^({_INSIDE})(=+|-+)[ \t]*$")
_FENCE = re.compile(rf"^{_INSIDE}(?:`{{3,}}|~{{3,}})", re.MULTILINE)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")


def plain(text: str) -> str:
    """Text on one line that means nothing in Markdown."""
    return _plain_line(" ".join(_clean(text).split()))


def quoted(text: str) -> str:
    """Text as it was typed, line by line, in a block quotation."""
    lines = [_plain_line(line.strip()) for line in _clean(text).strip().split("\n")]
    # Two spaces at its end keep a line by itself.
    return "  \n".join(f"> {line}".rstrip() for line in lines)


def contained(text: str) -> str:
    """Markdown that keeps its lists, tables and emphasis, and makes no heading, link or HTML.

    Where it holds a block of code, which might have no end, all of it stands in a quotation.
    """
    lines = [_line(line) for line in _clean(text).strip("\n").split("\n")]
    if _FENCE.search("\n".join(lines)):
        return "\n".join(f"> {line}" for line in lines)
    return "\n".join(lines)


def _line(line: str) -> str:
    line = _LIVE.sub(lambda found: found[1] or f"\\{found[2]}", line)
    if (whole := _WHOLE_HEADING.match(line)) and whole[1].strip("* "):
        return f"**{whole[1].replace('**', '')}**"
    line = _DEFINITION.sub(r"\1\\", line)
    line = _HEADING.sub(r"\1\\\2", line)
    return _UNDERLINE.sub(r"\1\\\2", line)


def _plain_line(line: str) -> str:
    line = _SPECIAL.sub(lambda found: f"\\{found[0]}", line)
    opening = _OPENING.match(line)
    if opening is None:
        return line
    before, sign = opening.groups()
    rest = line[opening.end() :]
    return f"{before}{sign}\\{rest}" if sign.isdecimal() else f"{before}\\{sign}{rest}"


def _clean(text: str) -> str:
    return _CONTROL.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))
