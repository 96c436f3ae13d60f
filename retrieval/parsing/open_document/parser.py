"""ODT, ODS and ODP to blocks: what the page, the sheet or the slide shows."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from retrieval.parsing.documents import Block, ParsedDocument, ParseError
from retrieval.parsing.office.archives import DAMAGED, check_package, is_generic_title
from retrieval.parsing.open_document.objects import Objects
from retrieval.parsing.open_document.page_frames import Pages
from retrieval.parsing.open_document.reader import MAX_COLUMNS, Reader, number
from retrieval.parsing.open_document.styles import OFFICE, TABLE, Styles
from retrieval.parsing.sheets.blocks import sheet_blocks
from retrieval.parsing.sheets.regions import NO_COLUMNS, SheetRow
from retrieval.parsing.tables.reading import COVERED
from retrieval.parsing.text.cleaning import clean, readable_name
from retrieval.parsing.text.page_frames import ONLY_FRAMES
from retrieval.parsing.xml.trees import child, children, name_of, text_of, tree_of

PARSER = "odf/3"
MAX_ROWS = 100_000
MAX_EMPTY = 2
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_CLASS = "{urn:oasis:names:tc:opendocument:xmlns:presentation:1.0}class"
_RUNNING = frozenset({"date-time", "footer", "header", "page-number", "notes"})


def parse_open_document(data: bytes, path: str) -> ParsedDocument:
    """Read a document; raises `ParseError` when it is damaged, protected or has no text."""
    check_package(data, main_part="content.xml", kind="valid OpenDocument")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = package.namelist()
            if "META-INF/manifest.xml" in names:
                manifest = tree_of(package.read("META-INF/manifest.xml"))
                if next(manifest.iter("{*}encryption-data"), None) is not None:
                    raise ParseError("The file is password-protected. Save it without a password.")
            content = tree_of(package.read("content.xml"))
            parts = [tree_of(package.read(x)) for x in ("styles.xml",) if x in names]
            meta = tree_of(package.read("meta.xml")) if "meta.xml" in names else None
            held = Objects(package)
    except ParseError:
        raise
    except (zipfile.BadZipFile, KeyError, ValueError, EOFError, NotImplementedError) as error:
        raise ParseError(DAMAGED) from error
    return _Document(content, Styles(*parts, content), meta, held).read(path)


class _Document:
    def __init__(self, content: Any, styles: Styles, meta: Any, held: Objects) -> None:
        self._content = content
        self._styles = styles
        self._reader = Reader(styles, held)
        self._pages = Pages(styles, self._reader.lines.read)
        self._stated = clean(text_of(next(meta.iter("{*}title"), None))) if meta is not None else ""
        self._hidden: list[str] = []
        self._deleted = next(content.iter("{*}deletion"), None) is not None

    def read(self, path: str) -> ParsedDocument:
        body = child(self._content, "body")
        kind = next(iter(body), None) if body is not None else None
        if kind is None:
            raise ParseError("The content is not an OpenDocument file although the name says so.")
        pages: int | None = None
        if name_of(kind) == "spreadsheet":
            blocks = list(self._sheets(kind))
        elif name_of(kind) == "presentation":
            blocks = list(self._slides(kind))
            pages = sum(1 for _ in children(kind, "page"))
        else:
            blocks = self._text(kind)
        if not blocks:
            if self._pages.has_words():
                raise ParseError(ONLY_FRAMES)
            raise ParseError(" ".join(["The document has no text.", *self._remarks()]))
        first = next((b.text for b in blocks if b.kind == "heading"), "")
        stated = "" if is_generic_title(self._stated) else self._stated
        title = self._reader.title or stated or (first if pages is not None else "")
        title = title or (first if name_of(kind) == "text" else "") or readable_name(path)
        return ParsedDocument(title, tuple(blocks), pages, PARSER, tuple(self._remarks()))

    def _text(self, kind: Any) -> list[Block]:
        parts = [
            (name, [block for node in nodes for block in self._reader.element(node, 1)])
            for name, nodes in self._pages.parts(kind)
        ]
        return self._pages.framed(parts)

    def _slides(self, kind: Any) -> Iterator[Block]:
        for i, page in enumerate(children(kind, "page"), 1):
            if self._styles.hides("drawing-page", page.get(f"{_DRAW}style-name")):
                self._hidden.append(f"slide {i}")
                continue
            self._reader.page = i
            shapes = [one for one in page if one.get(_CLASS) not in _RUNNING]
            titles = [one for one in shapes if one.get(_CLASS) == "title"]
            for one in titles:
                told = " ".join(block.text for block in self._reader.blocks(one))
                if told:
                    yield Block("heading", told, 1, i)
            for one in shapes:
                if one not in titles and name_of(one) != "notes":
                    yield from self._reader.element(one, 0)

    def _sheets(self, kind: Any) -> Iterator[Block]:
        for sheet in children(kind, "table"):
            name = clean(sheet.get(f"{TABLE}name") or "") or "Sheet"
            if self._styles.hides("table", sheet.get(f"{TABLE}style-name")):
                self._hidden.append(f"sheet {name!r}")
                continue
            blocks = [*sheet_blocks(self._groups(sheet)), *self._drawn(sheet)]
            if blocks:
                yield Block("heading", name, 1)
                yield from blocks

    def _drawn(self, sheet: Any) -> Iterator[Block]:
        """What is drawn over the cells of a sheet: charts, text boxes, shapes with text."""
        places = [*children(sheet, "shapes"), *sheet.iter(f"{TABLE}table-cell")]
        for place in places:
            for one in place:
                if str(one.tag).startswith(_DRAW) and name_of(one) != "control":
                    yield from self._reader.element(one, 0)

    def _groups(self, sheet: Any) -> list[list[SheetRow]]:
        """The rows that are shown, in groups that empty rows part."""
        hidden = _hidden_columns(sheet)
        groups: list[list[SheetRow]] = [[]]
        above: dict[int, tuple[int, str]] = {}
        count = 0
        for row in sheet.iter(f"{TABLE}table-row"):
            cells, bold = self._cells(row, above)
            if row.get(f"{TABLE}visibility", "visible") != "visible":
                if any(cells):
                    self._hidden.append("a row")
                continue
            if hidden and any(cells[i] for i in hidden if i < len(cells)):
                self._hidden.append("a column")
            shown = [cell for i, cell in enumerate(cells) if i not in hidden]
            if not any(shown):
                if groups[-1]:
                    groups.append([])
                continue
            for _ in range(number(row, "number-rows-repeated")):
                count += 1
                if count > MAX_ROWS:
                    raise ParseError("The workbook has more than 100,000 rows. Split it.")
                groups[-1].append(SheetRow(shown, bold if not hidden else NO_COLUMNS))
        return [group for group in groups if group]

    def _cells(
        self, row: Any, above: dict[int, tuple[int, str]]
    ) -> tuple[list[str | None], frozenset[int]]:
        cells: list[str | None] = []
        bold: list[int] = []
        lines = self._reader.lines
        for cell in children(row, "table-cell", "covered-table-cell"):
            times = min(number(cell, "number-columns-repeated"), MAX_COLUMNS - len(cells))
            if name_of(cell) == "covered-table-cell":
                for _ in range(times):
                    left, text = above.get(len(cells), (0, ""))
                    above[len(cells)] = (left - 1, text)
                    cells.append(text if left > 0 else COVERED)
                continue
            style = cell.get(f"{TABLE}style-name")
            texts = [lines.read(p, "table-cell", style) for p in children(cell, "p")]
            text = " ".join(filter(None, texts))
            if not texts:
                text = cell.get(f"{{{OFFICE}}}value") or cell.get(f"{{{OFFICE}}}string-value") or ""
            for _ in range(times):
                above[len(cells)] = (number(cell, "number-rows-spanned") - 1, text)
                if text and lines.bold:
                    bold.append(len(cells))
                cells.append(text)
        while cells and not cells[-1]:
            cells.pop()
        return cells, frozenset(bold)

    def _remarks(self) -> Iterator[str]:
        if self._deleted:
            yield (
                "The document has tracked changes: it is read as if all of them were accepted. "
                "Accept or reject them."
            )
        if self._reader.lines.struck:
            yield "Struck-through text was left out."
        if self._reader.lines.hidden:
            yield "Text that is marked as hidden was left out."
        if self._hidden:
            yield f"Hidden, and left out here: {', '.join(dict.fromkeys(self._hidden))}."
        if self._reader.pictures:
            yield "What stands on pictures is not found. Add the text to the document."
        if self._reader.objects:
            yield (
                "Inserted objects are not read, nor charts without figures of their own. "
                "Add their figures as a table."
            )


def _hidden_columns(sheet: Any) -> frozenset[int]:
    hidden: set[int] = set()
    at = 0
    for column in sheet.iter(f"{TABLE}table-column"):
        times = number(column, "number-columns-repeated")
        if column.get(f"{TABLE}visibility", "visible") != "visible":
            hidden.update(range(at, min(at + times, MAX_COLUMNS)))
        at += times
        if at > MAX_COLUMNS:
            break
    return frozenset(hidden)
