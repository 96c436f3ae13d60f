"""A sentence has the kind of answer that a question waits for, or it has not."""

from __future__ import annotations

import pytest

from gateway.quoting.questions.answer_types import fit


@pytest.mark.parametrize(
    ("question", "sentence", "other"),
    [
        ("appraisal deadline", "The rating is given by 10 December.", "Ratings are from 1 to 4."),
        ("Frist für die Bewertung?", "Given by 10 December.", "Given by the manager."),
        ("deadline for claims", "Claims are filed within 30 days.", "Claims are filed online."),
        ("How long is the wait?", "It takes 30 days.", "It is reviewed."),
    ],
)
def test_a_sentence_with_what_is_asked_for_fits_better(
    question: str, sentence: str, other: str
) -> None:
    assert fit(question, sentence) > fit(question, other)
