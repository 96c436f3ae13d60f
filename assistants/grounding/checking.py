"""Comparing one sentence with the passages that it points to."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistants.grounding.facts import FactCheck, Failed
from assistants.grounding.material import Material, quoted
from assistants.grounding.reading.dates import without_dates
from assistants.grounding.reading.limits import limits
from assistants.grounding.reading.polarity import Clause, clauses, denied, opposed
from assistants.grounding.reading.words import content, language_of
from assistants.grounding.wording import limits_unsaid, said_otherwise
from assistants.verdicts import Reason, Verdict
from gateway.quoting.refutations import reports, says_wrong

# So much of what a sentence says stands in its sources, by words and their rarity.
SUPPORTED = 0.5
# And so much of it in one place of them.
TOGETHER = 0.4
# So much of a clause is found again before its yes is held against the other's no.
ALIGNED = 0.6
# What a number or a date that was found weighs beside a word that is in no passage.
FACT = 0.7
_CLOSE = 0.1
_COMPOUND = 5


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a comparison gave."""

    verdict: Verdict
    reason: Reason


SAME = Outcome(Verdict.VERIFIED, Reason.SUPPORTED)
OTHER_LANGUAGE = Outcome(Verdict.VERIFIED, Reason.OTHER_LANGUAGE)


class Comparison:
    """Compares claims with passages; words weigh by how rare they are among all that were sent."""

    def __init__(self, materials: Sequence[Material], asked: Sequence[str]) -> None:
        self._materials = materials
        self._facts = FactCheck(materials, asked)
        self._weights: Mapping[str, float] | None = None
        self._unknown = 0.0

    def invented(self, text: str) -> Reason | None:
        """Why the first fact fails that neither a passage nor the question has."""
        failed = self._facts.first(text, self._materials, language_of(text), everywhere=True)
        return failed.reason if failed else None

    def outcome(self, claim: str, cited: Sequence[Material]) -> Outcome:
        """The verdict on a claim by the passages that it cites."""
        is_quoted = any(quoted(claim) in each.quotes for each in cited)
        outcome = SAME if is_quoted else self._compared(claim, cited)
        if outcome is SAME and self._is_refuted(claim, cited):
            return Outcome(Verdict.CONTRADICTED, Reason.NEGATION)
        return outcome

    def _compared(self, claim: str, cited: Sequence[Material]) -> Outcome:
        language = language_of(claim)
        failed = self._facts.first(claim, cited, language)
        if failed is not None:
            return Outcome(self._graver(failed, claim, cited), failed.reason)
        readable = [each for each in cited if _alike(each.language, language)]
        if not readable:
            compared = self._facts.has_any(claim, language)
            return (
                OTHER_LANGUAGE if compared else Outcome(Verdict.UNVERIFIED, Reason.OTHER_LANGUAGE)
            )
        said = clauses(claim)
        against = next(self._contradictions(said, readable), None)
        if against is not None:
            return Outcome(Verdict.CONTRADICTED, against)
        otherwise = said_otherwise(without_dates(claim), language, readable)
        if otherwise is None or not self._supports(claim, readable, otherwise):
            return Outcome(Verdict.UNVERIFIED, Reason.WORDING)
        if self._turned_round(claim, said, readable, otherwise):
            return Outcome(Verdict.UNVERIFIED, Reason.WORDING)
        return SAME

    def nearest(self, claim: str) -> list[int]:
        """The passages that share most with a claim, best first, by their place."""
        about = content(claim)
        shares = [self._share(about, each.words, each) for each in self._materials]
        found = [at for at, share in enumerate(shares) if share > 0]
        return sorted(found, key=lambda at: -shares[at])

    def share(self, claim: str, text: str) -> float:
        """How much of a claim stands in a text, from 0 to 1."""
        return self._share(content(claim), content(text))

    def _graver(self, failed: Failed, claim: str, cited: Sequence[Material]) -> Verdict:
        """A number is contradicted where the same thing is said with another one."""
        if failed.verdict is Verdict.CONTRADICTED or failed.reason is not Reason.NUMBER:
            return failed.verdict
        if not failed.base:
            return Verdict.UNVERIFIED
        others = any(number.base == failed.base for each in cited for number in each.numbers)
        about = content(claim)
        near = any(
            self._share(about, window | each.heading_words, each) >= ALIGNED
            for each in cited
            for window in each.windows
        )
        return Verdict.CONTRADICTED if others and near else Verdict.UNVERIFIED

    def _contradictions(
        self, said: Sequence[Clause], cited: Sequence[Material]
    ) -> Iterator[Reason]:
        for clause in said:
            nearest = self._aligned(clause, cited)
            if not nearest:
                continue
            if all(denied(clause, found) for found in nearest):
                yield Reason.NEGATION
            if all(opposed(clause, found) for found in nearest):
                yield Reason.OPPOSITE

    def _aligned(self, clause: Clause, cited: Sequence[Material]) -> list[Clause]:
        """The clauses of the passages about the same, where there are any."""
        scored: list[tuple[float, Clause]] = []
        for material in cited:
            for placed in material.clauses:
                own = placed.about
                if not clause.about & own:
                    continue
                whole = self._share(clause.about, own | placed.before | material.heading_words)
                if whole >= ALIGNED:
                    scored.append((2 * whole + self._share(clause.about, own), placed))
        best = max((score for score, _ in scored), default=0.0)
        return [placed for score, placed in scored if score >= best - _CLOSE]

    def _supports(
        self, claim: str, cited: Sequence[Material], otherwise: Mapping[str, frozenset[str]]
    ) -> bool:
        """Whether the words stand in the passages, and enough of them in one place.

        Facts were found there already and count as words.
        """
        about, facts = content(without_dates(claim)), self._facts.count(claim)
        if not about:
            return True
        words = frozenset[str]().union(*(each.words for each in cited))
        if self._share(about, _with(words, otherwise), *cited, facts=facts) < SUPPORTED:
            return False
        return any(
            self._share(about, _with(window | each.heading_words, otherwise), each, facts=facts)
            >= TOGETHER
            for each in cited
            for window in each.windows
        )

    def _turned_round(
        self,
        claim: str,
        said: Sequence[Clause],
        cited: Sequence[Material],
        otherwise: Mapping[str, frozenset[str]],
    ) -> bool:
        """Whether a clause has a limit that the sentences nearest to it do not have.

        What is about nothing, as ", as needed", is no clause, and limits all of the claim.
        """
        parts = [(clause.text, clause.about) for clause in said]
        if limits(claim) - frozenset[str]().union(*(limits(text) for text, _ in parts)):
            parts.append((claim, content(claim)))
        return any(
            limits_unsaid(text, self._nearest_sentences(about, cited, otherwise))
            for text, about in parts
            if limits(text)
        )

    def _is_refuted(self, claim: str, cited: Sequence[Material]) -> bool:
        """Whether a claim stands only where the next sentence says that it is wrong."""
        refuted = frozenset[str]().union(*(each.refuted for each in cited))
        if not refuted or says_wrong(claim) or reports(claim):
            return False
        about = content(claim)
        shared = [
            (len(about & words), sentence)
            for each in cited
            for sentence, words in zip(each.sentences, each.sentence_words, strict=True)
        ]
        most = max(count for count, _ in shared)
        return most > 0 and all(one in refuted for count, one in shared if count == most)

    def _nearest_sentences(
        self,
        about: frozenset[str],
        cited: Sequence[Material],
        otherwise: Mapping[str, frozenset[str]],
    ) -> list[str]:
        scored = [
            (self._share(about, _with(words, otherwise), each), sentence)
            for each in cited
            for sentence, words in zip(each.sentences, each.sentence_words, strict=True)
        ]
        best = max((score for score, _ in scored), default=0.0)
        return [sentence for score, sentence in scored if score >= best - _CLOSE]

    def _share(
        self, about: frozenset[str], words: frozenset[str], *within: Material, facts: int = 0
    ) -> float:
        weights = self._weighed()
        whole = held = facts * FACT * self._unknown
        for word in about:
            weight = weights.get(word, self._unknown)
            whole += weight
            if word in words or any(_inside(word, each) for each in within):
                held += weight
        return held / whole if whole else 0.0

    def _weighed(self) -> Mapping[str, float]:
        if self._weights is None:
            said = [words for each in self._materials for words in each.sentence_words]
            counts = Counter(word for words in said for word in words)
            total = max(1, len(said))
            self._weights = {word: math.log(1 + total / n) for word, n in counts.items()}
            self._unknown = math.log(1 + 2 * total)
        return self._weights


def _with(words: frozenset[str], otherwise: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Words of a passage together with those of the claim that they say."""
    return words | {word for word, others in otherwise.items() if not words.isdisjoint(others)}


def _inside(word: str, material: Material) -> bool:
    """Whether a word is a part of a compound of the passage."""
    return (
        material.language in ("de", "nl", "da", "sv")
        and len(word) >= _COMPOUND
        and word in material.letters
    )


def _alike(one: str, other: str) -> bool:
    return not one or not other or one == other
