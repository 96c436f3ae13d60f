from __future__ import annotations

import pytest

from retrieval.parsing.documents import Block, ParseError
from retrieval.parsing.parse import parse


def texts(data: bytes, path: str) -> list[str]:
    return [block.text for block in parse(data, path).blocks]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_text_is_read_in_the_encodings_that_offices_write(encoding: str) -> None:
    assert texts("Über 25 °C – “kühl” lagern.".encode(encoding), "a.txt") == [
        "Über 25 °C – “kühl” lagern."
    ]


def test_text_is_normalised_and_loses_what_nobody_sees() -> None:
    data = "Cafe\u0301 \u202eevil\u202c a\u0000b\u200bc\u00add\u00a0e\x07".encode()

    assert texts(data, "a.txt") == ["Café evil abcd e"]


def test_paragraphs_items_and_underlined_headings_are_told_apart_in_plain_text() -> None:
    data = b"Storage\n=======\n\nKeep it\ncool.\n\n- dry\n- dark,\n  always\n1. first\n"

    document = parse(data, "a.txt")

    assert document.title == "Storage"
    assert document.blocks == (
        Block("heading", "Storage", 1),
        Block("paragraph", "Keep it cool."),
        Block("list_item", "dry"),
        Block("list_item", "dark, always"),
        Block("list_item", "1. first"),
    )


def test_a_line_cut_in_two_by_a_conversion_is_put_together() -> None:
    data = b"The owner of the system must be told\n\nwithin two days.\n\nThen it rests."

    assert texts(data, "a.txt") == [
        "The owner of the system must be told within two days.",
        "Then it rests.",
    ]


def test_markdown_keeps_headings_lists_tables_and_code() -> None:
    data = b"""---
title: "Leave policy"
---
# Leave
Some *words* and [a link](http://x.example) ![a picture](y.png).
<!-- a comment -->

3. third
4. fourth
   - inner

| Product | Days |
|---|---|
| Q | 3 |

```
a  b
 c
```
"""
    document = parse(data, "x/leave.md")

    assert document.title == "Leave policy"
    assert document.blocks == (
        Block("heading", "Leave", 1),
        Block("paragraph", "Some words and a link a picture."),
        Block("list_item", "3. third"),
        Block("list_item", "4. fourth"),
        Block("list_item", "inner", 1),
        Block("table_row", "Product: Q; Days: 3"),
        Block("code", "a  b\n c"),
    )


def test_a_document_without_headings_is_called_after_its_file() -> None:
    assert parse(b"Hello there.", "sop/SOP-014_v2.md").title == "SOP-014 v2"
    assert parse(b"Hello there.", "hr/annual-leave.txt").title == "Annual leave"
    assert parse(b"Hello there.", "../\u202efdp.\x00exe.txt").title == "Fdp.exe"


def test_a_file_that_is_called_only_by_its_suffix_is_read() -> None:
    assert texts(b"Hello there.", "medical/.md") == ["Hello there."]


def test_each_row_of_a_csv_carries_the_names_of_its_columns() -> None:
    data = "product;market;due\nQ;US;2026-02-10\nD;;2027-01-01\n".encode("utf-16")

    assert texts(data, "registrations.csv") == [
        "product: Q; market: US; due: 2026-02-10",
        "product: D; due: 2027-01-01",
    ]


def test_a_csv_of_figures_without_names_is_not_given_any() -> None:
    assert texts(b"1,2,3\n4,5,6\n", "a.csv") == ["1; 2; 3", "4; 5; 6"]


def test_html_shows_what_a_reader_of_the_page_sees() -> None:
    data = b"""<!doctype html><html><head><title>Remote work | CryoDyne</title>
<style>p{}</style></head><body>
<nav><ul><li>Home</li></ul></nav><div style="display: none">secret</div><p hidden>hidden</p>
<h2>Days</h2><p>Three <b>days</b> a<br>week.<!-- no --></p><script>alert(1)</script>
<ol start=2><li>two<ul><li>inner</li></ul></li><li><p>three</p></li></ol>
<dl><dt>Core hours</dt><dd>10 to 15</dd></dl>
<table><tr><th>Role</th><th>Days</th></tr><tr><td rowspan=2>Lab</td><td>1</td></tr>
<tr><td>0</td></tr></table><pre>a
 b</pre><footer>Copyright</footer></body></html>"""

    document = parse(data, "remote.html")

    assert document.title == "Remote work"
    assert document.blocks == (
        Block("heading", "Days", 2),
        Block("paragraph", "Three days a week."),
        Block("list_item", "2. two"),
        Block("list_item", "inner", 1),
        Block("list_item", "3. three"),
        Block("paragraph", "Core hours: 10 to 15"),
        Block("table_row", "Role: Lab; Days: 1"),
        Block("table_row", "Role: Lab; Days: 0"),
        Block("code", "a\n b"),
    )


def test_html_in_an_older_encoding_is_read_as_it_declares() -> None:
    data = '<meta charset="iso-8859-2"><p>Łódź is a city</p>'.encode("iso-8859-2")

    assert texts(data, "a.html") == ["Łódź is a city"]


@pytest.mark.parametrize(
    ("data", "path", "reason"),
    [
        (b"", "a.md", "The file is empty."),
        (b" \n\t ", "a.txt", "The file is empty."),
        (b"\xef\xbb\xbf", "a.csv", "The file is empty."),
        (b"<html><body><script>1</script></body></html>", "a.html", "The page shows no text."),
        (b"text", "a.exe", "Files of type .exe are not read"),
        (b"text", "README", "Files without a suffix are not read"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "a.md", "The content is a picture"),
        (b"%PDF-1.7 ...", "a.txt", "The content is a PDF although the name ends in .txt."),
        (bytes(range(1, 32)) * 9, "a.txt", "The content is not text"),
        (b'a,b\n"' + b"x" * 200_000, "a.csv", "The table breaks off at row 2"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_reason(
    data: bytes, path: str, reason: str
) -> None:
    with pytest.raises(ParseError) as refusal:
        parse(data, path)

    assert refusal.value.reason.startswith(reason)
