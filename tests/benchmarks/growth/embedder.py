"""A model that costs nothing: what grows beside it is ours."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

from retrieval.indexes.embedding import Vectors
from retrieval.languages.detection import Language

_DIMENSIONS = 384


class FreeEmbedder:
    """Implements `retrieval.indexes.embedding.Embedder` with vectors by chance."""

    fingerprint = "free@0123456789abcdef"
    dimensions = _DIMENSIONS

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """A vector for each text, the same for the same text."""
        return np.stack([_vector(text) for text in texts])

    async def question(self, text: str) -> Vectors:
        """The vector of a question."""
        return _vector(text)

    def comparable(self, cosine: float) -> float:
        """The cosine as it is."""
        return cosine

    def rarity(self, word: str) -> float:
        """Every word is as rare."""
        return 0.5

    def knows(self, language: Language) -> bool:
        """All of them, as well as any."""
        return True


def _vector(text: str) -> Vectors:
    chance = np.random.default_rng(int.from_bytes(hashlib.sha256(text.encode()).digest()[:8]))
    row = chance.normal(size=_DIMENSIONS)
    return np.asarray(row / np.linalg.norm(row), np.float32)
