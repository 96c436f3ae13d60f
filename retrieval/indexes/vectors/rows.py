"""Vectors of length one in whole numbers of eight bits, and in eight more what these leave."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

import numkong
import numpy as np
import numpy.typing as npt

from retrieval.indexes.embedding import Vectors

# Bytes of memory for each dimension of a row.
BYTES = 2
_MOST = 127
# The second number counts such parts of a step of the first.
_PARTS = 2 * _MOST
_GROWTH = 1.25
# As a rule a rounded product differs from the true one by a step over the root of 12; this is six
# times as many steps.
_OFF = 6 / 12**0.5
# The products of so many rows stay in the processor's cache until they are turned around.
_AT_ONCE = 8192

Coarse = npt.NDArray[np.int8]
_Number = TypeVar("_Number", bound=np.generic)


class Rows:
    """A table of vectors that grows. Only the first ``count`` rows mean anything.

    A product with the coarse numbers goes through a quarter of the memory that floats take, and
    processors multiply such numbers many at a time. It says which rows may be near; of these the
    cosine is then taken to some hundred thousandth.
    """

    def __init__(self) -> None:
        self.count = 0
        self.dimensions = 0
        self.readers = np.zeros(0, np.int32)
        self._coarse: Coarse = np.zeros((0, 0), np.int8)
        self._fine: Coarse = np.zeros((0, 0), np.int8)
        self._steps: Vectors = np.zeros(0, np.float32)

    @property
    def capacity(self) -> int:
        """How many rows there is memory for."""
        return len(self._steps)

    def make_room(self, rows: int, dimensions: int) -> None:
        """See that there is memory for so many rows."""
        if rows <= self.capacity:
            return
        rows = max(rows, int(_GROWTH * self.capacity))
        self.dimensions = dimensions
        self._coarse = _longer(self._coarse.reshape(-1, dimensions), rows)
        self._fine = _longer(self._fine.reshape(-1, dimensions), rows)
        self._steps = _longer(self._steps, rows)
        self.readers = _longer(self.readers, rows)

    def write(self, places: Sequence[int], vectors: Vectors, readers: Sequence[int]) -> None:
        """Put rows, and the numbers of their sets of readers, at these places."""
        coarse, steps = _whole_numbers(vectors)
        rest = vectors / steps[:, None] - coarse
        self._coarse[places] = coarse
        self._fine[places] = np.rint(rest * _PARTS).astype(np.int8)
        self._steps[places] = steps
        self.readers[places] = readers

    def move(self, place: int, to: int) -> None:
        """Write the row at one place to another as well."""
        self._coarse[to], self._fine[to] = self._coarse[place], self._fine[place]
        self._steps[to], self.readers[to] = self._steps[place], self.readers[place]

    def about(self, questions: Vectors) -> tuple[Vectors, Vectors]:
        """About the cosines of questions, ``(questions, dimensions)``, and all rows.

        Their shape is ``(questions, count)``. Tells as well by how much those of each question may
        be off, one beside the other.
        """
        coarse, steps = _whole_numbers(questions)
        packed = numkong.dots_pack(coarse, dtype="int8")
        about = np.empty((len(questions), self.count), np.float32)
        for start in range(0, self.count, _AT_ONCE):
            place = slice(start, min(start + _AT_ONCE, self.count))
            products: Any = np.asarray(numkong.dots_packed(self._coarse[place], packed))
            np.multiply(products.T, self._steps[place], out=about[:, place], casting="unsafe")
        about *= steps[:, None]
        return about, _OFF * np.hypot(steps, self._steps[: self.count].max(initial=0.0))

    def cosines(self, question: Vectors, places: npt.NDArray[np.intp]) -> Vectors:
        """The cosines of a question, shape ``(dimensions,)``, and the rows at these places."""
        rows = self._fine[places].astype(np.float32)
        rows /= _PARTS
        rows += self._coarse[places]
        cosines: Vectors = (rows @ question) * self._steps[places]
        return cosines


def _longer(table: npt.NDArray[_Number], rows: int) -> npt.NDArray[_Number]:
    longer = np.zeros((rows, *table.shape[1:]), table.dtype)
    longer[: len(table)] = table
    return longer


def directions(vectors: Vectors) -> Vectors:
    """The same vectors with length one, of whatever length they are; 0 stays 0."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    ones: Vectors = (vectors / np.maximum(lengths, np.float32(1e-12))).astype(np.float32)
    return ones


def _whole_numbers(vectors: Vectors) -> tuple[Coarse, Vectors]:
    """Each row as whole numbers of steps, and how long its step is."""
    largest = np.abs(vectors).max(axis=1, initial=0.0).astype(np.float32)
    steps: Vectors = np.where(largest > 0, largest, 1).astype(np.float32) / np.float32(_MOST)
    return np.rint(vectors / steps[:, None]).astype(np.int8), steps
