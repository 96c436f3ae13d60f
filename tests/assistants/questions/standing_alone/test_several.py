"""A message with several questions is taken apart, and one that is a single question is not."""

from __future__ import annotations

import pytest

from assistants.questions.forms import form_of
from assistants.questions.standing_alone.follow_ups import standalone
from assistants.questions.standing_alone.several import each_alone, questions_in


@pytest.mark.parametrize(
    ("message", "alone"),
    [
        (
            "What is the dose of Nuxaprant? And how is it stored?",
            ("What is the dose of Nuxaprant?", "And how is it stored (Nuxaprant)?"),
        ),
        (
            "What is the dose of Qavoretin? What about Nuxaprant?",
            ("What is the dose of Qavoretin?", "What is the dose of Nuxaprant?"),
        ),
        (
            "A patient forgot a dose of Drovelimab. What now? And how is Qavoretin stored?",
            ("A patient forgot a dose of Drovelimab. What now?", "And how is Qavoretin stored?"),
        ),
        (
            "How is Qavoretin stored? A patient forgot a dose of Drovelimab. What now?",
            ("How is Qavoretin stored?", "A patient forgot a dose of Drovelimab. What now?"),
        ),
        (
            "How is Ylmasept stored? What is the dose in renal impairment?",
            ("How is Ylmasept stored?", "What is the dose in renal impairment (Ylmasept)?"),
        ),
        (
            "How is Qavoretin stored and what is its dose?",
            ("How is Qavoretin stored", "and what is its dose (Qavoretin)?"),
        ),
        (
            "Wie wird Qavoretin gelagert? Und wie lange ist es haltbar?",
            ("Wie wird Qavoretin gelagert?", "Und wie lange ist es haltbar (Qavoretin)?"),
        ),
        (
            "Comment conserver Qavoretin ? Et quelle est la dose ?",
            ("Comment conserver Qavoretin ?", "Et quelle est la dose (Qavoretin)?"),
        ),
        (
            "What is PPR-9087? Who owns it? When is it due?",
            ("What is PPR-9087?", "Who owns it (PPR-9087)?", "When is it due (PPR-9087)?"),
        ),
        (
            "How is Qavoretin stored? How many vacation days do I get?",
            ("How is Qavoretin stored?", "How many vacation days do I get?"),
        ),
    ],
)
def test_each_question_of_a_message_stands_alone(message: str, alone: tuple[str, ...]) -> None:
    form = form_of(message)

    assert each_alone(questions_in(message), standalone) == alone
    assert form.kind == "several"
    assert tuple(part.asked for part in form.parts) == alone
    assert all(part.enough for part in form.parts)


@pytest.mark.parametrize(
    "message",
    [
        "How is Qavoretin stored?",
        "How is Qavoretin stored? In the fridge?",
        "Is Qavoretin approved in Japan? Yes or no?",
        "Can I work from abroad? If so, for how long?",
        "Is the VPN down? Why?",
        "My laptop was stolen. What now?",
        "Hello! Can you help me? How is Qavoretin stored?",
        "Können Sie mir helfen? Wie wird Qavoretin gelagert?",
        "Which products have a boxed warning and what does it say?",
        "Which products are approved in the EU and how are they stored?",
        "Who is who? What is what? Where is it? When is it? Why is it so?",
        "How is it? " * 400,
    ],
)
def test_one_question_and_a_letter_of_many_stay_whole(message: str) -> None:
    assert questions_in(message) == (message,)
    assert form_of(message).kind != "several"


def test_of_several_the_first_takes_over_what_was_named_before() -> None:
    asked = standalone("How is it stored? What is the dose for children?", "What is Qavoretin?")

    assert asked == "How is it stored (Qavoretin)? What is the dose for children?"
    assert [part.asked for part in form_of(asked).parts] == [
        "How is it stored (Qavoretin)?",
        "What is the dose for children (Qavoretin)?",
    ]
