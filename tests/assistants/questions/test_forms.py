"""Lists, counts and comparisons are told from facts by the words of the question."""

from __future__ import annotations

import pytest

from assistants.questions.forms import form_of


@pytest.mark.parametrize(
    "question",
    [
        "Which products are stored in the refrigerator?",
        "What are the minimum criteria for a report?",
        "Which of our medicines call for a blood test?",
        "Which products interact with warfarin?",
        "How are our products stored?",
        "Adverse reactions by product",
        "Wie werden unsere Produkte gelagert?",
        "Which product has the longest shelf life?",
        "Which of the four is kept the coldest?",
        "Welches Produkt hat die kürzeste Haltbarkeit?",
        "Quel produit a la plus longue durée de conservation ?",
        "Give me a table with the storage condition of each product.",
        "When is the renewal of each US licence due?",
        "All incident severities with their response times",
        "What does the summary say about pregnancy, product by product?",
        "Which steps do I follow to connect from home?",
        "How do I reset a forgotten password?",
        "In welchen Städten gilt die höhere Grenze?",
        "Welche Produkte müssen kühl gelagert werden?",
        "Nenne alle Fristen für Abweichungen.",
        "Quels produits sont approuvés en Suisse ?",
        "Donne la liste des délais.",
        "¿Cuáles son los plazos?",
        "Wie melde ich mich krank?",
        "Comment réinitialiser un mot de passe ?",
        "¿Cómo puedo pedir vacaciones?",
    ],
)
def test_a_question_for_several_things_asks_for_a_list(question: str) -> None:
    assert form_of(question).kind == "list"


@pytest.mark.parametrize(
    "question",
    [
        "Under which US licence number is Drovelimab registered?",
        "Which department handles expenses?",
        "How long does a VPN session last?",
        "How many days of annual leave do I get every year?",
        "How often are restore tests run each quarter?",
        "Who approves a request of more than 10 days?",
        "What is the hotel limit in London?",
        "Wie viele Wochen vorher muss ich Urlaub beantragen?",
        "Combien de jours de congé ai-je ?",
        "Wie lange darf ich im Ausland arbeiten?",
        "Wie viele Tage habe ich Zeit?",
        "Gibt es Daten zu Nuxaprant bei Leberschäden?",
        "Auf einer Feier hat mir jemand von einer Nebenwirkung erzählt. Wann melde ich das?",
        "In welcher Dosis und wie oft wird Qavoretin gegeben?",
        "Kann man Nuxaprant mit Milch nehmen?",
        "How much of it is injected, and at what intervals?",
        "¿Cuántos caracteres debe tener la contraseña?",
        "a" * 8000,
        "which " * 1300,
    ],
)
def test_what_asks_for_one_thing_is_a_fact(question: str) -> None:
    assert form_of(question).kind == "fact"


@pytest.mark.parametrize(
    "question",
    [
        "In how many markets is Qavoretin approved?",
        "How many US licences do we hold, and what are their numbers?",
        "Wie viele Produkte sind zugelassen?",
        "Combien de produits sont approuvés ?",
    ],
)
def test_a_number_of_things_is_a_count(question: str) -> None:
    assert form_of(question).kind == "count"


@pytest.mark.parametrize(
    ("question", "sides"),
    [
        ("Compare the storage of Drovelimab and Nuxaprant.", ("Drovelimab", "Nuxaprant")),
        ("Renal impairment: Nuxaprant versus Drovelimab?", ("Nuxaprant", "Drovelimab")),
        (
            "Who gets an answer faster, a doctor or a patient?",
            ("doctor", "patient"),
        ),
        (
            "Safety-related versus other changes: how long may it take?",
            ("Safety-related", "other changes"),
        ),
        (
            "How does the shelf life of Qavoretin differ from that of Nuxaprant?",
            ("Qavoretin", "Nuxaprant"),
        ),
        (
            "How does the Qavoretin dose in the elderly compare with the usual one?",
            ("in the elderly", "usual Qavoretin dose"),
        ),
        ("Drovelimab vs Ylmasept in pregnancy", ("Drovelimab", "Ylmasept")),
        ("Do Qavoretin and Drovelimab need another dose?", ("Qavoretin", "Drovelimab")),
        ("Was ist länger haltbar, Qavoretin oder Nuxaprant?", ("Qavoretin", "Nuxaprant")),
        ("Quelle est la différence entre Qavoretin et Nuxaprant ?", ("Qavoretin", "Nuxaprant")),
        (
            "Compare Qavoretin, Drovelimab and Nuxaprant.",
            ("Qavoretin", "Drovelimab", "Nuxaprant"),
        ),
    ],
)
def test_a_comparison_names_its_sides(question: str, sides: tuple[str, ...]) -> None:
    form = form_of(question)

    assert form.kind == "comparison"
    assert tuple(side for side, _ in form.sides) == sides


def test_each_side_of_a_comparison_is_asked_alone() -> None:
    form = form_of("Compare the storage of Drovelimab and Nuxaprant.")

    assert [asked for _, asked in form.sides] == [
        "the storage of Drovelimab.",
        "the storage of Nuxaprant.",
    ]


@pytest.mark.parametrize(
    ("question", "subject"),
    [
        ("Give me a table with the storage condition of each product.", "the storage condition"),
        (
            "How many of our products carry a boxed warning, and which?",
            "products carry a boxed warning",
        ),
        (
            "What do the summaries say on pregnancy, product by product?",
            "What do the summaries say on pregnancy",
        ),
        ("All incident severities", "incident severities"),
        ("List all registrations", "registrations"),
        ("Which product has the longest shelf life?", "shelf life"),
        ("What are the indications of our products?", "What are the indications"),
        ("Adverse reactions by product", "Adverse reactions"),
        (
            "Which products have a boxed warning and what does it say?",
            "Which products have a boxed warning",
        ),
        ("Show the side effects of all products as a table", "side effects"),
        (
            "When must each of them not be used? List all contraindications.",
            "When must each of them not be used? contraindications",
        ),
    ],
)
def test_the_subject_is_what_is_left_without_the_words_that_ask_for_a_list(
    question: str, subject: str
) -> None:
    assert form_of(question).subject == subject
