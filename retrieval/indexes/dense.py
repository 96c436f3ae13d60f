"""Vectors in Chroma: what is near a question, among the rows that the person may read."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Awaitable, Callable, Collection, Sequence
from functools import partial
from typing import Any, TypeVar, cast

import numpy as np
from chromadb.api.client import Client
from chromadb.api.models.Collection import Collection as ChromaCollection
from chromadb.errors import NotFoundError

from retrieval.indexes.batching import Batcher, Runs
from retrieval.indexes.chroma import all_ids, nearest_rows
from retrieval.indexes.embedding import Vectors
from retrieval.indexes.partitions import SHARED, Partition, Partitions
from retrieval.indexes.server import Reach
from retrieval.indexes.vectors.matrix import DenseHit
from retrieval.indexes.vectors.memory import Place, Question, VectorMemory
from retrieval.indexes.words.counting import Scope

__all__ = ["DenseHit", "DenseIndex", "NotANumberError"]

_BATCH = 1_000
_Found = TypeVar("_Found")


class NotANumberError(ValueError):
    """A vector holds a value that is not a number; stored, it would be found by any question."""

    def __init__(self, rows: int) -> None:
        super().__init__(f"{rows} vectors are not finite. The embedding model is damaged.")
        self.rows = rows


class DenseIndex:
    """Finds chunks by meaning. Blocking calls run in threads of their own.

    ``reach`` is how long a question waits for a server; the embedded store has none. With
    ``memory_bytes`` collections are kept in memory as well, as many as fit; that is for a store
    that nobody else writes to.
    """

    def __init__(
        self,
        client: Client,
        fingerprint: str,
        reach: Reach | None = None,
        *,
        memory_bytes: int = 0,
    ) -> None:
        self._reach = reach
        self.memory = VectorMemory(memory_bytes)
        self._run: Runs = asyncio.to_thread if reach is None else reach.run
        self._partitions = Partitions(client, fingerprint)
        self._batchers: dict[str, Batcher[tuple[Vectors, int], list[DenseHit]]] = {}

    async def nearest(self, scope: Scope, vector: Vectors, *, limit: int) -> list[DenseHit]:
        """The nearest chunks of several sources, nearest first; ``vector`` is ``(dimensions,)``.

        ``scope`` names the sources, each with the sets of groups to look for, or ``None`` for all.
        Raises `retrieval.indexes.server.VectorsAwayError`.
        """
        here: list[Place] = []
        stored: list[Awaitable[list[DenseHit]]] = []
        missing = {one: scope[one] for one in scope if self._in_memory(one, scope[one]) is None}
        if missing and self.memory.is_used:
            await self._read(missing)
        for source, access in scope.items():
            places = self._in_memory(source, access)
            if places is None:
                stored.append(self.query(source, vector, limit=limit, access=access))
            else:
                here += places
        if here:
            stored.append(self.memory.ask(Question(vector, limit, tuple(here))))
        return _best([hit for hits in await asyncio.gather(*stored) for hit in hits], limit)

    def _in_memory(self, source: str, access: Collection[str] | None) -> list[Place] | None:
        """The rows of a source that may be looked at; ``None`` if not all of them are here."""
        partitions = self._partitions.known(source, access)
        if partitions is None:
            return None
        places: list[Place] = []
        for partition in partitions:
            matrix = self.memory.of(partition.collection)
            if matrix is None:
                return None
            places.append((matrix, access if partition.access == SHARED else None))
        return places

    async def _read(self, scope: Scope) -> None:
        """Have rows that are not in memory read; what takes long goes on without us."""
        collections: list[ChromaCollection] = []
        for source, access in scope.items():
            await self._run(self._partitions.of, source)
            partitions = self._partitions.known(source, access) or []
            collections += (one.collection for one in partitions)
        await self.memory.read(collections)

    async def query(
        self, source: str, vector: Vectors, *, limit: int, access: Collection[str] | None = None
    ) -> list[DenseHit]:
        """The nearest chunks of one source as the store finds them, nearest first.

        ``vector`` is ``(dimensions,)``. ``access`` limits the hits to these sets of groups;
        ``None`` for all, none for nothing. Raises `retrieval.indexes.server.VectorsAwayError`.
        """
        if access is not None and not access:
            return []
        if self._reach is None:
            return await self._query(source, vector, limit, access)
        return await self._reach.ask(lambda: self._query(source, vector, limit, access))

    async def _query(
        self, source: str, vector: Vectors, limit: int, access: Collection[str] | None
    ) -> list[DenseHit]:
        try:
            partitions = await self._run(self._partitions.readable, source, access)
            found = await asyncio.gather(
                *(self._ask(partition, vector, limit, access) for partition in partitions)
            )
        except NotFoundError:
            # Just rebuilt: the next query looks the collections up again.
            self._partitions.forget(source)
            return []
        return _best([hit for some in found for hit in some], limit)

    async def _ask(
        self, partition: Partition, vector: Vectors, limit: int, access: Collection[str] | None
    ) -> list[DenseHit]:
        collection = partition.collection
        if partition.access == SHARED and access is not None:
            where = {"access": {"$in": sorted(access)}}
            found: list[list[DenseHit]] = await self._run(
                nearest_rows, collection, [(vector, limit)], where
            )
            return found[0]
        key = str(collection.id)
        if key not in self._batchers:
            self._batchers[key] = Batcher(partial(nearest_rows, collection), self._run)
        return await self._batchers[key].ask((vector, limit))

    async def upsert(
        self, source: str, ids: Sequence[str], vectors: Vectors, access: Sequence[str]
    ) -> None:
        """Store vectors, shape ``(len(ids), dimensions)``; raises `NotANumberError`."""
        damaged = int((~np.isfinite(vectors).all(axis=1)).sum())
        if damaged:
            raise NotANumberError(damaged)
        await self._changed(source, partial(self._upsert, source, ids, vectors, access))

    def _upsert(
        self, source: str, ids: Sequence[str], vectors: Vectors, access: Sequence[str]
    ) -> None:
        for one in sorted(set(access)):
            collection = self._partitions.home(source, one).collection
            rows = [row for row, other in enumerate(access) if other == one]
            for start in range(0, len(rows), _BATCH):
                some = rows[start : start + _BATCH]
                chunks = [ids[row] for row in some]
                with self.memory.changing(collection):
                    collection.upsert(
                        ids=chunks,
                        embeddings=cast(Any, vectors[some]),
                        metadatas=[{"access": one} for _ in some],
                    )
                    self.memory.put(collection, chunks, vectors[some], one)

    async def set_access(self, source: str, ids: Sequence[str], access: str) -> None:
        """Change which set of groups may read these chunks."""
        await self._changed(source, partial(self._set_access, source, ids, access))

    def _set_access(self, source: str, ids: Sequence[str], access: str) -> None:
        home = self._partitions.home(source, access)
        for partition in self._partitions.of(source).values():
            for start in range(0, len(ids), _BATCH):
                some = list(ids[start : start + _BATCH])
                if partition.collection.id == home.collection.id:
                    with self.memory.changing(home.collection):
                        told = cast(Any, [{"access": access} for _ in some])
                        home.collection.update(ids=some, metadatas=told)
                        self.memory.set_access(home.collection, some, access)
                    continue
                found = partition.collection.get(ids=some, include=["embeddings"])
                if found["ids"]:
                    # Into the new place first: a crash may leave a row twice, never nowhere.
                    vectors = np.asarray(found["embeddings"], np.float32)
                    self._upsert(source, found["ids"], vectors, [access] * len(vectors))
                    self._delete(partition, found["ids"])
            self._drop_if_empty(source, partition)

    async def delete(self, source: str, ids: Collection[str]) -> None:
        """Remove chunks."""

        def remove() -> None:
            ordered = sorted(ids)
            for partition in self._partitions.of(source).values():
                for start in range(0, len(ordered), _BATCH):
                    self._delete(partition, ordered[start : start + _BATCH])
                self._drop_if_empty(source, partition)

        if ids:
            await self._changed(source, remove)

    async def _changed(self, source: str, work: Callable[[], _Found]) -> _Found:
        """Do what may be done again, once more where another replica has dropped a collection."""
        try:
            return await asyncio.to_thread(work)
        except NotFoundError:
            self._partitions.forget(source)
            return await asyncio.to_thread(work)

    def _delete(self, partition: Partition, ids: list[str]) -> None:
        with self.memory.changing(partition.collection):
            partition.collection.delete(ids=ids)
            self.memory.remove(partition.collection, ids)

    def _drop_if_empty(self, source: str, partition: Partition) -> None:
        if self._partitions.drop_if_empty(source, partition):
            self.memory.forget(partition.collection)

    async def ids(self, source: str) -> set[str]:
        """The id of every chunk that has a vector."""

        def read() -> set[str]:
            partitions = self._partitions.of(source).values()
            return {chunk for one in partitions for chunk in all_ids(one.collection)}

        return await self._changed(source, read)

    async def vectors(self, source: str, ids: Collection[str]) -> dict[str, Vectors]:
        """The vectors of those of these chunks that have one, each of shape ``(dimensions,)``."""

        def read() -> dict[str, Vectors]:
            found: dict[str, Vectors] = {}
            ordered = sorted(ids)
            for partition in self._partitions.of(source).values():
                for start in range(0, len(ordered), _BATCH):
                    some = partition.collection.get(
                        ids=ordered[start : start + _BATCH], include=["embeddings"]
                    )
                    rows = some["embeddings"]
                    if rows is not None:
                        found.update(zip(some["ids"], np.asarray(rows, np.float32), strict=True))
            return found

        return await self._changed(source, read)

    async def drop(self, source: str) -> None:
        """Delete a source's vectors, with those of earlier models."""

        def drop() -> None:
            partitions = self._partitions.of(source).values()
            self._partitions.drop(source)
            for partition in partitions:
                self.memory.forget(partition.collection)

        await asyncio.to_thread(drop)

    async def drop_earlier_models(self, source: str) -> None:
        """Delete the vectors that another model made of a source."""
        await asyncio.to_thread(self._partitions.drop, source, earlier_only=True)


def _best(hits: Sequence[DenseHit], limit: int) -> list[DenseHit]:
    return heapq.nsmallest(limit, hits, key=lambda hit: (-hit.cosine, hit.chunk_id))
