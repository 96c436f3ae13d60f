"""Reads the passages of a call: ranks their sentences for a question, or for a part of one."""

from __future__ import annotations

from collections.abc import Sequence

from gateway.calls import Excerpt, Synonyms
from gateway.quoting.quotes import MOST, Material, Question, Quote, parts, pick, rank
from gateway.quoting.sentences import Sentence, split
from gateway.quoting.similarity import SentenceSimilarity
from gateway.quoting.terms import terms

# Comparing by meaning takes a millisecond or two each; the others are out of the running.
MOST_COMPARED = 24
# A list may have a sentence from each passage.
MOST_LISTED = 60
# Below this even the best sentence is about something else. The weakest right answer to the sample
# company's questions has .28; "My patient died, what do I do?" finds nothing better than .24.
WEAKEST = 0.26
# What a question may say beside the name of a document and still ask for no more than it.
_ASKING = terms(
    "does say says tell about show contain contains cover covers regulate summary document"
)
# What documents call "recommended", or only "the dose".
_USUAL = terms("usual normal standard regular recommended ordinary")


class Reading:
    """The sentences of all passages of a call, before the questions that they may answer."""

    def __init__(
        self,
        excerpts: Sequence[Excerpt],
        similarity: SentenceSimilarity,
        synonyms: Synonyms = (),
        language: str = "en",
    ) -> None:
        # What is beside the question is not quoted, but tells what others are about.
        self.excerpts = [one for one in excerpts if not one.beside]
        self.among = [sentence for excerpt in self.excerpts for sentence in split(excerpt)]
        self._material = Material(excerpts, self.among)
        self._similarity = similarity
        self._synonyms = synonyms
        self._language = language

    async def quotes(self, question: str) -> list[Quote]:
        """The few sentences that answer a question best; empty where there are no passages."""
        if not self.among:
            return []
        material = self._material
        names = material.names_in(question)
        compared = _shortlist(self._asked(question, names), self.among, MOST_COMPARED)
        rankings = [await self._rank(part, names, compared) for part in parts(question)]
        chosen = pick(rankings)
        if max((quote.score for quote in chosen), default=0.0) < WEAKEST:
            return self._opening(question) or chosen
        return chosen

    async def ranking(self, question: str, among: Sequence[Sentence] | None = None) -> list[Quote]:
        """The sentences, or some ``among`` them, by how well they answer a question."""
        names = self._material.names_in(question)
        asked = self._asked(question, names)
        compared = _shortlist(asked, self.among if among is None else among, MOST_LISTED)
        return await self._rank(question, names, compared)

    def names_in(self, question: str) -> frozenset[str]:
        """The names in a question that some passage holds."""
        return self._material.names_in(question)

    def about(self, named: str) -> list[Sentence]:
        """The sentences of the passages that hold every word of a name, titles included.

        Of tables, only the rows that do. Of what is no name, half of the words are enough.
        """
        wanted, material = terms(named) - _USUAL, self._material
        held = {
            id(one): wanted
            & (
                material.own[id(one)] | material.titles[one.n]
                if one.kind == "row"
                else material.whole[one.n]
            )
            for one in self.among
        }
        # What is no name may be called otherwise: "the birth parent", "those who give birth".
        needed = len(wanted) if named != named.casefold() else max(len(wanted) // 2, 1)
        return [one for one in self.among if len(held[id(one)]) >= needed]

    async def _rank(
        self, question: str, names: frozenset[str], compared: Sequence[Sentence]
    ) -> list[Quote]:
        asked = self._asked(question, names)
        near = await self._similarity.similarity(
            asked.neutral(question), [asked.neutral(_in_context(one)) for one in compared]
        )
        return rank(asked, compared, near)

    def _asked(self, question: str, names: frozenset[str]) -> Question:
        return Question(question, self._material, names, self._synonyms, self._language)

    def _opening(self, question: str) -> list[Quote]:
        """The first sentences of the best passage, where a question only names its document.

        Nothing in a document is like the question "What does SOP-014 say?", and all of it answers.
        """
        first = self.excerpts[0].n
        title = self._material.titles[first]
        named = terms(question) & title
        if not named or not terms(question) - title <= _ASKING:
            return []
        opening = [one for one in self.among if one.n == first and one.text[-1] != "?"]
        return [Quote(one, WEAKEST) for one in opening][:MOST]


def _shortlist(question: Question, among: Sequence[Sentence], most: int) -> list[Sentence]:
    if len(among) <= most:
        return list(among)

    def promise(sentence: Sentence) -> float:
        return question.wording(sentence) + 1 / (2 + sentence.n)

    return sorted(among, key=promise, reverse=True)[:most]


def _in_context(sentence: Sentence) -> str:
    return f"{sentence.context}: {sentence.text}" if sentence.context else sentence.text
