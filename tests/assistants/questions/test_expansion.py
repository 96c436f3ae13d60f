"""A question is said in the words of the passages, so far as these say the same."""

from __future__ import annotations

import pytest

from assistants.questions.expansion import abbreviations, in_words_of


@pytest.mark.parametrize(
    ("question", "text", "said"),
    [
        (
            "When do I stop if I am trying for a baby?",
            "Stop at least 4 weeks before conception.",
            "When do I stop if I am conception?",
        ),
        ("Wann bei Kinderwunsch?", "Stop before conception.", "Wann bei conception?"),
        ("What about his kidneys?", "Renal impairment: no adjustment.", "What about his renal?"),
        ("Ist die Leberfunktion egal?", "Hepatic: none.", "Ist die hepatic egal?"),
        (
            "May I work from Portugal?",
            "Work from another country is limited.",
            "May I work from another country?",
        ),
        ("RPO?", "The recovery point objective (RPO) is an hour.", "recovery point objective?"),
        ("When is an sae sent?", "SAE (serious adverse event): at once.", None),
    ],
)
def test_words_give_way_to_those_of_the_passages(
    question: str, text: str, said: str | None
) -> None:
    assert in_words_of(question, [text]) == (said or "When is an serious adverse event sent?")


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("What is the dose?", "The dose is 30 mg, the dosage of children 10 mg."),
        ("What is the half-life?", "The shelf life is 24 months."),
        ("Is it a must?", "Adverse events are told."),
        ("Is it safe for children?", "For adults only."),
        ("Is it approved in Japan?", "Japan: approved. Sold in another country: no."),
        ("Is it approved in Canada?", "It is approved in Japan."),
        ("日本で承認されていますか。", "Approved in Japan."),
        ("", "Anything."),
        ("a" * 8000, "b" * 30_000),
        ("a-" * 4000, "Anything."),
        ("Aa " * 2600, "Anything."),
        ("", "b-" * 15_000),
    ],
)
def test_what_the_passages_say_no_other_way_stays(question: str, text: str) -> None:
    assert in_words_of(question, [text]) == question


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "Send a serious adverse event (SAE) at once.",
            {"SAE": "serious adverse event"},
        ),
        ("Head of Medical Affairs (HMA)", {"HMA": "Head of Medical Affairs"}),
        ("RTO: recovery time objective", {"RTO": "recovery time objective"}),
        (
            "CAPA (corrective and preventive action) plans",
            {"CAPA": "corrective and preventive action"},
        ),
        ("Patients (USA) were treated.", {}),
    ],
)
def test_an_abbreviation_is_learnt_where_its_letters_begin_the_words(
    text: str, found: dict[str, str]
) -> None:
    assert abbreviations(text) == found
