"""The text of a Word paragraph as it is printed: results of fields, insertions, no hidden runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from docx.oxml.ns import qn

MAX_NESTING = 40
# Half points. What is set smaller than this is not meant for readers.
SMALLEST = 4

PARAGRAPH, TABLE = qn("w:p"), qn("w:tbl")
_TEXT = frozenset({qn("w:t"), "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"})
_SPACES = frozenset(qn(f"w:{name}") for name in ("tab", "br", "cr", "ptab"))
_HYPHEN, _SYMBOL = qn("w:noBreakHyphen"), qn("w:sym")
_RUN, _RUN_PROPERTIES, _FIELD = qn("w:r"), qn("w:rPr"), qn("w:fldChar")
_NOTES = {qn("w:footnoteReference"): "footnote", qn("w:endnoteReference"): "endnote"}
_BOX = qn("w:txbxContent")
_VAL = qn("w:val")
_DELETED = frozenset({qn("w:del"), qn("w:moveFrom")})
# The older twin of a drawing, field codes, properties, what is spoken above East Asian letters.
UNSEEN = _DELETED | frozenset(
    {
        *(qn(f"w:{name}") for name in ("pPr", "rPr", "instrText", "sdtPr", "rt", "comment")),
        "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
    }
)
# Letters that Word keeps as places in a font and not as characters.
_SYMBOLS: Mapping[str, Mapping[int, str]] = {
    "symbol": {
        **dict(zip(range(0x61, 0x7B), "αβχδεφγηιϕκλμνοπθρστυϖωξψζ", strict=True)),
        **dict(zip(range(0x41, 0x5B), "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ", strict=True)),
        **{0xA3: "≤", 0xB3: "≥", 0xB1: "±", 0xB0: "°", 0xB4: "×", 0xB7: "•", 0xB9: "≠"},
        **{0xBB: "≈", 0xAE: "→", 0xAC: "←", 0xA5: "∞", 0xD6: "√", 0xB8: "÷", 0x2D: "−"},
    },
    "wingdings": {0xA8: "☐", 0x6F: "☐", 0xFE: "☑", 0xFD: "☒", 0xFC: "✓", 0xFB: "✗", 0xE0: "→"},
}


class ParagraphText:
    """Reads the paragraphs of a document in their order; fields may run over several of them.

    ``hidden_styles`` are the styles, of paragraphs and of letters, whose text is not shown.
    ``notes``, ``boxes`` and ``deletions`` are of the paragraph last read: the notes it refers to
    as kind and id, the text boxes that hang on it, and whether something deleted was passed over.
    """

    def __init__(self, hidden_styles: frozenset[str]) -> None:
        self._hidden_styles = hidden_styles
        self._fields: list[bool] = []
        self.notes: list[tuple[str, str]] = []
        self.boxes: list[Any] = []
        self.deletions = 0
        self.hidden = 0

    def read(self, paragraph: Any) -> str:
        """The text of a paragraph."""
        self.notes, self.boxes = [], []
        style = _value(paragraph.find(qn("w:pPr")), "w:pStyle")
        return "".join(self._pieces(paragraph, style in self._hidden_styles, 0))

    def _pieces(self, node: Any, hidden: bool, depth: int) -> Iterator[str]:
        for child in node.iterchildren():
            tag = child.tag
            if tag in _DELETED:
                self.deletions += 1
            elif tag in UNSEEN or depth > MAX_NESTING:
                continue
            elif tag == _RUN:
                unseen = self._is_hidden(child, hidden)
                self.hidden += unseen and any(text.text for text in child.iter(qn("w:t")))
                yield from self._run(child, unseen, depth)
            elif tag == _BOX:
                self.boxes.append(child)
            elif tag in _TEXT:
                yield child.text or ""
            elif not isinstance(tag, str) or not is_placeholder(child):
                yield from self._pieces(child, hidden, depth + 1)

    def _run(self, run: Any, unseen: bool, depth: int) -> Iterator[str]:
        for child in run.iterchildren():
            tag = child.tag
            if tag == _FIELD:
                self._field(child.get(qn("w:fldCharType")))
            elif unseen or not all(self._fields) or tag in UNSEEN:
                continue
            elif tag in _TEXT:
                yield child.text or ""
            elif tag in _SPACES:
                yield " "
            elif tag == _HYPHEN:
                yield "-"
            elif tag == _SYMBOL:
                yield _symbol(child)
            elif tag in _NOTES:
                self.notes.append((_NOTES[tag], child.get(qn("w:id"), "")))
            elif depth < MAX_NESTING:
                yield from self._pieces(child, False, depth + 1)

    def _field(self, kind: str | None) -> None:
        """Follow a field: what stands before its separator is a code, behind it the result."""
        if kind == "begin":
            if len(self._fields) < MAX_NESTING:
                self._fields.append(False)
        elif self._fields:
            if kind == "separate":
                self._fields[-1] = True
            elif kind == "end":
                self._fields.pop()

    def _is_hidden(self, run: Any, inherited: bool) -> bool:
        properties = run.find(_RUN_PROPERTIES)
        if properties is None:
            return inherited
        if (vanish := properties.find(qn("w:vanish"))) is not None:
            return vanish.get(_VAL, "1") not in {"0", "false", "off"}
        if inherited or _value(properties, "w:rStyle") in self._hidden_styles:
            return True
        size = _value(properties, "w:sz") or ""
        if size.isdecimal() and len(size) < 4 and int(size) < SMALLEST:
            return True
        white = (_value(properties, "w:color") or "").upper() == "FFFFFF"
        return white and not _has_ground(properties) and not _is_shaded(run)


def _is_shaded(run: Any) -> bool:
    """White letters can be read: in a table, in a box, on a shaded paragraph or page."""
    for node in run.iterancestors():
        if node.tag in {qn("w:tc"), _BOX} or node.find(qn("w:background")) is not None:
            return True
        properties = node.find(qn("w:pPr"))
        if properties is not None and _has_ground(properties):
            return True
    return False


def _has_ground(properties: Any) -> bool:
    return any(properties.find(qn(name)) is not None for name in ("w:shd", "w:highlight"))


def is_placeholder(node: Any) -> bool:
    """A form field that nobody filled in shows what to do with it."""
    return node.find(f"{qn('w:sdtPr')}/{qn('w:showingPlcHdr')}") is not None


def _symbol(node: Any) -> str:
    font = (node.get(qn("w:font")) or "").lower()
    try:
        place = int(node.get(qn("w:char")) or "", 16) & 0xFF
    except ValueError:
        return ""
    return _SYMBOLS.get(font, {}).get(place, "")


def _value(node: Any, name: str) -> str | None:
    child = node.find(qn(name)) if node is not None else None
    value: str | None = child.get(_VAL) if child is not None else None
    return value
