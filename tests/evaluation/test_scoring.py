"""Scorers: what counts as cited, said, and not answered."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evaluation.checks import Expectation
from evaluation.outcomes import Outcome
from evaluation.scoring import Scorer, passes, scores
from tests.evaluation.samples import FAILED, GOOD, NO


@pytest.mark.parametrize(
    ("wanted", "cited"),
    [
        ("handbook.md", True),
        ("hr/handbook.md", True),
        ("hr/handbook.md#3", True),
        ("handbook.md#p3", True),
        ("hr/handbook.md#4", False),
        ("it/handbook.md", False),
        ("book.md", False),
    ],
)
def test_a_citation_is_of_a_document_and_perhaps_of_a_page(wanted: str, cited: bool) -> None:
    assert passes(Expectation(cites=(wanted,)), GOOD) is cited


def test_every_document_has_to_be_cited() -> None:
    (_, score) = scores(Expectation(cites=("handbook.md", "rules.md")), GOOD)

    assert (score.scorer, score.passed, score.failing) == (Scorer.CITES, False, ("rules.md",))


@pytest.mark.parametrize(
    ("text", "phrase", "said"),
    [
        ("There are 25 days [1] of leave.", "25 days of leave", True),
        ("There are **25  days**.", "25 days", True),
        ("There are 25 days.", "25 DAYS", True),
        ("Take 25 mg.", "5 mg", False),
        ("Take 2.5 mg.", "5 mg", False),
        ("Take 5.5 mg.", "Take 5", False),
        ("Take 5. Then wait.", "Take 5", True),
        ("unlicensed", "licensed", False),
        ("有給休暇は25日です", "休暇は25日", True),
        ("ﬁve days", "five days", True),
    ],
)
def test_a_phrase_is_said_in_whole_words_and_numbers(text: str, phrase: str, said: bool) -> None:
    outcome = replace(GOOD, text=text)

    assert passes(Expectation(says=(phrase,)), outcome) is said
    assert passes(Expectation(never_says=(phrase,)), outcome) is not said


@pytest.mark.parametrize(
    ("expectation", "outcome", "passed"),
    [
        (Expectation(no_answer=True), NO, True),
        (Expectation(no_answer=True), GOOD, False),
        (Expectation(no_answer=True), FAILED, False),
        (Expectation(), GOOD, True),
        (Expectation(), NO, False),
        (Expectation(says=("documents",)), NO, False),
        (Expectation(never_says=("leave",)), NO, True),
        (Expectation(never_says=("leave",)), FAILED, False),
    ],
)
def test_a_no_is_no_answer_and_a_failure_is_neither(
    expectation: Expectation, outcome: Outcome, passed: bool
) -> None:
    assert passes(expectation, outcome) is passed
