"""Severity 2 is not severity 1, however they are written."""

from __future__ import annotations

import pytest

from gateway.quoting.questions.designations import is_of_another


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("How fast is a P1 answered?", "Severity 2: response in 1 hour."),
        ("What is sev2?", "Priority 1: the site is down."),
        ("When is a type IB change notified?", "Type II changes need approval."),
        ("Is a grade 3 reaction serious?", "A grade II reaction is not."),
    ],
)
def test_what_has_another_number_is_of_another_kind(question: str, text: str) -> None:
    assert is_of_another(question, text)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("How fast is a P1 answered?", "Severity 1: response in 15 minutes."),
        ("Wie schnell bei Schweregrad 1?", "Severity 1: response in 15 minutes."),
        ("When is a type I change notified?", "Type IA changes are notified later."),
        ("What is phase 2?", "In phase II, doses are found."),
        ("How fast is a P1 answered?", "Incidents are answered at once."),
        ("How fast is an incident answered?", "Severity 1: response in 15 minutes."),
        ("What does P 2.5 mean?", "Severity 1: response in 15 minutes."),
    ],
)
def test_the_same_number_or_none_may_be_meant(question: str, text: str) -> None:
    assert not is_of_another(question, text)
