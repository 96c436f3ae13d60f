"""Builds small Office files for tests: workbooks, presentations, packages with more parts."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pptx
from pptx.util import Cm

from tests.retrieval.files import with_entry

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = f'xmlns:r="{RELATIONS}"'
A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
M = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
C = 'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
DGM = 'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram"'
_STRICT = re.compile(
    rb"http://schemas\.openxmlformats\.org/"
    rb"(officeDocument|wordprocessingml|spreadsheetml|presentationml|drawingml)/2006/"
)


def workbook(build: Callable[[Any, Any], None]) -> bytes:
    """Make a workbook; ``build`` gets it and its first sheet."""
    book = openpyxl.Workbook()
    build(book, book.active)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def sheet_of(*rows: list[Any], formats: dict[str, str] | None = None) -> bytes:
    """Make a workbook of these rows; ``formats`` are the number formats of some cells."""

    def build(_: Any, sheet: Any) -> None:
        for row in rows:
            sheet.append(row)
        for place, code in (formats or {}).items():
            sheet[place].number_format = code

    return workbook(build)


def deck(build: Callable[[Any], None]) -> bytes:
    """Make a presentation; ``build`` gets it without slides."""
    presentation = pptx.Presentation()
    build(presentation)
    file = io.BytesIO()
    presentation.save(file)
    return file.getvalue()


def text_slide(presentation: Any, title: str, *lines: str) -> Any:
    """Add a slide with a title and a box of lines; give the paragraphs of the box."""
    slide = presentation.slides.add_slide(presentation.slide_layouts[5])
    slide.shapes.title.text = title
    box = slide.shapes.add_textbox(Cm(2), Cm(5), Cm(20), Cm(8))
    box.text_frame.text = "\n".join(lines)
    return box.text_frame.paragraphs


def fill(table: Any, rows: list[list[str]]) -> None:
    """Write texts into the cells of a Word table or of one on a slide."""
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            table.cell(number, column).text = text


def entry(package: bytes, name: str) -> bytes:
    """The content of one entry of a package."""
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        return opened.read(name)


def retyped(package: bytes, old: str, new: str) -> bytes:
    """Say that a package is of another kind, such as a template."""
    types = entry(package, "[Content_Types].xml")
    assert old.encode() in types
    return with_entry(package, "[Content_Types].xml", types.replace(old.encode(), new.encode()))


def strict(package: bytes) -> bytes:
    """Write a package in the ISO form (Strict Open XML)."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name.endswith((".xml", ".rels")) and name != "[Content_Types].xml":
                part = _STRICT.sub(rb"http://purl.oclc.org/ooxml/\1/", part)
            new.writestr(name, part)
    return out.getvalue()


def with_part(
    package: bytes, owner: str, relation: str, name: str, content: bytes, kind: str
) -> bytes:
    """Add a part that ``owner`` refers to as ``rIdAdded``; ``kind`` is its content type."""
    folder, _, file = owner.rpartition("/")
    rels = f"{folder}/_rels/{file}.rels"
    target = f'Target="/{name}"'
    added = f'<Relationship Id="rIdAdded" Type="{RELATIONS}/{relation}" {target}/>'
    relations = (
        entry(package, rels).decode().replace("</Relationships>", f"{added}</Relationships>")
    )
    types = entry(package, "[Content_Types].xml").decode()
    override = f'<Override PartName="/{name}" ContentType="{kind}"/></Types>'
    package = with_entry(package, rels, relations.encode())
    package = with_entry(
        package, "[Content_Types].xml", types.replace("</Types>", override).encode()
    )
    return with_entry(package, name, content)


def bar_chart(title: str, series: str, points: dict[str, str]) -> bytes:
    """A part with a chart of one series, as a program last drew it."""

    def cache(kind: str, values: list[str]) -> str:
        listed = "".join(
            f'<c:pt idx="{i}"><c:v>{value}</c:v></c:pt>' for i, value in enumerate(values)
        )
        return f'<c:{kind}><c:ptCount val="{len(values)}"/>{listed}</c:{kind}>'

    return (
        f"<c:chartSpace {C} {A}><c:chart><c:title><c:tx><c:rich><a:p><a:r><a:t>{title}</a:t></a:r>"
        "</a:p></c:rich></c:tx></c:title><c:plotArea><c:barChart><c:ser><c:tx><c:strRef>"
        f"{cache('strCache', [series])}</c:strRef></c:tx>"
        f"<c:cat><c:strRef>{cache('strCache', list(points))}</c:strRef></c:cat>"
        f"<c:val><c:numRef>{cache('numCache', list(points.values()))}</c:numRef></c:val>"
        "</c:ser></c:barChart></c:plotArea></c:chart></c:chartSpace>"
    ).encode()


def diagram(*texts: str) -> bytes:
    """A part with the words of a diagram (SmartArt)."""
    points = "".join(
        f"<dgm:pt><dgm:t><a:p><a:r><a:t>{text}</a:t></a:r></a:p></dgm:t></dgm:pt>" for text in texts
    )
    return f"<dgm:dataModel {DGM} {A}><dgm:ptLst>{points}</dgm:ptLst></dgm:dataModel>".encode()


def with_drawing(package: bytes, inner: str) -> bytes:
    """Add a paragraph with a drawing at the end of a Word file."""
    xml = entry(package, "word/document.xml").decode()
    paragraph = (
        f"<w:p {W}><w:r><w:drawing><a:graphic {A}><a:graphicData>{inner}</a:graphicData>"
        "</a:graphic></w:drawing></w:r></w:p>"
    )
    place = xml.rindex("<w:sectPr")
    return with_entry(
        package, "word/document.xml", (xml[:place] + paragraph + xml[place:]).encode()
    )


CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
DIAGRAM_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.diagramData+xml"


def word_with_chart(package: bytes, chart: bytes) -> bytes:
    """Put a chart at the end of a Word file."""
    package = with_part(
        package, "word/document.xml", "chart", "word/charts/chart1.xml", chart, CHART_TYPE
    )
    return with_drawing(package, f'<c:chart {C} {R} r:id="rIdAdded"/>')


def word_with_diagram(package: bytes, data: bytes) -> bytes:
    """Put a diagram at the end of a Word file."""
    package = with_part(
        package, "word/document.xml", "diagramData", "word/diagrams/data1.xml", data, DIAGRAM_TYPE
    )
    return with_drawing(package, f'<dgm:relIds {DGM} {R} r:dm="rIdAdded"/>')


def word_with_file(package: bytes, name: str, content: bytes, kind: str) -> bytes:
    """Put a whole file at the end of a Word file (``w:altChunk``)."""
    package = with_part(package, "word/document.xml", "aFChunk", f"word/{name}", content, kind)
    xml = entry(package, "word/document.xml").decode()
    place = xml.rindex("<w:sectPr")
    chunk = f'<w:altChunk {W} {R} r:id="rIdAdded"/>'
    return with_entry(package, "word/document.xml", (xml[:place] + chunk + xml[place:]).encode())
