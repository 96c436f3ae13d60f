"""Books (EPUB) with a truth: chapters in their order, by their titles, marks of letters."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence

from tests.retrieval.parsing.fidelity import Case

_CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OPS/book.opf"/></rootfiles></container>'
)
_NAV = '<html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head><body><nav>{}</nav></body>'


def cases() -> Iterator[Case]:
    """Every file of the set."""
    yield Case(
        "handbook.epub",
        book(
            [
                ("two.xhtml", "<p>Give 5 mg/m<sup>2</sup>, not <del>50</del> 40 mg.</p>", "Dosing"),
                ("one.xhtml", "<h1>Preface</h1><p>For nurses.</p>", ""),
            ],
            spine=["one.xhtml", "two.xhtml"],
            title="Handbook of infusions",
        ),
        {
            "kind": "chapters",
            "title": "Handbook of infusions",
            "must": ["5 mg/m^2", "not 40 mg"],
            "must_not": ["50"],
            "together": [["Dosing", "5 mg/m^2"], ["Preface", "For nurses."]],
            "remarks": ["struck through"],
        },
    )
    yield Case(
        "guide.epub",
        book(
            [
                (
                    "a.xhtml",
                    "<h2>Storage</h2><a id='x'/><table><tr><th>Drug</th><th>Shelf</th></tr>"
                    "<tr><td>Ravidol</td><td>B&#160;4</td></tr></table>",
                    "Storage",
                ),
                ("b.xhtml", "<p>Call 5512.</p><img src='seal.png' alt=''/>", "Emergencies"),
            ],
            spine=["a.xhtml", "b.xhtml"],
            title="Guide",
        ),
        {
            "kind": "chapters",
            "held_out": True,
            "together": [["Storage", "Drug: Ravidol; Shelf: B 4"], ["Emergencies", "Call 5512."]],
            "remarks": ["1 picture"],
        },
    )


def book(chapters: Sequence[tuple[str, str, str]], *, spine: Sequence[str], title: str) -> bytes:
    """Make a book of chapters: name, body, and what its table of contents calls each."""
    items = "".join(
        f'<item id="{name}" href="{name}" media-type="application/xhtml+xml"/>'
        for name, _, _ in chapters
    )
    places = "".join(f'<itemref idref="{name}"/>' for name in ["nav", *spine])
    links = "".join(f'<a href="{name}">{told}</a>' for name, _, told in chapters if told)
    opf = (
        '<package xmlns="http://www.idpf.org/2007/opf"><metadata '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title></metadata>'
        f'<manifest>{items}<item id="nav" href="nav.xhtml" properties="nav" '
        f'media-type="application/xhtml+xml"/></manifest><spine>{places}</spine></package>'
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("mimetype", "application/epub+zip")
        package.writestr("META-INF/container.xml", _CONTAINER)
        package.writestr("OPS/book.opf", opf)
        package.writestr("OPS/nav.xhtml", _NAV.format(links) + "</html>")
        for name, body, _ in chapters:
            page = (
                '<html xmlns="http://www.w3.org/1999/xhtml"><head><title/>'
                f"<script src='x.js'/></head><body>{body}</body></html>"
            )
            package.writestr(f"OPS/{name}", page)
    return file.getvalue()
