"""Other words for the same: synonyms, phrases, abbreviations, languages, and typing errors."""

from __future__ import annotations

import pytest

from retrieval.indexes.wording import Said, question_words
from retrieval.languages.detection import Language
from retrieval.languages.misspelling import is_near
from retrieval.languages.thesaurus import synonyms
from tests.retrieval.company import Company

ENGLISH = frozenset({Language.ENGLISH})


def said_in(text: str, question: str) -> dict[str, bool]:
    """The telling words of a question, and whether the text says each."""
    said = Said([text], ENGLISH)
    return {word.word: said.says(word) for word in question_words(question, ENGLISH)}


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Which side effects?", "Adverse reactions were nausea and headache."),
        ("Does it go in the fridge?", "Keep it refrigerated."),
        ("What about the kidneys?", "Renal impairment: reduce the dose."),
        ("Wie hoch ist die Dosis?", "The recommended dose is 30 mg."),
        ("Quelle est la posologie ?", "Dosing: one tablet."),
        ("Was gilt bei Leberfunktionsstörungen?", "Hepatic impairment: none."),
        ("Welche Aufbewahrungsregel gilt?", "Storage: below 25 degrees."),
    ],
)
def test_a_text_says_it_in_other_words(question: str, text: str) -> None:
    assert any(said_in(text, question).values()), said_in(text, question)


def test_what_a_compound_begins_with_is_a_whole_word() -> None:
    said = synonyms(["Lebensmittel", "Preisel"], {Language.GERMAN}, ENGLISH)

    assert said == {}


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("What is the half-life?", "The shelf life is 24 months."),
        ("What does it weigh?", "The dose is 30 mg."),
    ],
)
def test_what_only_belongs_to_the_subject_is_no_other_word_for_it(question: str, text: str) -> None:
    said = said_in(text, question)

    assert said
    assert not any(yes for word, yes in said.items() if word.lower() not in {"life"})


def test_each_word_of_a_phrase_has_the_synonyms_of_the_phrase() -> None:
    found = synonyms(["undesirable", "effects"], {Language.ENGLISH}, ENGLISH)

    assert found[0] == found[1]
    assert ("advers", "reaction") in found[0]


@pytest.mark.parametrize(
    ("typed", "meant", "near"),
    [
        ("qavoretn", "qavoretin", True),
        ("recieve", "receive", True),
        ("storge", "storage", True),
        ("liver", "river", False),
        ("dose", "nose", False),
        ("capsule", "caption", False),
    ],
)
def test_a_word_with_an_error_in_it_is_near(typed: str, meant: str, near: bool) -> None:
    assert is_near(typed, meant) is near


async def test_other_words_and_errors_are_found(company: Company) -> None:
    company.describe("quality")
    company.put("quality/a.md", "# Nausol\n\nAdverse reactions: headache and nausea.\n")
    company.put("quality/b.md", "# Nausol\n\nKeep Nausol refrigerated at 2 to 8 degrees.\n")
    company.put("quality/c.md", "# Machines\n\nMachines are cleaned every night.\n")
    await company.sync()

    side_effects = await company.found("undesirable effects", "staff")
    fridge = await company.found("fridge?", "staff")
    misspelt = await company.ask("machinse clened", "staff")

    assert (side_effects[0], fridge[0]) == ("a.md", "b.md")
    assert misspelt.passages[0].document == "c.md"
