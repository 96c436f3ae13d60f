"""Finds passages by meaning and by words, and shows only what the person may read."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict

from retrieval.access import Access
from retrieval.documents import DocumentStore
from retrieval.indexes.dense import DenseIndex
from retrieval.indexes.embedding import Embedder
from retrieval.indexes.lexical import LexicalIndex
from retrieval.indexes.words.counting import Scope
from retrieval.passages import Found, Passage, SourceState
from retrieval.searching.choosing import Choice, Chosen, choose, cut_places, join
from retrieval.searching.evidence import (
    EVIDENCE,
    LOOKED_AT,
    MOST_MISSED,
    WORDS_ALONE,
    Signs,
    evidence,
    signs,
)
from retrieval.searching.fusion import FUSION
from retrieval.searching.proposing import (
    DEPTH,
    Candidates,
    Clock,
    Proposing,
    readable_scope,
    utc_now,
)
from retrieval.searching.whole_tables import WholeTable, is_table, with_whole_tables

# Copies and versions of one text are left out of what is read.
_SPARE = 3


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
        self.proposing = Proposing(documents, dense, lexical, embedder, clock=clock)

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
            self.proposing.vector_if_any(query),
        )
        scope = readable_scope(classes, access)
        documents = sum(source.documents for source in known if source.name in scope)
        candidates = await self.proposing.candidates(
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
                "embedding": self.proposing.embedder.fingerprint,
                **({"table_letters": table_letters} if table_letters else {}),
                **({"words_alone": True} if words_alone else {}),
            },
            signs=asdict(found),
        )

    async def readable(self, chunks: Collection[str], access: Access) -> frozenset[str]:
        """Those of these chunks (by id) that are there and may reach the person at this moment."""
        return frozenset(await self.proposing.confirmed(chunks, access)) if chunks else frozenset()

    def signs(self, query: str, candidates: Candidates, chosen: Sequence[Chosen]) -> Signs:
        """What speaks for an answer in these chunks."""
        # A copy says nothing more; among many of them nothing would stand out.
        near = [
            candidates.dense[one.hit.chunk.id]
            for one in chosen
            if one.hit.chunk.id in candidates.dense and not one.version
        ]
        chunks = [one.hit.chunk for one in chosen]
        return signs(query, candidates.words, near, chunks, self.proposing.embedder.rarity)

    async def chosen(self, candidates: Candidates, access: Access, limit: int) -> list[Chosen]:
        """The chunks to answer from, read only now that it is known which."""
        ranked = candidates.ranked
        taken = 0
        choice = Choice([], crowded=True)
        while (len(choice.chosen) < limit or choice.crowded) and taken < len(ranked):
            taken = max(_SPARE * limit, 4 * taken)
            hits = await self.documents.hits([one.chunk_id for one in ranked[:taken]])
            now = self.proposing.clock()
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

    async def answered_elsewhere(
        self, query: str, access: Access, sources: Sequence[str], *, threshold: float
    ) -> tuple[SourceState, ...]:
        """The sources whose documents that the person may not read hold an answer."""
        query = query.encode(errors="replace").decode().replace("\0", " ")
        classes = await self.documents.access_classes(set(sources))
        barred = [one for one in classes if one.groups and not access.may_read(one.groups)]
        others = Access(frozenset(group for one in barred for group in one.groups))
        vector = await self.proposing.vector_if_any(query) if barred else None
        answering: list[SourceState] = []
        for source in await self.documents.sources():
            names = {one.access for one in barred if one.source == source.name}
            scope: Scope = {source.name: names} if names else {}
            found = await self.proposing.candidates(query, vector, others, scope, enough=LOOKED_AT)
            chosen = await self.chosen(found, others, LOOKED_AT)
            held = self.signs(query, found, chosen)
            enough = evidence(held, words_alone=found.words_alone) >= threshold
            if chosen and enough and held.missed < MOST_MISSED:
                answering.append(source.state)
        return tuple(answering)


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
