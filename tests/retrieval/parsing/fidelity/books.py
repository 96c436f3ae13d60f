"""Books (EPUB) with a truth: chapters in their order, by their titles, marks of letters."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence

from tests.retrieval.parsing.fidelity import Case

_CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OPS/book.opf"/></rootfiles></container>'
)
_NAV = '<html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head><body><nav>{}</nav></body>'


# As LibreOffice writes raised letters: smaller, and lifted off their line.
SHEETS = {
    "styles/one.css": ".void { text-decoration: line-through } .up, .x { font-size: 0.58em; "
    "position: relative; top: -0.33em; vertical-align: baseline }",
    "styles/two.css": "p.old { text-decoration-line: line-through } .low { vertical-align: sub; } "
    ".high{position:relative;bottom:3pt}",
}


def cases() -> Iterator[Case]:
    """Every file of the set."""
    yield from _chapters()
    yield from _sheets()


def _sheets() -> Iterator[Case]:
    """Marks of letters that only a style sheet beside the pages knows."""
    page = (
        "<h1>Dosing</h1><p>Give <span class='void'>90 mg</span> 45 mg of 10<span class='up'>13"
        "</span> cells.</p>"
    )
    yield Case(
        "styled.epub",
        book([("a.xhtml", page, "")], spine=["a.xhtml"], title="Unknown Title", sheets=SHEETS),
        {
            "kind": "marks of letters",
            "title": "Dosing",
            "must": ["Give 45 mg of 10^13 cells."],
            "must_not": ["90 mg", "1013"],
            "remarks": ["struck through"],
        },
    )
    page = (
        "<p class='old'>May be crushed.</p><p>CO<span class='low'>2</span> at 5 mg/m"
        "<span class='high'>2</span> for 4<span style='position:relative;top:0pt'>0</span> min</p>"
    )
    yield Case(
        "restyled.epub",
        book([("b.xhtml", page, "Use")], spine=["b.xhtml"], title="Use", sheets=SHEETS),
        {
            "kind": "marks of letters",
            "held_out": True,
            "must": ["CO2 at 5 mg/m^2 for 40 min"],
            "must_not": ["crushed", "m2"],
        },
    )


def _chapters() -> Iterator[Case]:
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


def book(
    chapters: Sequence[tuple[str, str, str]],
    *,
    spine: Sequence[str],
    title: str,
    sheets: Mapping[str, str] | None = None,
) -> bytes:
    """Make a book of chapters: name, body, and what its table of contents calls each."""
    looks = "".join(f'<link rel="stylesheet" href="{name}"/>' for name in sheets or {})
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
        for name, text in (sheets or {}).items():
            package.writestr(f"OPS/{name}", text)
        for name, body, _ in chapters:
            page = (
                '<html xmlns="http://www.w3.org/1999/xhtml"><head><title/>'
                f"{looks}<script src='x.js'/></head><body>{body}</body></html>"
            )
            package.writestr(f"OPS/{name}", page)
    return file.getvalue()
