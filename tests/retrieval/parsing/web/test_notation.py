from __future__ import annotations

import pytest

from retrieval.parsing.parse import parse


def texts(data: str, path: str) -> list[str]:
    return [block.text for block in parse(data.encode(), path).blocks]


@pytest.mark.parametrize("path", ["a.md", "a.html"])
def test_raised_figures_are_told_apart_in_markup(path: str) -> None:
    data = (
        "<p>2 x 10<sup>13</sup> genomes at 5 mg/m<sup>2</sup>, "
        "25<sup>1</sup> mg, CO<sub>2</sub></p>"
        "<p><sup>1</sup> In adults.</p>"
    )
    data = data.replace("<p>", "").replace("</p>", "\n\n") if path == "a.md" else data

    assert texts(data, path) == [
        "2 x 10^13 genomes at 5 mg/m^2, 25 [1] mg, CO2",
        "[1] In adults.",
    ]


def test_a_link_to_a_note_is_its_mark() -> None:
    page = "<p>10<sup><a href='#fn3'>3</a></sup> cells</p><p>m<sup class=footnote>2</sup> now</p>"

    assert texts(page, "a.html") == ["10 [3] cells", "m [2] now"]


def test_letters_that_a_style_raises_are_raised() -> None:
    page = "<p>2 x 10<span style='font-size:60%; vertical-align:super'>13</span> genomes"

    assert texts(page, "a.html") == ["2 x 10^13 genomes"]


@pytest.mark.parametrize("cell", ["<td>25<sup>1</sup><td>10<sup>6</sup>"])
def test_raised_figures_are_told_apart_in_cells(cell: str) -> None:
    page = f"<table><tr><th>Dose<sup>6</sup> (mg)<th>CFU<tr>{cell}</table>"

    assert texts(page, "a.html") == ["Dose [6] (mg): 25 [1]; CFU: 10^6"]


def test_notes_of_markdown_keep_their_marks_and_their_words() -> None:
    data = "Take 25[^1] mg, then 30[^b] mg; `[^a-z]` is code.\n\n[^1]: Adults\n[^b]: In children.\n"

    assert texts(data, "a.md") == [
        "Take 25 [1] mg, then 30 [b] mg; [^a-z] is code.",
        "[1] Adults",
        "[b] In children.",
    ]


def formula(inside: str) -> str:
    return texts(f"<p><math>{inside}</math></p>", "a.html")[0]


def test_a_fraction_keeps_its_bar() -> None:
    page = (
        "Clearance is <math><mfrac><mrow><mo>(</mo><mn>140</mn><mo>-</mo><mi>age</mi><mo>)</mo>"
        "<mo>×</mo><mi>weight</mi></mrow><mrow><mn>72</mn><mo>×</mo><mi>SCr</mi></mrow></mfrac>"
        "</math> for men."
    )

    for data, path in ((f"<p>{page}</p>", "a.html"), (page, "a.md")):
        assert texts(data, path) == ["Clearance is ((140-age)×weight)/(72×SCr) for men."]


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ("<msup><mi>x</mi><mn>2</mn></msup>", "x^2"),
        ("<msup><mi>e</mi><mrow><mi>a</mi><mo>+</mo><mn>1</mn></mrow></msup>", "e^(a+1)"),
        ("<msub><mi>C</mi><mi>max</mi></msub>", "C_max"),
        ("<msqrt><mi>a</mi><mo>+</mo><mi>b</mi></msqrt>", "√(a+b)"),
        ("<mroot><mi>x</mi><mn>3</mn></mroot>", "3√(x)"),
        (
            "<munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi>"
            "</munderover><msub><mi>x</mi><mi>i</mi></msub>",
            "∑_(i = 1)^n x_i",
        ),
        (
            "<mfrac><mfrac><mi>a</mi><mi>b</mi></mfrac><mi>c</mi></mfrac>",
            "(a/b)/c",
        ),
        (
            "<semantics><mi>E</mi><annotation encoding='application/x-tex'>E_0</annotation>"
            "</semantics>",
            "E",
        ),
        ("<mfenced><mi>a</mi><mi>b</mi></mfenced>", "(a, b)"),
        (
            "<mrow><mfrac><mn>1</mn><mn>2</mn></mfrac></mrow><mi>m</mi><msup><mi>v</mi><mn>2</mn>"
            "</msup><mi>t</mi>",
            "(1/2)mv^2 t",
        ),
    ],
)
def test_a_formula_is_one_line_that_says_the_same(inside: str, text: str) -> None:
    assert formula(inside) == text


def test_a_formula_of_a_thousand_levels_is_read() -> None:
    assert "x" in formula("<mrow>" * 1000 + "<mi>x</mi>" + "</mrow>" * 1000)
