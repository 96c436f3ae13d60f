"""Words in tantivy: BM25 over the terms of each language, with identifiers kept exact."""

from __future__ import annotations

import asyncio
import shutil
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import structlog
import tantivy

from retrieval.indexes.wording import QuestionWord, identifiers_in, question_words
from retrieval.indexes.words.counting import Scope, ScopeCounts
from retrieval.indexes.words.entries import LAYOUT, LexicalEntry, documents, schema
from retrieval.indexes.words.matching import Matcher, any_of, both, count
from retrieval.languages.detection import Language

log = structlog.get_logger()

_MOST_IDENTIFIERS = 64
_HEAP = 30_000_000


@dataclass(frozen=True, slots=True)
class LexicalHit:
    """A chunk that shares words with the question; ``score`` is BM25, without an upper bound."""

    chunk_id: str
    score: float


@dataclass(frozen=True, slots=True)
class LexicalFound:
    """Hits, best first, and how rare the question's words are where it was asked.

    ``counts`` holds for each stem the number of chunks in scope that have its word in one form or
    another, out of ``chunks``. ``depth`` is how many hits were asked for. ``words`` are those of
    the question that say something, and ``spoken`` the languages of the index.
    """

    hits: tuple[LexicalHit, ...]
    counts: Mapping[str, int]
    chunks: int
    depth: int = 0
    words: tuple[QuestionWord, ...] = ()
    spoken: frozenset[Language] = frozenset()


class LexicalIndex:
    """Finds chunks by words. Blocking calls run in threads of their own.

    A scope names the sources to look in, each with the sets of groups to look for, or ``None``
    for all of them.
    """

    def __init__(self, folder: Path) -> None:
        self._schema = schema()
        self._index = _open(folder / LAYOUT, self._schema)
        self._writer: tantivy.IndexWriter | None = None
        self._writing = threading.Lock()
        self._counted = ScopeCounts()

    async def query(self, question: str, scope: Scope, *, limit: int) -> LexicalFound:
        """The chunks in ``scope`` that match best."""
        return await asyncio.to_thread(self._query, question, scope, limit)

    def _query(self, question: str, scope: Scope, limit: int) -> LexicalFound:
        # In this order, so that new counts are never taken from the index before them.
        counts_now, searcher = self._counted, self._index.searcher()
        counted, spoken = counts_now.of(scope), counts_now.spoken(searcher)
        matcher = Matcher(self._schema, searcher, spoken)
        words, place = question_words(question, spoken), self._scope(scope)
        if place is None or not words:
            counts = {word.stem: 0 for word in words}
            return LexicalFound((), counts, 0, words=words, spoken=spoken)
        words = matcher.resolved(words)
        query = both(place, matcher.ranked(words, identifiers_in(question)[:_MOST_IDENTIFIERS]))
        hits = [
            LexicalHit(searcher.doc(address)["id"][0], score)
            for score, address in searcher.search(query, limit, count=False).hits
        ]
        for word in words:
            if word not in counted:
                counted[word] = count(searcher, both(place, matcher.holding(word)))
        chunks = counted.get(None)
        if chunks is None:
            chunks = counted[None] = count(searcher, place)
        counts = {word.stem: counted[word] for word in words}
        return LexicalFound(tuple(hits), counts, chunks, limit, words, spoken)

    async def replace(
        self, entries: Sequence[LexicalEntry], *, without: Collection[str] = ()
    ) -> None:
        """Add chunks, in the place of those with the same ids, and remove those in ``without``."""

        def write(writer: tantivy.IndexWriter) -> None:
            for chunk_id in {*without, *(entry.chunk.id for entry in entries)}:
                writer.delete_documents_by_term("id", chunk_id)
            for document in documents(entries):
                writer.add_document(document)

        if entries or without:
            await asyncio.to_thread(self._write, write)

    async def drop(self, source: str) -> None:
        """Remove every chunk of a source."""
        await asyncio.to_thread(
            self._write, lambda writer: writer.delete_documents_by_term("source", source)
        )

    def _write(self, change: Callable[[tantivy.IndexWriter], object]) -> None:
        with self._writing:
            if self._writer is None:
                self._writer = self._index.writer(heap_size=_HEAP, num_threads=1)
                # A process killed in a commit leaves files that the next commit would stumble on.
                self._writer.garbage_collect_files()
            try:
                change(self._writer)
                self._writer.commit()
            except ValueError:
                # A writer that met a full disk refuses all that comes after; another may not.
                self._writer = None
                raise
            self._index.reload()
            self._counted = ScopeCounts()

    async def ids(self, source: str) -> set[str]:
        """The id of every chunk of a source."""
        return await asyncio.to_thread(self._ids, source)

    def _ids(self, source: str) -> set[str]:
        searcher = self._index.searcher()
        if searcher.num_docs == 0:
            return set()
        everything = searcher.search(self._term("source", source), searcher.num_docs, count=False)
        return {searcher.doc(address)["id"][0] for _, address in everything.hits}

    def close(self) -> None:
        """Finish merging and let the folder go."""
        with self._writing:
            if self._writer is not None:
                self._writer.wait_merging_threads()
                self._writer = None

    def _scope(self, scope: Scope) -> tantivy.Query | None:
        places: list[tantivy.Query] = []
        for source, accesses in scope.items():
            place = self._term("source", source)
            if accesses is not None:
                readable = tantivy.Query.term_set_query(self._schema, "access", sorted(accesses))
                place = both(place, readable)
            if accesses is None or accesses:
                places.append(place)
        if not places:
            return None
        # Where a chunk stands must not change how well it matches.
        return tantivy.Query.const_score_query(any_of(places), 0.0)

    def _term(self, field: str, value: str) -> tantivy.Query:
        return tantivy.Query.term_query(self._schema, field, value)


def _open(place: Path, schema: tantivy.Schema) -> tantivy.Index:
    """Open the index; a damaged one begins anew, and the next ingestion fills it from the database.

    It holds nothing that the database does not.
    """
    place.mkdir(parents=True, exist_ok=True)
    try:
        return tantivy.Index(schema, path=str(place))
    except ValueError as error:
        log.warning("words.damaged", reason=str(error))
        shutil.rmtree(place)
        place.mkdir()
        return tantivy.Index(schema, path=str(place))
