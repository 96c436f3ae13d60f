"""Brings the indexes up to documents whose text has not changed, from the database alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set

from retrieval.documents import Document, DocumentStatus, DocumentStore
from retrieval.indexes.embedding import EmbedderAwayError
from retrieval.ingesting.indexing import Contents, Indexer
from retrieval.ingesting.ledger import Stages
from retrieval.ingesting.reconciling import clean

GROUP = 256


def is_stale(document: Document, chunks: Set[str], contents: Contents) -> bool:
    """Tell whether the indexes lack a live document's chunks, or know other readers of them."""
    return document.status is DocumentStatus.LIVE and (
        document.indexed_access != document.access
        or not chunks <= contents.dense
        or not chunks <= contents.lexical
    )


async def refresh(
    documents: Iterable[Document],
    store: DocumentStore,
    indexer: Indexer,
    contents: Contents,
    stages: Stages,
    *,
    away: EmbedderAwayError | None = None,
) -> EmbedderAwayError | None:
    """Write the chunks of stale documents of one source into the indexes again.

    ``stages`` counts what was lost, and what the model had to see again. With the model ``away``,
    before this or from now on, what needs no vector is written all the same; tells whether it is.
    """
    for group in _groups(documents):
        pairs = [(document, await store.chunks_of(document.id)) for document in group]
        if away is None:
            try:
                stages.embedded += await indexer.refresh(pairs, contents)
            except EmbedderAwayError as error:
                away = error
        if away is not None:
            pairs = [pair for pair in pairs if {piece.id for piece in pair[1]} <= contents.dense]
            await indexer.refresh(pairs, contents)
        both = contents.dense & contents.lexical
        stages.restored += sum(piece.id not in both for _, pieces in pairs for piece in pieces)
    return away


async def restore(source: str, store: DocumentStore, indexer: Indexer, stages: Stages) -> Contents:
    """Put into the indexes what they lack of a source that cannot be read at the moment."""
    contents = await indexer.contents(source)
    chunks: dict[str, set[str]] = {}
    for chunk, document in contents.stored.items():
        chunks.setdefault(document, set()).add(chunk)
    known = await store.documents(source)
    stale = [one for one in known.values() if is_stale(one, chunks.get(one.id, set()), contents)]
    await refresh(stale, store, indexer, contents, stages)
    return await clean(indexer, source)


def _groups(documents: Iterable[Document]) -> Iterator[list[Document]]:
    group: list[Document] = []
    for document in documents:
        group.append(document)
        if sum(one.chunks for one in group) >= GROUP:
            yield group
            group = []
    if group:
        yield group
