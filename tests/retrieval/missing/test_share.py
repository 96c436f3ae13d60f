"""How much of what a question names is said by no text."""

import pytest

from retrieval.indexes.wording import Said, question_words
from retrieval.languages.detection import Language
from retrieval.searching.missing.amounts import bounded
from retrieval.searching.missing.share import missing_share

ENGLISH = frozenset({Language.ENGLISH})
# A word of a language is common, and a name is not.
COMMON = 0.2


def share(question: str, text: str) -> float:
    words = question_words(question, ENGLISH)
    return missing_share(
        question,
        words,
        Said([text], ENGLISH),
        [text],
        weights={one.stem: 1.0 for one in words},
        rarity=lambda word: COMMON if word in text.casefold() else 1.0,
        phrases=True,
    )


def test_one_name_of_many_words_is_a_smaller_share_than_one_of_few() -> None:
    short = share("Is it approved in Tokyo?", "It is approved.")
    long = share(
        "Is it approved for adults with severe nausea after treatment in Tokyo?",
        "It is approved for adults with severe nausea after treatment.",
    )

    assert 0 < long < short


def test_nothing_is_missing_where_all_names_are_said() -> None:
    assert share("When was Drovelimab approved in Japan?", "Drovelimab: Japan, approved.") == 0


def test_an_identifier_with_a_number_of_its_own_makes_half_at_least() -> None:
    question = "Who is the owner of the problem report PPR-9099 about the broken seal of the vial?"

    assert share(question, "The owner of the problem report PPR-9087: seal, vial, broken") >= 0.5


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("They need matrix metalloproteases (MMPs) here.", "Matrix metalloproteases are needed."),
        ("How did AWS (Amazon Web Services) grow?", "AWS grew."),
        ("Is it done by a Rad53-dependent mechanism?", "Rad53 does it by a mechanism."),
        ("Does PP2A-HDAC4 interaction matter?", "PP2A meets HDAC4; interaction matters."),
        ("What is in the two 10-Qs?", "It is in the 10-Q. Two."),
        ("Do 76-85% of them get none?", "From 76% to 85% get none."),
        ("Is the dose the same with an eGFR of 20?", "The dose is the same down to an eGFR of 15."),
        ("May it be kept at 45 degrees?", "It may be kept below 25 °C."),
        ("Is it the same with an INR 3?", "It is the same with an INR above 4."),
        ("Is it the same at eGFR 20?", "It is the same at eGFR <15."),
    ],
)
def test_what_is_said_otherwise_is_not_missing(question: str, text: str) -> None:
    assert share(question, text) == 0


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Which rules hold for severity 5?", "Severity 1: 15 minutes. Severity 2: 1 hour."),
        ("What holds for matrix metalloproteases (MMPs)?", "It holds for kinases."),
        ("May it be kept at 45 degrees?", "It may be kept for 30 days."),
        ("Is it right with an eGFR of 20?", "It is right in severe renal impairment."),
        ("Does it help 53% of them?", "It helps 31% of them."),
        ("Does RIP-2 bind to it?", "RIP binds to it."),
        ("Which dose does a patient of 140 kg get?", "A patient gets a dose of 210 mg."),
        ("Was it used in 2019?", "It was used in patients over 65."),
        ("Is it kept in room 12?", "It is kept at room temperature below 25 °C."),
        ("What says article 6?", "The article says: article above 9."),
        ("Was the age of 2019 told?", "The age was told: age over 65."),
        ("Is an age of 70 too old?", "Stages too old: age atover 65."),
    ],
)
def test_what_stands_for_one_thing_alone_is_missing(question: str, text: str) -> None:
    assert share(question, text) > 0


@pytest.mark.parametrize(("asked", "told"), [("II", "III"), ("2", "3"), ("C", "D")])
def test_a_designation_is_decisive_however_it_is_written(asked: str, told: str) -> None:
    question = "By when is the authority told of a change of type {} to the label of the vial?"

    assert share(question.format(asked), question.format(told)) >= 0.5
    assert share(question.format(asked), question.format(asked)) == 0


def test_a_small_number_of_its_own_is_not_decisive() -> None:
    question = "Are there 2 signatures of the managers on an order of goods for the laboratory?"

    assert 0 < share(question, question.replace("2 ", "")) < 0.5


def test_of_many_values_only_the_first_are_looked_for() -> None:
    values = [f"{'x' * (number + 2)} of {number}" for number in range(20)]
    text = " ".join(f"{'x' * (number + 2)} below 90." for number in range(20))

    assert bounded(", ".join(values), [text]) == {str(number) for number in range(8)}
