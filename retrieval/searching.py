"""Finds passages by meaning and by words, and shows only what the person may read."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from retrieval.access import Access
from retrieval.dense import DenseIndex
from retrieval.documents import AccessClass, DocumentStore, Hit
from retrieval.embedding import Embedder, Vectors
from retrieval.evidence import EVIDENCE, LOOKED_AT, Signs, evidence, signs
from retrieval.fusion import FUSION, explained, fuse
from retrieval.lexical import LexicalFound, LexicalIndex, Scope
from retrieval.passages import Found, Passage, SourceState

DEPTH = 60
MOST_DEPTH = 960

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The present, as the service sees it."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Candidates:
    """What the indexes propose and the database confirms: cosines, words, and the chunks."""

    dense: Mapping[str, float]
    lexical: Mapping[str, float]
    words: LexicalFound
    hits: Mapping[str, Hit]


class HybridSearch:
    """Implements `retrieval.passages.PassageSearch`.

    The indexes only propose. The database says what a chunk's text is, who may read its document
    at this moment and whether it holds; nothing else reaches a ranking, a score or the evidence.
    """

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
        self._embedder = embedder
        self._clock = clock

    async def states(self) -> Sequence[SourceState]:
        """How far each source that is known can be relied on."""
        return [source.state for source in await self.documents.sources()]

    async def search(
        self, query: str, access: Access, sources: Sequence[str], *, limit: int
    ) -> Found:
        """The passages the person may read, best first, at most ``limit`` of them."""
        # What is not Unicode text cannot be looked up, nor can a NUL.
        query = query.encode(errors="replace").decode().replace("\0", " ")
        known, classes, vector = await asyncio.gather(
            self.documents.sources(),
            self.documents.access_classes(set(sources)),
            self.vector(query),
        )
        scope = readable_scope(classes, access)
        candidates = await self.candidates(query, vector, access, scope, enough=limit)
        passages = ranked_passages(candidates, limit)
        found = self.signs(query, candidates, passages)
        return Found(
            passages=tuple(passages),
            evidence=evidence(found) if passages else 0.0,
            states=tuple(
                source.state
                for source in known
                if source.name in sources
                and (source.name in scope or access.may_read(source.groups))
            ),
            parameters={
                "limit": limit,
                "depth": DEPTH,
                "fusion": FUSION,
                "evidence": EVIDENCE,
                "embedding": self._embedder.fingerprint,
            },
        )

    async def readable(self, chunks: Collection[str], access: Access) -> frozenset[str]:
        """Those of these chunks (by id) that are there and may reach the person at this moment."""
        return frozenset(await self._confirmed(chunks, access)) if chunks else frozenset()

    def signs(self, query: str, candidates: Candidates, passages: Sequence[Passage]) -> Signs:
        """What speaks for an answer in these passages."""
        near = candidates.dense.values()
        return signs(query, candidates.words, near, passages, self._embedder.rarity)

    async def vector(self, query: str) -> Vectors | None:
        """The question's vector, shape ``(dimensions,)``; ``None`` for a question of blanks."""
        return (await self._embedder.embed([query]))[0] if query.strip() else None

    async def candidates(
        self, query: str, vector: Vectors | None, access: Access, scope: Scope, *, enough: int
    ) -> Candidates:
        """Ask both indexes, deeper where much of what they propose may not be shown."""
        depth = max(DEPTH, 2 * enough)
        while scope and vector is not None:
            words, near = await asyncio.gather(
                self._lexical.query(query, scope, limit=depth),
                asyncio.gather(
                    *(
                        self._dense.query(source, vector, limit=depth, access=classes)
                        for source, classes in scope.items()
                    )
                ),
            )
            dense = {hit.chunk_id: hit.cosine for found in near for hit in found}
            lexical = {hit.chunk_id: hit.score for hit in words.hits}
            hits = await self._confirmed({*dense, *lexical}, access)
            full = len(words.hits) == depth or any(len(found) == depth for found in near)
            if len(hits) >= enough or not full or depth >= MOST_DEPTH:
                return Candidates(_only(dense, hits), _only(lexical, hits), words, hits)
            depth *= 4
        return Candidates({}, {}, LexicalFound((), {}, 0), {})

    async def answered_elsewhere(
        self, query: str, access: Access, sources: Sequence[str], *, threshold: float
    ) -> tuple[SourceState, ...]:
        """The sources whose documents that the person may not read hold an answer."""
        query = query.encode(errors="replace").decode().replace("\0", " ")
        classes = await self.documents.access_classes(set(sources))
        barred = [one for one in classes if one.groups and not access.may_read(one.groups)]
        others = Access(frozenset(group for one in barred for group in one.groups))
        vector = await self.vector(query) if barred else None
        answering: list[SourceState] = []
        for source in await self.documents.sources():
            names = {one.access for one in barred if one.source == source.name}
            scope: Scope = {source.name: names} if names else {}
            found = await self.candidates(query, vector, others, scope, enough=LOOKED_AT)
            passages = ranked_passages(found, LOOKED_AT)
            if passages and evidence(self.signs(query, found, passages)) >= threshold:
                answering.append(source.state)
        return tuple(answering)

    async def _confirmed(self, ids: Collection[str], access: Access) -> dict[str, Hit]:
        """The chunks that exist and may be shown, decided once for each document."""
        hits = await self.documents.hits(ids)
        now = self._clock()
        documents = {hit.document.id: hit.document for hit in hits.values()}
        allowed = {key for key, document in documents.items() if document.may_answer(access, now)}
        return {chunk: hit for chunk, hit in hits.items() if hit.document.id in allowed}


def readable_scope(classes: Sequence[AccessClass], access: Access) -> Scope:
    """Where to look: the sources with anything to read, narrowed where rights are mixed."""
    every: dict[str, set[str]] = {}
    readable: dict[str, set[str]] = {}
    for one in classes:
        every.setdefault(one.source, set()).add(one.access)
        if access.may_read(one.groups):
            readable.setdefault(one.source, set()).add(one.access)
    return {source: None if names == every[source] else names for source, names in readable.items()}


def _only(scores: Mapping[str, float], hits: Mapping[str, Hit]) -> dict[str, float]:
    return {chunk: score for chunk, score in scores.items() if chunk in hits}


def ranked_passages(candidates: Candidates, limit: int) -> list[Passage]:
    """The best chunks as passages, each text once."""
    ranked = fuse(candidates.dense, candidates.lexical, explained(candidates.words))
    passages: list[Passage] = []
    seen: set[tuple[str, ...]] = set()
    for one in ranked:
        if len(passages) == limit:
            break
        hit = candidates.hits[one.chunk_id]
        # A copy under another name says nothing new. The title counts: the same sentence may
        # stand under two products, and mean two things.
        words = tuple(f"{hit.chunk.title} {hit.chunk.text}".lower().split())
        if words not in seen:
            seen.add(words)
            passages.append(_passage(len(passages) + 1, one.score, hit))
    return passages


def _passage(rank: int, score: float, hit: Hit) -> Passage:
    return Passage(
        rank=rank,
        score=score,
        chunk_id=hit.chunk.id,
        content_hash=hit.chunk.content_hash,
        document_id=hit.document.id,
        document_version=hit.document.version,
        source=hit.document.source,
        document=hit.document.path,
        title=hit.chunk.title,
        section=hit.chunk.section,
        page=hit.chunk.page,
        text=hit.chunk.text,
    )
