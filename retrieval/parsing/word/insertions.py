"""What was put into a Word document from elsewhere: files, charts, diagrams, objects, pictures."""

from __future__ import annotations

import email
import email.policy
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import Any

from docx.oxml.ns import qn
from lxml import etree

from retrieval.parsing.documents import Block, ParsedDocument, ParseError
from retrieval.parsing.office.drawings import (
    CHART,
    DIAGRAM,
    Seen,
    chart_blocks,
    diagram_texts,
    part_root,
)

MAX_INSERTED = 100
# English Metric Units: 8 by 10 cm and more, not a logo.
LARGE_PICTURE = (8 * 360_000) * (10 * 360_000)

# Reads an inserted file by its content and a name; nested ones are not read.
ReadFile = Callable[[bytes, str], ParsedDocument]

_ID, _DATA = qn("r:id"), qn("r:dm")
_CHART, _RELATIONS = f"{{{CHART}}}chart", f"{{{DIAGRAM}}}relIds"
_OBJECT = "{urn:schemas-microsoft-com:office:office}OLEObject"
_NEW_CHART = "{http://schemas.microsoft.com/office/drawing/2014/chartex}chart"
_SUB_DOCUMENT = qn("w:subDoc")
_EXTENT, _PICTURE = qn("wp:extent"), qn("pic:pic")
_CARRIERS = (qn("w:drawing"), qn("w:pict"), qn("w:object"), _SUB_DOCUMENT)
_TYPES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "application/rtf": ".rtf",
    "text/rtf": ".rtf",
    "message/rfc822": ".mht",
    "multipart/related": ".mht",
}


class Insertions:
    """Reads the inserted parts of a document, each once, and tells what it could not read."""

    def __init__(self, part: Any, read_file: ReadFile | None) -> None:
        self._part = part
        self._read_file = read_file
        self._known: set[str] = set()
        self._unread: Counter[str] = Counter()
        self._files = 0
        self.reasons: list[str] = []
        self.struck = 0

    def file(self, node: Any) -> list[Block]:
        """The blocks of a whole file that stands at this place (``w:altChunk``)."""
        name = node.get(_ID)
        if name in self._known:
            return []
        self._known.add(name)
        part = self._related(name)
        self._files += 1
        if part is None or self._files > MAX_INSERTED:
            self._unread["inserted file"] += 1
            return []
        data, suffix = part.blob, _suffix(part)
        if suffix in {".mht", ".mhtml"}:
            data, suffix = _web_page(data), ".html"
        try:
            if self._read_file is None:
                raise ParseError("It stands in a file that was inserted itself.")
            read = self._read_file(data, f"inserted{suffix}")
        except ParseError as error:
            self.reasons.append(
                f"A file that was inserted into the document is not read: {error.reason}"
            )
            return []
        self.reasons += [f"In an inserted file: {remark}" for remark in read.remarks]
        return list(read.blocks)

    def drawn(self, paragraph: Any) -> Iterator[Block]:
        """The blocks of the charts and diagrams that hang on a paragraph."""
        if next(paragraph.iter(*_CARRIERS), None) is None:
            return
        for node in paragraph.iter(_CHART, _RELATIONS, _OBJECT, _NEW_CHART, _SUB_DOCUMENT):
            name = node.get(_DATA) if node.tag == _RELATIONS else node.get(_ID)
            if not name or name in self._known:
                continue
            self._known.add(name)
            yield from self._drawing(node, name)
        for extent in paragraph.iter(_EXTENT):
            if next(extent.getparent().iter(_PICTURE), None) is not None and _is_large(extent):
                self._unread["large picture"] += 1

    def _drawing(self, node: Any, name: str) -> Iterator[Block]:
        try:
            yield from self._read_drawing(node, name)
        except etree.XMLSyntaxError:
            self._unread["diagram" if node.tag == _RELATIONS else "chart"] += 1

    def _read_drawing(self, node: Any, name: str) -> Iterator[Block]:
        if node.tag == _SUB_DOCUMENT:
            self._unread["linked sub-document"] += 1
        elif node.tag == _OBJECT:
            self._unread["embedded object"] += 1
        elif node.tag == _NEW_CHART or (part := self._related(name)) is None:
            self._unread["chart"] += 1
        elif node.tag == _CHART:
            blocks = chart_blocks(part_root(part.blob))
            self._unread["chart"] += not any(block.kind == "table_row" for block in blocks)
            yield from blocks
        else:
            seen = Seen()
            for text, level in diagram_texts(part_root(part.blob), seen):
                yield Block("list_item", text, level)
            self.struck += seen.struck

    def _related(self, name: str | None) -> Any:
        relation = self._part.rels.get(name)
        return None if relation is None or relation.is_external else relation.target_part

    def remarks(self) -> Iterator[str]:
        """Sentences for the owner about what is not read."""
        yield from dict.fromkeys(self.reasons)
        steps = {
            "large picture": "what stands on {them} is not found. Add the text to the document.",
            "chart": "not read. Add the figures as a table.",
            "diagram": "not read. Add its words as text.",
            "embedded object": "not read. Add the text, or the object as a file of its own.",
            "linked sub-document": "not read. Add {them} to the source as files of their own.",
            "inserted file": "not read. Save the document anew with the text in it.",
        }
        for name, count in self._unread.items():
            if count:
                noun = name if count == 1 else f"{name}s"
                step = steps[name].format(them="it" if count == 1 else "them")
                yield f"{count} {noun}: {step}"

    @property
    def holds(self) -> list[str]:
        """The kinds of things that were found and are not read."""
        return [f"{name}s" for name, count in self._unread.items() if count]


def _suffix(part: Any) -> str:
    kind = str(part.content_type).partition(";")[0].strip().lower()
    if kind.endswith("main+xml") and "wordprocessingml" in kind:
        return ".docx"
    named = PurePosixPath(str(part.partname)).suffix.lower()
    return _TYPES.get(kind, {".htm": ".html", ".xhtml": ".html"}.get(named, named))


def _web_page(data: bytes) -> bytes:
    """The page of a web archive."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            content = part.get_payload(decode=True)
            return content if isinstance(content, bytes) else b""
    return b""


def _is_large(extent: Any) -> bool:
    try:
        return int(extent.get("cx", "0")) * int(extent.get("cy", "0")) >= LARGE_PICTURE
    except ValueError:
        return False
