"""Words that stand in no passage: what is added to a true sentence is not verified."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

from assistants.grounding.checked_text import CheckedText
from assistants.verdicts import Verdict
from retrieval.passages import Passage
from tests.assistants.grounding.checks import verdict
from tests.assistants.grounding.sample_passages import SOURCES, passages_of
from tests.fakes.search import passage

SETS = Path(__file__).parent / "sets"


def _rows(name: str) -> list[list[str]]:
    return [line.split("\t") for line in (SETS / name).read_text("utf-8").splitlines()]


@cache
def _german() -> dict[str, tuple[Passage, ...]]:
    return {
        name: (passage(1, text, title=title, document=name, chunk_id=name, content_hash=name),)
        for name, title, text in _rows("german.tsv")
    }


def _verified(name: str) -> dict[str, bool]:
    """Which sentences of a set are verified by all passages of their document."""
    return {
        sentence: _is_verified(sentence, _german().get(document) or passages_of(document))
        for document, sentence in _rows(name)
    }


def _is_verified(sentence: str, passages: tuple[Passage, ...]) -> bool:
    markers = "".join(f"[{n}]" for n in range(1, len(passages) + 1))
    checked = CheckedText(passages, ["?"], "mark", "en")
    checked.feed(f"{sentence.rstrip('.')} {markers}.")
    checked.close()
    return all(one.verdict is Verdict.VERIFIED for one in checked.grounding.sentences)


def test_of_a_hundred_sentences_that_say_more_than_their_source_few_are_verified() -> None:
    passed = [sentence for sentence, verified in _verified("dishonest.tsv").items() if verified]

    assert len(passed) <= 5, passed


def test_of_sixty_honest_paraphrases_most_are_verified() -> None:
    marked = [sentence for sentence, verified in _verified("honest.tsv").items() if not verified]

    assert len(marked) <= 15, marked


@pytest.mark.parametrize(
    "sentence",
    [
        "Drovelimab pens are stored in a refrigerator and may be swallowed [1].",
        "Drovelimab pens are stored in a refrigerator even on holidays [1].",
        "Drovelimab pens are stored in a refrigerator except on Sundays [1].",
        "Unopened pens may be kept at up to 25 °C for several weeks [1].",
        "Unopened pens may be kept at up to 25 °C for days [1].",
        "Unopened pens may be kept at up to 25 K for 30 days [1].",
        "Every adverse event is reported to drug safety within a fortnight [2].",
        "Every adverse event is reported to drug safety within a week [2].",
        "Every adverse event is reported to drug safety after 24 hours [2].",
        "Interns must report every adverse event to drug safety within 24 hours [2].",
        "The dose is 12.5 mg/kg once daily [2].",
        "The dose is 12.5 mg once every other day [2].",
        "The dose is lowered by 12.5 mg once daily [2].",
        "The dose is 12.5 mg once daily without the form SOP-PV-011 [2].",
    ],
)
def test_an_added_word_amount_or_limit_is_not_verified(sentence: str) -> None:
    assert not verdict(sentence).startswith("verified")


@pytest.mark.parametrize(
    "sentence",
    [
        "Keep the pens of Drovelimab in the fridge at 2 to 8 °C [1].",
        "Freezing the pens is forbidden [1].",
        "Staff have to notify drug safety of each adverse event within 24 hours [2].",
        "Contractors are allowed to report by telephone [2].",
        "12.5 mg are given once a day [2].",
    ],
)
def test_other_words_for_the_same_stay_verified(sentence: str) -> None:
    assert verdict(sentence) == "verified/supported"


def test_a_number_of_something_else_in_the_same_passage_is_not_verified() -> None:
    passages = (
        passage(1, "The form is valid for 12 months. The shelf life of the pack is 36 months."),
    )

    assert verdict("The shelf life of the pack is 36 months [1].", passages) == "verified/supported"
    assert verdict("The shelf life of the pack is a dozen months [1].", passages) != (
        "verified/supported"
    )


def test_what_is_lacking_must_be_denied_beside_it() -> None:
    passages = (passage(1, "Zamorex is stored in the carton, do not freeze."),)

    assert verdict("Zamorex is stored without the carton [1].", passages) == "unverified/wording"


def test_who_does_something_is_not_what_is_so() -> None:
    passages = (passage(1, "It is a TYK2 inhibitor. It is not used in active tuberculosis."),)

    assert verdict("It is a TYK2 activator [1].", passages) == "unverified/wording"


def test_a_word_of_negation_within_a_compound_is_no_form_of_it() -> None:
    passages = (passage(1, "Bei inaktiver Tuberkulose darf das Mittel gegeben werden."),)

    assert verdict("Bei aktiver Tuberkulose darf das Mittel gegeben werden [1].", passages) == (
        "unverified/wording"
    )


def test_a_long_sentence_of_other_words_costs_little() -> None:
    # Each word, and each of its synonyms, was looked for in every way in which it can be parted:
    # 100 to 170 ms of the processor. It takes 2 to 4.
    words = "the approved documents say so in plain words for all".split()
    text = " ".join([*words * 20, "[1] [2]"])
    documents = sorted(SOURCES.glob("medical-information/*.md"))
    passages = [
        one for path in documents for one in passages_of(path.relative_to(SOURCES).as_posix())
    ]
    _spent_s(text, passages)

    assert min(_spent_s(text, passages) for _ in range(3)) < 0.03


def _spent_s(text: str, passages: Sequence[Passage]) -> float:
    began = time.process_time()
    checked = CheckedText(passages, ["What holds?"], "mark", "en")
    for word in text.split():
        checked.feed(f" {word}")
    checked.close()
    return time.process_time() - began
