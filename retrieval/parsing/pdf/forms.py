"""What was filled in to an XFA form, which the pages of a PDF need not show."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from retrieval.parsing.documents import ParseError
from retrieval.parsing.text.cleaning import clean
from retrieval.parsing.xml.trees import name_of, text_of, tree_of

MAX_PACKETS = 50
MAX_BYTES = 5_000_000
MAX_LISTED = 5
_REMEDY = "Print it to a PDF, and replace the file."


def is_xfa(document: pypdfium2.PdfDocument) -> bool:
    """Tell whether a file is a form of this kind."""
    return bool(document.get_formtype() > pdfium.FORMTYPE_ACRO_FORM)


def form_remark(document: pypdfium2.PdfDocument, texts: Sequence[str]) -> Iterator[str]:
    """Tell which entries of an XFA form are not among the ``texts`` that were read of its pages."""
    if not is_xfa(document):
        return
    data = _packet(document.raw, "datasets")
    try:
        root = tree_of(data) if data else None
    except ParseError:
        root = None
    if root is None:
        yield f"The file is a form (XFA): what was filled in may not be read. {_REMEDY}"
        return
    shown = _squashed(" ".join(texts))
    unseen = [name for name, value in _entries(root) if _squashed(value) not in shown]
    if unseen:
        names = ", ".join(f'"{name}"' for name in unseen[:MAX_LISTED])
        more = len(unseen) - MAX_LISTED
        listed = f"{names} and {more} more" if more > 0 else names
        yield (
            "Entries of the form (XFA) that its pages do not show are not read: "
            f"{listed}. {_REMEDY}"
        )


def _entries(root: Any) -> Iterator[tuple[str, str]]:
    """The names and values of what was filled in."""
    for node in root.iter():
        if len(node) == 0 and (value := clean(text_of(node))):
            yield name_of(node), value


def _squashed(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _packet(document: Any, wanted: str) -> bytes:
    """A part of the form, by its name; empty where there is none."""
    for i in range(min(pdfium.FPDF_GetXFAPacketCount(document), MAX_PACKETS)):
        size = pdfium.FPDF_GetXFAPacketName(document, i, None, 0)
        name = ctypes.create_string_buffer(max(size, 1))
        pdfium.FPDF_GetXFAPacketName(document, i, name, size)
        if name.value.decode("utf-8", "replace") == wanted:
            return _content(document, i)
    return b""


def _content(document: Any, i: int) -> bytes:
    size = ctypes.c_ulong()
    if not pdfium.FPDF_GetXFAPacketContent(document, i, None, 0, ctypes.byref(size)):
        return b""
    if not 0 < size.value <= MAX_BYTES:
        return b""
    buffer = ctypes.create_string_buffer(size.value)
    pdfium.FPDF_GetXFAPacketContent(document, i, buffer, size.value, ctypes.byref(size))
    return buffer.raw[: size.value]
