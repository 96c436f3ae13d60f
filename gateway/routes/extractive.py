"""The ``extractive`` route: answers without a model, in the words of the passages."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace

from gateway.attempts import RouteRefusedError, Written
from gateway.calls import NO_ANSWER, Excerpt, ModelCall
from gateway.quoting.composition.composing import compose
from gateway.quoting.composition.from_rows import Composed
from gateway.quoting.reading import Reading
from gateway.quoting.similarity import SentenceSimilarity

_FOOTNOTE = re.compile(r" ?\[(\d{1,3}(?:, ?\d{1,3}){0,7})\]")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
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
            # Each side of a comparison, and each of several questions, is narrowed otherwise.
            sides = call.form.kind in {"comparison", "several"}
            excerpts = [
                replace(_raised(one), beside=one.beside and not sides) for one in call.excerpts
            ]
            reading = Reading(excerpts, self._similarity, call.synonyms, call.language)
            composed = await compose(call, reading) if call.enough else Composed()
            text = composed.text
            if not text:
                yield Written(usage=None, reason=NO_ANSWER)
                return
            if call.doubted and not composed.sure:
                call.doubted()
        for group in _GROUP.findall(text):
            yield group
        yield Written(usage=None)

    async def aclose(self) -> None:
        """Nothing is open."""


def _raised(excerpt: Excerpt) -> Excerpt:
    """The excerpt with raised footnote marks: ``[1]`` would be taken to point to a passage."""
    text = _FOOTNOTE.sub(lambda mark: mark[1].translate(_RAISED), excerpt.text)
    return replace(excerpt, text=text)
