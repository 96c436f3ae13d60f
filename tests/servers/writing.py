"""What a model would write: an answer in prose from the passages of a prompt, with its markers.

It stands in for a model where somebody looks at the chat. It chooses sentences by the words that
they share with the question; it understands nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from assistants.questions.standing_alone.follow_ups import standalone
from gateway.quoting.terms import rarity, terms, weight_of

_NUMBERED = re.compile(r"(?m)^\[(\d+)\] (.+)$")
_SENTENCES = re.compile(r"(?<=[.!?])\s+|\n+")
_REWRITE = "Last question: "
_ASKED = "Question: "
_SORRY = "The passages that I was given do not answer this question."


@dataclass(frozen=True, slots=True)
class _Said:
    """One sentence of one passage, and how much of the question it shares."""

    passage: int
    text: str
    nearness: float


def compose(messages: Sequence[dict[str, Any]]) -> str:
    """Write the answer to a prompt of ours, whatever its role."""
    last = str(messages[-1]["content"])
    if _REWRITE in last:
        return _stand_alone(last)
    material, _, question = last.rpartition(_ASKED)
    said = _nearest(material, question)
    if not said:
        return _SORRY
    first, *others = said
    lines = [f"In short: {_within(first.text)} [{first.passage}]."]
    if others:
        lines += ["", "What also matters here:", ""]
        lines += [f"- {_within(each.text, capital=True)} [{each.passage}]." for each in others]
    lines += ["", f"Please check passage [{first.passage}] before you rely on a number."]
    return "\n".join(lines)


def tokens_of(text: str) -> list[str]:
    """Cut a text as a model would stream it: word by word, nothing lost."""
    return re.findall(r"\s*\S+", text) or [text]


def _stand_alone(conversation: str) -> str:
    before, _, last = conversation.rpartition(_REWRITE)
    asked = re.findall(r"(?m)^Q: (.+)$", before)
    return standalone(last.strip(), asked[-1]) if asked else last.strip()


def _nearest(material: str, question: str, *, most: int = 3) -> list[_Said]:
    """The sentences that share most with the question, rare words counting for more.

    Passages come best first, so an earlier one is preferred.
    """
    sentences = list(_sentences(material))
    wanted = terms(question)
    weights = rarity([terms(f"{title} {text}") for _, title, text in sentences])
    whole = weight_of(wanted, weights, 0.0) or 1.0
    found = [
        _Said(
            number, text, weight_of(wanted & terms(f"{title} {text}"), weights, 0.0) / whole
            - 0.1 * number,
        )
        for number, title, text in sentences
        if wanted & terms(text)
    ]  # fmt: skip
    found.sort(key=lambda said: -said.nearness)
    return list({said.text: said for said in reversed(found)}.values())[::-1][:most]


def _sentences(material: str) -> Iterator[tuple[int, str, str]]:
    """Every whole sentence with the number and the heading of its passage."""
    parts = _NUMBERED.split(material)
    for number, title, text in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        for sentence in _SENTENCES.split(text):
            plain = sentence.strip(" -*#\t")
            if 25 <= len(plain) <= 320 and plain[-1] in ".!?" and "|" not in plain:
                yield int(number), title, plain


def _within(sentence: str, *, capital: bool = False) -> str:
    """The sentence as it stands inside another, its full stop left to the marker."""
    words = sentence.rstrip(".!?").split(" ")
    usual = words[0].lower() in {"the", "a", "an", "if", "when", "in", "for", "all", "do", "staff"}
    if usual and not capital:
        words[0] = words[0].lower()
    return " ".join(words)
