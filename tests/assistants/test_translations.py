"""What the product tells people stands in every language of its pages, with the same places."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from string import Formatter
from types import ModuleType

import pytest

from app.api.documents import notices
from app.identity import discovery, signing_in
from assistants import provenance, starting
from assistants.publishing import draft_sentences, drafts, problem_sentences, sentences
from assistants.publishing.drafts import DraftStatus
from assistants.publishing.reviews import ReviewStatus
from assistants.translations import Sentence, SpokenError, Told

MODULES = (
    notices,
    discovery,
    signing_in,
    provenance,
    drafts,
    draft_sentences,
    problem_sentences,
    sentences,
    starting,
)


def said_in(module: ModuleType) -> Iterator[Sentence]:
    """Every sentence of a module."""
    for value in vars(module).values():
        for one in value.values() if isinstance(value, dict) else [value]:
            if isinstance(one, Sentence):
                yield one


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_a_sentence_has_the_same_places_in_every_language(module: ModuleType) -> None:
    found = list(said_in(module))

    assert found
    for sentence in found:
        texts = (sentence.en, sentence.de, sentence.fr)
        places = [{place for _, place, _, _ in Formatter().parse(text) if place} for text in texts]
        assert places[0] == places[1] == places[2], sentence
        assert all(text.strip() for text in texts)


def test_every_end_of_a_draft_and_of_a_review_has_a_name() -> None:
    over = {one.value for one in (*DraftStatus, *ReviewStatus)} - {"open", "in review"}

    assert over == sentences.ENDS.keys()


def test_numbers_days_and_sentences_are_written_in_the_language() -> None:
    inner = Sentence(en="draft", de="Entwurf", fr="brouillon")
    sentence = Sentence(en="{what} {n} {day}", de="{what} {n} {day}", fr="{what} {n} {day}")
    told = Told(sentence, {"what": inner, "n": 12_000, "day": date(2026, 11, 30)})

    assert told.say("en") == "draft 12,000 30 Nov 2026"
    assert told.say("de") == "Entwurf 12.000 30.11.2026"
    assert told.say("fr") == "brouillon 12\u202f000 30 nov. 2026"


def test_an_error_reads_as_english_and_tells_in_other_languages() -> None:
    error = SpokenError(Sentence(en="No {x}.", de="Kein {x}.", fr="Pas de {x}."), x="{moon}")

    assert str(error) == error.say("es") == "No {moon}."
    assert error.say("de") == "Kein {moon}."
