"""What a model would write: an answer in prose from the passages of a prompt, with its markers.

It stands in for a model where somebody looks at the chat. It chooses sentences by the words that
they share with the question; it understands nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

_NUMBERED = re.compile(r"(?m)^\[(\d+)\] (.+)$")
_SENTENCES = re.compile(r"(?<=[.!?])\s+|\n+")
_WORDS = re.compile(r"\w{3,}")
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
    lines = [f"In short: {_within(first.text)} [{first.passage}]"]
    if others:
        lines += ["", "What also matters here:", ""]
        lines += [f"- {_within(each.text, capital=True)} [{each.passage}]" for each in others]
    lines += ["", f"Please check passage [{first.passage}] before you rely on a number."]
    return "\n".join(lines)


def tokens_of(text: str) -> list[str]:
    """Cut a text as a model would stream it: word by word, nothing lost."""
    return re.findall(r"\s*\S+", text) or [text]


def _stand_alone(conversation: str) -> str:
    before, _, last = conversation.rpartition(_REWRITE)
    asked = re.findall(r"(?m)^Q: (.+)$", before)
    topic = f" (after: {asked[-1]})" if asked else ""
    return last.strip() + topic


def _nearest(material: str, question: str, *, most: int = 3) -> list[_Said]:
    asked, found = _stems(question), []
    parts = _NUMBERED.split(material)
    for number, _title, text in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        for sentence in _SENTENCES.split(text):
            plain = sentence.strip(" -*#\t")
            if 30 <= len(plain) <= 320 and plain[-1] in ".!?" and "|" not in plain:
                shared = len(asked & _stems(plain)) / max(len(asked), 1)
                found.append(_Said(int(number), plain, shared - int(number) / 1000))
    best = sorted(found, key=lambda said: -said.nearness)
    kept: list[_Said] = []
    for said in best:
        if said.nearness > 0 and all(said.text != each.text for each in kept):
            kept.append(said)
    return kept[:most]


def _stems(text: str) -> set[str]:
    return {word[:6] for word in _WORDS.findall(text.lower())}


def _within(sentence: str, *, capital: bool = False) -> str:
    """The sentence as it stands inside another, its full stop left to the marker."""
    words = sentence.rstrip(".!?").split(" ")
    usual = words[0].lower() in {"the", "a", "an", "if", "when", "in", "for", "all", "do", "staff"}
    if usual and not capital:
        words[0] = words[0].lower()
    return " ".join(words)
