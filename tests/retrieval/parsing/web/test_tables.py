from __future__ import annotations

import pytest

from retrieval.parsing.parse import parse

PAIRS = [
    "Document number: SOP-71554",
    "Version: 6",
    "Owner: Ingrid Falk",
    "Effective date: 1 March 2026",
]


def texts(data: str, path: str) -> list[str]:
    return [block.text for block in parse(data.encode(), path).blocks]


def html(label: str) -> str:
    rows = "".join(
        f"<tr>{label.format(*pair.split(': '))}<td>{pair.split(': ')[1]}</td></tr>"
        for pair in PAIRS
    )
    return f"<table>{rows}</table>"


@pytest.mark.parametrize(
    ("data", "path"),
    [
        (html("<th scope=row>{0}</th>"), "a.html"),
        (html("<th>{0}</th>"), "a.html"),
        (html("<td scope=row>{0}</td>"), "a.html"),
        ("|  |  |\n|-|-|\n" + "".join("|{}|{}|\n".format(*p.split(": ")) for p in PAIRS), "a.md"),
    ],
    ids=["scope", "th", "td", "markdown"],
)
def test_a_table_of_pairs_keeps_its_first_pair(data: str, path: str) -> None:
    assert texts(data, path) == PAIRS


def test_a_row_of_names_above_pairs_names_both_columns() -> None:
    page = "<table><tr><th>Field</th><th>Entry</th></tr><tr><th>Version</th><td>6</td></tr></table>"

    assert texts(page, "a.html") == ["Field: Version; Entry: 6"]
    assert texts("|Field|Entry|\n|-|-|\n|Version|6|\n", "a.md") == ["Field: Version; Entry: 6"]


def test_a_table_in_a_frame_of_the_page_is_a_table() -> None:
    page = (
        "<table><tr><td>Menu<td><h2>Doses</h2><table><tr><th>Drug<th>Dose<tr><td>Obrivan<td>5 mg"
        "</table></table>"
    )

    assert texts(page, "a.html") == ["Menu", "Doses", "Drug: Obrivan; Dose: 5 mg"]


@pytest.mark.parametrize(
    "names",
    [
        "<td><b>Drug</b><td><strong>Owner</strong>",
        "<td style='font-weight:bold'>Drug<td><span style='font-weight: 700'>Owner</span>",
        "<td><p><b><span>Drug</span></b></p><td><p><b>Owner</b></p>",
    ],
)
def test_bold_names_above_plain_values_name_the_columns(names: str) -> None:
    page = f"<table><tr>{names}<tr><td>Obrivan<td>Rita Moor<tr><td>Camtorel<td>Kai</table>"

    assert texts(page, "a.html") == [
        "Drug: Obrivan; Owner: Rita Moor",
        "Drug: Camtorel; Owner: Kai",
    ]
