"""Builds PDFs with parts that lie beside the content of a page: layers, notes, fields, pictures."""

from __future__ import annotations

from collections.abc import Sequence

from tests.retrieval.files import assembled

FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"


def page_with(
    content: bytes,
    *objects: bytes,
    resources: bytes = b"",
    page: bytes = b"",
    catalog: bytes = b"",
) -> bytes:
    """Make a PDF of one page; ``objects`` are numbered from 6.

    ``resources``, ``page`` and ``catalog`` are entries of their dictionaries.
    """
    return assembled(
        [
            b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalog,
            b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R "
            b"/Resources << /Font << /F0 4 0 R >> %s >> %s >>" % (resources, page),
            FONT,
            b"<< /Length %d >> stream\n%s\nendstream" % (len(content), content),
            *objects,
        ],
        b"/Root 1 0 R",
    )


def text(x: float, y: float, words: str) -> bytes:
    """Set words at a place."""
    return b"BT /F0 10 Tf %g %g Td (%s) Tj ET\n" % (x, y, words.encode())


def annotated(content: bytes, annotations: Sequence[bytes], *, form: bool = False) -> bytes:
    """Make a page with annotations, each given by the entries of its dictionary."""
    numbers = b" ".join(b"%d 0 R" % (6 + i) for i in range(len(annotations)))
    return page_with(
        content,
        *(b"<< /Type /Annot /F 4 %s >>" % entries for entries in annotations),
        page=b"/Annots [%s]" % numbers,
        catalog=b"/AcroForm << /Fields [%s] >>" % numbers if form else b"",
    )


def picture(width: int, height: int) -> bytes:
    """A grey picture of so many points, as an object of the file."""
    return (
        b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray "
        b"/BitsPerComponent 8 /Length %d >> stream\n%s\nendstream"
    ) % (width, height, width * height, b"\x80" * (width * height))
