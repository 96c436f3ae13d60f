"""A footnote mark in a passage is no citation, neither in the prompt nor for the check."""

from __future__ import annotations

import pytest

from assistants.prompting import prompts
from retrieval.parsing.footnotes import named, without
from tests.assistants.grounding.checks import verdict, verdicts
from tests.fakes.search import passage


@pytest.mark.parametrize(
    ("text", "marked", "bare"),
    [
        ("25 [1] mg a day", "25 [note 1] mg a day", "25 mg a day"),
        ("daily.[1,2] Then", "daily.[note 1,2] Then", "daily. Then"),
        ("[2] In adults.", "[note 2] In adults.", " In adults."),
        ("as in list[0] and a[1][2]", "as in list[0] and a[1][2]", "as in list[0] and a[1][2]"),
        ("the range [low, high]", "the range [low, high]", "the range [low, high]"),
    ],
)
def test_a_mark_is_named_as_one_and_can_be_taken_out(text: str, marked: str, bare: str) -> None:
    assert named(text) == marked
    assert without(text) == bare


def test_a_mark_that_is_named_can_be_taken_out_too() -> None:
    assert without(named("25 [1] mg")) == "25 mg"


def test_a_model_sees_no_mark_in_the_form_of_a_citation() -> None:
    noted = passage(1, "The dose is 25 [2] mg. [2] In adults.", title="Doses")

    message = prompts.render_material("Which dose?", [noted], "=====")

    assert "The dose is 25 [note 2] mg. [note 2] In adults." in message.text
    assert message.text.count("[1]") == 1
    assert "[2]" not in message.text


def test_what_a_model_copies_with_its_mark_is_verified_and_cites_only_its_passage() -> None:
    noted = passage(1, "The dose is 25 [2] mg once daily. [2] In adults.", title="Doses")
    other = passage(2, "The fee is 190 CHF.", title="Fees")

    (sentence,) = verdicts("The dose is 25 [note 2] mg once daily [1].", (noted, other))

    assert f"{sentence.verdict}/{sentence.reason}" == "verified/supported"
    assert sentence.citations == (1,)


def test_a_number_in_brackets_is_still_one_that_the_source_says() -> None:
    shares = passage(1, "Patients with a rash: 12 [34] of 100.", title="Rash")

    assert verdict("There was a rash in 34 of 100 patients [1].", (shares,)) != "unverified/number"
