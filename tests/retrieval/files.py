"""Builds small real files for tests: PDF by hand, Word with python-docx, zips that misbehave."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import docx

PAGE_WIDTH, PAGE_HEIGHT = 595, 842


@dataclass(frozen=True, slots=True)
class Put:
    """A text on a PDF page: where its baseline begins (points), how large, and whether bold."""

    x: float
    y: float
    text: str
    size: float = 10
    bold: bool = False
    mode: int = 0


# A picture of one grey dot over a whole page, as a scanner makes them.
SCAN = b"q 500 0 0 780 40 40 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x80 EI Q"


def lines(*texts: str, top: float = 700, x: float = 60, size: float = 10) -> list[Put]:
    """Set texts below each other, as the lines of one paragraph."""
    return [Put(x, top - i * size * 1.3, text, size) for i, text in enumerate(texts)]


def ruled(xs: Sequence[float], ys: Sequence[float]) -> list[bytes]:
    """Draw the rules of a table: at ``xs`` downwards and at ``ys`` across."""
    down = [b"%g %g m %g %g l S" % (x, min(ys), x, max(ys)) for x in xs]
    return down + [b"%g %g m %g %g l S" % (min(xs), y, max(xs), y) for y in ys]


def pdf(
    *pages: Sequence[Put | bytes], title: str = "", protected: bool = False, rotation: int = 0
) -> bytes:
    """Make a PDF of texts and of drawing operators. ``protected`` asks for an unknown password."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>"
        % (len(pages), b" ".join(b"%d 0 R" % (6 + 2 * i) for i in range(len(pages)))),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
        b"<< /Title (%s) >>" % title.encode("cp1252"),
    ]
    for i, page in enumerate(pages):
        content = b"\n".join(put if isinstance(put, bytes) else _drawn(put) for put in page)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Rotate %d /Contents %d 0 R "
            b"/Resources << /Font << /F0 3 0 R /F1 4 0 R >> >> >>"
            % (PAGE_WIDTH, PAGE_HEIGHT, rotation, 7 + 2 * i)
        )
        objects.append(b"<< /Length %d >> stream\n%s\nendstream" % (len(content), content))
    trailer = b"/Root 1 0 R /Info 5 0 R"
    if protected:
        key = b"00" * 32
        objects.append(b"<< /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P -4 >>" % (key, key))
        trailer += b" /Encrypt %d 0 R /ID [<00> <00>]" % len(objects)
    return assembled(objects, trailer)


def _drawn(put: Put) -> bytes:
    text = put.text.encode("cp1252")
    text = text.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
    place = b"%g %g Td %d Tr" % (put.x, put.y, put.mode)
    return b"BT /F%d %g Tf %s (%s) Tj ET" % (put.bold, put.size, place, text)


def assembled(objects: Sequence[bytes], trailer: bytes) -> bytes:
    """Make a PDF of numbered objects, the first of them its catalog."""
    out = io.BytesIO()
    out.write(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    table = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(b"trailer << /Size %d %s >>\n" % (len(objects) + 1, trailer))
    out.write(b"startxref\n%d\n%%%%EOF" % table)
    return out.getvalue()


def word(build: Callable[[Any], None]) -> bytes:
    """Make a Word file; ``build`` gets the empty python-docx document."""
    document = docx.Document()
    build(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def with_entry(package: bytes, name: str, content: bytes) -> bytes:
    """Replace or add one entry of a zipped file."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            if entry.filename != name:
                new.writestr(entry.filename, old.read(entry))
        new.writestr(name, content)
    return out.getvalue()
