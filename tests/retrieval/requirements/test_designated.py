"""Kinds that a question designates, and the ways in which texts designate the same."""

import pytest

from retrieval.searching.requirements.designated import unknown_designations


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("By when is a type II variation notified?", "Type II: 60 days."),
        ("What holds for type 2 diabetes?", "Type II diabetes is no reason."),
        ("What holds for type-2 diabetes?", "Type 2 diabetes is no reason."),
        ("What holds for type 2 diabetes?", "In type-2 diabetes it helps."),
        ("What holds for phase 2?", "Phases 1 and 2 need consent."),
        ("What is the deadline of class 1?", "class: 1; deadline: 24 hours"),
        ("What is the deadline of class 1?", "class | 1 | 24 hours"),
        ("Which suppliers are tier 1?", "Audit each Tier-1 supplier."),
        ("What if it is grade 3?", "Stop at grade ≥3."),
        ("What if it is grade 3?", "Stop at a grade of 3."),
        ("What happens in stage 2?", "Stage: 2"),
        ("What is a category 2 change?", "Category (2) changes are notified."),
        ("Was gilt bei klasse 2?", "Klassen: 2, 3"),
        ("What holds in phase II?", "In phases I-III consent is needed."),
        ("What holds in phase II?", "Phase IIb needs consent."),
        ("What holds in phase 2b?", "Phase IIb needs consent."),
        ("Is it given at grade 2?", "It is given at grades 1 to 4."),
        ("What does a grade C mean?", "Grades A–D are passes."),
        ("What is a category 3 change?", "Categories 1-4 are notified."),
        ("What is no kind of its own?", "Nothing."),
    ],
)
def test_what_a_text_designates_otherwise_is_known(question: str, text: str) -> None:
    assert unknown_designations(question, ["Something else.", text]) == {}


@pytest.mark.parametrize(
    ("question", "text", "unknown"),
    [
        ("By when is a type III variation notified?", "Type II within 3 days.", "III"),
        ("What does a grade C mean?", "Grades: A good, B fair.", "C"),
        ("Bis wann wird eine Abweichung der Klasse 3 gemeldet?", "Klassen: 1, 2", "3"),
        ("Type III variations: by when?", "Type II within 3 days.", "III"),
        ("What is type 4?", "There are types 1, 2 or 3.", "4"),
        ("What is type 2?", "Nothing is said of this type. 2 tablets are taken.", "2"),
        ("What holds in phase 2b?", "Phase 2a needs consent.", "2b"),
        ("What is the deadline of class 3?", "class: 1; deadline: 3 days", "3"),
        ("What is grade 2?", "It is grade 2.5.", "2"),
    ],
)
def test_what_no_text_designates_is_unknown(question: str, text: str, unknown: str) -> None:
    assert [*unknown_designations(question, [text])] == [unknown]


def test_texts_that_designate_others_of_a_kind_tell_it_apart() -> None:
    question = "By when is a type III variation notified?"

    assert unknown_designations(question, ["Type II within 3 days."]) == {"III": True}


def test_of_many_designations_a_few_are_looked_for() -> None:
    many = " ".join(f"type {number}" for number in range(10, 60))

    assert [*unknown_designations(many, ["Type 1."])] == [str(n) for n in range(10, 18)]


@pytest.mark.parametrize("text", ["It is kept cold.", "In class B it is halved."])
def test_texts_that_tell_no_kinds_apart_may_say_it_otherwise(text: str) -> None:
    assert unknown_designations("What is the dose in stage 4?", [text]) == {"4": False}
