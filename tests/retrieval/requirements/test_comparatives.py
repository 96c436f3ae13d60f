"""Two things are compared by a text only where it speaks of what they are compared in."""

from __future__ import annotations

import pytest

from retrieval.searching.requirements.comparatives import lacks_measure

TEXT = "Gateways\nChoose the gateway north or south. A session lasts 10 hours."


@pytest.mark.parametrize(
    "question",
    [
        "Is the north gateway faster than the south one?",
        "Which is cheaper, the north gateway or the south one?",
        "Is north more reliable than south?",
        "Is north heavier than south?",
        "Ist Nord schneller als Süd?",
    ],
)
def test_what_is_not_measured_is_lacking(question: str) -> None:
    assert lacks_measure(question, [TEXT])


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Is north faster than south?", "The speed of north is 10 Mbit, of south 5."),
        ("Is a doctor answered faster than a patient?", "Response time is 2 days for doctors."),
        ("Is north cheaper than south?", "North costs 5 CHF."),
        ("Is north heavier than south?", "North is heavy."),
        ("Does a session of north last longer than one of south?", TEXT),
        ("Do managers get more leave than others?", TEXT),
        ("Is a larger number than 5 allowed?", TEXT),
        ("Is it safer than before?", "The risk is low."),
        ("How many gateways are there?", TEXT),
    ],
)
def test_what_is_measured_or_an_amount_may_be_compared(question: str, text: str) -> None:
    assert not lacks_measure(question, [text])
