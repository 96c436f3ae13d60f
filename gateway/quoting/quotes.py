"""Chooses the sentences of the passages that answer a question best."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest

from gateway.calls import Excerpt, Synonyms
from gateway.quoting.questions.answer_types import fit
from gateway.quoting.questions.designations import is_of_another
from gateway.quoting.questions.subjects import subjects
from gateway.quoting.rows.asking import ASKING
from gateway.quoting.rows.tables import cells_of
from gateway.quoting.sentences import Sentence
from gateway.quoting.small_words import small_words
from gateway.quoting.terms import (
    STOP_WORDS,
    WORD,
    common_words,
    rarity,
    stem,
    terms,
    weight_of,
    words,
)

# What each sign weighs; together they make a score of about 0 to 1.
MEANING, WORDING, HEADING, KIND, RANK = 0.55, 0.25, 0.1, 0.1, 0.08
MOST = 3
# A further sentence is quoted when its score comes this close to the best one's.
NEARNESS = 0.85
# A sentence about something else than what the question names is worth this part of its score.
STRANGER = 0.45
# An assistant answers in its own language what is asked in one that it does not speak.
_NOT_LATIN = re.compile(r"[^\W\d_a-zA-ZÀ-ɏ]")

_JOINT = re.compile(
    r"(?:,? and |[?;] (?:and )?)(?=(?:by |until |for |from )?"
    r"(?:how|what|when|where|which|who|whom|why|is|are|can|may|must|do|does|should)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence with its score."""

    sentence: Sentence
    score: float


class Material:
    """The sentences of all passages, their terms worked out once for a question and its parts."""

    def __init__(self, excerpts: Sequence[Excerpt], among: Sequence[Sentence]) -> None:
        self._excerpts = excerpts
        self.own = {id(one): terms(one.text) for one in among}
        self.above = {id(one): terms(f"{one.above} {one.lead}") for one in among}
        self.titles = {excerpt.n: terms(excerpt.title) for excerpt in excerpts}
        self.whole = {
            excerpt.n: self.titles[excerpt.n] | terms(f"{excerpt.section} {excerpt.text}")
            for excerpt in excerpts
        }
        self._common = frozenset[str]().union(*(common_words(one.text) for one in excerpts))
        self.rarity: Mapping[str, float] = rarity(
            [self.own[id(one)] | self.above[id(one)] | self.titles[one.n] for one in among]
        )

    def names_in(self, text: str) -> frozenset[str]:
        """The stems of the names in ``text`` that some passage holds."""
        first = next(iter(words(text)), "")
        named = {stem(word) for word in words(text) if self._may_name(word)}
        if (
            first[1:].islower()
            and words(text).count(first) == 1
            and not self._is_written_large(first)
        ):
            named.discard(stem(first))
        return frozenset(n for n in named if any(n in held for held in self.whole.values()))

    def subjects_in(self, question: str, asked: frozenset[str]) -> frozenset[str]:
        """What is asked that only one document is about."""
        documents = [(one.title, self.titles[one.n], self.whole[one.n]) for one in self._excerpts]
        return subjects(question, asked, documents)

    def _is_written_large(self, word: str) -> bool:
        """Whether the passages write a word large within a sentence, where only names are."""
        within = re.compile(rf"\w[,;]? {re.escape(word)}\b")
        return any(within.search(text) for one in self._excerpts for text in (one.title, one.text))

    def _may_name(self, word: str) -> bool:
        if word.isupper() and len(word) > 1:
            return True
        small = word.casefold() in STOP_WORDS or stem(word) in self._common
        return word[:1].isupper() and not small


class Question:
    """A question, or a part of one, before the material that may answer it."""

    def __init__(
        self,
        text: str,
        material: Material,
        names: frozenset[str],
        synonyms: Synonyms = (),
        language: str = "en",
    ) -> None:
        self.text = text
        self._material = material
        self._terms = (terms(text) - small_words(text, language)) or terms(text)
        self._names = names
        self._language = language
        self._subjects = material.subjects_in(text, self._terms)
        self._total = weight_of(self._terms, material.rarity, unknown=1.0)
        self._otherwise = {
            stem(word): [terms(phrase) for phrase in phrases]
            for word, phrases in synonyms
            # Where the passages have the word itself, others for it would lead elsewhere.
            if stem(word) in self._terms - names and stem(word) not in material.rarity
        }

    def neutral(self, text: str) -> str:
        """``text`` with the names that the question names taken out.

        A name is nearly all that an embedding sees of a short sentence, and `is_about` has
        dealt with it already.
        """
        return WORD.sub(lambda word: "it" if stem(word[0]) in self._names else word[0], text)

    def wording(self, sentence: Sentence) -> float:
        """The part of the question's words that stands in or above the sentence, 0 to 1."""
        weights, own = self._material.rarity, self._material.own[id(sentence)]
        near = self._material.above[id(sentence)] - own
        far = self._material.titles[sentence.n] - near - own
        met = weight_of(self._terms & own, weights, 0.0)
        met += 0.7 * weight_of(self._terms & near, weights, 0.0)
        met += 0.5 * weight_of(self._terms & far, weights, 0.0)
        for phrases in self._otherwise.values():
            if any(phrase and phrase <= own for phrase in phrases):
                met += 1.0
            elif any(phrase and phrase <= near | own for phrase in phrases):
                met += 0.7
        return met / self._total if self._total else 0.0

    def heading(self, sentence: Sentence) -> float:
        """How far the heading speaks of what the question asks, 0 to 1."""
        above = self._material.above[id(sentence)]
        meant = self._terms.union(*chain.from_iterable(self._otherwise.values()))
        return len(above & meant) / len(above) if above else 0.0

    def is_about(self, sentence: Sentence) -> bool:
        """Tell whether the sentence can be about the things that the question names."""
        held = self._material.whole[sentence.n]
        if not self._subjects <= held:
            return False
        if sentence.kind == "row":
            held = self._material.own[id(sentence)] | self._material.titles[sentence.n]
        return self._names <= held

    def is_of_name_alone(self, row: Sentence) -> bool:
        """Whether a row has one cell that the question names, and nothing else that it says.

        No table of registrations tells how a product is stored, though it has a row of it. What
        is asked in other languages a row may say in its own.
        """
        if self._language.partition("-")[0] != "en" or _NOT_LATIN.search(self.text):
            return False
        held = self._material.own[id(row)] | self._material.above[id(row)]
        held |= self._material.titles[row.n]
        asked = self._terms - ASKING
        met = asked & held
        if met == asked or any(
            phrase and phrase <= held for phrases in self._otherwise.values() for phrase in phrases
        ):
            return False
        cells = cells_of(row.text) or {}
        return any(met <= terms(value) for value in cells.values())


def parts(question: str) -> tuple[str, ...]:
    """The questions within a question, itself alone when it is but one."""
    found = tuple(part.strip(" ,;") for part in _JOINT.split(question))
    return found if all(len(terms(part)) > 1 for part in found) else (question,)


def rank(question: Question, among: Sequence[Sentence], meaning: Sequence[float]) -> list[Quote]:
    """Rank the sentences, best first; ``meaning`` are their cosines to the question."""
    scored = [
        Quote(sentence, _score(question, sentence, near))
        for sentence, near in zip(among, meaning, strict=True)
    ]
    return sorted(scored, key=lambda quote: -quote.score)


def pick(rankings: Sequence[Sequence[Quote]]) -> list[Quote]:
    """Pick what to quote: the best of each part of the question, then what comes close to it.

    ``rankings`` has one ranking for each part; the result has one to three quotes.
    """
    chosen: list[Quote] = []
    close = [
        [quote for quote in ranking if quote.score >= NEARNESS * ranking[0].score]
        for ranking in rankings
        if ranking
    ]
    for quote in chain.from_iterable(zip_longest(*close)):
        if quote is not None and not any(_repeats(quote, other) for other in chosen):
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
    if sentence.kind == "fragment" or sentence.text[-1] in "?:" or sentence.text.count(" ") < 2:
        score *= 0.75
    if sentence.kind == "row" and question.is_of_name_alone(sentence):
        return 0.0
    other = is_of_another(question.text, f"{sentence.above}\n{sentence.text}")
    return score * STRANGER if other or not question.is_about(sentence) else score


def _repeats(one: Quote, other: Quote) -> bool:
    mine, theirs = one.sentence.text, other.sentence.text
    if mine in theirs or theirs in mine:
        return True
    shared, both = terms(mine) & terms(theirs), terms(mine) | terms(theirs)
    return len(shared) > 0.8 * max(len(both), 1)
