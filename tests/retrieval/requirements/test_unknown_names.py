"""Names that a question is about, and that no text says."""

import pytest

from retrieval.indexes.wording import Said, question_words
from retrieval.languages.detection import Language
from retrieval.searching.requirements.unknown_names import unknown_names

ENGLISH = frozenset({Language.ENGLISH})
# As the shipped model has them: general words are common, names are not.
COMMON = {"food": 0.2, "water": 0.2, "milk": 0.33, "medicines": 0.56}


@pytest.mark.parametrize(
    ("question", "text", "unknown"),
    [
        ("What if it is combined with rifampicin?", "Strong inhibitors raise it.", True),
        ("What if it is combined with rifampicin?", "Rifampicin lowers it.", False),
        ("Is it active against MRSA?", "It treats skin infections.", True),
        ("Is it safe with an allergy to penicillin?", "Not with a glycopeptide allergy.", True),
        ("Is it safe with an allergy to penicillins?", "Penicillin allergy is no reason.", False),
        ("Darf man es zusammen mit Johanniskraut nehmen?", "Inducers lower it.", True),
        ("Peut-on le combiner avec le ritonavir ?", "Ritonavir raises it.", False),
        ("Can it be taken together with food?", "Take it at any time.", False),
        ("Does it interact with other medicines?", "CYP3A4 inhibitors raise it.", False),
    ],
)
def test_what_something_is_combined_with_or_used_against_has_to_be_said(
    question: str, text: str, unknown: bool
) -> None:
    words = question_words(question, ENGLISH)
    said = Said([text], ENGLISH)

    found = unknown_names(question, words, said.says, lambda word: COMMON.get(word, 1.0))

    assert bool(found) is unknown
