"""Who is asked for, and which sentences name anybody."""

from __future__ import annotations

import pytest

from gateway.quoting.questions.persons import asks_who, names_somebody


@pytest.mark.parametrize(
    "question",
    [
        "Who runs the tests?",
        "By whom is it approved?",
        "My manager has left. Who rates me then?",
        "And who pays?",
        "If it breaks, who repairs it?",
        "Wer bezahlt das Gerät?",
        "Qui signe le document ?",
    ],
)
def test_a_question_for_somebody_is_known(question: str) -> None:
    assert asks_who(question)


@pytest.mark.parametrize(
    "question",
    [
        "How long may somebody who is ill stay away?",
        "What does the WHO say?",
        "Qui est-ce que vous appelez ?",
    ],
)
def test_a_question_for_something_else_asks_for_nobody(question: str) -> None:
    assert not asks_who(question)


@pytest.mark.parametrize(
    "sentence",
    [
        "The regulatory lead logs it.",
        "Call the service desk on extension 4411.",
        "It is closed by the porter.",
        "Helen Weiss decides.",
        "Write to safety@example.org.",
        "It is answered by Medical Information.",
        "The night watchman locks up.",
        "A technician repairs it.",
        "Der Hausmeister schließt ab.",
        "Birth parents receive 20 weeks.",
    ],
)
def test_a_person_a_role_and_a_group_are_somebody(sentence: str) -> None:
    assert names_somebody(["Nothing.", sentence])


@pytest.mark.parametrize(
    "sentence",
    [
        "The tests run each quarter.",
        "The training is mandatory and does not count.",
        "It is sent by e-mail by 5 March.",
        "A safety review takes 10 days.",
        "It is cleaned by hand.",
        "After that another paper is needed.",
    ],
)
def test_what_is_done_by_nobody_names_nobody(sentence: str) -> None:
    assert not names_somebody([sentence])
