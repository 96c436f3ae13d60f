"""Greetings and calls for help are told from questions to the documents."""

from __future__ import annotations

import pytest

from assistants.questions.languages import answered_in
from assistants.questions.small_talk.phrases import Talk
from assistants.questions.small_talk.recognising import SmallTalk, small_talk_in, without_courtesy
from assistants.questions.standing_alone.missing_subject import lacks_subject


@pytest.mark.parametrize(
    ("text", "talk", "language"),
    [
        ("Hello", Talk.GREETING, "en"),
        ("Hellooo!!! 👋", Talk.GREETING, "en"),
        ("Good evening Almanac, how are you today?", Talk.GREETING, "en"),
        ("Grüezi mitenand", Talk.GREETING, "de"),
        ("Bonjour, ça va ?", Talk.GREETING, "fr"),
        ("Buenos días", Talk.GREETING, "es"),
        ("Thanks a lot, that helped", Talk.THANKS, "en"),
        ("Thnaks!", Talk.THANKS, "en"),
        ("Vielen Dank und schönen Feierabend!", Talk.GOODBYE, "de"),
        ("Merci", Talk.THANKS, None),
        ("What can you do?", Talk.HELP, "en"),
        ("Hi, what kind of questions can I ask you?", Talk.HELP, "en"),
        ("Wobei können Sie mir denn helfen?", Talk.HELP, "de"),
        ("Que peux-tu faire pour moi ?", Talk.HELP, "fr"),
        ("Who are you?", Talk.IDENTITY, "en"),
        ("Are you a real person or a bot?", Talk.IDENTITY, "en"),
        ("Êtes-vous un robot ?", Talk.IDENTITY, "fr"),
    ],
)
def test_small_talk_is_told_with_its_language(text: str, talk: Talk, language: str | None) -> None:
    assert small_talk_in(text) == SmallTalk(talk, language)


@pytest.mark.parametrize(
    "text",
    [
        "What can I do after a missed dose?",
        "Hello, how is Drovelimab stored?",
        "Thanks, and how long does a VPN session last?",
        "Help, my laptop is gone!",
        "Who are you supposed to notify of a critical deviation?",
        "Goodbye gift from a supplier, may I keep it?",
        "Can you help me with an expense claim over 300 CHF?",
        "Danke! Und wer hilft mir, wenn mein Notebook gestohlen wurde?",
        "Bonjour, combien de semaines de congé ?",
        "VPN",
        "",
        "?!",
        "hello, " * 1100,
        "a" * 8000,
    ],
)
def test_a_question_is_no_small_talk_whatever_it_begins_with(text: str) -> None:
    assert small_talk_in(text) is None


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("Hello, how is Drovelimab stored?", "how is Drovelimab stored?"),
        ("Hi! Thanks for your help. When is it due?", "When is it due?"),
        ("A patient, who forgot a dose, asks.", "A patient, who forgot a dose, asks."),
        ("Hello, thanks", "Hello, thanks"),
    ],
)
def test_courtesies_before_a_question_are_not_searched_for(text: str, question: str) -> None:
    assert without_courtesy(text) == question


@pytest.mark.parametrize(
    "text",
    [
        "How much?",
        "And the dose?",
        "How long does it take?",
        "What about storage?",
        "Who approves it?",
        "Und in der Schwangerschaft?",
        "Wie viele Tage?",
        "Et pour les enfants ?",
        "Combien ça coûte ?",
    ],
)
def test_a_question_may_lack_its_subject(text: str) -> None:
    assert lacks_subject(text)


@pytest.mark.parametrize(
    "text",
    [
        "How much does a hotel in Zurich cost?",
        "And how is Drovelimab stored?",
        "What about PPR-9087?",
        "How long does it take to get a loan laptop?",
        "Is it allowed to work from abroad for a month?",
        "VPN",
        "Wie viele Urlaubstage bekomme ich?",
        "What is the dose?",
    ],
)
def test_a_question_that_names_what_it_is_about_does_not_lack_it(text: str) -> None:
    assert not lacks_subject(text)


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("How long?", "en"),
        ("Is Nuxaprant safe in pregnancy?", "en"),
        ("HOTEL LIMIT IN LONDON", "en"),
        ("Dosis von Qavoretin?", "de"),
        ("Lagerung Drovelimab", "de"),
        ("**Wie** lange `gilt` das?", "de"),
        ("LIMITE D'HÔTEL À LONDRES", "fr"),
        ("qui signe SOP-REG-019", "fr"),
        ("¿Y en Japón?", "es"),
        ("La VPN no funciona", "es"),
        ("What is the Dosis von Qavoretin?", "en"),
    ],
)
def test_a_few_words_tell_their_language(question: str, language: str) -> None:
    assert answered_in(question, (), "da") == language


@pytest.mark.parametrize(
    "question", ["Qual è la dose di Qavoretin?", "Wat is de dosis van Qavoretin?", "a" * 8000]
)
def test_what_is_not_spoken_is_answered_in_the_language_of_the_profile(question: str) -> None:
    assert answered_in(question, (), "de-CH") == "de"


@pytest.mark.parametrize(
    ("question", "earlier", "language"),
    [
        ("How long does a session last?", (), "en"),
        ("Wie lange dauert eine Sitzung?", (), "de"),
        ("Quelle est la limite pour un hôtel ?", (), "fr"),
        ("¿Cuánto cuesta una noche de hotel?", (), "es"),
        ("Qavoretin EU?", ("Wie wird Qavoretin gelagert?",), "de"),
        ("ok", ("How is it stored in the EU?",), "en"),
        ("Qavoretin", (), "it"),
        ("VPN?", (), "it"),
        ("Wie lange?", (), "de"),
        ("And how long?", ("Wie wird Qavoretin gelagert?",), "en"),
        ("Wie lange?", ("How is it stored in the EU?",), "en"),
        ("", (), "it"),
    ],
)
def test_a_short_message_keeps_the_language_of_the_conversation(
    question: str, earlier: tuple[str, ...], language: str
) -> None:
    assert answered_in(question, earlier, "it-CH") == language


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Summarise SOP-REG-004", "en"),
        ("Explain Qavoretin", "en"),
        ("Qavoretin SOP-4", "de"),
        ("ok", "de"),
    ],
)
def test_a_short_request_is_answered_in_the_language_of_its_verb(
    question: str, language: str
) -> None:
    assert answered_in(question, ("Wie lange ist die Frist für Meldungen?",), "fr") == language
