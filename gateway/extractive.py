"""The ``extractive`` route: answers without a model, in the words of the passages."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence

from gateway.attempts import RouteRefusedError, Written
from gateway.calls import NO_ANSWER, ModelCall
from gateway.quoting import Material, Question, Quote, parts, pick, rank
from gateway.sentences import Sentence, split
from gateway.similarity import SentenceSimilarity

_GROUP = re.compile(r"\s*\S+(?:\s+\S+){0,3}")
# Comparing by meaning takes a millisecond or two each; the others are out of the running.
MOST_COMPARED = 24
# Below this even the best sentence is about something else. The weakest right answer to the sample
# company's questions has .28; "My patient died, what do I do?" finds nothing better than .24.
WEAKEST = 0.26


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
        return pick(rankings)


def _shortlist(question: Question, among: Sequence[Sentence]) -> list[Sentence]:
    if len(among) <= MOST_COMPARED:
        return list(among)

    def promise(sentence: Sentence) -> float:
        return question.wording(sentence) + 1 / (2 + sentence.n)

    return sorted(among, key=promise, reverse=True)[:MOST_COMPARED]


def _in_context(sentence: Sentence) -> str:
    return f"{sentence.context}: {sentence.text}" if sentence.context else sentence.text


def _marked(quote: Quote) -> str:
    return f"{quote.sentence.text} [{quote.sentence.n}]"
