"""Rows of passages become tables again, and questions choose among them."""

from __future__ import annotations

import pytest

from gateway.calls import Excerpt
from gateway.quoting.composition.layout import MOST_COLUMNS, MOST_ROWS, labels, rows
from gateway.quoting.composition.wording import words_in
from gateway.quoting.rows.asking import asked_of, covered
from gateway.quoting.rows.dates import asks_when, by_date, has_date_of
from gateway.quoting.rows.tables import cells_of, tables_in

REGISTRATIONS = Excerpt(
    1,
    "Registrations",
    "",
    "product: Qavoretin; market: US; status: approved; licence: NDA 219-884; renewal_due: "
    "2026-02-10\n"
    "product: Qavoretin; market: CH; status: approved; licence: CH/1/40; renewal_due: 2026-04-10\n"
    "product: Qavoretin; market: JP; status: not filed; licence: JP/1/40; renewal_due: "
    "2026-05-10\n"
    "product: Drovelimab; market: US; status: approved; licence: BLA 761; renewal_due: "
    "2027-02-11\n"
    "product: Drovelimab; market: CH; status: not filed; licence: CH/1/41; renewal_due: "
    "2027-04-11\n"
    "product: Drovelimab; market: JP; status: under review; licence: JP/1/41; renewal_due: "
    "2027-05-11",
)


def licences(question: str) -> list[str]:
    asked = asked_of(question, [REGISTRATIONS])
    return [row.cells["licence"] for row in asked.rows] if asked else []


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("Which products are approved in Switzerland?", ["CH/1/40"]),
        ("Which registrations are under review?", ["JP/1/41"]),
        ("Which registrations are not filed?", ["JP/1/40", "CH/1/41"]),
        ("Which have not yet been filed in Japan?", ["JP/1/40"]),
        ("In which markets is Drovelimab not approved?", ["CH/1/41", "JP/1/41"]),
        ("Show the US licences of each product", ["NDA 219-884", "BLA 761"]),
        ("Which renewals are due before 2027?", ["NDA 219-884", "CH/1/40", "JP/1/40"]),
        ("Which renewals are due in 2027?", ["BLA 761", "CH/1/41", "JP/1/41"]),
        ("Which renewals are due after 2027-03?", ["CH/1/41", "JP/1/41"]),
        ("Compare the US and JP licences of Drovelimab", ["BLA 761", "JP/1/41"]),
        ("Which products are registered in Switzerland?", ["CH/1/40"]),
        ("Which products are licensed in the US?", ["NDA 219-884", "BLA 761"]),
        ("Which products are registered in Japan?", []),
        ("Where is Drovelimab on the market?", ["BLA 761"]),
        ("In which markets is Drovelimab not registered?", ["CH/1/41", "JP/1/41"]),
        ("Which registrations do we have in Japan?", ["JP/1/40", "JP/1/41"]),
    ],
)
def test_the_rows_that_a_question_names_are_chosen(question: str, wanted: list[str]) -> None:
    assert licences(question) == wanted


SYNONYMS = (
    ("nicht", ("not filed", "nicht eingereicht")),
    ("eingereicht", ("not filed", "filed")),
    ("zugelassen", ("approved", "authorised")),
    ("Märkten", ("country", "market")),
    ("expire", ("use by date", "renewal")),
)


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("In welchen Märkten ist Qavoretin zugelassen?", ["NDA 219-884", "CH/1/40"]),
        ("Welche sind in Japan noch nicht eingereicht?", ["JP/1/40"]),
        ("Was ist in der Schweiz nicht zugelassen?", ["CH/1/41"]),
        ("Which licences expire in 2026?", ["NDA 219-884", "CH/1/40", "JP/1/40"]),
    ],
)
def test_rows_are_named_in_other_words_and_languages(question: str, wanted: list[str]) -> None:
    asked = asked_of(question, [REGISTRATIONS], SYNONYMS)

    assert asked is not None
    assert [row.cells["licence"] for row in asked.rows] == wanted


def test_a_noun_of_german_is_no_name_that_a_table_lacks_but_a_name_is() -> None:
    noun = asked_of("Welche Anträge sind in Japan zugelassen?", [REGISTRATIONS], SYNONYMS)

    assert noun is not None
    assert noun.explained > 0
    assert asked_of("Ist Zorbatex in Japan zugelassen?", [REGISTRATIONS], SYNONYMS) is None


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("Which renewal is due first?", "NDA 219-884"),
        ("Which renewal is due last?", "JP/1/41"),
        ("Welche Verlängerung steht als nächste an?", "NDA 219-884"),
    ],
)
def test_what_comes_first_by_its_date_stands_first(question: str, first: str) -> None:
    (table,) = tables_in([REGISTRATIONS])

    assert by_date(question, table, table.rows[::-1])[0].cells["licence"] == first


@pytest.mark.parametrize(
    ("question", "column"),
    [
        ("When is the inspection in Basel?", "date"),
        ("When is the next training for Novarel?", "start"),
        ("When was the pump in Basel checked?", "valid until"),
        ("When does the registration of Drovelimab in Japan expire?", "renewal due"),
        ("When does the agreement on laptops lapse?", "contract until"),
        ("When is Drovelimab approved?", "approved"),
    ],
)
def test_a_column_that_is_only_a_date_or_an_end_too_has_the_date(
    question: str, column: str
) -> None:
    (table,) = tables_in([Excerpt(1, "Plan", "", f"what: A; {column}: 2026-03-04")])

    assert asks_when(question)
    assert has_date_of(question, table)


@pytest.mark.parametrize(
    "question",
    ["When ordering laptops, which vendor do we use?", "When in Basel, whom do I call?"],
)
def test_when_asks_for_no_date_where_it_says_on_which_occasion(question: str) -> None:
    assert not asks_when(question)


@pytest.mark.parametrize(
    ("question", "another"),
    [
        ("When was Qavoretin withdrawn in the US?", True),
        ("On which date was Qavoretin submitted?", True),
        ("When exactly was Qavoretin submitted?", True),
        ("When is the renewal of Qavoretin due?", False),
        ("Is Qavoretin approved in the US?", False),
    ],
)
def test_a_date_of_a_table_is_not_that_of_another_event(question: str, another: bool) -> None:
    (table,) = tables_in([REGISTRATIONS])

    assert (asks_when(question) and not has_date_of(question, table)) is another


@pytest.mark.parametrize(
    "question",
    [
        "Which products are approved in Zorbia?",
        "Which licences does Zorbatex hold in the US?",
        "Which products are approved in Germany?",
        "Welche Produkte sind in Deutschland zugelassen?",
    ],
)
def test_a_name_that_a_table_does_not_hold_is_not_answered_from_it(question: str) -> None:
    assert covered(question, [REGISTRATIONS]) == 0


@pytest.mark.parametrize(
    "line",
    [
        "Reduce to 15 mg in Child-Pugh B; do not use in Child-Pugh C.",
        "If a dose is missed: inject within 7 days; after 7 days start anew.",
        "The limits are: one; two; three",
        "",
        "; ; ;",
    ],
)
def test_a_sentence_with_semicolons_is_no_row(line: str) -> None:
    assert cells_of(line) is None


def test_a_row_may_begin_with_a_label_without_a_name() -> None:
    assert cells_of("Revenue; 2024: 5,000; 2023: 4,000") == {
        "": "Revenue",
        "2024": "5,000",
        "2023": "4,000",
    }


def test_the_parts_of_a_table_in_several_passages_are_one_table() -> None:
    first, second = (
        Excerpt(n, "Limits", "Hotels", f"city: {city}; limit: {limit}; currency: CHF")
        for n, city, limit in ((1, "Basel", 190), (2, "Zurich", 240))
    )

    (table,) = tables_in([first, second])

    assert [row.cells["city"] for row in table.rows] == ["Basel", "Zurich"]
    text = rows(table, table.rows, words_in("en"))
    assert "| Basel | 190 | CHF | [1] |" in text
    assert "| Zurich | 240 | CHF | [2] |" in text


def test_a_bound_is_said_with_where_all_of_it_stands() -> None:
    many = "\n".join(f"name: N{n}; size: {n}; unit: m" for n in range(MOST_ROWS + 15))
    (table,) = tables_in([Excerpt(3, "Sizes", "", many, rows_left=60)])

    text = rows(table, table.rows, words_in("de"))

    assert f"{MOST_ROWS} von {MOST_ROWS + 15} gezeigt. Für alle [3] öffnen" in text
    assert "60 weiteren Zeilen" in text
    assert f"| N{MOST_ROWS} |" not in text


def test_of_many_columns_the_needed_ones_are_shown() -> None:
    wide = "; ".join(f"column{n}: {n}" for n in range(20))
    (table,) = tables_in([Excerpt(1, "Wide", "", f"{wide}\n{wide.replace(': 3', ': 4')}")])

    text = rows(table, table.rows, words_in("en"), needed=["column17"])

    head = text.splitlines()[2]
    assert head.count("column") == MOST_COLUMNS
    assert "column17" in head
    assert "8 of 20 columns shown" in text


def test_a_cell_cannot_break_its_table() -> None:
    (table,) = tables_in([Excerpt(1, "Odd", "", "a|b: x|y; c: *z*; d: 1")])

    lines = rows(table, table.rows, words_in("en")).splitlines()

    assert lines[-1] == r"| x\|y | *z* | 1 |"


def test_titles_are_told_apart_by_what_they_do_not_share() -> None:
    assert labels(["Storage of Qavoretin", "Storage of Drovelimab"]) == {
        "Storage of Qavoretin": "Qavoretin",
        "Storage of Drovelimab": "Drovelimab",
    }
    assert labels(["Storage", "Storage of Drovelimab"])["Storage"] == "Storage"
