"""Headers and footers of pages where they hold the title and the notes of a table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from retrieval.parsing.documents import Block

ONLY_FRAMES = (
    "The document has no text but that in the headers and footers of its pages. "
    "Write it into the page itself."
)
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


class PageFrames:
    """Puts titles from page headers above tables and notes from footers below, each line once."""

    def __init__(self) -> None:
        self._told: set[str] = set()

    def framed(
        self,
        headers: Sequence[str],
        footers: Sequence[str],
        blocks: list[Block],
        *,
        has_title: bool,
    ) -> list[Block]:
        """The blocks of a section with the title above and the notes below, where it has such.

        A header is taken for a title where it is numbered as tables are, or where the document has
        no title and the section is nothing but a table.
        """
        numbered = next((i for i, x in enumerate(headers) if _NUMBERED.match(x)), None)
        bare = not has_title and bool(blocks) and all(b.kind == "table_row" for b in blocks)
        if numbered is None and not bare:
            return blocks
        title = self._title(headers[numbered or 0 :])
        notes = self._once(footers)
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


def is_numbered(text: str) -> bool:
    """Tell whether a line is the number of a table, a listing or a figure, with its title."""
    return _NUMBERED.match(text) is not None


def frame_lines(texts: Iterable[str]) -> list[str]:
    """Those lines of a header or a footer that say something of what stands on the page."""
    lines: list[str] = []
    for one in texts:
        text = _PAGE.sub("", one).strip()
        if text and not _RUNNING.search(text) and len(lines) < MAX_LINES:
            lines.append(text)
    return list(dict.fromkeys(lines))
