from __future__ import annotations

import io
import zipfile
from typing import Any

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from retrieval.parsing.parse import parse
from tests.retrieval.files import with_entry, word

W = nsdecls("w")


def texts(data: bytes) -> list[str]:
    return [block.text for block in parse(data, "a.docx").blocks]


def paragraph(inner: str) -> bytes:
    """A Word file with one paragraph, made of ``inner``."""
    return word(lambda d: d.element.body.insert(0, parse_xml(f"<w:p {W}>{inner}</w:p>")))


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r>"


def code(kind: str) -> str:
    return f"<w:r><w:fldChar w:fldCharType='{kind}'/></w:r>"


def test_word_comments_headers_footers_and_properties_are_not_text() -> None:
    def build(document: Any) -> None:
        text = document.add_paragraph("The text.")
        document.add_comment(text.runs, text="a comment", author="x")
        section = document.sections[0]
        section.header.paragraphs[0].text = "SOP-014 header"
        section.footer.paragraphs[0].text = "Page 1 of 9"
        document.core_properties.subject = "subject"
        document.core_properties.keywords = "keyword"

    assert texts(word(build)) == ["The text."]


def test_word_tracked_changes_are_read_as_accepted_and_the_owner_hears_of_them() -> None:
    deleted = "<w:del><w:r><w:delText>5</w:delText></w:r></w:del>"
    data = paragraph(f"{run('within ')}{deleted}<w:ins>{run('15')}</w:ins>{run(' days')}")

    document = parse(data, "a.docx")

    assert [block.text for block in document.blocks] == ["within 15 days"]
    assert "tracked changes" in document.remarks[0]


def test_a_deleted_row_of_a_word_table_is_not_text() -> None:
    def build(document: Any) -> None:
        table = document.add_table(3, 2)
        for i, cell in enumerate(c for row in table.rows for c in row.cells):
            cell.text = ("Class", "Days", "minor", "30", "major", "5")[i]
        table.rows[1]._tr.get_or_add_trPr().append(parse_xml(f"<w:del {W}/>"))

    assert texts(word(build)) == ["Class: major; Days: 5"]


def test_word_text_that_is_hidden_tiny_or_white_is_not_text() -> None:
    def build(document: Any) -> None:
        style = document.styles.add_style("Secret", WD_STYLE_TYPE.PARAGRAPH)
        style.font.hidden = True
        document.add_paragraph("Hidden by its style.", style="Secret")
        seen = document.add_paragraph("Seen.")
        for properties in ("<w:vanish/>", "<w:sz w:val='2'/>", "<w:color w:val='FFFFFF'/>"):
            seen._p.append(parse_xml(f"<w:r {W}><w:rPr>{properties}</w:rPr><w:t>no</w:t></w:r>"))
        seen._p.append(
            parse_xml(f"<w:r {W}><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>Yes.</w:t></w:r>")
        )

    document = parse(word(build), "a.docx")

    assert [block.text for block in document.blocks] == ["Seen.Yes."]
    assert "nobody sees" in document.remarks[0]


def test_white_letters_on_a_dark_cell_of_a_word_table_are_text() -> None:
    def build(document: Any) -> None:
        table = document.add_table(2, 2)
        for i, cell in enumerate(c for row in table.rows for c in row.cells):
            white = "<w:color w:val='FFFFFF'/>" if i < 2 else ""
            text = ("Class", "Days", "minor", "30")[i]
            cell.paragraphs[0]._p.append(
                parse_xml(f"<w:r {W}><w:rPr>{white}</w:rPr><w:t>{text}</w:t></w:r>")
            )

    assert texts(word(build)) == ["Class: minor; Days: 30"]


def test_word_fields_show_their_results_and_not_their_codes() -> None:
    nested = code("begin") + run("inner") + code("separate") + run("not this") + code("end")
    data = paragraph(
        run("See ")
        + code("begin")
        + "<w:r><w:instrText>REF x</w:instrText></w:r>"
        + nested
        + code("separate")
        + run("section 4")
        + code("end")
        + run(" of ")
        + f"<w:fldSimple w:instr='TITLE'>{run('SOP-014')}</w:fldSimple>"
    )

    assert texts(data) == ["See section 4 of SOP-014"]


def test_the_prompt_of_an_empty_form_field_is_not_text() -> None:
    control = "<w:sdt><w:sdtPr>{}</w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
    empty = control.format("<w:showingPlcHdr/>", run("Click here to enter text."))
    data = paragraph(run("Name: ") + empty + control.format("", run("Ada")))

    assert texts(data) == ["Name: Ada"]


def test_the_text_of_a_text_box_is_a_paragraph_of_its_own_and_is_read_once() -> None:
    def build(document: Any) -> None:
        inside = "".join(f"<w:p>{run(text)}</w:p>" for text in ("Warning:", "Flammable."))
        box = f"<w:txbxContent>{inside}</w:txbxContent>"
        xml = f"""<w:r {W} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"
            xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
            xmlns:v="urn:schemas-microsoft-com:vml">
            <mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:wsp><wps:txbx>{box}
            </wps:txbx></wps:wsp></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{box}
            </v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"""
        anchor = document.add_paragraph("Anchor")
        anchor._p.append(parse_xml(xml))

    assert texts(word(build)) == ["Anchor", "Warning:", "Flammable."]


def test_a_footnote_stands_below_the_paragraph_that_refers_to_it() -> None:
    def build(document: Any) -> None:
        first = document.add_paragraph("Report it within 15 days.")
        first._p.append(parse_xml(f"<w:r {W}><w:footnoteReference w:id='2'/></w:r>"))
        document.add_paragraph("Then close it.")

    notes = (
        f"<w:footnotes {W}><w:footnote w:type='separator' w:id='0'><w:p><w:r><w:t>no</w:t></w:r>"
        "</w:p></w:footnote><w:footnote w:id='2'><w:p><w:r><w:t>Serious cases: 7 days.</w:t></w:r>"
        "</w:p></w:footnote></w:footnotes>"
    )

    assert texts(with_notes(word(build), notes)) == [
        "Report it within 15 days. [1]",
        "[1] Serious cases: 7 days.",
        "Then close it.",
    ]


def with_notes(data: bytes, notes: str) -> bytes:
    """Add footnotes to a Word file, and say in it where they are."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        relations = package.read("word/_rels/document.xml.rels").decode()
        types = package.read("[Content_Types].xml").decode()
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    content = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    link = f'<Relationship Id="rIdN" Type="{kind}" Target="footnotes.xml"/></Relationships>'
    override = f'<Override PartName="/word/footnotes.xml" ContentType="{content}"/></Types>'
    data = with_entry(data, "word/footnotes.xml", notes.encode())
    relations = relations.replace("</Relationships>", link)
    data = with_entry(data, "word/_rels/document.xml.rels", relations.encode())
    return with_entry(data, "[Content_Types].xml", types.replace("</Types>", override).encode())


def test_merged_cells_of_a_word_table_are_in_each_of_their_rows_and_columns() -> None:
    def build(document: Any) -> None:
        table = document.add_table(4, 3)
        rows = (
            ("Procedure", "Treatment", ""),
            ("", "Day 1", "Day 8"),
            ("ECG", "X", "X"),
            ("", "Y", ""),
        )
        for row, values in zip(table.rows, rows, strict=True):
            for cell, value in zip(row.cells, values, strict=True):
                cell.text = value
        for a, b in (((0, 1), (0, 2)), ((0, 0), (1, 0)), ((2, 0), (3, 0))):
            table.cell(*a).merge(table.cell(*b))
        for row in table.rows[:2]:
            row._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {W}/>"))

    assert texts(word(build)) == [
        "Procedure: ECG; Treatment, Day 1: X; Treatment, Day 8: X",
        "Procedure: ECG; Treatment, Day 1: Y",
    ]


def test_a_list_of_bold_labels_in_a_word_table_has_no_header() -> None:
    def build(document: Any) -> None:
        table = document.add_table(3, 2)
        for row, (label, value) in zip(
            table.rows, (("Owner", "Ada"), ("Version", "1.2"), ("Site", "Basel")), strict=True
        ):
            row.cells[0].paragraphs[0].add_run(label).bold = True
            row.cells[1].text = value

    assert texts(word(build)) == ["Owner: Ada", "Version: 1.2", "Site: Basel"]


def test_a_table_in_a_cell_of_a_word_table_stands_below_its_row() -> None:
    def build(document: Any) -> None:
        table = document.add_table(2, 2)
        for i, cell in enumerate(c for row in table.rows for c in row.cells):
            cell.text = ("Drug", "Doses", "Q", "as follows:")[i]
        inner = table.cell(1, 1).add_table(2, 2)
        for i, cell in enumerate(c for row in inner.rows for c in row.cells):
            cell.text = ("adult", "5 mg", "child", "1 mg")[i]

    assert texts(word(build)) == ["Drug: Q; Doses: as follows:", "adult: 5 mg", "child: 1 mg"]


def test_letters_that_word_keeps_as_symbols_and_formulas_are_text() -> None:
    data = paragraph(
        run("age ")
        + "<w:r><w:sym w:font='Symbol' w:char='F0B3'/></w:r>"
        + run(" 18, ")
        + '<m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math">'
        + "<m:r><m:t>x+1</m:t></m:r></m:oMath>"
    )

    assert texts(data) == ["age ≥ 18, x+1"]


def test_a_title_that_a_program_made_up_is_not_the_title() -> None:
    def build(document: Any) -> None:
        document.core_properties.title = "Microsoft Word Document"
        document.add_heading("Change control", 1)
        document.add_paragraph("Text.")

    assert parse(word(build), "a.docx").title == "Change control"
    assert docx.Document(io.BytesIO(word(build))).core_properties.title == "Microsoft Word Document"
