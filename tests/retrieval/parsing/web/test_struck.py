from __future__ import annotations

import pytest

from retrieval.parsing.documents import ParsedDocument
from retrieval.parsing.parse import parse

REMARK = "Text that is struck through was left out (1 place)."


def read(data: str, path: str) -> ParsedDocument:
    return parse(data.encode(), path)


def texts(data: str, path: str) -> list[str]:
    return [block.text for block in read(data, path).blocks]


@pytest.mark.parametrize(
    ("data", "path"),
    [
        ("The dose is ~~90 mg~~ 45 mg.", "a.md"),
        ("The dose is <s>90 mg</s> 45 mg.", "a.md"),
        ("The dose is <del>**90** mg</del> 45 mg.", "a.md"),
        ("<p>The dose is <s>90 mg</s> 45 mg.", "a.html"),
        ("<p>The dose is <del><b>90</b> mg</del> 45 mg.", "a.html"),
        ("<p>The dose is <strike>90 mg</strike> 45 mg.", "a.html"),
        (
            "<p>The dose is <span style='TEXT-DECORATION : line-through'>90 mg</span> 45 mg.",
            "a.htm",
        ),
        ("<p>The dose is <i style='text-decoration-line: line-through'>9</i> 45 mg.", "a.html"),
        (
            "<p>The dose is <i style='text-decoration: red double line-through'>9</i> 45 mg.",
            "a.htm",
        ),
        (
            "<style>p.x, .c5 { color: red; text-decoration:line-through }</style>"
            "<p>The dose is <span class='a c5'>90 mg</span> 45 mg.",
            "a.html",
        ),
    ],
)
def test_struck_text_is_left_out_and_the_owner_hears_of_it(data: str, path: str) -> None:
    document = read(data, path)

    assert [block.text for block in document.blocks] == ["The dose is 45 mg."]
    assert document.remarks == (REMARK,)


@pytest.mark.parametrize(
    ("data", "path"),
    [
        ("Kept.\n\n~~Vials may be frozen.~~\n\n- ~~and shaken~~\n- not heated", "a.md"),
        (
            "<p>Kept.<s><p>Vials may be frozen.</s><ul><li><s>and shaken</s><li>not heated</ul>",
            "a.htm",
        ),
    ],
)
def test_a_paragraph_that_is_struck_leaves_no_block(data: str, path: str) -> None:
    assert texts(data, path) == ["Kept.", "not heated"]


@pytest.mark.parametrize(
    ("data", "path"),
    [
        ("|Drug|Dose|Unit|\n|-|-|-|\n|Quorvane|~~90~~|mg|\n", "a.md"),
        (
            "<table><tr><th>Drug<th>Dose<th>Unit<tr><td>Quorvane"
            "<td style='text-decoration:line-through'>90<td>mg</table>",
            "a.html",
        ),
    ],
)
def test_a_struck_cell_is_empty_and_the_others_stay_in_their_columns(data: str, path: str) -> None:
    assert texts(data, path) == ["Drug: Quorvane; Unit: mg"]


def test_a_line_that_appears_only_under_the_mouse_strikes_nothing() -> None:
    page = "<style>a:hover{text-decoration:line-through}</style><p>The <a href=x>dose</a> is 5 mg."

    assert texts(page, "a.html") == ["The dose is 5 mg."]


def test_what_was_inserted_and_what_is_underlined_holds() -> None:
    page = "<p><ins>The</ins> <u>dose</u> is <span style='text-decoration:underline'>5</span> mg."

    assert texts(page, "a.html") == ["The dose is 5 mg."]
    assert texts("It costs ~5 to ~7 euros.", "a.md") == ["It costs ~5 to ~7 euros."]
