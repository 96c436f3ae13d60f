"""A phrase that narrows a question has to be said, at least in one of its words."""

from __future__ import annotations

import pytest

from retrieval.indexes.wording import Said, question_words
from retrieval.languages.detection import Language
from retrieval.searching.requirements.phrases import unsaid_phrases

SPOKEN = frozenset({Language.ENGLISH})
TEXT = (
    "Flumoxin\nFlumoxin lowers the pressure in adults with glaucoma. Renal impairment: take half. "
    "Rash was frequent. Do not use it during an infection."
)


def unsaid(question: str) -> list[str]:
    words = question_words(question, SPOKEN)
    rare = {"flumoxin", "renal", "rash"}
    return unsaid_phrases(
        question, words, Said([TEXT], SPOKEN).says, lambda word: 0.9 if word in rare else 0.4
    )


@pytest.mark.parametrize(
    ("question", "phrase"),
    [
        ("Does Flumoxin cause hair loss?", "hair loss"),
        ("Can Flumoxin affect the memory of old people?", "memory of old people"),
        ("Is Flumoxin safe in people with epilepsy?", "epilepsy"),
        ("Is it for a patient who has asthma?", "asthma"),
        ("Is there a history of abuse with Flumoxin?", "abuse"),
        ("How is Flumoxin taken during a voyage?", "voyage"),
        ("May it be given during breakfast and lunch?", "breakfast and lunch"),
        ("Does Flumoxin make patients feel dizzy?", "dizzy"),
        ("Is Flumoxin available as a syrup?", "syrup"),
        ("Ist Flumoxin für Patienten mit einer Epilepsie?", "Epilepsie"),
        ("Darf man Flumoxin während der Stillzeit nehmen?", "Stillzeit"),
        ("Können Patienten mit schwerer Gicht das Flumoxin bekommen?", "schwerer Gicht"),
        ("Wird es trotz einer Entzündung der Haut gegeben?", "Entzündung der Haut"),
        ("darf man flumoxin während der stillzeit nehmen?", "stillzeit nehmen"),
        ("Les patients atteints d’asthme le prennent-ils ?", "asthme le prennent-ils"),
        ("Peut-on le prendre pendant la grossesse ?", "grossesse"),
    ],
)
def test_a_phrase_of_which_nothing_is_said_is_found(question: str, phrase: str) -> None:
    assert unsaid(question) == [phrase]


@pytest.mark.parametrize(
    "question",
    [
        "Does Flumoxin cause a severe rash?",
        "Is it safe in people with severe renal failure?",
        "May it be used during an infection of the lungs?",
        "Does it affect other medicines?",
        "Is it safe in patients with TB?",
        "What happens during treatment?",
        "What causes glaucoma?",
        "How is Flumoxin stored?",
    ],
)
def test_what_is_said_in_part_or_by_many_names_is_not(question: str) -> None:
    assert not unsaid(question)
