"""Texts of cells that are set in several ways: runs that are struck through, raised or lowered."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from lxml import etree
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.utils.exceptions import CellCoordinatesException

from retrieval.parsing.text.superscripts import Piece, Script, with_scripts

_MARKS = (b"strike", b"vertAlign")
_SCRIPTS: dict[str, Script] = {"superscript": "raised", "subscript": "lowered"}


def marked_strings(xml: bytes) -> Iterator[tuple[int, str, bool]]:
    """The shared strings that have such runs: place, text as shown, whether a run was struck."""
    if _is_marked(xml):
        for place, item in enumerate(_elements(xml, "si")):
            if (read := _read(item)) is not None:
                yield place, *read


def marked_cells(xml: bytes) -> dict[tuple[int, int], tuple[str, bool]]:
    """The cells of a sheet that hold such texts themselves, by row and column from 1."""
    found: dict[tuple[int, int], tuple[str, bool]] = {}
    if b"inlineStr" not in xml or not _is_marked(xml):
        return found
    for cell in _elements(xml, "c"):
        text = cell.find("{*}is")
        read = _read(text) if text is not None else None
        if read is not None and (place := cell.get("r")):
            try:
                found[coordinate_to_tuple(place)] = read
            except (CellCoordinatesException, ValueError):
                continue
    return found


def _is_marked(xml: bytes) -> bool:
    return any(mark in xml for mark in _MARKS)


def _elements(xml: bytes, name: str) -> Iterator[Any]:
    """Every element of a name, whatever its namespace; each is forgotten when the next is read."""
    for _, node in etree.iterparse(
        io.BytesIO(xml), tag=f"{{*}}{name}", resolve_entities=False, no_network=True
    ):
        yield node
        node.clear()


def _read(item: Any) -> tuple[str, bool] | None:
    """The text of one string, and whether a part of it was struck; ``None`` without such runs."""
    runs = item.findall("{*}r")
    marks = {mark for run in runs for mark in _marks(run)}
    if not marks:
        return None
    struck = any(_is_struck(run) and run.findtext("{*}t") for run in runs)
    return with_scripts(_pieces(item)), struck


def _marks(run: Any) -> Iterator[str]:
    for name in ("strike", "vertAlign"):
        if run.find(f"{{*}}rPr/{{*}}{name}") is not None:
            yield name


def _pieces(item: Any) -> Iterator[Piece]:
    for child in item.iterchildren("{*}t", "{*}r"):
        if child.tag.endswith("}t") or child.tag == "t":
            yield child.text or "", ""
        elif not _is_struck(child):
            script = child.find("{*}rPr/{*}vertAlign")
            kind = script.get("val", "") if script is not None else ""
            yield child.findtext("{*}t") or "", _SCRIPTS.get(kind, "")


def _is_struck(run: Any) -> bool:
    mark = run.find("{*}rPr/{*}strike")
    return mark is not None and mark.get("val", "1") not in {"0", "false"}
