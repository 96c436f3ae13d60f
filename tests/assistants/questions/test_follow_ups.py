"""A follow-up question carries over what the last one named, and nothing else."""

import pytest

from assistants.questions.follow_ups import names, standalone

OWNER = "Who is the owner of problem report PPR-9087?"
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
        (
            DOSE,
            "For every product, the side effects with their percentages",
            "For every product, the side effects with their percentages",
        ),
        (DOSE, "What are their side effects?", "What are their side effects (Qavoretin)?"),
        (OWNER, "What about 9088?", OWNER.replace("9087", "9088")),
        (OWNER, "And PPR-9088?", OWNER.replace("9087", "9088")),
        (OWNER, "And problem report 9088?", OWNER.replace("9087", "9088")),
        (OWNER.replace("-", "\u2011"), "Und 9088?", OWNER.replace("-9087", "\u20119088")),
        (OWNER, "And in 2027?", "And in 2027 (PPR-9087)?"),
        (OWNER, "And desk 9088?", "And desk 9088 (PPR-9087)?"),
        (
            "Is NDA 219-884 approved in the US?",
            "What about 216-051?",
            "Is NDA 216-051 approved in the US?",
        ),
        ("Which renewals are due in 2026?", "And in 2027?", "Which renewals are due in 2027?"),
        ("Wie wird Qavoretin gelagert?", "Und Nuxaprant?", "Wie wird Nuxaprant gelagert?"),
        (
            "Was passiert, wenn eine Dosis Qavoretin vergessen wurde?",
            "Und bei Ylmasept?",
            "Was passiert, wenn eine Dosis Ylmasept vergessen wurde?",
        ),
        (
            "Darf man Qavoretin bei Leberzirrhose geben?",
            "Und Nuxaprant?",
            "Darf man Nuxaprant bei Leberzirrhose geben?",
        ),
        (
            "Welche Produkte sind in der Schweiz zugelassen?",
            "Und in Japan?",
            "Welche Produkte sind in der Japan zugelassen?",
        ),
        ("Is Qavoretin approved in the EU?", "And in the US?", "Is Qavoretin approved in the US?"),
        (
            "Is Qavoretin approved in the EU?",
            "And for Nuxaprant?",
            "Is Nuxaprant approved in the EU?",
        ),
        (DOSE, "And in Japan?", f"{DOSE} And in Japan?"),
        (
            "Who signs SOP-REG-004?",
            "And for Nuxaprant?",
            "Who signs SOP-REG-004? And for Nuxaprant?",
        ),
    ],
)
def test_a_follow_up_stands_alone(previous: str, question: str, alone: str) -> None:
    assert standalone(question, previous) == alone


def test_the_first_word_is_no_name_for_being_written_large() -> None:
    assert names("Storage of Ylmasept in the EU?") == ("Ylmasept", "EU")
    assert names("SOP-014 says what?") == ("SOP-014",)
