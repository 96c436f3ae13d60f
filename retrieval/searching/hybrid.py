"""Finds passages by meaning and by words, and shows only what the person may read."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog

from retrieval.access import Access
from retrieval.documents import AccessClass, Document, DocumentStore
from retrieval.indexes.dense import DenseIndex
from retrieval.indexes.embedding import Embedder, EmbedderAwayError, Vectors
from retrieval.indexes.lexical import LexicalFound, LexicalIndex
from retrieval.indexes.words.counting import Scope
from retrieval.passages import Found, Passage, SourceState
from retrieval.searching.choosing import Choice, Chosen, choose, cut_places, join
from retrieval.searching.evidence import (
    EVIDENCE,
    LOOKED_AT,
    WORDS_ALONE,
    Signs,
    evidence,
    signs,
)
from retrieval.searching.fusion import FUSION, LEXICAL_WEIGHT, Ranked, fuse, lexical_weight
from retrieval.searching.whole_tables import WholeTable, is_table, with_whole_tables

log = structlog.get_logger()

DEPTH = 100
MOST_DEPTH = 1600
# A document that says one thing a thousand times must not hide all others.
_DOCUMENTS = 3
# Copies and versions of one text are left out of what is read.
_SPARE = 3

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The present, as the service sees it."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Candidates:
    """What the indexes propose and the database confirms: cosines, words, and the documents.

    Each maps the id of a chunk; ``ranked`` are all of them, best first. Cosines are on the scale of
    the shipped model. ``words_alone`` tells that there are none, since the model was away, and
    ``weight`` how much words count for in the language that was asked in.
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
        self,
        query: str,
        access: Access,
        sources: Sequence[str],
        *,
        limit: int,
        table_letters: int = 0,
    ) -> Found:
        """The passages the person may read, best first, at most ``limit`` of them.

        The tables that they are cut from are put together, to ``table_letters`` in all.
        """
        # What is not Unicode text cannot be looked up, nor can a NUL.
        query = query.encode(errors="replace").decode().replace("\0", " ")
        known, classes, vector = await asyncio.gather(
            self.documents.sources(),
            self.documents.access_classes(set(sources)),
            self._vector_if_any(query),
        )
        scope = readable_scope(classes, access)
        documents = sum(source.documents for source in known if source.name in scope)
        candidates = await self.candidates(
            query, vector, access, scope, enough=limit, documents=documents
        )
        chosen = await self.chosen(candidates, access, limit)
        found = self.signs(query, candidates, chosen)
        words_alone = candidates.words_alone
        return Found(
            passages=tuple(_passages(await self._joined(chosen, table_letters))),
            evidence=evidence(found, words_alone=words_alone) if chosen else 0.0,
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
                "evidence": WORDS_ALONE if words_alone else EVIDENCE,
                "embedding": self._embedder.fingerprint,
                **({"table_letters": table_letters} if table_letters else {}),
                **({"words_alone": True} if words_alone else {}),
            },
        )

    async def readable(self, chunks: Collection[str], access: Access) -> frozenset[str]:
        """Those of these chunks (by id) that are there and may reach the person at this moment."""
        return frozenset(await self._confirmed(chunks, access)) if chunks else frozenset()

    def signs(self, query: str, candidates: Candidates, chosen: Sequence[Chosen]) -> Signs:
        """What speaks for an answer in these chunks."""
        # A copy says nothing more; among many of them nothing would stand out.
        near = [
            candidates.dense[one.hit.chunk.id]
            for one in chosen
            if one.hit.chunk.id in candidates.dense and not one.version
        ]
        chunks = [one.hit.chunk for one in chosen]
        return signs(query, candidates.words, near, chunks, self._embedder.rarity)

    async def chosen(self, candidates: Candidates, access: Access, limit: int) -> list[Chosen]:
        """The chunks to answer from, read only now that it is known which."""
        ranked = candidates.ranked
        taken = 0
        choice = Choice([], crowded=True)
        while (len(choice.chosen) < limit or choice.crowded) and taken < len(ranked):
            taken = max(_SPARE * limit, 4 * taken)
            hits = await self.documents.hits([one.chunk_id for one in ranked[:taken]])
            now = self._clock()
            best = (
                (one.score, hits[one.chunk_id])
                for one in ranked[:taken]
                # It may have changed hands since it was proposed.
                if one.chunk_id in hits and hits[one.chunk_id].document.may_answer(access, now)
            )
            choice = choose(best, limit)
        return choice.chosen

    async def _joined(self, chosen: Sequence[Chosen], table_letters: int) -> list[WholeTable]:
        """Put together what was cut, out of documents that were just confirmed."""
        prose = [one for one in chosen if not (table_letters and is_table(one.text))]
        places = cut_places(prose)
        joined = join(prose, await self.documents.chunks_at(places)) if places else prose
        by_chunk = {one.hit.chunk.id: one for one in joined}
        gone = {one.hit.chunk.id for one in prose} - by_chunk.keys()
        every = [
            by_chunk.get(one.hit.chunk.id, one) for one in chosen if one.hit.chunk.id not in gone
        ]
        return await with_whole_tables(every, self.documents, letters=table_letters)

    async def vector(self, query: str) -> Vectors | None:
        """The question's vector, shape ``(dimensions,)``; ``None`` for a question of blanks.

        Raises `EmbedderAwayError`.
        """
        return await self._embedder.question(query) if query.strip() else None

    async def _vector_if_any(self, query: str) -> Vectors | None:
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
        there are. Without a ``vector`` only the index of words is asked.
        """
        depth, words_alone = max(DEPTH, 2 * enough), vector is None and bool(query.strip())
        while scope and query.strip():
            words, near = await asyncio.gather(
                self._lexical.query(query, scope, limit=depth),
                asyncio.gather(
                    *(
                        self._dense.query(source, vector, limit=depth, access=classes)
                        for source, classes in scope.items()
                        if vector is not None
                    )
                ),
            )
            nearest = heapq.nsmallest(
                depth, (hit for found in near for hit in found), key=lambda hit: -hit.cosine
            )
            dense = {hit.chunk_id: self._embedder.comparable(hit.cosine) for hit in nearest}
            lexical = {hit.chunk_id: hit.score for hit in words.hits}
            confirmed = await self._confirmed({*dense, *lexical}, access)
            full = depth in {len(words.hits), len(dense)}
            several = len({one.id for one in confirmed.values()}) >= min(_DOCUMENTS, documents)
            if (len(confirmed) >= enough and several) or not full or depth >= MOST_DEPTH:
                return Candidates(
                    _only(dense, confirmed),
                    _only(lexical, confirmed),
                    words,
                    confirmed,
                    words_alone,
                    lexical_weight(query, words.spoken, self._embedder.knows),
                )
            depth *= 4
        return Candidates({}, {}, LexicalFound((), {}, 0), {}, words_alone)

    async def answered_elsewhere(
        self, query: str, access: Access, sources: Sequence[str], *, threshold: float
    ) -> tuple[SourceState, ...]:
        """The sources whose documents that the person may not read hold an answer."""
        query = query.encode(errors="replace").decode().replace("\0", " ")
        classes = await self.documents.access_classes(set(sources))
        barred = [one for one in classes if one.groups and not access.may_read(one.groups)]
        others = Access(frozenset(group for one in barred for group in one.groups))
        vector = await self._vector_if_any(query) if barred else None
        answering: list[SourceState] = []
        for source in await self.documents.sources():
            names = {one.access for one in barred if one.source == source.name}
            scope: Scope = {source.name: names} if names else {}
            found = await self.candidates(query, vector, others, scope, enough=LOOKED_AT)
            chosen = await self.chosen(found, others, LOOKED_AT)
            held = self.signs(query, found, chosen)
            if chosen and evidence(held, words_alone=found.words_alone) >= threshold:
                answering.append(source.state)
        return tuple(answering)

    async def _confirmed(self, ids: Collection[str], access: Access) -> dict[str, Document]:
        """The documents of the chunks that exist and may be shown, by the chunk's id."""
        found = await self.documents.documents_of(ids)
        now = self._clock()
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


def _passages(found: Sequence[WholeTable]) -> Iterator[Passage]:
    for rank, each in enumerate(found, start=1):
        one = each.chosen
        chunk, document = one.hit.chunk, one.hit.document
        yield Passage(
            rank=rank,
            score=one.score,
            chunk_id=chunk.id,
            content_hash=one.content_hash,
            document_id=document.id,
            document_version=document.version,
            source=document.source,
            document=document.path,
            title=chunk.title,
            section=chunk.section,
            page=chunk.page,
            text=one.text,
            rows_left=each.rows_left,
        )
