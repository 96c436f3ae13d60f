"""Answers out of tables: the opposite is never said, and what is doubtful is told to be so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistants.questions.forms import form_of
from gateway.calls import Excerpt
from gateway.routes.extractive import ExtractiveClient
from retrieval.languages.thesaurus import alternatives
from tests.gateway.calling import WordSimilarity, call
from tests.gateway.quoting.rows.small_tables import DRUGS, REGISTRATIONS


async def answer(question: str, excerpt: Excerpt, language: str = "en") -> tuple[str, bool]:
    """What is quoted, and whether the route said that it is sure of it."""
    doubts: list[str] = []
    asked = replace(
        call(question, (excerpt,)),
        form=form_of(question),
        language=language,
        synonyms=alternatives(question),
        doubted=lambda: doubts.append(question),
    )
    pieces = ExtractiveClient(WordSimilarity()).stream(asked)
    text = "".join([piece async for piece in pieces if isinstance(piece, str)])
    return text, not doubts


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        (
            "Which products have never been approved in Switzerland?",
            "**Drovelimab; Ylmasept** (product; no row with market CH, status approved) [1]",
        ),
        (
            "How many products lack an approval in Switzerland?",
            "**2** (product; no row with market CH, status approved) [1]",
        ),
        (
            "How many products are approved in Switzerland and Japan?",
            "**None** (product; market CH + market JP; status approved). These rows decide it:",
        ),
        ("In how many markets outside the US is Qavoretin approved?", "**2** (market; "),
        ("Which products are approved in no market?", "**None** (product; no row with status "),
    ],
)
async def test_what_is_denied_is_answered_with_the_rows_that_tell_it(
    question: str, begins: str
) -> None:
    text, sure = await answer(question, REGISTRATIONS)

    assert text.startswith(begins)
    assert sure


async def test_it_is_answered_in_the_language_of_the_question() -> None:
    question = "Welche Produkte sind weder in der Schweiz noch in Japan zugelassen?"

    text, _ = await answer(question, REGISTRATIONS, "de")

    assert text.startswith("**Drovelimab** (product; keine Zeile mit ")


@pytest.mark.parametrize(
    "question",
    [
        "How many products are not approved?",
        "How many products are approved in at least two markets?",
        "Which products are rather than approved only under review?",
        "Which renewals are due in the next six months?",
        "Which registrations are neither approved nor forgotten?",
    ],
)
async def test_what_is_not_surely_understood_has_no_number_and_is_told_to_be_doubtful(
    question: str,
) -> None:
    text, sure = await answer(question, REGISTRATIONS)

    assert not text or not sure
    assert not text.startswith(("**1", "**2"))


async def test_what_is_nowhere_cannot_be_told_from_a_part_of_a_table() -> None:
    part = replace(REGISTRATIONS, rows_left=40)

    text, sure = await answer("How many products lack an approval in Switzerland?", part)

    assert not sure
    assert "**2**" not in text


@pytest.mark.parametrize(
    ("question", "own", "another"),
    [
        ("Is Brufenol approved in Italy?", "Brufenol", "Caltrex"),
        ("Is Caltrex approved in France?", "Caltrex", "Danzepal"),
        ("When was Danzepal approved in Spain?", "Danzepal", "Brufenol"),
    ],
)
async def test_one_thing_in_one_place_without_a_row_is_none_and_never_another_things(
    question: str, own: str, another: str
) -> None:
    text, _ = await answer(question, DRUGS)

    assert text.startswith("**None**: no row has ")
    assert f"| {own} |" in text
    assert f"| {another} |" not in text


async def test_one_thing_in_one_place_is_answered_by_its_row_alone() -> None:
    text, sure = await answer("Is Caltrex approved in Italy?", DRUGS)

    assert [line for line in text.splitlines() if line.startswith("| Cal")] == [
        "| Caltrex | 5 mg | Italy | approved | 2021-12-31 |"
    ]
    assert "Brufenol" not in text
    assert sure
