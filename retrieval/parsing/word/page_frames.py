"""Headers and footers of Word's pages where they hold the title and the notes of a table."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from docx.oxml.ns import qn

from retrieval.parsing.documents import Block
from retrieval.parsing.office.drawings import part_root
from retrieval.parsing.word.text import PARAGRAPH, UNSEEN

MAX_LINES = 30
MAX_HEADING = 300
# Lines below the title that say of whom and of what the table is.
MAX_SUBTITLES = 3

_NUMBERED = re.compile(
    r"^(?:table|listing|figure|appendix|tabelle|abbildung|auflistung|anhang|tableau|liste|annexe)"
    r"\s+[A-Z]?\d+(?:[.\-–]\d+)*[A-Za-z]?\b",
    re.IGNORECASE,
)
_PAGE = re.compile(
    r"\s*\b(?:page|seite|page\s*n[°o])\s*:?\s*\d*(?:\s*(?:of|von|/|de|sur)\s*\d*)?\s*$",
    re.IGNORECASE,
)
_RUNNING = re.compile(
    r"^\W*$|^\d{1,4}(?:\s*(?:/|of|von)\s*\d{1,4})?$|\bconfidential\b|\bvertraulich\b|"
    r"\bconfidentiel\b|\.(?:sas|r|py|rtf|docx?|log)\b|^(?:program|programme|source data|output)\b|"
    r"^\d{1,2}[\s./-]?\w{2,9}[\s./-]?\d{2,4}(?:[\s:]\d{1,2}:\d\d(?::\d\d)?)?$|^[\w.-]+@|^https?:|"
    r"^(?:tel|fax|phone|telefon)\b|©",
    re.IGNORECASE,
)

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
        self._told: set[str] = set()

    def framed(self, section: Any, blocks: list[Block], *, has_title: bool) -> list[Block]:
        """The blocks of a section with the title above and the notes below, where it has such.

        ``section`` holds its properties. A header is taken for a title where it is numbered as
        tables are, or where the document has no title and the section is nothing but a table.
        """
        self._headers = self._lines(section, "w:headerReference") or self._headers
        self._footers = self._lines(section, "w:footerReference") or self._footers
        numbered = next((i for i, x in enumerate(self._headers) if _NUMBERED.match(x)), None)
        bare = not has_title and bool(blocks) and all(b.kind == "table_row" for b in blocks)
        if numbered is None and not bare:
            return blocks
        title = self._title(self._headers[numbered or 0 :])
        notes = self._once(self._footers)
        return [*title, *blocks, *(Block("paragraph", note) for note in notes)]

    def _title(self, lines: Sequence[str]) -> list[Block]:
        """The lines above a table as its heading: its number, subject and population."""
        if not lines:
            return []
        heading, rest = lines[0], list(lines[1:])
        while rest and len(lines) - len(rest) <= MAX_SUBTITLES:
            glue = " " if _NUMBERED.sub("", heading).strip(" .:") == "" else ", "
            if len(heading) + len(rest[0]) > MAX_HEADING:
                break
            heading += glue + rest.pop(0)
        below = [Block("paragraph", text) for text in self._once(rest)]
        return [Block("heading", text, 1) for text in self._once([heading])] + below

    def _once(self, lines: Sequence[str]) -> list[str]:
        new = [line for line in dict.fromkeys(lines) if line not in self._told]
        self._told.update(new)
        return new

    def _lines(self, section: Any, kind: str) -> list[str]:
        lines: list[str] = []
        for reference in section.iterchildren(qn(kind)) if section is not None else ():
            relation = self._part.rels.get(reference.get(qn("r:id")))
            if relation is None or relation.is_external:
                continue
            for paragraph in _paragraphs(_root(relation.target_part)):
                text = _PAGE.sub("", self._read(paragraph)).strip()
                if text and not _RUNNING.search(text) and len(lines) < MAX_LINES:
                    lines.append(text)
        return list(dict.fromkeys(lines))


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
