"""Vectors in Chroma: a collection for each source and embedding model."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import chromadb
import numpy as np
from chromadb.api.client import Client
from chromadb.api.collection_configuration import CreateHNSWConfiguration
from chromadb.api.models.Collection import Collection as ChromaCollection
from chromadb.config import Settings
from chromadb.errors import NotFoundError

from retrieval.embedding import Vectors

_PAGE = 10_000
_BATCH = 1_000
HNSW: CreateHNSWConfiguration = {"space": "cosine"}


@dataclass(frozen=True, slots=True)
class DenseHit:
    """A chunk near the question; ``cosine`` is between -1 and 1."""

    chunk_id: str
    cosine: float


class NotANumberError(ValueError):
    """A vector holds a value that is not a number; stored, it would be found by any question."""

    def __init__(self, rows: int) -> None:
        super().__init__(f"{rows} vectors are not finite. The embedding model is damaged.")
        self.rows = rows


class DenseIndex:
    """Finds chunks by meaning. Blocking calls run in threads of their own."""

    def __init__(self, client: Client, fingerprint: str) -> None:
        self._client = client
        self._fingerprint = fingerprint
        self._collections: dict[str, ChromaCollection] = {}

    async def query(
        self, source: str, vector: Vectors, *, limit: int, access: Collection[str] | None = None
    ) -> list[DenseHit]:
        """The nearest chunks of one source; ``vector`` has the shape ``(dimensions,)``.

        ``access`` limits the hits to these sets of groups; ``None`` for all, none for nothing.
        """
        if access is not None and not access:
            return []
        return await asyncio.to_thread(self._query, source, vector, limit, access)

    def _query(
        self, source: str, vector: Vectors, limit: int, access: Collection[str] | None
    ) -> list[DenseHit]:
        try:
            collection = self._collection(source, create=False)
            found = collection.query(
                query_embeddings=cast(Any, vector[None, :]),
                n_results=limit,
                where=None if access is None else cast(Any, {"access": {"$in": sorted(access)}}),
                include=["distances"],
            )
        except NotFoundError:
            # Never ingested, or just rebuilt: the next query looks the collection up again.
            self._collections.pop(source, None)
            return []
        distances = found["distances"]
        assert distances is not None
        return [
            DenseHit(chunk_id, 1.0 - distance)
            for chunk_id, distance in zip(found["ids"][0], distances[0], strict=True)
        ]

    async def upsert(
        self, source: str, ids: Sequence[str], vectors: Vectors, access: Sequence[str]
    ) -> None:
        """Store vectors, shape ``(len(ids), dimensions)``; raises `NotANumberError`."""
        damaged = int((~np.isfinite(vectors).all(axis=1)).sum())
        if damaged:
            raise NotANumberError(damaged)
        await asyncio.to_thread(self._upsert, source, ids, vectors, access)

    def _upsert(
        self, source: str, ids: Sequence[str], vectors: Vectors, access: Sequence[str]
    ) -> None:
        collection = self._collection(source, create=True)
        for start in range(0, len(ids), _BATCH):
            part = slice(start, start + _BATCH)
            collection.upsert(
                ids=list(ids[part]),
                embeddings=cast(Any, vectors[part]),
                metadatas=[{"access": value} for value in access[part]],
            )

    async def set_access(self, source: str, ids: Sequence[str], access: str) -> None:
        """Change which set of groups may read these chunks."""

        def change() -> None:
            collection = self._collection(source, create=True)
            for start in range(0, len(ids), _BATCH):
                some = list(ids[start : start + _BATCH])
                collection.update(ids=some, metadatas=[{"access": access} for _ in some])

        await asyncio.to_thread(change)

    async def delete(self, source: str, ids: Collection[str]) -> None:
        """Remove chunks."""

        def remove() -> None:
            collection = self._collection(source, create=True)
            ordered = sorted(ids)
            for start in range(0, len(ordered), _BATCH):
                collection.delete(ids=ordered[start : start + _BATCH])

        if ids:
            await asyncio.to_thread(remove)

    async def ids(self, source: str) -> set[str]:
        """The id of every chunk that has a vector."""
        return await asyncio.to_thread(self._ids, source)

    def _ids(self, source: str) -> set[str]:
        try:
            collection = self._collection(source, create=False)
        except NotFoundError:
            return set()
        found: set[str] = set()
        while True:
            page = collection.get(limit=_PAGE, offset=len(found), include=[])["ids"]
            found.update(page)
            if len(page) < _PAGE:
                return found

    async def vectors(self, source: str, ids: Collection[str]) -> dict[str, Vectors]:
        """The vectors of those of these chunks that have one, each of shape ``(dimensions,)``."""

        def read() -> dict[str, Vectors]:
            found: dict[str, Vectors] = {}
            try:
                collection = self._collection(source, create=False)
            except NotFoundError:
                return found
            ordered = sorted(ids)
            for start in range(0, len(ordered), _BATCH):
                some = collection.get(ids=ordered[start : start + _BATCH], include=["embeddings"])
                rows = some["embeddings"]
                if rows is not None:
                    found.update(zip(some["ids"], np.asarray(rows, np.float32), strict=True))
            return found

        return await asyncio.to_thread(read)

    async def drop(self, source: str) -> None:
        """Delete a source's collection, with those of earlier models."""

        def drop() -> None:
            self._collections.pop(source, None)
            for collection in self._client.list_collections():
                if (collection.metadata or {}).get("source") == source:
                    self._client.delete_collection(collection.name)

        await asyncio.to_thread(drop)

    async def drop_earlier_models(self, source: str) -> None:
        """Delete the collections that another model made of a source."""

        def drop() -> None:
            for collection in self._client.list_collections():
                metadata: Mapping[str, Any] = collection.metadata or {}
                if metadata.get("source") == source and metadata["model"] != self._fingerprint:
                    self._client.delete_collection(collection.name)

        await asyncio.to_thread(drop)

    def _collection(self, source: str, *, create: bool) -> ChromaCollection:
        if source not in self._collections:
            name = f"almanac.{source}.{self._fingerprint.rpartition('@')[2]}"
            self._collections[source] = (
                self._client.get_or_create_collection(
                    name,
                    embedding_function=None,
                    metadata={"source": source, "model": self._fingerprint},
                    configuration={"hnsw": HNSW},
                )
                if create
                else self._client.get_collection(name, embedding_function=None)
            )
        return self._collections[source]


def open_chroma(folder: Path, url: str | None) -> Client:
    """Open the server at ``url``, or the embedded store in ``folder``."""
    settings = Settings(anonymized_telemetry=False)
    if url is None:
        folder.mkdir(parents=True, exist_ok=True)
        return cast(Client, chromadb.PersistentClient(path=str(folder), settings=settings))
    parts = urlsplit(url)
    client = chromadb.HttpClient(
        host=parts.hostname or "localhost",
        port=parts.port or (443 if parts.scheme == "https" else 8000),
        ssl=parts.scheme == "https",
        settings=settings,
    )
    return cast(Client, client)
