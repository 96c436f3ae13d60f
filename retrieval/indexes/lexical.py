"""Words in tantivy: BM25 over stems, with identifiers kept exact."""

from __future__ import annotations

import asyncio
import shutil
import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import structlog
import tantivy

from retrieval.documents import ChunkRecord
from retrieval.indexes.wording import ANALYZER, analyzer, identifiers, stems

log = structlog.get_logger()

# A letter more in the name when the fields change: an index of other fields is built anew.
LAYOUT = "b"
# On top of what the words of the title count for as words of the chunk.
TITLE_BOOST = 0.5
EXACT_BOOST = 3.0
# A question of thousands of words would cost seconds.
MOST_WORDS = 64
_HEAP = 30_000_000
_MOST_SCOPES = 64
_MOST_COUNTS = 20_000
# No stem is empty.
_EVERYTHING = ""

Scope = Mapping[str, Collection[str] | None]


@dataclass(frozen=True, slots=True)
class LexicalHit:
    """A chunk that shares words with the question; ``score`` is BM25, without an upper bound."""

    chunk_id: str
    score: float


@dataclass(frozen=True, slots=True)
class LexicalFound:
    """Hits, best first, and how rare the question's words are where it was asked.

    ``counts`` holds for each stem the number of chunks in scope that have it, out of ``chunks``.
    ``depth`` is how many hits were asked for.
    """

    hits: tuple[LexicalHit, ...]
    counts: Mapping[str, int]
    chunks: int
    depth: int = 0


@dataclass(frozen=True, slots=True)
class LexicalEntry:
    """A chunk to be indexed, with the path of its document and who may read it."""

    chunk: ChunkRecord
    path: str
    access: str


class _Counted:
    """How many chunks hold a stem, by the scope that was asked: counting costs as much as a search.

    Questions share most of their words, and people most of their rights. Lives until the index
    changes; a scope that is not asked for long is forgotten.
    """

    def __init__(self) -> None:
        self._scopes: OrderedDict[frozenset[tuple[str, frozenset[str] | None]], dict[str, int]]
        self._scopes = OrderedDict()
        self._lock = threading.Lock()

    def of(self, scope: Scope) -> dict[str, int]:
        key = frozenset(
            (source, None if accesses is None else frozenset(accesses))
            for source, accesses in scope.items()
        )
        with self._lock:
            counts = self._scopes.setdefault(key, {})
            self._scopes.move_to_end(key)
            if len(self._scopes) > _MOST_SCOPES:
                self._scopes.popitem(last=False)
            if len(counts) > _MOST_COUNTS:
                counts.clear()
            return counts


class LexicalIndex:
    """Finds chunks by words. Blocking calls run in threads of their own.

    A scope names the sources to look in, each with the sets of groups to look for, or ``None``
    for all of them.
    """

    def __init__(self, folder: Path) -> None:
        self._schema = _schema()
        self._index = _open(folder / LAYOUT, self._schema)
        self._index.register_tokenizer(ANALYZER, analyzer())
        self._writer: tantivy.IndexWriter | None = None
        self._writing = threading.Lock()
        self._counted = _Counted()

    async def query(self, question: str, scope: Scope, *, limit: int) -> LexicalFound:
        """The chunks in ``scope`` that match best."""
        return await asyncio.to_thread(self._query, question, scope, limit)

    def _query(self, question: str, scope: Scope, limit: int) -> LexicalFound:
        # In this order, so that new counts are never taken from the index before them.
        counted, searcher = self._counted.of(scope), self._index.searcher()
        place = self._scope(scope)
        terms = stems(question)[:MOST_WORDS]
        if place is None or not terms:
            return LexicalFound((), dict.fromkeys(terms, 0), 0)
        must, should = tantivy.Occur.Must, tantivy.Occur.Should
        wanted = [(should, self._word(term)) for term in terms]
        wanted += [
            (should, _boosted(self._term("exact", identifier), EXACT_BOOST))
            for identifier in identifiers(question)[:MOST_WORDS]
        ]
        query = tantivy.Query.boolean_query(
            [(must, place), (must, tantivy.Query.boolean_query(wanted))]
        )
        hits = [
            LexicalHit(searcher.doc(address)["id"][0], score)
            for score, address in searcher.search(query, limit, count=False).hits
        ]
        counts = {term: counted.get(term) for term in terms}
        for term in [term for term in terms if counts[term] is None]:
            both = tantivy.Query.boolean_query([(must, place), (must, self._term("text", term))])
            counts[term] = counted[term] = _count(searcher, both)
        chunks = counted.get(_EVERYTHING)
        if chunks is None:
            chunks = counted[_EVERYTHING] = _count(searcher, place)
        return LexicalFound(tuple(hits), cast(dict[str, int], counts), chunks, limit)

    async def replace(
        self, entries: Sequence[LexicalEntry], *, without: Collection[str] = ()
    ) -> None:
        """Add chunks, in the place of those with the same ids, and remove those in ``without``."""

        def write(writer: tantivy.IndexWriter) -> None:
            for chunk_id in {*without, *(entry.chunk.id for entry in entries)}:
                writer.delete_documents_by_term("id", chunk_id)
            for entry in entries:
                writer.add_document(_document(entry))

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
            self._counted = _Counted()

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
                must = tantivy.Occur.Must
                place = tantivy.Query.boolean_query([(must, place), (must, readable)])
            if accesses is None or accesses:
                places.append(place)
        if not places:
            return None
        anywhere = tantivy.Query.boolean_query([(tantivy.Occur.Should, p) for p in places])
        # Where a chunk stands must not change how well it matches.
        return tantivy.Query.const_score_query(anywhere, 0.0)

    def _word(self, term: str) -> tantivy.Query:
        should = tantivy.Occur.Should
        return tantivy.Query.boolean_query(
            [
                (should, self._term("text", term)),
                (should, _boosted(self._term("title", term), TITLE_BOOST)),
            ]
        )

    def _term(self, field: str, value: str) -> tantivy.Query:
        return tantivy.Query.term_query(self._schema, field, value)


def _count(searcher: tantivy.Searcher, query: tantivy.Query) -> int:
    # The type stubs leave this attribute out.
    return int(cast(Any, searcher.search(query, 1)).count or 0)


def _boosted(query: tantivy.Query, boost: float) -> tantivy.Query:
    return tantivy.Query.boost_query(query, boost)


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


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    for field in ("source", "access"):
        builder.add_text_field(field, tokenizer_name="raw", index_option="basic")
    for field in ("title", "text"):
        builder.add_text_field(field, tokenizer_name=ANALYZER, index_option="freq")
    builder.add_text_field("exact", tokenizer_name="whitespace", index_option="freq")
    return builder.build()


def _document(entry: LexicalEntry) -> tantivy.Document:
    chunk = entry.chunk
    exact: Iterable[str] = identifiers(
        f"{entry.path.rpartition('.')[0]} {chunk.title} {chunk.section} {chunk.text}"
    )
    return tantivy.Document(
        id=chunk.id,
        source=chunk.source,
        access=entry.access,
        title=chunk.title,
        text=f"{chunk.title}\n{chunk.section}\n{chunk.text}",
        exact=" ".join(exact),
    )
