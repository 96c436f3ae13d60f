"""The ``extractive`` route: answers without a model, in the words of the passages."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

from gateway.attempts import RouteRefusedError, Written
from gateway.calls import NO_ANSWER, ModelCall
from gateway.quoting.composing import compose
from gateway.quoting.reading import Reading
from gateway.quoting.similarity import SentenceSimilarity

_GROUP = re.compile(r"\s*\S+(?:\s+\S+){0,3}")


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
            reading = Reading(call.excerpts, self._similarity)
            text = await compose(call, reading) if call.enough else ""
            if not text:
                yield Written(usage=None, reason=NO_ANSWER)
                return
        for group in _GROUP.findall(text):
            yield group
        yield Written(usage=None)

    async def aclose(self) -> None:
        """Nothing is open."""
