"""Resolving citation markers in a stream, and keeping links and images out of an answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistants.output.display_limits import Flattener

_MARKER = re.compile(r"[\[【]\s*(\d{1,3}(?:[,;\s]+\d{1,3}){0,7})\s*[\]】]")
# What could still grow into a marker. It is looked for without the space before it: a pattern that
# begins with any number of spaces takes a minute for sixty thousand of them.
_UNFINISHED = re.compile(r"[\[【][\d\s,;]{0,48}$")
_MOST_SPACE = 64
# Each becomes a link on the page.
_MOST_MARKERS = 500
# What would make a link or an image of the text before it, or begin what the page looks for the end
# of: a comment, a box.
_OPENING = re.compile(r"(?<=!)\[|(?<=\])[(\[:]|(?<=<)[!?]|(?<=:):")
# What closes a marker that nobody resolved: it came about by what was taken out of the text.
_FORGED = re.compile(r"(?:(?<=\[\d)|(?<=\[\d\d)|(?<=\[\d\d\d))\]")
# The page takes a colon and a name for a directive and shows nothing of it: of "Kolleg:innen" half
# a word. In code it does not, and there an escape would be seen.
_NAMED = re.compile(r"(?<!:):(?=[^\W\d_])")
_CODE = re.compile("(?<!`)`")
_SPOILT = re.compile("|".join(p.pattern for p in (_OPENING, _FORGED, _NAMED, _CODE)))
_LONGEST_MARKER = 5
# A list names before each statement what it is about; that stands in no document.
_LISTED = re.compile(r"^\s*[-*]\s+(?:\*\*[^*\n]{1,300}:\*\*\s*)?")
_MARKERS = re.compile(r"(?:\s?\[\d{1,3}\])+")
_CELL = re.compile(r"(?<!\\)\|")
_RULE = frozenset("|:- ")
_CITING = re.compile(r"([^\n\[\]]+)((?:\s?\[\d{1,3}\])+)")


class MarkerResolver:
    """Turns the model's markers into the reader's, one piece of text at a time.

    Markers are renumbered from 1 in order of first appearance. A marker that points to no passage
    is removed together with the space before it.
    """

    def __init__(self, passages: int) -> None:
        self._passages = passages
        self._numbers: dict[int, int] = {}
        self._markers_left = _MOST_MARKERS
        self._held = ""
        self._last = ""
        self._in_code = False
        self._flattener = Flattener()

    @property
    def cited(self) -> tuple[int, ...]:
        """Numbers of the cited passages as sent (from 1), in the reader's order."""
        return tuple(self._numbers)

    def feed(self, text: str) -> str:
        """Take a piece of the model's text; return what may be shown now."""
        text = self._held + text
        unfinished = _UNFINISHED.search(text)
        end = unfinished.start() if unfinished else len(text)
        cut = max(len(text[:end].rstrip()), end - _MOST_SPACE)
        # What comes behind a colon decides what it is.
        cut -= text[:cut].endswith(":")
        self._held = text[cut:]
        return self._resolve(text[:cut])

    def close(self) -> str:
        """Return what was held back; the stream is over."""
        rest, self._held = self._held, ""
        return self._resolve(rest).rstrip()

    def _resolve(self, text: str) -> str:
        parts: list[str] = []
        end = 0
        for match in _MARKER.finditer(text):
            before = text[end : match.start()]
            markers = self._markers(match.group(1))
            parts.append(self._plain(before if markers else before.rstrip()))
            parts.append(self._set_apart(markers))
            end = match.end()
        parts.append(self._plain(text[end:]))
        return "".join(parts)

    def _markers(self, numbers: str) -> str:
        sent = [int(number) for number in re.split(r"[,;\s]+", numbers)]
        known = dict.fromkeys(number for number in sent if 1 <= number <= self._passages)
        self._markers_left -= len(known)
        if self._markers_left < 0:
            return ""
        return "".join(f"[{self._numbers.setdefault(n, len(self._numbers) + 1)}]" for n in known)

    def _plain(self, text: str) -> str:
        """Escape what Markdown would make a link or an image of: the page fetches nothing."""
        whole = self._last + self._flattener.feed(text)
        shown: list[str] = []
        end = len(self._last)
        for match in _SPOILT.finditer(whole, end):
            sign = match.group()
            if sign == "`":
                self._in_code = not self._in_code
                continue
            if self._in_code and _NAMED.match(whole, match.start()):
                continue
            shown += (whole[end : match.start()], f" {sign}" if sign == "]" else f"\\{sign}")
            end = match.end()
        shown.append(whole[end:])
        self._note("".join(shown))
        return "".join(shown)

    def _set_apart(self, markers: str) -> str:
        # A marker becomes a link on the page; right behind "!" it would be an image.
        if markers and self._last.endswith("!"):
            markers = f" {markers}"
        self._note(markers)
        return markers

    def _note(self, shown: str) -> None:
        self._last = (self._last + shown)[-_LONGEST_MARKER:]


def cited_for(text: str, n: int) -> tuple[str, ...]:
    """What an answer says with marker ``[n]`` behind it, without markers and names of a list.

    A row of a table counts as said with the marker in it, or with the one above the table.
    """
    spelled_out = "\n".join(_without_tables(text.splitlines()))
    said = (part for part, markers in _CITING.findall(spelled_out) if f"[{n}]" in markers)
    return tuple(filter(None, (_LISTED.sub("", part).strip() for part in said)))


def _without_tables(lines: Sequence[str]) -> Iterator[str]:
    """The lines with each row of a table as documents hold it: ``name: cell; name: cell``."""
    names: list[str] = []
    above = ""
    for line in lines:
        if not line.startswith("|"):
            names = []
            above = "".join(_MARKERS.findall(line)) if line.strip() else above
            yield line
        elif not names:
            names = _cells(line)
        elif not set(line) <= _RULE:
            cells = _cells(line)
            own = cells.pop() if cells and _MARKERS.fullmatch(cells[-1]) else above
            named = (f"{name}: {cell}" for name, cell in zip(names, cells, strict=False) if cell)
            yield f"{'; '.join(named)} {own}"


def _cells(line: str) -> list[str]:
    return [cell.strip().replace("\\|", "|") for cell in _CELL.split(line.strip().strip("|"))]
