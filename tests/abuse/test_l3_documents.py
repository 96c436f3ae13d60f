"""L3: documents made to harm. Each is refused with a reason, in time, and the others go on."""

from __future__ import annotations

import asyncio
import io
import time
import zipfile
from collections.abc import Iterator

import openpyxl
import pptx
import pytest

from retrieval.ingesting.chunking import chunk
from retrieval.parsing.documents import ParsedDocument, ParseError
from retrieval.parsing.isolation.process import WALL_FACTOR
from retrieval.parsing.isolation.worker import TIMEOUT_S, Workers
from tests.retrieval.files import SCAN, Put, assembled, lines, pdf, with_entry, word
from tests.retrieval.office_files import M, entry, sheet_of, word_with_file

GOOD = b"# Storage\n\nKeep it cool."


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    workers = Workers(size=1)
    yield workers
    workers.close()


async def refusal(workers: Workers, data: bytes, path: str, *, timeout_s: float = 10) -> str:
    """Give the reason why ``data`` was refused; what comes after it is read all the same."""
    started = time.monotonic()
    with pytest.raises(ParseError) as refused:
        await workers.parse(data, path, timeout_s=timeout_s)
    assert time.monotonic() - started < timeout_s * WALL_FACTOR + 2
    assert (await workers.parse(GOOD, "good.md")).title == "Storage"
    return refused.value.reason


def a_word_file() -> bytes:
    return word(lambda document: document.add_paragraph("Hello"))


async def test_l3_a_zip_bomb_is_not_opened(workers: Workers) -> None:
    bomb = with_entry(a_word_file(), "word/document.xml", b"<w:p/>" * 9_000_000)

    assert "zip bomb" in await refusal(workers, bomb, "bomb.docx")


async def test_l3_a_zip_of_a_great_many_entries_is_not_opened(workers: Workers) -> None:
    file = io.BytesIO(a_word_file())
    with zipfile.ZipFile(file, "a") as package:
        for i in range(6_000):
            package.writestr(f"word/{i}.xml", b"")

    assert "too much data" in await refusal(workers, file.getvalue(), "many.docx")


async def test_l3_an_archive_that_lies_about_its_sizes_is_not_unpacked(workers: Workers) -> None:
    bomb = bytearray(with_entry(a_word_file(), "word/document.xml", b"<w:p/>" * 9_000_000))
    entry = bomb.rfind(b"PK\x01\x02")
    bomb[entry + 24 : entry + 28] = (500_000).to_bytes(4, "little")

    assert "damaged" in await refusal(workers, bytes(bomb), "liar.docx")


@pytest.mark.parametrize("target", ["file:///etc/passwd", "http://127.0.0.1:9/x"])
async def test_l3_an_external_entity_is_not_followed(workers: Workers, target: str) -> None:
    xml = (
        f'<!DOCTYPE d [<!ENTITY x SYSTEM "{target}">]>'
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        "<w:body><w:p><w:r><w:t>before &x; after</w:t></w:r></w:p></w:body></w:document>"
    )
    document = await workers.parse(
        with_entry(a_word_file(), "word/document.xml", xml.encode()), "xxe.docx"
    )

    assert "root:" not in document.blocks[0].text
    assert document.blocks[0].text.startswith("before")


async def test_l3_entities_that_multiply_are_refused(workers: Workers) -> None:
    levels = "".join(
        f'<!ENTITY e{i} "{f"&e{i - 1};" * 10 if i else "lol" * 10}">' for i in range(10)
    )
    xml = (
        f"<!DOCTYPE d [{levels}]>"
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row r="1"><c r="A1" t="inlineStr"><is><t>&e9;</t></is></c></row></sheetData></worksheet>'
    )
    file = io.BytesIO()
    openpyxl.Workbook().save(file)
    data = with_entry(file.getvalue(), "xl/worksheets/sheet1.xml", xml.encode())

    assert await refusal(workers, data, "laughs.xlsx")


async def test_l3_a_pdf_of_ten_thousand_pages_is_refused(workers: Workers) -> None:
    page = [Put(60, 700, "x")]

    assert "10,000 pages" in await refusal(workers, pdf(*[page] * 10_000), "long.pdf")


async def test_l3_a_password_protected_file_is_refused(workers: Workers) -> None:
    data = pdf(lines("secret"), protected=True)
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 4096

    assert "password-protected" in await refusal(workers, data, "a.pdf")
    assert "password-protected" in await refusal(workers, ole, "a.docx")


async def test_l3_a_pdf_of_pictures_asks_for_ocr(workers: Workers) -> None:
    assert "OCR" in await refusal(workers, pdf([SCAN], [SCAN]), "scan.pdf")


@pytest.mark.parametrize("name", ["a.pdf", "a.docx"])
async def test_l3_a_truncated_file_is_refused(workers: Workers, name: str) -> None:
    whole = pdf(lines("text")) if name == "a.pdf" else a_word_file()

    assert "damaged or cut short" in await refusal(workers, whole[: len(whole) // 3], name)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.pdf", a_word_file()),
        ("a.pdf", GOOD),
        ("a.docx", pdf(lines("text"))),
        ("a.xlsx", a_word_file()),
        ("a.pptx", a_word_file()),
        ("a.docx", b"just text"),
        ("a.md", pdf(lines("text"))),
        ("a.html", a_word_file()),
        ("a.csv", b"\x7fELF" + bytes(range(256))),
    ],
)
async def test_l3_a_wrong_extension_is_named(workers: Workers, name: str, data: bytes) -> None:
    assert "although the name" in await refusal(workers, data, name)


@pytest.mark.parametrize("suffix", ["md", "html", "txt", "csv", "pdf", "docx", "pptx", "xlsx"])
async def test_l3_an_empty_file_is_refused(workers: Workers, suffix: str) -> None:
    assert await refusal(workers, b"", f"a.{suffix}") == "The file is empty."


@pytest.mark.parametrize(
    "path", ["../../etc/passwd.md", "a\x00b.md", "\u202efdp.md", "x" * 5000 + ".md", "\ud800.md"]
)
async def test_l3_a_strange_name_is_only_a_name(workers: Workers, path: str) -> None:
    document = await workers.parse(b"Only text.", path)

    assert document.title.isprintable()
    assert len(document.title) <= 300


@pytest.mark.parametrize(
    "data",
    [
        b"<div>" * 200_000 + b"deep",
        b"<ul><li>" * 50_000 + b"deep",
        b"<table><tr><td colspan=1000000 rowspan=1000000>a</td><td>b</td></tr></table>" * 1000,
    ],
)
async def test_l3_deep_or_wide_markup_is_read_or_refused_in_time(
    workers: Workers, data: bytes
) -> None:
    await read_or_refuse(workers, data, "deep.html")


@pytest.mark.parametrize(
    "data",
    [
        b">" * 100_000 + b" deep",
        b"[" * 60_000,
        b"*a_" * 60_000,
        b"- " * 40_000 + b"x",
        b"`" * 100_000 + b"a",
        b"{% " * 60_000,
        b"[a](" * 40_000,
        b"---\ntitle: a" + b" " * 100_000 + b"b\n---\nx",
        b"<!--" * 60_000,
    ],
    ids=lambda data: data[:4].decode().strip(),
)
async def test_l3_deep_markdown_is_read_or_refused_in_time(workers: Workers, data: bytes) -> None:
    await read_or_refuse(workers, data, "deep.md")


@pytest.mark.parametrize(
    "unit", [" ", ".", "[", "(", "A. ", "a", "\u3002", "e.g. ", "1. ", "x\n", "\n "]
)
@pytest.mark.parametrize("suffix", ["txt", "csv", "html", "md"])
async def test_l3_a_long_run_of_one_thing_is_read_or_refused_in_time(
    workers: Workers, suffix: str, unit: str
) -> None:
    await read_or_refuse(workers, ("x" + unit * 60_000 + "x").encode(), f"run.{suffix}")


async def test_l3_a_line_of_fifty_megabytes_is_refused(workers: Workers) -> None:
    assert "20 million characters" in await refusal(
        workers, b"x," * 25_000_000, "line.csv", timeout_s=60
    )
    assert "more than 5,000 cells" in await refusal(
        workers, b"x," * 5_000_000, "wide.csv", timeout_s=60
    )


async def test_l3_more_paragraphs_than_a_document_has_are_refused(workers: Workers) -> None:
    assert "more than 300,000" in await refusal(
        workers, b"a\n\n" * 300_001, "long.txt", timeout_s=60
    )
    many = "".join(f"<w:p><w:r><w:t>{i * 7919}</w:t></w:r></w:p>" for i in range(120_000))
    assert "more than 100,000 paragraphs" in await refusal(
        workers, document(many), "long.docx", timeout_s=60
    )


async def test_l3_tables_in_tables_of_a_word_file_are_read_or_refused(workers: Workers) -> None:
    for depth in (60, 5_000):
        start, end = "<w:tbl><w:tr><w:tc><w:p/></w:tc><w:tc>", "</w:tc></w:tr></w:tbl>"
        inner = "<w:p><w:r><w:t>x</w:t></w:r></w:p>"
        data = document(start * depth + inner + end * depth + inner)
        await read_or_refuse(workers, data, "deep.docx")


@pytest.mark.parametrize(
    "xml",
    [
        '<dimension ref="A1:XFD1048576"/><sheetData>{}'
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>',
        "<sheetData>{}"
        + "".join(f'<row r="{i}" s="1"/>' for i in range(2, 300_000))
        + "</sheetData>",
        "<sheetData>{}"
        + "".join(f'<row r="{i}"><c r="XFD{i}" s="1"/></row>' for i in range(2, 100_000))
        + "</sheetData>",
    ],
    ids=["dimension", "empty rows", "empty cells"],
)
async def test_l3_a_sheet_that_is_vast_and_empty_is_read(workers: Workers, xml: str) -> None:
    first = '<row r="1"><c r="A1" t="inlineStr"><is><t>Keep it cool</t></is></c></row>'

    read = await workers.parse(sheet(xml.format(first)), "vast.xlsx", timeout_s=60)

    assert read.blocks[1].text == "Keep it cool"


@pytest.mark.parametrize("path", ["a.xlsx", "a.pptx"])
async def test_l3_an_external_entity_in_an_office_file_is_not_followed(
    workers: Workers, path: str
) -> None:
    entity = b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    if path == "a.xlsx":
        data = sheet(
            '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>before &x; after</t></is></c>'
            "</row></sheetData>",
            entity,
        )
    else:
        deck = pptx.Presentation()
        box = deck.slides.add_slide(deck.slide_layouts[6]).shapes.add_textbox(0, 0, 9, 9)
        box.text_frame.text = "before"
        file = io.BytesIO()
        deck.save(file)
        with zipfile.ZipFile(file) as package:
            xml = package.read("ppt/slides/slide1.xml")
        xml = entity + xml[xml.index(b"?>") + 2 :].replace(b"before", b"before &x; after")
        data = with_entry(file.getvalue(), "ppt/slides/slide1.xml", xml)

    (outcome,) = await asyncio.gather(workers.parse(data, path), return_exceptions=True)

    assert isinstance(outcome, ParsedDocument | ParseError)
    assert "root:" not in str(outcome)


async def test_l3_a_bomb_in_an_inserted_file_is_told_and_the_rest_is_read(workers: Workers) -> None:
    bomb = with_entry(a_word_file(), "word/document.xml", b"<w:p/>" * 9_000_000)
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"

    read = await workers.parse(word_with_file(a_word_file(), "b.docx", bomb, kind), "a.docx")

    assert [block.text for block in read.blocks] == ["Hello"]
    assert "zip bomb" in read.remarks[0]


async def test_l3_a_file_that_inserts_a_hundred_files_is_read_in_time(workers: Workers) -> None:
    data = a_word_file()
    inner = document("<w:p><w:r><w:t>x</w:t></w:r></w:p>" * 2_000)
    data = word_with_file(data, "b.docx", inner, "application/octet-stream")
    xml = entry(data, "word/document.xml").decode()
    start = xml.index("<w:altChunk")
    node = xml[start : xml.index("/>", start) + 2]

    again = xml.replace(node, node * 300).encode()
    await read_or_refuse(workers, with_entry(data, "word/document.xml", again), "again.docx")


async def test_l3_a_formula_in_a_formula_without_end_is_read_or_refused(workers: Workers) -> None:
    for depth in (60, 5_000):
        root = f"<m:rad {M}><m:deg/><m:e>" * depth, "</m:e></m:rad>" * depth
        math = f"<m:oMath {M}>{root[0]}<m:r><m:t>x</m:t></m:r>{root[1]}</m:oMath>"
        data = document(f"<w:p><w:r><w:t>Root </w:t></w:r>{math}</w:p>")
        await read_or_refuse(workers, data, "deep.docx")


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="A{i}" t="inlineStr"><is><r><rPr><strike/></rPr><t>x</t></r></is></c>',
        '<c r="A{i}" t="inlineStr"><is><t>only {i}</t></is></c>',
        '<c r="A{i}"><v>{i}</v></c><c r="D{i}"><v>{i}</v></c><c r="G{i}"><v>{i}</v></c>',
    ],
    ids=["struck", "one cell of two", "gaps"],
)
async def test_l3_a_sheet_of_odd_rows_is_read_in_time(workers: Workers, cell: str) -> None:
    rows = "".join(f'<row r="{i}">{cell.replace("{i}", str(i))}</row>' for i in range(2, 20_000))
    first = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>'

    await read_or_refuse(workers, sheet(f"<sheetData>{first}{rows}</sheetData>"), "odd.xlsx")


@pytest.mark.parametrize(
    "code", ["[<" * 400, "0" * 900, "%" * 900 + "0", "?/" * 400, '"' + "[$" * 300]
)
async def test_l3_a_number_format_that_is_no_format_is_read(workers: Workers, code: str) -> None:
    data = sheet_of(["Site", "Desks"], ["Basel", 5], formats={"B2": code})

    await read_or_refuse(workers, data, "format.xlsx")


PAGES = b"<< /Type /Pages /Count %d /Kids [%s] >>"
PAGE = b"/Type /Page /Parent 2 0 R /Contents 5 0 R /Resources << /Font << /F0 4 0 R >> >>"
TEXT = b"BT /F0 10 Tf 60 700 Td (Hello there.) Tj ET"


def raw_pdf(pages: bytes, page: bytes, content: bytes = TEXT, trailer: bytes = b"") -> bytes:
    return assembled(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            pages,
            b"<< %s %s >>" % (PAGE, page),
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            b"<< /Length %d >> stream\n%s\nendstream" % (len(content), content),
        ],
        b"/Root 1 0 R " + trailer,
    )


A4 = b"/MediaBox [0 0 595 842]"
RULES = b"".join(b"%d 0 m 9 %d l S " % (i, i) for i in range(9_999))
ITSELF = b"/Resources << /XObject << /X 4 0 R >> >>"


@pytest.mark.parametrize(
    "data",
    [
        raw_pdf(PAGES % (3, b"2 0 R 3 0 R 2 0 R"), A4),
        raw_pdf(PAGES % (1999, b"3 0 R"), A4),
        raw_pdf(PAGES % (-5, b"3 0 R"), A4),
        raw_pdf(PAGES % (1, b"3 0 R"), A4, trailer=b"/Prev 9"),
        raw_pdf(PAGES % (1, b"3 0 R"), b"/MediaBox [0 0 2000000000 2000000000]"),
        raw_pdf(PAGES % (1, b"3 0 R"), b"/MediaBox [9 9 9 9]"),
        raw_pdf(PAGES % (1, b"3 0 R"), A4, b"q " * 300_000 + TEXT),
        raw_pdf(PAGES % (1, b"3 0 R"), A4, b"BT /F0 9 Tf " + b"1 1 Td (x) Tj " * 100_000 + b"ET"),
        raw_pdf(PAGES % (1, b"3 0 R"), A4, RULES),
    ],
    ids=["page tree", "count", "negative", "xref", "vast", "flat", "states", "letters", "rules"],
)
async def test_l3_a_pdf_that_leads_astray_is_read_or_refused(workers: Workers, data: bytes) -> None:
    await read_or_refuse(workers, data, "astray.pdf")


async def test_l3_a_pdf_that_draws_itself_costs_only_itself(workers: Workers) -> None:
    data = assembled(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            PAGES % (1, b"3 0 R"),
            b"<< /Type /Page /Parent 2 0 R /Contents 5 0 R %s >>" % ITSELF,
            b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] %s /Length 12 >> "
            b"stream\n/X Do /X Do \nendstream" % ITSELF,
            b"<< /Length 6 >> stream\n/X Do \nendstream",
        ],
        b"/Root 1 0 R",
    )

    await read_or_refuse(workers, data, "self.pdf", timeout_s=2)


def document(body: str) -> bytes:
    namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    xml = f'<w:document xmlns:w="{namespace}"><w:body>{body}</w:body></w:document>'
    return with_entry(a_word_file(), "word/document.xml", xml.encode())


def sheet(content: str, before: bytes = b"") -> bytes:
    file = io.BytesIO()
    openpyxl.Workbook().save(file)
    namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    xml = f'<worksheet xmlns="{namespace}">{content}</worksheet>'.encode()
    return with_entry(file.getvalue(), "xl/worksheets/sheet1.xml", before + xml)


async def read_or_refuse(
    workers: Workers, data: bytes, path: str, *, timeout_s: float = TIMEOUT_S
) -> None:
    """Within its time a file is read, and cut into chunks, or refused; the next is read.

    Ten seconds of the processor are more by the clock of a busy machine.
    """
    started = time.monotonic()
    (outcome,) = await asyncio.gather(
        workers.parse(data, path, timeout_s=timeout_s), return_exceptions=True
    )
    assert isinstance(outcome, ParsedDocument | ParseError)
    assert time.monotonic() - started < 1.5 * timeout_s * WALL_FACTOR + 2
    if isinstance(outcome, ParsedDocument):
        assert chunk(outcome)
    assert (await workers.parse(GOOD, "good.md")).title == "Storage"
