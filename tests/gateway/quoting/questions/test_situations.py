"""Whoever tells what happened reads what to do, from the beginning."""

from __future__ import annotations

import pytest

from gateway.calls import Excerpt
from gateway.quoting.questions.situations import is_situation
from gateway.routes.extractive import ExtractiveClient
from tests.gateway.calling import WordSimilarity, call

DEVICE = Excerpt(
    1,
    "Lost or stolen device",
    "",
    "Call the service desk within 2 hours. The laptop that was stolen is wiped. Tell Data Privacy.",
)
OTHER = Excerpt(2, "Software", "", "Catalogue items are installed in 1 working day.")


@pytest.mark.parametrize(
    "question",
    [
        "My laptop was stolen",
        "I forgot my password.",
        "Someone has read my mail",
        "A patient forgot a dose. What now?",
        "My phone is gone, what should I do?",
        "Ich habe mein Passwort vergessen",
        "Mein Laptop ist weg, was muss ich tun?",
        "J’ai perdu mon badge",
        "Mon ordinateur a été volé, que dois-je faire ?",
        "He perdido mi portátil",
        "He perdido mi portátil. ¿Qué debo hacer?",
    ],
)
def test_what_happened_to_somebody_is_a_situation(question: str) -> None:
    assert is_situation(question)


@pytest.mark.parametrize(
    "question",
    [
        "How long does a VPN session last?",
        "I want to know how long a session lasts",
        "My question: which systems are validated",
        "Ich möchte wissen, wie lange eine Sitzung dauert",
        "Ich frage mich, was ein Laptop kostet",
        "Je voudrais savoir combien de jours de congé j’ai",
        "Laptop",
        "My laptop was stolen? Is that covered?",
        "my " * 1000,
    ],
)
def test_a_question_for_a_fact_is_none(question: str) -> None:
    assert not is_situation(question)


async def quoted(question: str, *excerpts: Excerpt) -> list[str]:
    pieces = ExtractiveClient(WordSimilarity()).stream(call(question, excerpts))
    return "".join([piece async for piece in pieces if isinstance(piece, str)]).split("\n\n")


async def test_a_situation_is_answered_by_the_whole_of_a_short_section_in_its_order() -> None:
    assert await quoted("My laptop was stolen", DEVICE, OTHER) == [
        "Call the service desk within 2 hours. [1]",
        "The laptop that was stolen is wiped. [1]",
        "Tell Data Privacy. [1]",
    ]


async def test_a_question_for_a_fact_is_answered_by_the_sentence_that_says_it() -> None:
    assert await quoted("Which laptop is wiped?", DEVICE, OTHER) == [
        "The laptop that was stolen is wiped. [1]"
    ]


async def test_of_a_long_section_a_situation_gets_what_is_nearest_to_it() -> None:
    many = " ".join(f"Rule {number} is about paper." for number in range(9))
    long = Excerpt(1, "Devices", "", f"{many} The laptop that was stolen is wiped.")

    assert await quoted("My laptop was stolen", long) == [
        "The laptop that was stolen is wiped. [1]"
    ]
