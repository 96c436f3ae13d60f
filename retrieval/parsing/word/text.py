"""The text of a Word paragraph as it is printed: results of fields, insertions, no hidden runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn

from retrieval.parsing.office.formulas import formula_text, is_math
from retrieval.parsing.text.numbering import written_number
from retrieval.parsing.text.superscripts import Piece, Script, with_scripts
from retrieval.parsing.text.symbols import symbol
from retrieval.parsing.word.numbering import Styles, toggle

MAX_NESTING = 40
# Half points. What is set smaller than this is not meant for readers.
SMALLEST = 4

PARAGRAPH, TABLE = qn("w:p"), qn("w:tbl")
_TEXT = qn("w:t")
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
_SCRIPTS: Mapping[str, Script] = {"superscript": "raised", "subscript": "lowered"}


@dataclass(frozen=True, slots=True)
class _Look:
    hidden: bool
    struck: bool
    script: Script


_SEEN = _Look(False, False, "")


class ParagraphText:
    """Reads the paragraphs of a document in their order; fields may run over several of them.

    ``notes`` and ``boxes`` are of the paragraph last read: the notes it refers to as kind and id,
    and the text boxes that hang on it. ``deletions``, ``hidden`` and ``struck`` count what was
    passed over since the beginning.
    """

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._fields: list[bool] = []
        self._marks: dict[tuple[str, str], str] = {}
        self.notes: list[tuple[str, str]] = []
        self.boxes: list[Any] = []
        self.deletions = 0
        self.hidden = 0
        self.struck = 0

    def read(self, paragraph: Any) -> str:
        """The text of a paragraph."""
        self.notes, self.boxes = [], []
        style = _value(paragraph.find(qn("w:pPr")), "w:pStyle")
        letters = self._styles.letters(style)
        look = _Look(bool(letters.hidden), bool(letters.struck), "")
        return with_scripts(self._pieces(paragraph, look, 0))

    def mark_of(self, note: tuple[str, str]) -> str:
        """The mark that was given to a note; empty where its author chose one."""
        return self._marks.get(note, "")

    def _mark(self, note: tuple[str, str]) -> str:
        """The mark of a note: notes of a kind are counted as they are referred to."""
        if note not in self._marks:
            count = sum(1 for kind, _ in self._marks if kind == note[0]) + 1
            style = "lowerRoman" if note[0] == "endnote" else "decimal"
            self._marks[note] = written_number(count, style)
        return self._marks[note]

    def _pieces(self, node: Any, look: _Look, depth: int) -> Iterator[Piece]:
        for child in node.iterchildren():
            tag = child.tag
            if tag in _DELETED:
                self.deletions += 1
            elif tag in UNSEEN or depth > MAX_NESTING:
                continue
            elif tag == _RUN:
                yield from self._run(child, self._look(child, look), depth)
            elif tag == _BOX:
                self.boxes.append(child)
            elif is_math(tag):
                yield formula_text(child), ""
            elif tag == _TEXT:
                yield child.text or "", ""
            elif not isinstance(tag, str) or not is_placeholder(child):
                yield from self._pieces(child, look, depth + 1)

    def _run(self, run: Any, look: _Look, depth: int) -> Iterator[Piece]:
        unseen = look.hidden or look.struck
        if unseen and any(text.text and text.text.strip() for text in run.iter(_TEXT)):
            self.hidden += look.hidden
            self.struck += not look.hidden
        for child in run.iterchildren():
            if child.tag == _FIELD:
                self._field(child.get(qn("w:fldCharType")))
            elif not unseen and all(self._fields) and child.tag not in UNSEEN:
                yield from self._part(child, look, depth)

    def _part(self, node: Any, look: _Look, depth: int) -> Iterator[Piece]:
        """A part of a run that is shown."""
        tag = node.tag
        if tag == _TEXT:
            yield node.text or "", look.script
        elif tag in _SPACES:
            yield " ", ""
        elif tag == _HYPHEN:
            yield "-", look.script
        elif tag == _SYMBOL:
            yield _symbol(node), look.script
        elif tag in _NOTES:
            note = _NOTES[tag], node.get(qn("w:id"), "")
            self.notes.append(note)
            # A mark that the author chose stands in the text.
            if node.get(qn("w:customMarkFollows")) not in {"1", "true", "on"}:
                yield f" [{self._mark(note)}]", ""
        elif depth < MAX_NESTING:
            yield from self._pieces(node, _SEEN, depth + 1)

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

    def _look(self, run: Any, inherited: _Look) -> _Look:
        """How a run is shown, by its own marks, its style, or those of its paragraph."""
        properties = run.find(_RUN_PROPERTIES)
        if properties is None:
            return inherited
        style = self._styles.letters(_value(properties, "w:rStyle"))
        hidden = toggle(properties, ("w:vanish",))
        if hidden is None:
            hidden = inherited.hidden or bool(style.hidden) or _is_unreadable(run, properties)
        struck = toggle(properties, ("w:strike", "w:dstrike"))
        if struck is None:
            struck = inherited.struck if style.struck is None else style.struck
        height = _value(properties, "w:vertAlign") or style.script
        return _Look(hidden, struck, _SCRIPTS.get(height, ""))


def _is_unreadable(run: Any, properties: Any) -> bool:
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
    try:
        place = int(node.get(qn("w:char")) or "", 16) & 0xFF
    except ValueError:
        return ""
    return symbol(node.get(qn("w:font")) or "", place)


def _value(node: Any, name: str) -> str | None:
    child = node.find(qn(name)) if node is not None else None
    value: str | None = child.get(_VAL) if child is not None else None
    return value
