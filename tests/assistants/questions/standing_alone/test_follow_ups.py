"""A follow-up question carries over what the last one named, and nothing else."""

import pytest

from assistants.questions.standing_alone.follow_ups import standalone
from assistants.questions.standing_alone.names import names

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


@pytest.mark.parametrize(
    ("previous", "question", "added"),
    [
        (
            "A patient forgot a dose of Drovelimab. What now?",
            "And how is it stored once opened?",
            "Drovelimab",
        ),
        (
            "Können Sie mir sagen, wie Qavoretin gelagert wird?",
            "Und wie lange ist es haltbar?",
            "Qavoretin",
        ),
        ("Wie wird Qavoretin gelagert?", "Und nach dem Öffnen, wie wird es gelagert?", "Qavoretin"),
        ("Wie wird Qavoretin gelagert?", "Welche Nebenwirkungen hat es?", "Qavoretin"),
        ("Wie wird Qavoretin gelagert?", "Darf man es Kindern geben?", "Qavoretin"),
        ("Wie wird Qavoretin gelagert?", "Darf das Medikament in den Kühlschrank?", "Qavoretin"),
        ("Wie viele Tage Urlaub habe ich?", "Gilt das auch für Teilzeit?", "Urlaub"),
        ("Comment conserver Qavoretin ?", "Quelle est sa durée de conservation ?", "Qavoretin"),
        ("Comment conserver Qavoretin ?", "Peut-on le donner aux enfants ?", "Qavoretin"),
        ("Comment conserver Qavoretin ?", "Comment se conserve-t-il ouvert ?", "Qavoretin"),
        (DOSE, "Is it approved in Japan?", "Qavoretin"),
        (DOSE, "In Japan, is it approved?", "Qavoretin"),
        (DOSE, "Does it interact with Nuxaprant?", "Qavoretin"),
        (DOSE, "List all its side effects", "Qavoretin"),
        (DOSE, "Is that true for children?", "Qavoretin"),
        (DOSE, "How is the product stored?", "Qavoretin"),
        ("Is Qavoretin approved in the EU?", "Is it approved in the US?", "Qavoretin"),
    ],
)
def test_a_word_that_stands_for_what_was_named_carries_it_over(
    previous: str, question: str, added: str
) -> None:
    assert standalone(question, previous) == f"{question.rstrip(' ?')} ({added})?"


@pytest.mark.parametrize(
    "question",
    [
        "List all products with their usual dose",
        "List all registrations that are under review",
        "Which products have their own leaflet?",
        "What documents prove that a batch was released?",
        "Are there training courses on data protection?",
        "Is there a dress code?",
        "How long does it take to get a laptop?",
        "Is it possible to carry over vacation days?",
        "How many vacation days do I get this year?",
        "How do I reset my password when it has expired?",
        "How is Nuxaprant stored once it is opened?",
        "Gibt es Homeoffice in der Schweiz?",
        "Wie lange dauert es, bis die Spesen bezahlt werden?",
        "Ist es erlaubt, aus dem Ausland zu arbeiten?",
        "Wie melde ich meinen Laptop, wenn er gestohlen wurde?",
        "Können Sie mir die Regeln für Spesen nennen?",
        "Est-ce que la cantine est ouverte le samedi ?",
        "La cantine est-elle ouverte le samedi ?",
        "Y a-t-il une cantine ?",
        "Est-il possible de travailler de chez soi ?",
    ],
)
def test_a_complete_question_takes_nothing_of_the_one_before(question: str) -> None:
    assert standalone(question, DOSE) == question


def test_who_shouts_or_greets_names_nothing_by_it() -> None:
    asked = "WHAT IS THE DOSE OF QAVORETIN?"

    assert standalone("and how is it stored?", asked) == f"{asked} and how is it stored?"
    assert names("Hello. My laptop was stolen. What now? Können Sie helfen?") == ()


def test_the_first_word_is_no_name_for_being_written_large() -> None:
    assert names("Storage of Ylmasept in the EU?") == ("Ylmasept", "EU")
    assert names("SOP-014 says what?") == ("SOP-014",)


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "text", ["." * 4_000 + " Ab" * 1_300, "My Ab it " * 880, "Is it? " * 1_100]
)
def test_a_letter_without_an_end_is_read_at_once(text: str) -> None:
    assert set(names(text[:8_000])) <= {"Ab", "My"}
    assert standalone(text[:8_000], "How is Qavoretin stored?")
