"""Which collections are kept in memory: read from the store once, and changed with it from then on.

Chroma stays the store. It answers while a collection is being read, and where one is too large.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import structlog
from chromadb.api.models.Collection import Collection as ChromaCollection
from chromadb.errors import NotFoundError

from retrieval.indexes.batching import Batcher
from retrieval.indexes.embedding import Vectors
from retrieval.indexes.vectors.matrix import Asked, DenseHit, Matrix, Near, bytes_of

log = structlog.get_logger()

# From there on a walk through Chroma's graph costs less than a look at every row.
MOST_ROWS = 300_000
_READ_AT_ONCE = 500
# So long after a read began questions wait for its end.
_WAIT_S = 1.0

# Rows, and of which readers they are to be; ``None`` for all.
Place = tuple[Matrix, Collection[str] | None]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of several matrices at once, each with the sets of groups to look for."""

    vector: Vectors
    limit: int
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class _Reading:
    """A collection that is being read."""

    ended: asyncio.Future[None]
    nobody_waits_after: float


class VectorMemory:
    """Keeps the vectors of collections in memory, ``most_bytes`` of them in all.

    Questions of one moment are answered together, by one product for each collection.
    """

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._kept: dict[str, Matrix] = {}
        self._left_out: set[str] = set()
        self._lock = threading.Lock()
        self._reading: dict[str, _Reading] = {}
        # One after another, beside the threads in which everybody else waits for a disk.
        self._reader = ThreadPoolExecutor(1, "vectors")
        self._batcher: Batcher[Question, list[DenseHit]] = Batcher(nearest)

    @property
    def is_used(self) -> bool:
        """Whether anything is kept at all."""
        return self._most_bytes > 0

    @property
    def bytes(self) -> int:
        """The memory that all of it takes, about."""
        return sum(matrix.bytes for matrix in list(self._kept.values()))

    def of(self, collection: ChromaCollection) -> Matrix | None:
        """The rows of a collection, if all of them are here."""
        matrix = self._kept.get(_key(collection))
        return matrix if matrix is not None and matrix.is_whole else None

    async def read(self, collections: Iterable[ChromaCollection]) -> None:
        """Begin to read collections, where that is not done or refused, and wait a little for it.

        Small ones are there then; during a long read the store answers.
        """
        readings = [self._reading_of(one) for one in collections if self.of(one) is None]
        going_on = [one for one in readings if one is not None and not one.ended.done()]
        if going_on:
            left = max(one.nobody_waits_after for one in going_on) - time.monotonic()
            await asyncio.wait({one.ended for one in going_on}, timeout=max(0.0, left))

    def _reading_of(self, collection: ChromaCollection) -> _Reading | None:
        """How a collection is being read; ``None`` if it is not."""
        key = _key(collection)
        if key in self._left_out or not self.is_used:
            return None
        if key not in self._kept:
            matrix = self._kept[key] = Matrix()
            loop = asyncio.get_running_loop()
            ended = loop.run_in_executor(self._reader, self._read, collection, matrix)
            self._reading[key] = _Reading(ended, time.monotonic() + _WAIT_S)
        return self._reading[key]

    async def ask(self, question: Question) -> list[DenseHit]:
        """The nearest rows of several matrices, nearest first."""
        return await self._batcher.ask(question)

    @contextmanager
    def changing(self, collection: ChromaCollection) -> Iterator[None]:
        """Change a collection; if that fails, nobody knows what it holds, and it is read again."""
        try:
            yield
        except BaseException:
            self.forget(collection)
            raise

    def put(
        self, collection: ChromaCollection, ids: Sequence[str], vectors: Vectors, access: str
    ) -> None:
        """Follow the store, which has taken these rows."""
        matrix = self._kept.get(_key(collection))
        if matrix is not None:
            matrix.put(ids, vectors, [access] * len(ids))
            if len(matrix) > MOST_ROWS or self.bytes > self._most_bytes:
                self._leave_out(collection, matrix, len(matrix))

    def set_access(self, collection: ChromaCollection, ids: Sequence[str], access: str) -> None:
        """Follow the store, in which these rows have other readers now."""
        matrix = self._kept.get(_key(collection))
        if matrix is not None:
            matrix.set_access(ids, access)

    def remove(self, collection: ChromaCollection, ids: Collection[str]) -> None:
        """Follow the store, from which these rows are gone."""
        matrix = self._kept.get(_key(collection))
        if matrix is not None:
            matrix.remove(ids)
        # What was too large may fit now.
        self._left_out.discard(_key(collection))

    def forget(self, collection: ChromaCollection) -> None:
        """Let a collection go; it is read again when it is asked for."""
        self._kept.pop(_key(collection), None)
        self._left_out.discard(_key(collection))

    async def settled(self) -> None:
        """Wait until nothing is being read."""
        await asyncio.gather(*(reading.ended for reading in self._reading.values()))

    async def aclose(self) -> None:
        """Read nothing any more."""
        self._most_bytes = 0
        self._kept.clear()
        await self.settled()
        self._reader.shutdown()

    def _read(self, collection: ChromaCollection, matrix: Matrix) -> None:
        """Fill a matrix from the store, or give up. Blocks."""
        try:
            self._fill(collection, matrix)
        except NotFoundError:
            self._let_go(collection, matrix)
        except Exception as error:  # noqa: BLE001 - the store answers, and says what is wrong
            log.warning("vectors.not_in_memory", error=type(error).__name__)
            if self._let_go(collection, matrix):
                self._left_out.add(_key(collection))

    def _fill(self, collection: ChromaCollection, matrix: Matrix) -> None:
        """Fill a matrix from the store; stops where it is let go meanwhile."""
        # Room is made by the look of one row: where there is none, no more is read than that.
        one = np.asarray(collection.get(limit=1, include=["embeddings"])["embeddings"], np.float32)
        rows = collection.count()
        if one.size and not self._has_room(matrix, rows, one.shape[-1]):
            self._leave_out(collection, matrix, rows)
            return
        # All ids in one look: a page after the other, some would be skipped while others go.
        ids = collection.get(include=[])["ids"]
        for start in range(0, len(ids), _READ_AT_ONCE):
            some = ids[start : start + _READ_AT_ONCE]
            found = collection.get(ids=some, include=["embeddings", "metadatas"])
            if self._kept.get(_key(collection)) is not matrix:
                return
            if found["ids"]:
                vectors = np.asarray(found["embeddings"], np.float32)
                access = [str((one or {}).get("access", "")) for one in found["metadatas"] or ()]
                matrix.fill(found["ids"], vectors, access)
        matrix.complete()

    def _has_room(self, matrix: Matrix, rows: int, dimensions: int) -> bool:
        """Reserve the memory for a collection, if there is as much."""
        with self._lock:
            if rows > MOST_ROWS or self.bytes + bytes_of(rows, dimensions) > self._most_bytes:
                return False
            matrix.make_room(rows, dimensions)
            return True

    def _leave_out(self, collection: ChromaCollection, matrix: Matrix, rows: int) -> None:
        if self._let_go(collection, matrix):
            self._left_out.add(_key(collection))
            log.info("vectors.too_many_for_memory", collection=collection.name, rows=rows)

    def _let_go(self, collection: ChromaCollection, matrix: Matrix) -> bool:
        """Keep these rows no longer; tells whether they were kept, and not others read since."""
        with self._lock:
            if self._kept.get(_key(collection)) is not matrix:
                return False
            del self._kept[_key(collection)]
            return True


def nearest(questions: Sequence[Question]) -> list[list[DenseHit]]:
    """The nearest rows for each question, nearest first; each matrix is gone through once."""
    asked: dict[int, tuple[Matrix, list[tuple[int, Asked]]]] = {}
    for number, question in enumerate(questions):
        for matrix, access in question.places:
            one = Asked(question.vector, question.limit, access)
            asked.setdefault(id(matrix), (matrix, []))[1].append((number, one))
    found: list[list[Near]] = [[] for _ in questions]
    for matrix, several in asked.values():
        for (number, _), near in zip(
            several, matrix.nearest([one for _, one in several]), strict=True
        ):
            found[number].append(near)
    return [
        _together(near, question.limit) for question, near in zip(questions, found, strict=True)
    ]


def _together(found: Sequence[Near], limit: int) -> list[DenseHit]:
    """The nearest of all, nearest first; of those that are as near, by their ids."""
    ids = [chunk for near in found for chunk in near.ids]
    cosines = np.concatenate([near.cosines for near in found])
    if len(ids) > limit:
        last = np.partition(cosines, len(cosines) - limit)[-limit]
        places = np.flatnonzero(cosines >= last)
    else:
        places = np.arange(len(ids))
    pairs = zip((-cosines[places]).tolist(), (ids[place] for place in places.tolist()), strict=True)
    return [DenseHit(chunk, -farness) for farness, chunk in sorted(pairs)[:limit]]


def _key(collection: ChromaCollection) -> str:
    return str(cast(Any, collection).id)
