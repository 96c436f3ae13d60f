"""Word documents: titles, page frames, inserted parts, notes, and why one has no text."""

from __future__ import annotations

import io
from typing import Any

import pytest
from docx.oxml import parse_xml
from docx.shared import Cm, Pt
from PIL import Image

from retrieval.parsing.documents import ParseError
from retrieval.parsing.parse import parse
from tests.retrieval.files import word
from tests.retrieval.office_files import (
    M,
    W,
    bar_chart,
    fill,
    with_drawing,
    word_with_chart,
    word_with_file,
)

KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
OBJECT = (
    '<o:OLEObject xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:r='
    '"http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="rId99"/>'
)


def texts(data: bytes) -> list[str]:
    return [block.text for block in parse(data, "a.docx").blocks]


def a_paragraph(text: str = "Chapter one.") -> bytes:
    return word(lambda document: document.add_paragraph(text))


@pytest.mark.parametrize("heading", ["Abbreviations", "1. Purpose", "Inhaltsverzeichnis"])
def test_a_heading_that_stands_in_many_documents_is_no_title(heading: str) -> None:
    def build(document: Any) -> None:
        document.add_heading(heading, 1)
        document.add_paragraph("Text.")

    assert parse(word(build), "riga-depot.docx").title == "Riga depot"


def test_the_largest_letters_near_the_top_are_the_title() -> None:
    def build(document: Any) -> None:
        document.add_paragraph("Kemvar AG")
        document.add_paragraph().add_run("Quality Plan").font.size = Pt(22)
        document.add_heading("Abbreviations", 1)
        document.add_paragraph("AE: adverse event")

    assert parse(word(build), "a.docx").title == "Quality Plan"


def test_text_in_one_size_has_no_title_of_its_own() -> None:
    def build(document: Any) -> None:
        for text in ("Dear Sir,", "we confirm the visit."):
            document.add_paragraph().add_run(text).font.size = Pt(12)

    assert parse(word(build), "letter.docx").title == "Letter"


def test_a_letterhead_and_page_numbers_are_not_text() -> None:
    def build(document: Any) -> None:
        document.sections[0].header.paragraphs[0].text = "Kemvar AG, Basel"
        document.sections[0].footer.paragraphs[0].text = "Page 3 of 9"
        document.add_paragraph("We confirm the visit.")

    assert texts(word(build)) == ["We confirm the visit."]


def test_a_table_has_the_title_in_the_header_of_its_pages_and_the_notes_in_the_footer() -> None:
    def build(document: Any) -> None:
        section = document.sections[0]
        section.header.paragraphs[0].text = "Protocol EX-1\tPage 1 of 2"
        for line in ("Table 14.1", "Demographics", "Safety Population"):
            section.header.add_paragraph(line)
        for line in ("N: treated subjects.", "t_demog.sas 01JAN2026", "Confidential"):
            section.footer.add_paragraph(line)
        fill(document.add_table(2, 2), [["", "Placebo"], ["Age", "75"]])

    assert texts(word(build)) == [
        "Table 14.1 Demographics, Safety Population",
        "Age; Placebo: 75",
        "N: treated subjects.",
    ]


def test_a_formula_keeps_its_bar_beside_what_follows() -> None:
    def build(document: Any) -> None:
        run = "<m:r><m:t>{}</m:t></m:r>".format
        half = f"<m:f><m:num>{run('1')}</m:num><m:den>{run('2')}</m:den></m:f>"
        power = f"<m:sSup><m:e>{run('v')}</m:e><m:sup>{run('n+1')}</m:sup></m:sSup>"
        mean = f"<m:acc><m:accPr><m:chr m:val='\u0305'/></m:accPr><m:e>{run('x')}</m:e></m:acc>"
        line = document.add_paragraph()
        line._p.append(parse_xml(f"<m:oMath {M}>{half}{run('m')}{power}{run('+')}{mean}</m:oMath>"))

    assert texts(word(build)) == ["(1/2)mv^(n+1)+x\u0305"]


def test_a_file_in_an_inserted_file_is_told_and_not_read() -> None:
    innermost = a_paragraph("Chapter three.")
    inner = word_with_file(a_paragraph("Chapter two."), "c.docx", innermost, KIND)
    document = parse(word_with_file(a_paragraph(), "b.docx", inner, KIND), "a.docx")

    assert [block.text for block in document.blocks] == ["Chapter one.", "Chapter two."]
    assert "inserted itself" in document.remarks[0]


def test_a_web_archive_that_was_inserted_is_read() -> None:
    archive = (
        b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="x"\r\n\r\n--x\r\n'
        b"Content-Type: text/html\r\n\r\n<p>Chapter two.</p>\r\n--x--\r\n"
    )
    data = word_with_file(a_paragraph(), "b.mht", archive, "message/rfc822")

    assert texts(data) == ["Chapter one.", "Chapter two."]


def test_an_rtf_file_that_was_inserted_is_read() -> None:
    inner = rb"{\rtf1 Chapter \strike one\strike0 two: 10\super 13\nosupersub .\par}"
    data = word_with_file(a_paragraph(), "b.rtf", inner, "application/rtf")

    assert texts(data) == ["Chapter one.", "Chapter two: 10^13."]
    assert "In an inserted file: Struck-through" in parse(data, "a.docx").remarks[0]


def test_a_document_of_nothing_but_an_inserted_file_that_cannot_be_read_says_so() -> None:
    data = word_with_file(word(lambda _: None), "b.xps", b"PK", "application/oxps")

    with pytest.raises(ParseError, match=r"inserted.*\.xps"):
        parse(data, "a.docx")


def test_objects_and_broken_charts_are_told() -> None:
    data = word_with_chart(with_drawing(a_paragraph(), OBJECT), b"<c:chart")

    assert parse(data, "a.docx").remarks == (
        "1 embedded object: not read. Add the text, or the object as a file of its own.",
        "1 chart: not read. Add the figures as a table.",
    )


def test_a_document_of_nothing_but_an_object_names_it() -> None:
    with pytest.raises(ParseError, match="only embedded objects"):
        parse(with_drawing(word(lambda _: None), OBJECT), "a.docx")


def test_a_chart_that_names_its_series_is_a_table() -> None:
    chart = bar_chart("Deaths", "Week 4", {"Oslo": "3", "Riga": "0.1000000000000001"})

    assert texts(word_with_chart(a_paragraph(), chart)) == [
        "Chapter one.",
        "Deaths",
        "Oslo; Week 4: 3",
        "Riga; Week 4: 0.1",
    ]


def test_a_large_picture_beside_text_is_told_and_a_logo_is_not() -> None:
    def build(document: Any) -> None:
        document.add_paragraph("Text.")
        for width in (2, 14):
            picture = io.BytesIO()
            Image.new("RGB", (90, 90)).save(picture, "PNG")
            document.add_picture(picture, width=Cm(width))

    assert parse(word(build), "a.docx").remarks == (
        "1 large picture: what stands on it is not found. Add the text to the document.",
    )


def test_a_form_that_nobody_filled_in_is_called_so() -> None:
    control = (
        f"<w:sdt {W}><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:p><w:r>"
        "<w:t>Enter text</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )

    with pytest.raises(ParseError, match="nobody filled in"):
        parse(word(lambda one: one.element.body.insert(0, parse_xml(control))), "a.docx")


def test_formulas_below_each_other_and_parts_beside_a_power_stay_apart() -> None:
    def build(document: Any) -> None:
        run = "<m:r><m:t>{}</m:t></m:r>".format
        power = f"<m:sSup><m:e>{run('x')}</m:e><m:sup>{run('2')}</m:sup></m:sSup>"
        lines = f"<m:oMath>{power}{run('y')}</m:oMath><m:oMath>{run('a=b')}</m:oMath>"
        document.add_paragraph()._p.append(parse_xml(f"<m:oMathPara {M}>{lines}</m:oMathPara>"))

    assert texts(word(build)) == ["x^2 y; a=b"]
