"""Chooses the sentences of the passages that answer a question best."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gateway.calls import Excerpt
from gateway.hints import fit
from gateway.sentences import Sentence
from gateway.terms import STOP_WORDS, rarity, stem, terms, weight_of, words

# What each sign weighs; together they make a score of about 0 to 1.
MEANING, WORDING, HEADING, KIND, RANK = 0.55, 0.25, 0.12, 0.13, 0.08
MOST = 3
# A further sentence is quoted when its score comes this close to the best one's.
NEARNESS = 0.86
# A sentence about something else than what the question names is worth this part of its score.
STRANGER = 0.45


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence with its score."""

    sentence: Sentence
    score: float


class Question:
    """A question, and what the passages as a whole tell about its words."""

    def __init__(self, text: str, excerpts: Sequence[Excerpt], among: Sequence[Sentence]) -> None:
        self.text = text
        self.terms = terms(text)
        self._own = {id(sentence): terms(sentence.text) for sentence in among}
        self._above = {id(sentence): terms(f"{sentence.above} {sentence.lead}") for sentence in among}
        self._titles = {excerpt.n: terms(excerpt.title) for excerpt in excerpts}
        self._whole = {
            excerpt.n: terms(f"{excerpt.title} {excerpt.section} {excerpt.text}")
            for excerpt in excerpts
        }
        everything = [
            self._own[id(sentence)] | self._above[id(sentence)] | self._titles[sentence.n]
            for sentence in among
        ]
        self._rarity: Mapping[str, float] = rarity(everything)
        self._names = self._rare_names()

    def wording(self, sentence: Sentence) -> float:
        """The part of the question's words that stands in or above the sentence, 0 to 1."""
        own = self._own[id(sentence)]
        near = self._above[id(sentence)] - own
        far = self._titles[sentence.n] - near - own
        weights = self._rarity
        total = weight_of(self.terms, weights, unknown=1.0)
        met = weight_of(self.terms & own, weights, 0.0)
        met += 0.7 * weight_of(self.terms & near, weights, 0.0)
        met += 0.5 * weight_of(self.terms & far, weights, 0.0)
        return met / total if total else 0.0

    def heading(self, sentence: Sentence) -> float:
        """How far the heading speaks of what the question asks, 0 to 1."""
        above = self._above[id(sentence)]
        return len(above & self.terms) / len(above) if above else 0.0

    def is_about(self, sentence: Sentence) -> bool:
        """Tell whether the sentence can be about the things that the question names."""
        held = self._whole[sentence.n]
        if sentence.kind == "row":
            held = self._own[id(sentence)] | self._titles[sentence.n]
        return self._names <= held

    def _rare_names(self) -> frozenset[str]:
        """The names in the question that some passages hold and others do not."""
        named = {
            stem(word)
            for word in words(self.text)
            if word[:1].isupper() and word.casefold() not in STOP_WORDS
        }
        holders = {name: sum(name in held for held in self._whole.values()) for name in named}
        return frozenset(name for name, count in holders.items() if 0 < count)


def choose(
    question: Question, among: Sequence[Sentence], meaning: Sequence[float]
) -> list[Quote]:
    """Choose one to three sentences, the best first; ``meaning`` are their cosines."""
    scored = [
        Quote(sentence, _score(question, sentence, near))
        for sentence, near in zip(among, meaning, strict=True)
    ]
    scored.sort(key=lambda quote: -quote.score)
    chosen: list[Quote] = []
    for quote in scored:
        if chosen and quote.score < NEARNESS * chosen[0].score:
            break
        if not any(_repeats(quote.sentence, other.sentence) for other in chosen):
            chosen.append(quote)
        if len(chosen) == MOST:
            break
    return chosen


def _score(question: Question, sentence: Sentence, near: float) -> float:
    score = MEANING * max(near, 0.0)
    score += WORDING * question.wording(sentence)
    score += HEADING * question.heading(sentence)
    score += KIND * fit(question.text, sentence.text)
    score += RANK / (1 + 0.3 * (sentence.n - 1))
    if sentence.kind == "fragment" or sentence.text.endswith("?"):
        score *= 0.75
    return score if question.is_about(sentence) else score * STRANGER


def _repeats(one: Sentence, other: Sentence) -> bool:
    mine, theirs = terms(one.text), terms(other.text)
    return len(mine & theirs) > 0.8 * max(len(mine | theirs), 1)
