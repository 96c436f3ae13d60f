"""What a Word paragraph's style says of it: heading, list, and the number that is printed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn

from retrieval.parsing.text.numbering import written_number

_VAL, _LEVEL = qn("w:val"), qn("w:ilvl")
_HEADING = re.compile(r"^heading (\d)$", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"%(\d)")
_MAX_CHAIN = 20


@dataclass(frozen=True, slots=True)
class Look:
    """How a paragraph is set. ``heading`` is its level or 0; ``numbering`` a list and its depth.

    ``style`` is what people call its style, ``name`` the id of it.
    """

    style: str
    heading: int
    numbering: tuple[str, int] | None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Letters:
    """How a style sets letters; ``None``, an empty text or 0 where it says nothing.

    ``script`` raises or lowers them, ``size`` is their height in points.
    """

    hidden: bool | None = None
    struck: bool | None = None
    script: str = ""
    size: float = 0.0


class Styles:
    """The styles of a document, by their ids."""

    def __init__(self, element: Any) -> None:
        self._styles = {
            style.get(qn("w:styleId")): style for style in element.iterchildren(qn("w:style"))
        }
        self._letters: dict[str, Letters] = {}
        self._known: dict[str | None, Look] = {}
        self._default = next(
            (
                name
                for name, style in self._styles.items()
                if style.get(qn("w:type")) == "paragraph" and style.get(qn("w:default")) == "1"
            ),
            None,
        )

    def letters(self, name: str | None) -> Letters:
        """How a style sets letters, what it takes over from others included."""
        if name is None or name not in self._styles:
            return _NOTHING
        if name not in self._letters:
            found = _NOTHING
            above: str | None = name
            for _ in range(_MAX_CHAIN):
                style = self._styles.get(above)
                if style is None:
                    break
                found = _filled(found, _own_letters(style.find(qn("w:rPr"))))
                above = _value(style, "w:basedOn")
            self._letters[name] = found
        return self._letters[name]

    @property
    def default(self) -> str:
        """The style of paragraphs that name none."""
        return self._default or ""

    def look(self, paragraph: Any) -> Look:
        """Tell how ``paragraph`` is set, its style's ancestors included."""
        properties = paragraph.find(qn("w:pPr"))
        name = _value(properties, "w:pStyle") or self._default
        if name not in self._known:
            self._known[name] = self._of_style(name)
        look = self._known[name]
        heading = _outline(properties) or look.heading
        own = _numbering(properties)
        numbering = look.numbering
        if own is not None:
            list_id, depth = own
            inherited = numbering[0] if numbering else None
            list_id = list_id or inherited or "0"
            numbering = None if list_id == "0" else (list_id, depth)
        return Look(look.style, heading, numbering, name or "")

    def _of_style(self, name: str | None) -> Look:
        heading, numbering = 0, None
        shown = ""
        for _ in range(_MAX_CHAIN):
            style = self._styles.get(name)
            if style is None:
                break
            label = _value(style, "w:name") or ""
            shown = shown or label
            properties = style.find(qn("w:pPr"))
            if not heading:
                matched = _HEADING.match(label)
                heading = int(matched[1]) if matched else _outline(properties)
            if numbering is None and (own := _numbering(properties)) and own[0]:
                numbering = (own[0], own[1])
            name = _value(style, "w:basedOn")
        return Look(shown, heading, numbering if numbering and numbering[0] != "0" else None)


class Numbering:
    """Counts the lists of a document as it is read from top to bottom."""

    def __init__(self, part: Any) -> None:
        self._formats: dict[str, dict[int, tuple[str, str, int]]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._lists: dict[str, str] = {}
        related = [r for r in part.rels.values() if r.reltype == RELATIONSHIP_TYPE.NUMBERING]
        if related and not related[0].is_external:
            self._read(related[0].target_part.element)

    def _read(self, element: Any) -> None:
        for kind in element.iterchildren(qn("w:abstractNum")):
            self._formats[kind.get(qn("w:abstractNumId"))] = {
                _number(level.get(_LEVEL)): (
                    _value(level, "w:numFmt") or "decimal",
                    _value(level, "w:lvlText") or "",
                    _number(_value(level, "w:start"), 1),
                )
                for level in kind.iterchildren(qn("w:lvl"))
            }
        for number in element.iterchildren(qn("w:num")):
            abstract = _value(number, "w:abstractNumId")
            if abstract is not None:
                self._lists[number.get(qn("w:numId"))] = abstract

    def label(self, numbering: tuple[str, int] | None) -> str:
        """The number printed before the next paragraph of a list; empty for a bullet."""
        if numbering is None:
            return ""
        list_id, depth = numbering
        levels = self._formats.get(self._lists.get(list_id, ""), {})
        counts = self._counts.setdefault(list_id, {})
        for deeper in [level for level in counts if level > depth]:
            del counts[deeper]
        counts[depth] = counts.get(depth, levels.get(depth, ("", "", 1))[2] - 1) + 1
        style, pattern, _ = levels.get(depth, ("bullet", "", 1))
        if style in {"bullet", "none"}:
            return ""

        def shown(match: re.Match[str]) -> str:
            level = int(match[1]) - 1
            style, _, start = levels.get(level, ("decimal", "", 1))
            return written_number(counts.get(level, start), style)

        return _PLACEHOLDER.sub(shown, pattern)


def _value(node: Any, name: str) -> str | None:
    child = node.find(qn(name)) if node is not None else None
    value: str | None = child.get(_VAL) if child is not None else None
    return value


_NOTHING = Letters()


def _own_letters(properties: Any) -> Letters:
    if properties is None:
        return _NOTHING
    return Letters(
        toggle(properties, ("w:vanish",)),
        toggle(properties, ("w:strike", "w:dstrike")),
        _value(properties, "w:vertAlign") or "",
        points(_value(properties, "w:sz")),
    )


def _filled(one: Letters, other: Letters) -> Letters:
    """What ``one`` says, and where it says nothing what ``other`` does."""
    return Letters(
        other.hidden if one.hidden is None else one.hidden,
        other.struck if one.struck is None else one.struck,
        one.script or other.script,
        one.size or other.size,
    )


def toggle(properties: Any, names: tuple[str, ...]) -> bool | None:
    """Whether one of the marks is set, or taken off; ``None`` where nothing is said of them."""
    marks = [mark for name in names if (mark := properties.find(qn(name))) is not None]
    if not marks:
        return None
    return any(mark.get(_VAL, "1") not in {"0", "false", "off"} for mark in marks)


def points(size: str | None) -> float:
    """A height of letters in points: it is given in half points, or with its unit; 0 for none."""
    matched = re.fullmatch(r"(\d{1,4}(?:\.\d+)?)(pt)?", size or "")
    if matched is None:
        return 0.0
    return float(matched[1]) / (1 if matched[2] else 2)


def _number(value: str | None, default: int = 0) -> int:
    return int(value) if value is not None and value.isdecimal() and len(value) < 9 else default


def _outline(properties: Any) -> int:
    level = _value(properties, "w:outlineLvl")
    return _number(level, 9) + 1 if level is not None and _number(level, 9) < 9 else 0


def _numbering(properties: Any) -> tuple[str | None, int] | None:
    node = properties.find(qn("w:numPr")) if properties is not None else None
    if node is None:
        return None
    return _value(node, "w:numId"), min(_number(_value(node, "w:ilvl")), 8)
