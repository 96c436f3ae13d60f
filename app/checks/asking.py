"""Asking a configuration, or its search, outside of any conversation: for a trial, or a check.

Nothing of it is anybody's turn: it is not stored as one, not counted as one, and follows on
nothing. What it costs is booked under the department and the assistant like any answer.
"""

from __future__ import annotations

import uuid
from collections.abc import AsyncGenerator, Collection, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Literal

from app.identity.tokens import Pseudonyms
from assistants.answering import Answering
from assistants.answers import AnswerEvent
from assistants.profiles import Configuration
from assistants.questions.question import Question
from gateway.attribution import on_behalf_of
from gateway.calls import Gateway
from retrieval.access import Access
from retrieval.passages import Found, PassageSearch, SourceState

Purpose = Literal["playground", "check", "retrieval test"]


@dataclass(frozen=True, slots=True)
class Asker:
    """Asks any configuration, live or not, with the rights that it is given."""

    search: PassageSearch
    gateway: Gateway
    pseudonyms: Pseudonyms

    async def ask(
        self,
        configuration: Configuration,
        question: str,
        access: Access,
        *,
        person: str,
        purpose: Purpose,
        named: str,
    ) -> AsyncGenerator[AnswerEvent]:
        """Answer one question; ``named`` is how the model's door hears of the configuration.

        Raises as `Answering.stream` does.
        """
        asked_id = uuid.uuid4()
        attribution = self._attribution(configuration, asked_id, person, purpose, named)
        asked = Question(
            turn_id=str(asked_id),
            text=question,
            access=access,
            configuration=configuration,
            attribution=attribution,
        )
        search = _OnBehalf(self.search, dict(attribution))
        async with aclosing(Answering(asked, search, self.gateway).stream()) as events:
            async for event in events:
                yield event

    def searching(
        self, configuration: Configuration, *, person: str, purpose: Purpose, named: str
    ) -> PassageSearch:
        """The search as a configuration asks it; what a vector costs is booked where it belongs."""
        attribution = self._attribution(configuration, uuid.uuid4(), person, purpose, named)
        return _OnBehalf(self.search, dict(attribution))

    def _attribution(
        self,
        configuration: Configuration,
        asked_id: uuid.UUID,
        person: str,
        purpose: str,
        named: str,
    ) -> tuple[tuple[str, str], ...]:
        return (
            ("department", configuration.department),
            ("assistant", configuration.slug),
            ("configuration", named),
            ("person", self.pseudonyms.of(person)),
            ("purpose", purpose),
            ("trace", asked_id.hex),
        )


@dataclass(frozen=True, slots=True)
class _OnBehalf:
    """A `PassageSearch` whose calls to a model are booked where the answer is."""

    inner: PassageSearch
    attribution: Mapping[str, str]

    async def search(
        self,
        query: str,
        access: Access,
        sources: Sequence[str],
        *,
        limit: int,
        table_letters: int = 0,
    ) -> Found:
        with on_behalf_of(self.attribution):
            return await self.inner.search(
                query, access, sources, limit=limit, table_letters=table_letters
            )

    async def readable(self, chunks: Collection[str], access: Access) -> frozenset[str]:
        return await self.inner.readable(chunks, access)

    async def answered_elsewhere(
        self, query: str, access: Access, sources: Sequence[str], *, threshold: float
    ) -> tuple[SourceState, ...]:
        with on_behalf_of(self.attribution):
            return await self.inner.answered_elsewhere(query, access, sources, threshold=threshold)
