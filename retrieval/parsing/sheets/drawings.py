"""What lies over the cells of a workbook: text boxes, diagrams, charts, inserted files."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from retrieval.parsing.documents import Block
from retrieval.parsing.office.drawings import (
    CHART,
    Seen,
    chart_blocks,
    diagram_texts,
    paragraphs,
    part_root,
)

MAX_PARTS = 2_000

_SHEET_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_PICTURE = f"{_SHEET_DRAWING}pic"
_TEXT_BODY = f"{_SHEET_DRAWING}txBody"
_SHEET_NAME = re.compile(r"^'?((?:[^'!]|'')+)'?!")


@dataclass(slots=True)
class Overlay:
    """What lies over a sheet as blocks, and how much of it cannot be read."""

    blocks: list[Block] = field(default_factory=list)
    pictures: int = 0
    objects: int = 0
    charts: int = 0
    struck: int = 0


class Drawings:
    """The drawings of a package. Figures of charts that visible sheets hold are not read again."""

    def __init__(self, package: zipfile.ZipFile, visible: Collection[str]) -> None:
        self._package = package
        self._names = frozenset(package.namelist())
        self._visible = frozenset(visible)
        self._parts = 0

    def over(self, sheet: str) -> Overlay:
        """What lies over the sheet whose part has this name."""
        found = Overlay()
        for kind, target in self._related(sheet):
            if kind == "drawing":
                self._drawing(target, found)
            elif kind in {"oleObject", "package"}:
                found.objects += 1
        return found

    def chart_sheets(self) -> Iterator[Overlay]:
        """The sheets that are nothing but a chart."""
        for name in sorted(self._names):
            if re.fullmatch(r"xl/chartsheets/[^/]+\.xml", name):
                yield self.over(name)

    def _drawing(self, name: str, found: Overlay) -> None:
        root = self._root(name)
        if root is None:
            return
        seen = Seen()
        for body in root.iter(_TEXT_BODY):
            found.blocks += [Block("paragraph", text) for text, _ in paragraphs(body, seen)]
        found.pictures += sum(1 for _ in root.iter(_PICTURE))
        for kind, target in self._related(name):
            part = self._root(target) if kind in {"chart", "diagramData", "chartEx"} else None
            if part is None:
                continue
            if kind == "diagramData":
                found.blocks += [Block("paragraph", text) for text, _ in diagram_texts(part, seen)]
            elif kind == "chartEx":
                found.charts += 1
            else:
                found.blocks += self._chart(part)
        found.struck += seen.struck

    def _chart(self, root: Any) -> list[Block]:
        blocks = chart_blocks(root)
        formulas = [node.text or "" for node in root.iter(f"{{{CHART}}}f")]
        named = (_SHEET_NAME.match(formula) for formula in formulas)
        sheets = {name[1].replace("''", "'") if name else "" for name in named}
        if formulas and sheets <= self._visible:
            return [block for block in blocks if block.kind != "table_row"]
        return blocks

    def _related(self, name: str) -> Iterator[tuple[str, str]]:
        """The kind and the name of the parts that a part refers to."""
        folder, _, file = name.rpartition("/")
        root = self._root(f"{folder}/_rels/{file}.rels")
        if root is None:
            return
        for relation in root.iterchildren():
            if relation.get("TargetMode") != "External" and (target := relation.get("Target")):
                path = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
                yield (relation.get("Type") or "").rpartition("/")[2], path

    def _root(self, name: str) -> Any:
        self._parts += 1
        if name not in self._names or self._parts > MAX_PARTS:
            return None
        try:
            return part_root(self._package.read(name))
        except etree.XMLSyntaxError:
            return None
