"""The vectors of a collection in memory: what is nearest to a question, without leaving any out."""

from __future__ import annotations

import threading
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from retrieval.indexes.embedding import Vectors
from retrieval.indexes.vectors.rows import BYTES, Rows, directions

# What a row costs beside its numbers: its id, and where to find that.
_BESIDE = 250
# So many times what was asked for is looked at more closely at most.
_CLOSELY = 40


@dataclass(frozen=True, slots=True)
class DenseHit:
    """A chunk near the question; ``cosine`` is between -1 and 1."""

    chunk_id: str
    cosine: float


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: its vector, shape ``(dimensions,)``, how many rows, and of which readers.

    ``access`` limits the rows to these sets of groups; ``None`` for all.
    """

    vector: Vectors
    limit: int
    access: Collection[str] | None = None


@dataclass(frozen=True, slots=True)
class Near:
    """Chunks near a question and their cosines, shape ``(len(ids),)``, in the same order."""

    ids: list[str]
    cosines: Vectors


class Matrix:
    """Rows with the ids of their chunks and their sets of readers. Safe to use from any thread.

    While it is filled from the store, what is put, removed or given other readers meanwhile counts
    for more than what was read before.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rows = Rows()
        self._ids: list[str] = []
        self._places: dict[str, int] = {}
        self._numbers: dict[str, int] = {}
        self._gone: set[str] = set()
        self._given: dict[str, str] = {}
        self._whole = False

    @property
    def is_whole(self) -> bool:
        """Whether all rows of the collection are there."""
        return self._whole

    @property
    def bytes(self) -> int:
        """The memory that it takes, about."""
        return bytes_of(self._rows.capacity, self._rows.dimensions)

    def __len__(self) -> int:
        return len(self._ids)

    def make_room(self, rows: int, dimensions: int) -> None:
        """Reserve the memory for so many rows at least."""
        with self._lock:
            self._rows.make_room(rows, dimensions)

    def fill(self, ids: Sequence[str], vectors: Vectors, access: Sequence[str]) -> None:
        """Add rows that were read from the store, but for those that changed since."""
        with self._lock:
            new = [
                row
                for row, chunk in enumerate(ids)
                if chunk not in self._places and chunk not in self._gone
            ]
            readers = [self._given.get(ids[row], access[row]) for row in new]
            self._put([ids[row] for row in new], vectors[new], readers)

    def complete(self) -> None:
        """Note that all rows of the store were read."""
        with self._lock:
            self._whole = True
            self._gone.clear()
            self._given.clear()

    def put(self, ids: Sequence[str], vectors: Vectors, access: Sequence[str]) -> None:
        """Add rows, ``(len(ids), dimensions)``, in the place of those with the same ids."""
        with self._lock:
            self._gone.difference_update(ids)
            self._put(ids, vectors, access)

    def remove(self, ids: Collection[str]) -> None:
        """Take rows away; those that are not there do not matter."""
        with self._lock:
            if not self._whole:
                self._gone.update(ids)
            for chunk in ids:
                self._remove(chunk)

    def set_access(self, ids: Collection[str], access: str) -> None:
        """Give rows other readers."""
        with self._lock:
            if not self._whole:
                self._given.update(dict.fromkeys(ids, access))
            places = [self._places[chunk] for chunk in ids if chunk in self._places]
            self._rows.readers[places] = self._number(access)

    def nearest(self, asked: Sequence[Asked]) -> list[Near]:
        """The nearest rows for each question, in no order, all from one product."""
        with self._lock:
            if not self._ids:
                return [Near([], np.zeros(0, np.float32)) for _ in asked]
            questions = directions(np.stack([one.vector for one in asked]))
            about, off = self._rows.about(questions)
            return [
                self._best(questions[row], about[row], off[row], one)
                for row, one in enumerate(asked)
            ]

    def _best(self, question: Vectors, about: Vectors, off: float, asked: Asked) -> Near:
        """Look closely at all rows that may be among the nearest, and choose."""
        places = None
        if asked.access is not None:
            numbers = [self._numbers[one] for one in asked.access if one in self._numbers]
            places = np.flatnonzero(np.isin(self._rows.readers[: len(self._ids)], numbers))
            about = about[places]
        chosen = _likely(about, asked.limit, off)
        if places is not None:
            chosen = places[chosen]
        cosines = self._rows.cosines(question, chosen)
        if len(chosen) > asked.limit:
            # All that are as near as the last: whoever puts matrices together decides.
            last = np.partition(cosines, len(cosines) - asked.limit)[-asked.limit]
            near = cosines >= last
            chosen, cosines = chosen[near], cosines[near]
        return Near([self._ids[place] for place in chosen.tolist()], cosines)

    def _put(self, ids: Sequence[str], vectors: Vectors, access: Sequence[str]) -> None:
        if not ids:
            return
        self._rows.make_room(len(self._ids) + len(ids), vectors.shape[1])
        places = []
        for chunk in ids:
            place = self._places.setdefault(chunk, len(self._ids))
            if place == len(self._ids):
                self._ids.append(chunk)
            places.append(place)
        self._rows.write(places, directions(vectors), [self._number(one) for one in access])
        self._rows.count = len(self._ids)

    def _remove(self, chunk: str) -> None:
        """Let the last row take the place of the one that goes."""
        place = self._places.pop(chunk, None)
        if place is None:
            return
        last = self._ids.pop()
        self._rows.count = len(self._ids)
        if last != chunk:
            self._ids[place] = last
            self._places[last] = place
            self._rows.move(len(self._ids), place)

    def _number(self, access: str) -> int:
        return self._numbers.setdefault(access, len(self._numbers))


def bytes_of(rows: int, dimensions: int) -> int:
    """The memory that so many rows take, about."""
    return rows * (dimensions * BYTES + _BESIDE)


def _likely(about: Vectors, limit: int, off: float) -> npt.NDArray[np.intp]:
    """The places of all that may be among the nearest, though a cosine may be ``off`` so far.

    Where very many are alike, those of them that seem nearest.
    """
    if len(about) <= limit:
        return np.arange(len(about))
    last = np.partition(about, len(about) - limit)[-limit]
    likely = np.flatnonzero(about >= last - off)
    if len(likely) > _CLOSELY * limit:
        most = _CLOSELY * limit
        likely = likely[np.argpartition(about[likely], len(likely) - most)[-most:]]
    return likely
