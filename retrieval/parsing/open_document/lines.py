"""Lines of OpenDocument as they are shown: without deletions, hidden and struck text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from retrieval.parsing.open_document.objects import Objects, formula_in
from retrieval.parsing.open_document.styles import PLAIN, TEXT, Letters, Styles
from retrieval.parsing.text.cleaning import clean
from retrieval.parsing.text.superscripts import Piece, unfenced, with_scripts
from retrieval.parsing.web.html import html_line
from retrieval.parsing.xml.rewriting import markup_of
from retrieval.parsing.xml.trees import child, entity_text, name_of

MAX_DEPTH = 60
# Comments, what a program keeps for itself, and what is spoken above East Asian letters.
_UNSEEN = frozenset(
    "annotation annotation-end tracked-changes change change-start change-end bookmark-start "
    "bookmark-end reference-mark-start reference-mark-end ruby-text notes forms event-listeners "
    "alphabetical-index-mark toc-mark soft-page-break sequence-decls user-index-mark "
    "hidden-text title desc".split()
)
# What is drawn over the text, and may hold text of its own.
_DRAWN = frozenset(
    "frame custom-shape text-box g rect ellipse circle line polyline polygon regular-polygon path "
    "connector caption measure".split()
)


@dataclass(slots=True)
class Lines:
    """Reads lines. ``notes`` and ``frames`` are of the line last read; the rest counts."""

    styles: Styles
    held: Objects | None = None
    notes: list[tuple[str, Any]] = field(default_factory=list)
    frames: list[Any] = field(default_factory=list)
    struck: int = 0
    hidden: int = 0
    bold: bool = False

    def read(self, node: Any, family: str = "", style: str | None = None) -> str:
        """The text of a paragraph; ``style`` of a ``family`` is that of the cell around it."""
        self.notes, self.frames, self.bold = [], [], True
        around = self.styles.letters(family, style) if style else PLAIN
        own = self.styles.letters("paragraph", node.get(f"{TEXT}style-name")).over(around)
        return clean(with_scripts(self._pieces(node, own, 0)))

    def _pieces(self, node: Any, letters: Letters, depth: int) -> Iterator[Piece]:
        yield from self._shown(node.text, letters)
        for one in node if depth < MAX_DEPTH else ():
            if one.tag is etree.Entity:
                yield from self._shown(entity_text(one), letters)
            else:
                yield from self._element(one, letters, depth + 1)
            yield from self._shown(one.tail, letters)

    def _element(self, node: Any, letters: Letters, depth: int) -> Iterator[Piece]:
        name = name_of(node)
        if name in _UNSEEN:
            return
        if name == "note":
            mark = clean("".join(child(node, "note-citation").itertext())) if len(node) else ""
            self.notes.append((mark, child(node, "note-body")))
            yield f" [{mark}]", ""
        elif name in {"tab", "line-break"} or name == "s":
            yield " ", ""
        elif name in _DRAWN:
            root = self.held.root(node) if self.held is not None else None
            if (formula := formula_in(root)) is not None:
                yield formula, ""
            else:
                self.frames.append(node)
        elif name == "math":
            yield html_line(markup_of(node))[0], ""
        elif name == "span":
            own = self.styles.letters("text", node.get(f"{TEXT}style-name"))
            yield from self._pieces(node, own.over(letters), depth)
        else:
            yield from self._pieces(node, letters, depth)

    def _shown(self, text: str | None, letters: Letters) -> Iterator[Piece]:
        if not text:
            return
        has_words = bool(text.strip())
        if letters.hidden:
            self.hidden += has_words
        elif letters.struck:
            self.struck += has_words
        else:
            self.bold = self.bold and (bool(letters.bold) or not has_words)
            yield unfenced(text), letters.script or ""
