from __future__ import annotations

import pytest

from retrieval.parsing.parse import parse


def texts(data: str | bytes, path: str) -> list[str]:
    data = data.encode() if isinstance(data, str) else data
    return [block.text for block in parse(data, path).blocks]


@pytest.mark.parametrize(
    "hidden",
    [
        "<p hidden>no</p>",
        "<p aria-hidden=true>no</p>",
        "<div style='DISPLAY : none'><p>no</p></div>",
        "<p style='color:#fff'>no</p>",
        "<p style='font-size:1px'>no</p>",
        "<p style='opacity:0'>no</p>",
        "<p style='position:absolute; left:-9999px'>no</p>",
        "<template>no</template><noscript>no</noscript><script>no</script>",
        "<!-- no --><select><option>no</select>",
        "<svg><text>no</text></svg><iframe srcdoc='no'></iframe>",
    ],
)
def test_what_a_page_hides_is_not_text(hidden: str) -> None:
    page = f"<head><meta name=description content=no></head><p>Seen.</p>{hidden}"

    assert texts(page, "a.html") == ["Seen."]


@pytest.mark.parametrize(
    "style", ["font-size:1em", "font-size:0.9rem", "color:#fff;background:#036", "opacity:0.8"]
)
def test_a_style_that_hides_nothing_costs_no_text(style: str) -> None:
    assert texts(f"<p style='{style}'>Seen.</p>", "a.html") == ["Seen."]


def test_white_text_on_the_colour_around_it_is_text() -> None:
    page = "<table bgcolor=navy><tr><td style=color:white>Class<td>Days<tr><td>minor<td>30</table>"

    assert texts(page, "a.html") == ["Class: minor; Days: 30"]


def test_navigation_and_footers_and_contents_are_not_text() -> None:
    links = "".join(f"<li><a href='#p{i}'>Part {i}</a></li>" for i in range(4))
    page = f"""<nav>Home</nav><ul>{links}</ul><p>Text.</p>
        <article><p>An article.</p><footer>Its author.</footer></article>
        <div><div><footer>Imprint</footer></div></div>"""

    assert texts(page, "a.html") == ["Text.", "An article.", "Its author."]


def test_spans_and_several_rows_of_names_are_kept_in_a_table_of_a_page() -> None:
    page = """<table><caption>Visits</caption>
        <thead><tr><th rowspan=2>Procedure<th colspan=2>Treatment</tr>
        <tr><th>Day 1<th>Day 8</tr></thead>
        <tr><td>ECG<td>X<td>X</tr><tr><td>Blood<td colspan=2>on demand</tr></table>"""

    assert texts(page, "a.html") == [
        "Visits",
        "Procedure: ECG; Treatment, Day 1: X; Treatment, Day 8: X",
        "Procedure: Blood; Treatment, Day 1: on demand",
    ]


def test_front_matter_comments_and_addresses_of_markdown_are_not_text() -> None:
    for mark, equals in (("---", ": "), ("+++", " = ")):
        data = f"""{mark}
title{equals}"Leave policy"
secret{equals}codeword
{mark}
Read [the policy](http://x.example/secret "secret") <!-- no
more --> today.

<!--
no

no
-->

[//]: # (no)
"""
        document = parse(data.encode(), "a.md")

        assert document.title == "Leave policy"
        assert [block.text for block in document.blocks] == ["Read the policy today."]


def test_markdown_between_tags_that_hide_it_is_not_text() -> None:
    data = "Seen.\n\n<div style='display:none'>\n\nno **no**\n\n- no\n\n</div>\n\nToo.\n"

    assert texts(data, "a.md") == ["Seen.", "Too."]


def test_nested_lists_keep_their_numbers_and_their_depth() -> None:
    markdown = b"1. one\n2. two\n   1. inner\n      - deep\n3. three\n"
    html = b"<ol><li>one<li>two<ol><li>inner<ul><li>deep</ul></ol><li>three</ol>"

    for data, path in ((markdown, "a.md"), (html, "a.html")):
        assert [(b.text, b.level) for b in parse(data, path).blocks] == [
            ("1. one", 0),
            ("2. two", 0),
            ("1. inner", 1),
            ("deep", 2),
            ("3. three", 0),
        ]


@pytest.mark.parametrize(
    ("markup", "items"),
    [
        ("<ol start=8><li>x<li>y", ["8. x", "9. y"]),
        ("<ol><li>x<li value=9>y<li>z", ["1. x", "9. y", "10. z"]),
        ("<ol reversed><li>x<li>y<li>z", ["3. x", "2. y", "1. z"]),
        ("<ol type=a><li>x<li>y", ["a. x", "b. y"]),
        ("<ol type=A start=26><li>x<li>y", ["Z. x", "AA. y"]),
        ("<ol type=i start=4><li>x", ["iv. x"]),
        ("<ol type=I start=0><li>x<li>y", ["0. x", "I. y"]),
        ("<ol start=few><li value=many>x", ["1. x"]),
    ],
)
def test_a_list_is_numbered_as_a_browser_numbers_it(markup: str, items: list[str]) -> None:
    assert texts(markup.encode(), "a.html") == items


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_a_csv_with_quoted_lines_is_read_whatever_stands_between_its_cells(mark: str) -> None:
    rows = (("site", "note"), ("Basel", f'"first{mark} line\nsecond"'), ("Lyon", '"a ""b"""'))
    data = "\ufeff" + "\r\n".join(mark.join(row) for row in rows)

    assert texts(data, "a.csv") == [
        f"site: Basel; note: first{mark.replace(chr(9), ' ')} line second".replace("  ", " "),
        'site: Lyon; note: a "b"',
    ]


def test_a_csv_may_name_its_delimiter_and_write_decimal_commas() -> None:
    assert texts("sep=;\nsite;rate\nBasel;1,5\n", "a.csv") == ["site: Basel; rate: 1,5"]
    assert texts("site;rate;note\nBasel;1,5;a, b\nLyon;2,5;\n", "a.csv")[0] == (
        "site: Basel; rate: 1,5; note: a, b"
    )


@pytest.mark.parametrize("path", ["a.txt", "a.csv", "a.md", "a.html"])
def test_the_owner_hears_of_an_encoding_that_was_guessed(path: str) -> None:
    document = parse("name, café\nOwner, Zoë\n".encode("latin-1"), path)

    assert "café" in str(document.blocks)
    assert "Windows-1252" in document.remarks[0]
    assert parse("name, café\nOwner, Zoë\n".encode(), path).remarks == ()


def test_a_heading_that_is_as_long_as_a_text_is_a_paragraph() -> None:
    (block,) = parse(b"# " + b"word " * 200, "a.md").blocks

    assert block.kind == "paragraph"
