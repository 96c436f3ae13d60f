"""A few chunks of every source whose vectors are known: they must find themselves."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Set
from pathlib import Path

import numpy as np
from chromadb.errors import ChromaError

from retrieval.indexes.dense import DenseIndex
from retrieval.indexes.embedding import Vectors

COUNT = 8
# The model rounds by what stands beside a text: a vector that was made again is not quite the same.
_NEAR = 0.98
_LOOK_AT = 10


class Canaries:
    """Keeps vectors of some chunks beside the store, and asks the store for them."""

    def __init__(self, dense: DenseIndex, fingerprint: str, file: Path) -> None:
        self._dense = dense
        self._fingerprint = fingerprint
        self._file = file

    async def find_damage(self, source: str, chunks: Set[str]) -> str:
        """What is wrong with the vectors of a source; empty if nothing is.

        ``chunks`` are those in the database; a canary that is not among them says nothing.
        """
        known = {key: one for key, one in self._of(source).items() if key in chunks}
        try:
            present = await self._dense.vectors(source, known.keys())
            wrong = sum(float(one @ known[chunk]) < _NEAR for chunk, one in present.items())
            lost = [chunk for chunk in present if not await self._finds(source, known[chunk])]
        except ChromaError as error:
            return type(error).__name__
        if wrong:
            return f"{wrong} vectors are not what they were"
        # A graph that is whole may miss one now and then.
        return f"{len(lost)} vectors do not find themselves" if len(lost) > COUNT // 4 else ""

    async def _finds(self, source: str, vector: Vectors) -> bool:
        near = await self._dense.query(source, vector, limit=_LOOK_AT)
        # Copies of a text are as near as the text itself.
        return bool(near) and near[0].cosine > _NEAR

    async def choose(self, source: str, chunks: Set[str]) -> None:
        """Note the vectors of some chunks that are in the store; earlier choices stay."""
        known = self._of(source)
        kept = {key: one for key, one in known.items() if key in chunks}
        others = sorted(chunks - kept.keys())
        new = others[:: max(len(others) // COUNT, 1)][: COUNT - len(kept)]
        if new or len(kept) != len(known):
            chosen = kept | await self._dense.vectors(source, new)
            self._write(self._known() | {self._name(source): chosen})

    def forget(self, source: str) -> None:
        """Know nothing of a source any more, since its vectors will be others."""
        known = self._known()
        if known.pop(self._name(source), None) is not None:
            self._write(known)

    def _of(self, source: str) -> dict[str, Vectors]:
        return self._known().get(self._name(source), {})

    def _name(self, source: str) -> str:
        return f"{source} {self._fingerprint}"

    def _known(self) -> dict[str, dict[str, Vectors]]:
        try:
            told = json.loads(self._file.read_text("utf-8"))
            return {
                source: {chunk: _vector(text) for chunk, text in chunks.items()}
                for source, chunks in told.items()
            }
        except (OSError, ValueError, AttributeError):
            return {}

    def _write(self, every: Mapping[str, Mapping[str, Vectors]]) -> None:
        told = {
            source: {chunk: base64.b64encode(one.tobytes()).decode() for chunk, one in of.items()}
            for source, of in every.items()
        }
        draft = self._file.with_suffix(".draft")
        draft.write_text(json.dumps(told), "utf-8")
        draft.replace(self._file)


def _vector(text: str) -> Vectors:
    return np.frombuffer(base64.b64decode(text), np.float32)
