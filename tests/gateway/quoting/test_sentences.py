from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.calls import Excerpt
from gateway.quoting.sentences import LONGEST, split


def texts(text: str, section: str = "") -> list[str]:
    return [one.text for one in split(Excerpt(1, "Title", section, text))]


@pytest.mark.parametrize(
    "text",
    [
        "Give 2.5 mg once daily, e.g. in the morning, to 9.7% of patients.",
        "Nuxaprant (cf. Section 4.2 of the summary) is taken by Dr. Meyer at approx. 8 a.m. daily.",
        "It is sold in the U.S. Market since 2021.",
        "J. Smith approves it.",
    ],
)
def test_a_point_within_a_sentence_does_not_end_it(text: str) -> None:
    assert texts(text) == [text]


@pytest.mark.parametrize(
    "text",
    [
        "Some colleagues believe that Zamorex may be given to newborns. They are wrong.",
        "A common myth says that Zamorex may be crushed. Studies refuted it.",
        "The earlier advice was to double the dose. It no longer applies.",
        "It was once thought that tablets may be crushed. This is false.",
        "Many people think that Zamorex may be crushed. Crushed tablets are toxic.",
        "Zamorex may be given to adults. However, not during pregnancy.",
        "Zamorex may be given with food. Not for newborns.",
        "Zamorex may be crushed. Except in children.",
        "The following advice is outdated. Double the dose.",
        "Neugeborene dürfen Zamorex erhalten. Dies gilt nicht mehr.",
        "Manche glauben, Zamorex dürfe zerkleinert werden. Das stimmt nicht.",
        "Die Dosis darf verdoppelt werden. Diese Empfehlung ist veraltet.",
        "Zamorex darf geteilt werden. Ausgenommen sind Kapseln.",
        "Le Zamorex peut être donné aux nouveau-nés. C’est faux.",
        "Certains pensent que le Zamorex peut être écrasé. Ils ont tort.",
        "La dose est doublée. Cette règle ne s’applique plus.",
        "Le Zamorex peut être écrasé. Sauf chez l’enfant.",
    ],
)
def test_a_sentence_is_not_quoted_without_what_refutes_or_limits_it(text: str) -> None:
    assert texts(f"Zamorex is blue. {text} Keep it dry.") == [
        "Zamorex is blue.",
        text,
        "Keep it dry.",
    ]


def test_what_refutes_may_begin_a_paragraph_and_stand_there_twice() -> None:
    text = "Crush it.\n\nThis is wrong.\n\nDouble it.\n\nThis is wrong."

    assert texts(text) == ["Crush it. This is wrong.", "Double it. This is wrong."]


@pytest.mark.parametrize(
    "text",
    [
        "The device is wiped. It is replaced within a day.",
        "Employees get 25 days. It does not matter when.",
        "Das Gerät wird gelöscht. Es wird am nächsten Tag ersetzt.",
        "La dose est de 30 mg. Elle est prise le matin.",
    ],
)
def test_what_only_goes_on_is_quoted_alone(text: str) -> None:
    assert len(texts(text)) == 2


@pytest.mark.parametrize(
    ("text", "second"),
    [
        ("Store below 30 °C. The shelf life is 36 months.", "The shelf life is 36 months."),
        ("No adjustment in Child-Pugh B. Monitor weekly.", "Monitor weekly."),
        ("Is it safe? Yes.", "Yes."),
        ("Take it at 8. Then rest.", "Then rest."),
    ],
)
def test_a_sentence_ends_where_a_reader_ends_it(text: str, second: str) -> None:
    assert texts(text)[1:] == [second]


def test_a_heading_stands_above_what_follows_it_and_is_not_quoted() -> None:
    found = split(Excerpt(1, "Summary", "Use", "Hepatic impairment\nNo dedicated study."))

    assert [(one.text, one.above) for one in found] == [
        ("No dedicated study.", "Use > Hepatic impairment")
    ]


def test_a_line_alone_above_a_sentence_is_its_heading() -> None:
    text = "Hepatic impairment\n\nNo dedicated study.\n\nStorage\n\n- Keep it below 25 degrees."

    found = split(Excerpt(1, "Summary", "", text))

    assert [(one.text, one.above) for one in found] == [
        ("No dedicated study.", "Hepatic impairment"),
        ("Keep it below 25 degrees.", "Storage"),
    ]


@pytest.mark.parametrize(
    "text",
    ["Extension 4411\n\nCall it within 2 hours.", "No data\n\nNone yet", "Keep it cool"],
)
def test_a_line_that_says_something_itself_is_no_heading(text: str) -> None:
    assert texts(text)[0] == text.partition("\n")[0]


def test_a_table_row_is_quoted_as_a_whole() -> None:
    row = "product: Ylmasept; market: EU; status: under review; licence: EU/1/43/102"

    found = split(Excerpt(1, "Registrations", "", f"{row}\n{row.replace('EU', 'US')}"))

    assert next((one.kind, one.text) for one in found) == ("row", row)
    assert len(found) == 2


def test_list_items_lose_their_mark_and_know_what_introduced_them() -> None:
    found = split(Excerpt(1, "Policy", "", "The classes are:\n\n- Critical data\n- Public data"))

    assert [one.text for one in found][:3] == ["The classes are:", "Critical data", "Public data"]
    assert found[1].lead == "The classes are:"


def test_an_introduced_list_can_be_quoted_as_a_whole() -> None:
    assert texts("The classes are:\n\n1. Critical\n2. Public\n\nAsk IT.")[-1] == (
        "The classes are:\n- Critical\n- Public"
    )


@given(st.text(max_size=3000))
def test_any_text_is_cut_into_pieces_that_stand_in_it(text: str) -> None:
    for one in split(Excerpt(1, "", "", text)):
        assert one.text
        if one.kind != "list":
            assert one.text in text
            assert len(one.text) <= LONGEST
