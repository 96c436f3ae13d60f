"""Opens retrieval as a whole: stores, search and ingestion, under one owner."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from retrieval.documents import DocumentStore
from retrieval.embedding.onnx_embedder import OnnxEmbedder
from retrieval.indexes.chroma import open_chroma
from retrieval.indexes.damage import discard_damaged_vectors, discard_damaged_words
from retrieval.indexes.dense import DenseIndex
from retrieval.indexes.embedding import Embedder
from retrieval.indexes.guarding import Guard
from retrieval.indexes.lexical import LexicalIndex
from retrieval.indexes.ownership import Ownership
from retrieval.indexes.server import Reach
from retrieval.indexes.words.entries import LAYOUT
from retrieval.ingesting.indexing import Indexer
from retrieval.ingesting.ingestion import Ingestion
from retrieval.languages.detection import prepare
from retrieval.recognition.recogniser import Recogniser
from retrieval.recognition.store import MODEL, RecognitionStore
from retrieval.searching.hybrid import HybridSearch
from retrieval.searching.proposing import Clock, utc_now
from retrieval.sources.description import GroupNames
from retrieval.sources.originals import Originals

# Room for half a million chunks with vectors of the model that ships.
VECTORS_IN_MEMORY = 512_000_000


@dataclass(frozen=True, slots=True)
class Retrieval:
    """The parts of retrieval that others use."""

    search: HybridSearch
    ingestion: Ingestion
    indexer: Indexer
    embedder: Embedder
    dense: DenseIndex
    lexical: LexicalIndex
    documents: DocumentStore
    originals: Originals
    recogniser: Recogniser | None


@asynccontextmanager
async def open_retrieval(
    *,
    var: Path,
    chroma_url: str | None,
    documents: DocumentStore,
    locations: Sequence[str],
    catalog: DocumentStore | None = None,
    embedder: Embedder | None = None,
    groups: GroupNames | None = None,
    clock: Clock = utc_now,
    reads_pictures: int = 0,
    vectors_in_memory: int = VECTORS_IN_MEMORY,
    before_ingestion: Callable[[], Awaitable[None]] | None = None,
) -> AsyncIterator[Retrieval]:
    """Open the indexes under ``var`` (vectors at ``chroma_url``, if given) and close them after.

    ``catalog`` is another way into ``documents``, for the short reads of a search; ``embedder``
    is the model that comes with the project unless it is given, and ``groups`` are those that
    sources may name. ``reads_pictures`` is how many pages text recognition reads at once, and
    ``vectors_in_memory`` how many bytes embedded vectors may take there; ``before_ingestion`` is
    awaited before each run looks at the sources. Raises
    `retrieval.indexes.ownership.StoresOwnedError` where another process has them open.
    """
    async with AsyncExitStack() as stack:
        stack.callback(Ownership(var).close)
        embedder = embedder or OnnxEmbedder()
        embedded = chroma_url is None
        no_vectors = embedded and await asyncio.to_thread(discard_damaged_vectors, var)
        no_words, _ = await asyncio.gather(
            asyncio.to_thread(discard_damaged_words, var / "tantivy", LAYOUT),
            asyncio.to_thread(prepare),
        )
        client = open_chroma(var / "chroma", chroma_url)
        stack.callback(client.close)
        reach = None if chroma_url is None else Reach()
        if reach is not None:
            stack.callback(reach.close)
        dense = DenseIndex(
            client,
            embedder.fingerprint,
            reach,
            # To a server others write as well, and nobody here would hear of it.
            memory_bytes=vectors_in_memory if embedded else 0,
        )
        stack.push_async_callback(dense.memory.aclose)
        lexical = LexicalIndex(var / "tantivy")
        stack.callback(lexical.close)
        originals = Originals(catalog or documents)
        recogniser = None
        if reads_pictures:
            store = RecognitionStore(var / "recognised")
            recogniser = Recogniser(store, documents, originals, at_once=reads_pictures)
            stack.push_async_callback(recogniser.aclose)
        reading = f"+{MODEL}" if recogniser else ""
        indexer = Indexer(documents, dense, lexical, embedder, reading=reading)
        guard = Guard(documents, dense, embedder.fingerprint, var, embedded=embedded)
        if no_vectors or no_words:
            await guard.announce(vectors=no_vectors)
        ingestion = Ingestion(
            documents,
            indexer,
            locations,
            groups=groups,
            guard=guard,
            clock=clock,
            recogniser=recogniser,
            first=before_ingestion,
        )
        await ingestion.register()
        yield Retrieval(
            search=HybridSearch(catalog or documents, dense, lexical, embedder, clock=clock),
            ingestion=ingestion,
            indexer=indexer,
            embedder=embedder,
            dense=dense,
            lexical=lexical,
            documents=documents,
            originals=originals,
            recogniser=recogniser,
        )
