"""What the indexes propose for a question, and the database confirms for a person."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog

from retrieval.access import Access
from retrieval.documents import AccessClass, Document, DocumentStore
from retrieval.indexes.dense import DenseHit, DenseIndex
from retrieval.indexes.embedding import Embedder, EmbedderAwayError, Vectors
from retrieval.indexes.lexical import LexicalFound, LexicalIndex
from retrieval.indexes.server import VectorsAwayError
from retrieval.indexes.words.counting import Scope
from retrieval.searching.fusion import LEXICAL_WEIGHT, Ranked, fuse, lexical_weight

log = structlog.get_logger()

DEPTH = 100
MOST_DEPTH = 1600
# A document that says one thing a thousand times must not hide all others.
_DOCUMENTS = 3

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The present, as the service sees it."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Candidates:
    """What the indexes propose and the database confirms: cosines, words, and the documents.

    Each maps the id of a chunk; ``ranked`` are all of them, best first. Cosines are on the scale of
    the shipped model. ``words_alone`` tells that there are none, since the model or its index was
    away, and ``weight`` how much words count for in the language that was asked in.
    """

    dense: Mapping[str, float]
    lexical: Mapping[str, float]
    words: LexicalFound
    documents: Mapping[str, Document]
    words_alone: bool = False
    weight: float = LEXICAL_WEIGHT

    @property
    def ranked(self) -> list[Ranked]:
        """All chunks by their fused relevance, best first."""
        owners = {chunk: document.id for chunk, document in self.documents.items()}
        return fuse(self.dense, self.words, self.lexical, owners, self.weight)


class Proposing:
    """Asks the indexes of vectors and of words, and the database what of theirs may be shown."""

    def __init__(
        self,
        documents: DocumentStore,
        dense: DenseIndex,
        lexical: LexicalIndex,
        embedder: Embedder,
        *,
        clock: Clock = utc_now,
    ) -> None:
        self.documents = documents
        self._dense = dense
        self._lexical = lexical
        self.embedder = embedder
        self.clock = clock

    async def vector(self, query: str) -> Vectors | None:
        """The question's vector, shape ``(dimensions,)``; ``None`` for a question of blanks.

        Raises `EmbedderAwayError`.
        """
        return await self.embedder.question(query) if query.strip() else None

    async def vector_if_any(self, query: str) -> Vectors | None:
        """The question's vector; ``None`` also while the model is away, for a search by words."""
        try:
            return await self.vector(query)
        except EmbedderAwayError as error:
            log.warning("search.by_words_alone", reason=error.reason)
            return None

    async def candidates(
        self,
        query: str,
        vector: Vectors | None,
        access: Access,
        scope: Scope,
        *,
        enough: int,
        documents: int = 1,
    ) -> Candidates:
        """Ask both indexes, deeper where much of what they propose may not be shown.

        It is asked deeper as well where hardly a document is proposed of the ``documents`` that
        there are. Without a ``vector`` only the index of words is asked, as where the index of
        vectors is away.
        """
        try:
            return await self._candidates(
                query, vector, access, scope, enough=enough, documents=documents
            )
        except VectorsAwayError as error:
            log.warning("search.by_words_alone", reason=error.reason)
            return await self._candidates(
                query, None, access, scope, enough=enough, documents=documents
            )

    async def _candidates(
        self,
        query: str,
        vector: Vectors | None,
        access: Access,
        scope: Scope,
        *,
        enough: int,
        documents: int,
    ) -> Candidates:
        depth, words_alone = max(DEPTH, 2 * enough), vector is None and bool(query.strip())
        while scope and query.strip():
            words, near = await asyncio.gather(
                self._lexical.query(query, scope, limit=depth), self._near(vector, scope, depth)
            )
            dense = {hit.chunk_id: self.embedder.comparable(hit.cosine) for hit in near}
            lexical = {hit.chunk_id: hit.score for hit in words.hits}
            confirmed = await self.confirmed({*dense, *lexical}, access)
            full = depth in {len(words.hits), len(dense)}
            several = len({one.id for one in confirmed.values()}) >= min(_DOCUMENTS, documents)
            if (len(confirmed) >= enough and several) or not full or depth >= MOST_DEPTH:
                return Candidates(
                    _only(dense, confirmed),
                    _only(lexical, confirmed),
                    words,
                    confirmed,
                    words_alone,
                    lexical_weight(query, words.spoken, self.embedder.knows),
                )
            depth *= 4
        return Candidates({}, {}, LexicalFound((), {}, 0), {}, words_alone)

    async def _near(self, vector: Vectors | None, scope: Scope, depth: int) -> list[DenseHit]:
        return [] if vector is None else await self._dense.nearest(scope, vector, limit=depth)

    async def confirmed(self, ids: Collection[str], access: Access) -> dict[str, Document]:
        """The documents of the chunks that exist and may be shown, by the chunk's id."""
        found = await self.documents.documents_of(ids)
        now = self.clock()
        documents = {document.id: document for document in found.values()}
        allowed = {key for key, document in documents.items() if document.may_answer(access, now)}
        return {chunk: document for chunk, document in found.items() if document.id in allowed}


def readable_scope(classes: Sequence[AccessClass], access: Access) -> Scope:
    """Where to look: the sources with anything to read, narrowed where rights are mixed."""
    every: dict[str, set[str]] = {}
    readable: dict[str, set[str]] = {}
    for one in classes:
        every.setdefault(one.source, set()).add(one.access)
        if access.may_read(one.groups):
            readable.setdefault(one.source, set()).add(one.access)
    return {source: None if names == every[source] else names for source, names in readable.items()}


def _only(scores: Mapping[str, float], confirmed: Mapping[str, Document]) -> dict[str, float]:
    return {chunk: score for chunk, score in scores.items() if chunk in confirmed}
