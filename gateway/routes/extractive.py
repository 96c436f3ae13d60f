"""The ``extractive`` route: answers without a model, in the words of the passages."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence

from gateway.attempts import RouteRefusedError, Written
from gateway.calls import NO_ANSWER, ModelCall
from gateway.quoting.quotes import MOST, Material, Question, Quote, parts, pick, rank
from gateway.quoting.sentences import Sentence, split
from gateway.quoting.similarity import SentenceSimilarity
from gateway.quoting.terms import terms

_FOOTNOTE = re.compile(r" ?\[(\d{1,3}(?:, ?\d{1,3}){0,7})\]")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_GROUP = re.compile(r"\s*\S+(?:\s+\S+){0,3}")
# Comparing by meaning takes a millisecond or two each; the others are out of the running.
MOST_COMPARED = 24
# Below this even the best sentence is about something else. The weakest right answer to the sample
# company's questions has .28; "My patient died, what do I do?" finds nothing better than .24.
WEAKEST = 0.26
# What a question may say beside the name of a document and still ask for no more than it.
_ASKING = terms(
    "does say says tell about show contain contains cover covers regulate summary document"
)


class ExtractiveClient:
    """Quotes the sentences that answer best, each followed by its marker, as in ``... [2]``."""

    def __init__(self, similarity: SentenceSimilarity) -> None:
        self._similarity = similarity

    async def stream(self, call: ModelCall) -> AsyncIterator[str | Written]:
        """Yield the quotes in groups of words; raises `RouteRefusedError` where it cannot quote.

        It cannot rewrite a question either, and gives it back as it stands.
        """
        if call.role == "judge":
            raise RouteRefusedError("a route that quotes cannot judge")
        text = call.question
        if call.role == "answer":
            quotes = await self.quotes(call)
            if max((quote.score for quote in quotes), default=0.0) < WEAKEST:
                yield Written(usage=None, reason=NO_ANSWER)
                return
            text = "\n\n".join(_marked(quote) for quote in quotes)
        for group in _GROUP.findall(text):
            yield group
        yield Written(usage=None)

    async def aclose(self) -> None:
        """Nothing is open."""

    async def quotes(self, call: ModelCall) -> list[Quote]:
        """Choose the sentences, the best first; empty when there are no passages."""
        among = [sentence for excerpt in call.excerpts for sentence in split(excerpt)]
        if not among:
            return []
        material = Material(call.excerpts, among)
        names = material.names_in(call.question)
        compared = _shortlist(Question(call.question, material, names), among)
        rankings = []
        for part in parts(call.question):
            question = Question(part, material, names)
            near = await self._similarity.similarity(
                question.neutral(part),
                [question.neutral(_in_context(sentence)) for sentence in compared],
            )
            rankings.append(rank(question, compared, near))
        chosen = pick(rankings)
        if max((quote.score for quote in chosen), default=0.0) < WEAKEST:
            return _opening(call, material, among) or chosen
        return chosen


def _opening(call: ModelCall, material: Material, among: Sequence[Sentence]) -> list[Quote]:
    """The first sentences of the best passage, where a question only names its document.

    Nothing in a document is like the question "What does SOP-014 say?", and all of it answers.
    """
    first = call.excerpts[0].n
    title = material.titles[first]
    named = terms(call.question) & title
    if not named or not terms(call.question) - title <= _ASKING:
        return []
    return [Quote(one, WEAKEST) for one in among if one.n == first and one.text[-1] != "?"][:MOST]


def _shortlist(question: Question, among: Sequence[Sentence]) -> list[Sentence]:
    if len(among) <= MOST_COMPARED:
        return list(among)

    def promise(sentence: Sentence) -> float:
        return question.wording(sentence) + 1 / (2 + sentence.n)

    return sorted(among, key=promise, reverse=True)[:MOST_COMPARED]


def _in_context(sentence: Sentence) -> str:
    return f"{sentence.context}: {sentence.text}" if sentence.context else sentence.text


def _marked(quote: Quote) -> str:
    # A footnote mark of the document would be taken for one that points to a passage.
    text = _FOOTNOTE.sub(lambda mark: mark[1].translate(_RAISED), quote.sentence.text)
    return f"{text} [{quote.sentence.n}]"
