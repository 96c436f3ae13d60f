"""Tells the questions of a message apart: "What is the dose of it? And how is it stored?"."""

from __future__ import annotations

import re
from collections.abc import Callable

from assistants.questions.standing_alone.names import names

# Each is searched for; a message of more is read as one question.
MOST = 4
_LONGEST_MESSAGE = 2_000
# "What now?" and "Why?" go on with what stands before them.
_FEWEST_WORDS = 3

_SENTENCE = re.compile(r"(?<=[?!.…])\s+(?=\S)")
_JOINED = re.compile(
    r",? (?=(?:and|und) (?:how|what|when|where|who|wie|was|wann|wo|wer)(?: \w+){1,3}? "
    r"(?:its?|es|seine?)\b)",
    re.IGNORECASE,
)
_LEAD = r"^\W*(?:(?:and|or|but|also|so|then|und|oder|aber|auch|et|ou|mais|y|pero)\b[\s,:]*)*"
_ASKS = re.compile(
    _LEAD
    + r"(?:(?:in|for|at|on|to|from|by|with|until|since|bei|für|in|ab|bis|seit|mit|pour|à|depuis) )?"
    r"(?:what|which|who|whom|whose|when|where|why|how|is|are|was|were|do|does|did|can|could|may|"
    r"must|shall|should|will|would|has|have|wer|wen|wem|wann|wo|warum|wieso|wie|welche[rsnm]?|ist|"
    r"sind|hat|haben|kann|können|darf|dürfen|muss|müssen|soll|sollen|gibt|gilt|gelten|wird|werden|"
    r"que|quoi|quel(?:le)?s?|qui|quand|où|pourquoi|comment|combien|est|est-ce|sont|peut|peut-on|"
    r"puis-je|dois-je|doit-on|faut-il|y a-t-il|qué|cuál(?:es)?|cuándo|dónde|cómo|quién|cuánt[oa]s?|"
    r"es|son|puede)\b",
    re.IGNORECASE,
)
_COURTESY = re.compile(
    r"^\W*(?:(?:can|could|would|will) (?:you|someone|somebody|anyone|anybody)|können sie|kannst du|"
    r"kann (?:mir )?jemand|pouvez-vous|peux-tu)\b(?:\W+\w+){0,3}?\W+(?:help|tell|explain|assist|"
    r"helfen|sagen|erklären|aider|dire|expliquer)(?:\W+\w+){0,2}\W*$|^\W*do you know\W*$",
    re.IGNORECASE,
)
# Who speaks of their own affairs does not go on about a product.
_OWN = re.compile(
    r"\b(?:I|my|me|we|our|us|ich|mein\w{0,2}|mir|mich|wir|unser\w{0,2}|uns|je|j['’]ai|mon|ma|mes|nous|"
    r"notre|nos)\b",
    re.IGNORECASE,
)


def questions_in(message: str) -> tuple[str, ...]:
    """The questions of a message, each with what is told before it; itself where it is but one."""
    if len(message) > _LONGEST_MESSAGE or "?" not in message:
        return (message,)
    sentences = [
        part.strip() for sentence in _SENTENCE.split(message.strip()) for part in _apart(sentence)
    ]
    found: list[list[str]] = []
    told: list[str] = []
    for place, sentence in enumerate(sentences):
        if _COURTESY.match(sentence):
            continue
        joined = place + 1 < len(sentences) and _is_question(sentences[place + 1])
        if _is_question(sentence) or (joined and sentence[-1] not in ".!?…"):
            found.append([*told, sentence])
            told = []
        elif sentence.endswith("?") and found and not told:
            found[-1].append(sentence)
        elif sentence.endswith("?") and len(" ".join(told).split()) >= _FEWEST_WORDS:
            found.append([*told, sentence])
            told = []
        else:
            told.append(sentence)
    if not 2 <= len(found) <= MOST:
        return (message,)
    found[-1] += told
    return tuple(" ".join(one) for one in found)


def each_alone(
    questions: tuple[str, ...], standalone: Callable[[str, str], str]
) -> tuple[str, ...]:
    """The questions of one message so that each can be understood without the ones before it.

    One that names nothing goes on about what the last one named, unless it is about who asks.
    """
    alone = [questions[0]]
    for question in questions[1:]:
        said = standalone(question, alone[-1])
        carried = names(alone[-1])
        if said == question and not names(question) and carried and not _OWN.search(question):
            said = f"{question.rstrip(' ?.!')} ({', '.join(carried)})?"
        alone.append(said)
    return tuple(alone)


def _apart(sentence: str) -> list[str]:
    """The two questions of one sentence, where the second goes on about what the first names."""
    found = _JOINED.split(sentence, maxsplit=1) if sentence.endswith("?") else [sentence]
    return found if names(found[0]) else [sentence]


def _is_question(sentence: str) -> bool:
    """Whether a sentence is a question of its own: "What now?" only goes on with another."""
    return (
        sentence.endswith("?")
        and len(sentence.split()) >= _FEWEST_WORDS
        and _ASKS.match(sentence) is not None
    )
