"""EPUB to blocks: the chapters of a book in their order."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from retrieval.parsing.documents import Block, ParsedDocument, ParseError
from retrieval.parsing.office.archives import DAMAGED, check_package
from retrieval.parsing.text.cleaning import clean, decoded, readable_name
from retrieval.parsing.web.html import html_blocks
from retrieval.parsing.web.struck import struck_remark
from retrieval.parsing.web.style_sheets import MAX_STYLES
from retrieval.parsing.xml.rewriting import markup_of
from retrieval.parsing.xml.trees import child, children, text_of, tree_of

PARSER = "epub/3"
MAX_CHAPTERS = 2_000
MAX_SHEETS = 200

_CONTAINER = "META-INF/container.xml"
_PAGES = frozenset({"application/xhtml+xml", "text/html", "application/x-dtbook+xml"})
# Fonts are often made unreadable for other programs; such a book can be read.
_FONT_ALGORITHMS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")

# What programs call a book that nobody gave a name.
_NAMELESS = re.compile(r"^(?:unknown|untitled|no title|\W*)(?: title| book| document)?$", re.I)


def parse_epub(data: bytes, path: str) -> ParsedDocument:
    """Read a book; raises `ParseError` when it is damaged, protected or has no text."""
    check_package(data, main_part=_CONTAINER, kind="EPUB")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return _Book(package).read(path)
    except ParseError:
        raise
    except (zipfile.BadZipFile, KeyError, ValueError, EOFError, NotImplementedError) as error:
        raise ParseError(DAMAGED) from error


class _Book:
    def __init__(self, package: zipfile.ZipFile) -> None:
        self._package = package
        self._names = frozenset(package.namelist())
        self._sheets: dict[str, str] = {}
        self._struck = 0
        self._pictures = 0
        self._missing = 0

    def read(self, path: str) -> ParsedDocument:
        self._refuse_protected()
        root = tree_of(self._package.read(_CONTAINER))
        file = next((one.get("full-path") for one in root.iter("{*}rootfile")), None)
        if not file or file not in self._names:
            raise ParseError(DAMAGED)
        contents = tree_of(self._package.read(file))
        chapters = list(self._chapters(contents, posixpath.dirname(file)))
        if len(chapters) > MAX_CHAPTERS:
            raise ParseError(f"The book has more than {MAX_CHAPTERS:,} chapters. Split it.")
        titles = self._titles(contents, posixpath.dirname(file))
        blocks = [block for name in chapters for block in self._chapter(name, titles.get(name, ""))]
        if not blocks:
            raise ParseError("The book has no text: it holds only pictures. Add the text to it.")
        title = clean(text_of(next(contents.iter("{*}title"), None)))
        if _NAMELESS.match(title):
            title = next((block.text for block in blocks if block.kind == "heading"), "")
        remarks = tuple(self._remarks())
        return ParsedDocument(title or readable_name(path), tuple(blocks), None, PARSER, remarks)

    def _refuse_protected(self) -> None:
        if "META-INF/encryption.xml" not in self._names:
            return
        root = tree_of(self._package.read("META-INF/encryption.xml"))
        for method in root.iter("{*}EncryptionMethod"):
            if method.get("Algorithm") not in _FONT_ALGORITHMS:
                raise ParseError("The book is copy-protected. Add one without protection.")

    def _chapters(self, contents: Any, folder: str) -> Iterator[str]:
        """The names of the pages in reading order, without the table of contents."""
        items = {
            item.get("id"): item
            for item in children(child(contents, "manifest"), "item")
            if item.get("media-type") in _PAGES
        }
        for place in children(child(contents, "spine"), "itemref"):
            item = items.get(place.get("idref"))
            if item is None or "nav" in (item.get("properties") or "").split():
                continue
            name = _joined(folder, item.get("href") or "")
            if name in self._names:
                yield name
            else:
                self._missing += 1

    def _titles(self, contents: Any, folder: str) -> dict[str, str]:
        """What the table of contents calls the pages, by their names."""
        found: dict[str, str] = {}
        for item in children(child(contents, "manifest"), "item"):
            is_contents = "nav" in (item.get("properties") or "").split()
            if not is_contents and item.get("media-type") != "application/x-dtbncx+xml":
                continue
            name = _joined(folder, item.get("href") or "")
            if name not in self._names:
                continue
            try:
                root = tree_of(self._package.read(name))
            except ParseError:
                continue
            base = posixpath.dirname(name)
            for link in root.iter("{*}a"):
                found.setdefault(_joined(base, link.get("href") or ""), clean(text_of(link)))
            for point in root.iter("{*}navPoint"):
                target = child(point, "content")
                place = target.get("src") if target is not None else ""
                found.setdefault(_joined(base, place or ""), text_of(child(point, "navLabel")))
        return found

    def _chapter(self, name: str, title: str) -> list[Block]:
        data = self._package.read(name)
        try:
            root = tree_of(data)
            sheets = self._sheets_of(root, posixpath.dirname(name))
            self._pictures += sum(1 for _ in root.iter("{*}img", "{*}image"))
            markup = markup_of(root)
        except ParseError:
            # Not every book keeps to XML; a reader's program shows it all the same.
            markup, _ = decoded(data)
            sheets = ""
        seen = html_blocks(markup, sheets)
        self._struck += seen.struck
        if title and seen.blocks and not any(block.kind == "heading" for block in seen.blocks):
            return [Block("heading", title, 1), *seen.blocks]
        return list(seen.blocks)

    def _sheets_of(self, root: Any, folder: str) -> str:
        """The style sheets that a page names, in their order."""
        found = []
        for node in root.iter("{*}link"):
            if "stylesheet" not in (node.get("rel") or "").lower().split():
                continue
            name = _joined(folder, node.get("href") or "")
            if name not in self._sheets and name in self._names and len(self._sheets) < MAX_SHEETS:
                self._sheets[name] = decoded(self._package.read(name))[0][:MAX_STYLES]
            found.append(self._sheets.get(name, ""))
        return "\n".join(found)

    def _remarks(self) -> Iterator[str]:
        yield from struck_remark(self._struck)
        if self._pictures:
            count = "1 picture" if self._pictures == 1 else f"{self._pictures:,} pictures"
            yield f"{count}: what stands on such is not found. Add the text to the book."
        if self._missing:
            yield f"Chapters that the book names and does not hold: {self._missing:,}."


def _joined(folder: str, reference: str) -> str:
    """The name in the package of what a reference leads to."""
    path = unquote(reference.partition("#")[0])
    return posixpath.normpath(posixpath.join(folder, path)) if path else ""
