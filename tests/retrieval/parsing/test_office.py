from __future__ import annotations

import datetime
import io
from typing import Any

import openpyxl
import pptx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from retrieval.parsing.documents import Block
from retrieval.parsing.parse import parse
from tests.retrieval.files import with_entry, word


def test_word_keeps_headings_lists_and_tables_in_their_order() -> None:
    def build(document: Any) -> None:
        document.add_heading("Deviation and CAPA", 0)
        document.add_heading("Classification", 1)
        document.add_paragraph("A deviation is recorded.")
        document.add_paragraph("minor", style="List Bullet")
        document.add_paragraph("inner", style="List Bullet 2")
        document.add_paragraph("Record it", style="List Number")
        document.add_paragraph("Close it", style="List Number")
        table = document.add_table(2, 2)
        for cell, text in zip(
            (c for row in table.rows for c in row.cells),
            ("Class", "Days", "minor", "30"),
            strict=True,
        ):
            cell.text = text
        document.add_paragraph("The end.")

    document = parse(word(build), "capa.docx")

    assert document.title == "Deviation and CAPA"
    assert document.blocks == (
        Block("heading", "Deviation and CAPA", 1),
        Block("heading", "Classification", 1),
        Block("paragraph", "A deviation is recorded."),
        Block("list_item", "minor"),
        Block("list_item", "inner"),
        Block("list_item", "1. Record it"),
        Block("list_item", "2. Close it"),
        Block("table_row", "Class: minor; Days: 30"),
        Block("paragraph", "The end."),
    )


def test_word_shows_neither_deleted_nor_hidden_text_nor_field_codes() -> None:
    def build(document: Any) -> None:
        paragraph = document.add_paragraph("Kept")
        for xml in (
            "<w:del {}><w:r><w:delText>deleted</w:delText></w:r></w:del>",
            "<w:moveFrom {}><w:r><w:t>moved</w:t></w:r></w:moveFrom>",
            "<w:ins {}><w:r><w:t> inserted</w:t></w:r></w:ins>",
            "<w:r {}><w:instrText>PAGE</w:instrText></w:r>",
        ):
            paragraph._p.append(parse_xml(xml.format(nsdecls("w"))))
        paragraph.add_run("hidden").font.hidden = True
        document.core_properties.comments = "metadata"

    assert [block.text for block in parse(word(build), "a.docx").blocks] == ["Kept inserted"]


def test_word_text_in_a_content_control_and_a_frame_is_read() -> None:
    def build(document: Any) -> None:
        control = (
            "<w:sdt {}><w:sdtContent><w:p><w:r><w:t>Form</w:t></w:r></w:p></w:sdtContent></w:sdt>"
        )
        document.element.body.insert(0, parse_xml(control.format(nsdecls("w"))))
        frame = document.add_table(1, 1).cell(0, 0)
        frame.text = "Note"
        frame.add_paragraph("Inside", style="List Bullet")

    blocks = parse(word(build), "a.docx").blocks

    assert [(b.kind, b.text) for b in blocks] == [
        ("paragraph", "Form"),
        ("paragraph", "Note"),
        ("list_item", "Inside"),
    ]


def test_each_slide_is_a_page() -> None:
    deck = pptx.Presentation()
    for title, body in (("Launch plan", "First\nSecond"), ("Hidden", "no"), ("Budget", "5 MCHF")):
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.title.text = title
        slide.placeholders[1].text = body
        slide.notes_slide.notes_text_frame.text = "between us"
    deck.slides[1]._element.set("show", "0")
    file = io.BytesIO()
    deck.save(file)

    document = parse(file.getvalue(), "launch.pptx")

    assert (document.title, document.pages) == ("Launch plan", 3)
    assert document.blocks == (
        Block("heading", "Launch plan", 1, 1),
        Block("list_item", "First", 0, 1),
        Block("list_item", "Second", 0, 1),
        Block("heading", "Budget", 1, 3),
        Block("list_item", "5 MCHF", 0, 3),
    )


def test_each_visible_sheet_is_a_section_and_each_row_a_sentence() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Prices"
    for row in (
        ["Prices of 2026"],
        ["product", "price", "discount", "from"],
        ["Qavoretin", 12.5, 0.25, datetime.date(2026, 1, 2)],
    ):
        sheet.append(row)
    sheet["C3"].number_format = "0%"
    hidden = book.create_sheet("Margins")
    hidden.append(["secret"])
    hidden.sheet_state = "hidden"
    file = io.BytesIO()
    book.save(file)

    document = parse(file.getvalue(), "price-list.xlsx")

    assert document.title == "Price list"
    assert document.blocks == (
        Block("heading", "Prices", 1),
        Block("paragraph", "Prices of 2026"),
        Block("table_row", "product: Qavoretin; price: 12.5; discount: 25%; from: 2026-01-02"),
    )


def test_the_preview_of_an_inserted_file_may_pack_as_well_as_it_does() -> None:
    plain = word(lambda document: document.add_paragraph("Kept"))
    preview = with_entry(plain, "word/media/image1.emf", bytes(3_000_000))

    assert parse(preview, "note.docx").blocks == (Block("paragraph", "Kept"),)
