"""L3: documents made to harm. Each is refused with a reason, in time, and the others go on."""

from __future__ import annotations

import asyncio
import io
import time
import zipfile
from collections.abc import Iterator

import openpyxl
import pytest

from retrieval.parsing.documents import ParsedDocument, ParseError
from retrieval.parsing.worker import Workers
from tests.retrieval.files import Put, lines, pdf, with_entry, word

GOOD = b"# Storage\n\nKeep it cool."


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    workers = Workers(size=1)
    yield workers
    workers.close()


async def refusal(workers: Workers, data: bytes, path: str) -> str:
    """Give the reason why ``data`` was refused; what comes after it is read all the same."""
    started = time.monotonic()
    with pytest.raises(ParseError) as refused:
        await workers.parse(data, path)
    assert time.monotonic() - started < 12
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
    assert "OCR" in await refusal(workers, pdf([], []), "scan.pdf")


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


@pytest.mark.parametrize("data", [b">" * 10_000 + b" deep", b"[" * 100_000, b"*a_" * 100_000])
async def test_l3_deep_markdown_is_read_or_refused_in_time(workers: Workers, data: bytes) -> None:
    await read_or_refuse(workers, data, "deep.md")


async def read_or_refuse(workers: Workers, data: bytes, path: str) -> None:
    started = time.monotonic()
    (outcome,) = await asyncio.gather(
        workers.parse(data, path, timeout_s=3), return_exceptions=True
    )
    assert isinstance(outcome, ParseError) or (
        isinstance(outcome, ParsedDocument) and outcome.blocks
    )
    assert time.monotonic() - started < 12
    assert (await workers.parse(GOOD, "good.md")).title == "Storage"
