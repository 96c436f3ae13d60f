"""What one document alone is about, among those that were found."""

import pytest

from gateway.quoting.questions.subjects import subjects
from gateway.quoting.terms import stem, terms

TRIPS = ("Business travel", "Each business trip abroad is asked for in time.")


def found(question: str, *documents: tuple[str, str]) -> frozenset[str]:
    read = [(title, terms(title), terms(f"{title} {text}")) for title, text in documents]
    return subjects(question, terms(question), read)


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("Which form do I need for a business trip?", "Form of contracts"),
        ("Who gets the form before a trip?", "Form of contracts"),
        ("Which deadline has a trip?", "Deadline of contracts"),
        ("Is there a limit for a business trip abroad?", "Limit of contracts"),
    ],
)
def test_a_common_word_of_a_title_is_no_subject(question: str, title: str) -> None:
    assert not found(question, TRIPS, (title, "The legal team signs them.")) & terms(title)


def test_a_subject_is_what_one_title_has_and_no_other_document_speaks_of() -> None:
    question = "How long is a deviation kept by the archive?"
    deviation = ("Deviation and CAPA", "It is recorded within 24 hours.")
    kept = ("Labelling", "Change records are kept for 15 years by the archive.")

    assert found(question, deviation, kept) == {stem("deviation")}
    assert not found(question, deviation, ("Labelling", "A deviation is kept for 15 years."))
