"""A follow-up question carries over what the last one named, and nothing else."""

import pytest

from assistants.questions.follow_ups import names, standalone

DOSE = "How is Qavoretin dosed when the kidneys do not work well?"


@pytest.mark.parametrize(
    ("previous", "question", "alone"),
    [
        (DOSE, "What interactions does it have?", "What interactions does it have (Qavoretin)?"),
        (DOSE, "And what about storage?", "And what about storage (Qavoretin)?"),
        (DOSE, "And for Nuxaprant?", DOSE.replace("Qavoretin", "Nuxaprant")),
        (DOSE, "What about Drovelimab?", DOSE.replace("Qavoretin", "Drovelimab")),
        (DOSE, "And how is Drovelimab stored?", "And how is Drovelimab stored?"),
        (DOSE, "How many vacation days do I get?", "How many vacation days do I get?"),
        (
            "Who signs SOP-REG-004?",
            "When does this take effect?",
            "When does this take effect (SOP-REG-004)?",
        ),
        (
            "How many days of annual leave do I get?",
            "And if I work 60 percent?",
            "How many days of annual leave do I get? And if I work 60 percent?",
        ),
        ("Wie wird Qavoretin gelagert?", "Und Nuxaprant?", "Wie wird Nuxaprant gelagert?"),
    ],
)
def test_a_follow_up_stands_alone(previous: str, question: str, alone: str) -> None:
    assert standalone(question, previous) == alone


def test_the_first_word_is_no_name_for_being_written_large() -> None:
    assert names("Storage of Ylmasept in the EU?") == ("Ylmasept", "EU")
    assert names("SOP-014 says what?") == ("SOP-014",)
