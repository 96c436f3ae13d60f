"""Small words of a question do not count; names and abbreviations do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gateway.calls import Excerpt
from gateway.quoting.small_words import small_words
from gateway.quoting.terms import terms
from gateway.routes.extractive import ExtractiveClient
from tests.gateway.calling import WordSimilarity, call


@pytest.mark.parametrize(
    ("question", "language", "kept"),
    [
        ("Wie viel Urlaub habe ich?", "de", "urlaub"),
        ("Combien de jours de congé ai-je ?", "fr", "jours congé"),
        ("¿Cuántos días de vacaciones tengo?", "es", "días vacaciones"),
        ("I forgot my password", "en", "forgot password"),
        ("What do I do after a dose?", "en", "dose"),
        ("A patient has hepatitis A", "en", "patient hepatitis A"),
        ("Wie melde ich eine Type I Variation?", "de", "melde Type I Variation"),
        ("Is IT in charge?", "en", "IT charge"),
    ],
)
def test_what_a_question_asks_about_is_left(question: str, language: str, kept: str) -> None:
    assert terms(question) - small_words(question, language) == terms(kept)


async def test_a_german_question_is_answered_by_what_its_one_word_of_weight_says() -> None:
    excerpts = (
        Excerpt(1, "Travel", "", "The hotel limit is 190 CHF."),
        Excerpt(2, "Leave", "", "Full-time staff receive 25 days of annual leave."),
    )
    asked = replace(
        call("Wie viel Urlaub habe ich?", excerpts),
        language="de",
        synonyms=(("Urlaub", ("leave", "annual leave")),),
    )

    pieces = ExtractiveClient(WordSimilarity()).stream(asked)
    text = "".join([piece async for piece in pieces if isinstance(piece, str)])

    assert text == "Full-time staff receive 25 days of annual leave. [2]"
