"""Headers and footers of a text document's pages, by the part of the text that they stand at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from retrieval.parsing.documents import Block
from retrieval.parsing.open_document.styles import STYLE, TABLE, TEXT, Styles
from retrieval.parsing.text.page_frames import PageFrames, frame_lines
from retrieval.parsing.xml.trees import children, name_of

Read = Callable[[Any], str]
_STANDARD = "Standard"


class Pages:
    """The headers and footers of the kinds of pages that a document has.

    ``read`` gives the text of a paragraph.
    """

    def __init__(self, styles: Styles, read: Read) -> None:
        self._styles = styles
        self._read = read

    def parts(self, body: Any) -> list[tuple[str, list[Any]]]:
        """What stands on one kind of pages after the other: its name, and the elements."""
        found: list[tuple[str, list[Any]]] = [(_STANDARD, [])]
        for node in body:
            if name := self._begun(node):
                found.append((name, []))
            found[-1][1].append(node)
        return [part for part in found if part[1]]

    def _begun(self, node: Any) -> str:
        """The kind of pages that begins with an element, if one does."""
        if name_of(node) in {"p", "h"}:
            return self._styles.page_kind("paragraph", node.get(f"{TEXT}style-name"))
        for table in children(node, "table") if name_of(node) == "section" else (node,):
            if name_of(table) == "table":
                return self._styles.page_kind("table", table.get(f"{TABLE}style-name"))
        return ""

    def framed(self, parts: list[tuple[str, list[Block]]]) -> list[Block]:
        """All blocks, with titles of tables above and their notes below, each once."""
        frames = PageFrames()
        has_title = any(block.kind == "heading" for _, blocks in parts for block in blocks)
        found: list[Block] = []
        for name, blocks in parts:
            headers = frame_lines(self._lines(name, "header", "header-first"))
            footers = frame_lines(self._lines(name, "footer", "footer-first"))
            found += frames.framed(headers, footers, blocks, has_title=has_title)
        return found

    def has_words(self) -> bool:
        """Whether a header or a footer says something."""
        kinds = ("header", "header-first", "footer", "footer-first")
        return any(frame_lines(self._lines(name, *kinds)) for name in self._styles.pages)

    def _lines(self, name: str, *kinds: str) -> Iterator[str]:
        page = self._styles.pages.get(name)
        following = page.get(f"{STYLE}next-style-name", "") if page is not None else ""
        for one in (page, self._styles.pages.get(following) if following != name else None):
            for frame in children(one, *kinds):
                if frame.get(f"{STYLE}display") != "false":
                    for paragraph in frame.iter(f"{TEXT}p", f"{TEXT}h"):
                        yield self._read(paragraph)
