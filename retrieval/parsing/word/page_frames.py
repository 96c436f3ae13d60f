"""Headers and footers of Word's pages where they hold the title and the notes of a table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from docx.oxml.ns import qn

from retrieval.parsing.documents import Block
from retrieval.parsing.office.drawings import part_root
from retrieval.parsing.text import page_frames as text
from retrieval.parsing.word.text import PARAGRAPH, UNSEEN

Read = Callable[[Any], str]


class PageFrames:
    """Reads the headers and footers of sections; one without such has those of the one before.

    ``read`` gives the text of a paragraph. Each line is given once in a document.
    """

    def __init__(self, part: Any, read: Read) -> None:
        self._part = part
        self._read = read
        self._headers: list[str] = []
        self._footers: list[str] = []
        self._frames = text.PageFrames()

    def framed(self, section: Any, blocks: list[Block], *, has_title: bool) -> list[Block]:
        """The blocks of a section with the title above and the notes below, where it has such.

        ``section`` holds its properties.
        """
        self._headers = self._lines(section, "w:headerReference") or self._headers
        self._footers = self._lines(section, "w:footerReference") or self._footers
        return self._frames.framed(self._headers, self._footers, blocks, has_title=has_title)

    def has_words(self) -> bool:
        """Whether a header or a footer that was read says something."""
        return bool(self._headers or self._footers)

    def _lines(self, section: Any, kind: str) -> list[str]:
        lines: list[str] = []
        for reference in section.iterchildren(qn(kind)) if section is not None else ():
            relation = self._part.rels.get(reference.get(qn("r:id")))
            if relation is None or relation.is_external:
                continue
            lines += map(self._read, _paragraphs(_root(relation.target_part)))
        return text.frame_lines(lines)


def _root(part: Any) -> Any:
    # A part that the list of contents calls something else is not parsed yet.
    return part.element if hasattr(part, "element") else part_root(part.blob)


def _paragraphs(root: Any) -> Iterator[Any]:
    for paragraph in root.iter(PARAGRAPH):
        if not any(node.tag in UNSEEN for node in paragraph.iterancestors()):
            yield paragraph


def sections(body: Any) -> list[tuple[list[Any], Any]]:
    """The parts of a document by their pages' setting: the nodes, and the section's properties."""
    found: list[tuple[list[Any], Any]] = []
    nodes: list[Any] = []
    for child in body.iterchildren():
        if child.tag == qn("w:sectPr"):
            found.append((nodes, child))
            nodes = []
            continue
        nodes.append(child)
        ending = child.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") if child.tag == PARAGRAPH else None
        if ending is not None:
            found.append((nodes, ending))
            nodes = []
    if nodes:
        found.append((nodes, None))
    return found
