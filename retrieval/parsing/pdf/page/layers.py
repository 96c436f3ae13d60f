"""Layers of a PDF that are switched off: their text is in the file, and nobody sees it.

The library gives the text of every layer and says of none whether it is shown; but it draws only
those that are. So a text is on a layer that is off where the page looks the same without it.
"""

from __future__ import annotations

import ctypes
import re
import zlib
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

MAX_UNPACKED = 30_000_000
MAX_GROUPS = 24
LONGEST_SIDE = 1_000

_PACKED = re.compile(rb"/Type\s*/ObjStm\b.{0,400}?stream\r?\n", re.DOTALL)


def has_layers(data: bytes) -> bool:
    """Tell whether a file may have layers; a file whose catalog cannot be read here may."""
    if b"/OCProperties" in data:
        return True
    left = MAX_UNPACKED
    for found in _PACKED.finditer(data):
        try:
            unpacked = zlib.decompressobj().decompress(data[found.end() :], left)
        except zlib.error:
            return True
        if b"/OCProperties" in unpacked:
            return True
        left -= len(unpacked)
        if left <= 0:
            return True
    return False


class Layers:
    """Knows which layers of a document are off, once they were met on a page."""

    def __init__(self) -> None:
        self._shown: dict[str, bool] = {}

    def unseen(self, page: pypdfium2.PdfPage, texts: Iterable[Any]) -> set[int]:
        """The addresses of those of the text objects that stand on a layer that is off."""
        groups: defaultdict[str, list[Any]] = defaultdict(list)
        for item in texts:
            if (layer := _layer(item)) is not None:
                groups[layer].append(item)
        unseen: set[int] = set()
        before: bytes | None = None
        for layer, items in list(groups.items())[:MAX_GROUPS]:
            if layer not in self._shown or not layer:
                before = before or _drawn(page)
                self._shown[layer] = self._is_shown(page, items, before)
            if not self._shown[layer]:
                unseen.update(ctypes.cast(item, ctypes.c_void_p).value or 0 for item in items)
        return unseen

    @staticmethod
    def _is_shown(page: pypdfium2.PdfPage, items: Iterable[Any], before: bytes) -> bool:
        changed = [item for item in items if pdfium.FPDFPageObj_SetIsActive(item, False)]
        try:
            return _drawn(page) != before
        finally:
            for item in changed:
                pdfium.FPDFPageObj_SetIsActive(item, True)


def _layer(item: Any) -> str | None:
    """The name of the layer that an object stands on; empty for one without a name."""
    for i in range(min(pdfium.FPDFPageObj_CountMarks(item), 16)):
        mark = pdfium.FPDFPageObj_GetMark(item, i)
        if _name(lambda b, n, m=mark: pdfium.FPDFPageObjMark_GetName(m, b, n, _SIZE)) == "OC":
            return _name(
                lambda b, n, m=mark: pdfium.FPDFPageObjMark_GetParamStringValue(
                    m, b"Name", b, n, _SIZE
                )
            )
    return None


_SIZE = ctypes.c_ulong()


def _name(read: Any) -> str:
    buffer = ctypes.create_string_buffer(256)
    if not read(ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), len(buffer)):
        return ""
    return buffer.raw[: _SIZE.value].decode("utf-16-le", "replace").rstrip("\x00")


def _drawn(page: pypdfium2.PdfPage) -> bytes:
    longest = max(*page.get_size(), 1.0)
    bitmap = page.render(scale=min(1.0, LONGEST_SIDE / longest), grayscale=True)
    try:
        return bytes(bitmap.buffer)
    finally:
        bitmap.close()
