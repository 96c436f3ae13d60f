"""How near sentences are to a question in meaning, with the vectors of sentences kept."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray


class SentenceModel(Protocol):
    """Embeds sentences, and a question as one of them."""

    async def sentences(self, texts: Sequence[str]) -> NDArray[Any]:
        """One normalised row for each text, shape ``(texts, dimensions)``."""
        ...

    def comparable_sentences(self, cosine: float) -> float:
        """A cosine of two such rows on the scale on which those of all models compare."""
        ...


class SentenceSimilarity(Protocol):
    """Compares a question with sentences by meaning."""

    async def similarity(self, question: str, sentences: Sequence[str]) -> Sequence[float]:
        """The nearness of each sentence to the question, from -1 to 1."""
        ...


class EmbeddedSimilarity:
    """A `SentenceSimilarity` over a model that embeds texts.

    The vectors of the last ``keep`` sentences stay in memory (1.5 kB each at 384 dimensions), by
    their hash.
    """

    def __init__(self, model: SentenceModel, *, keep: int = 4000) -> None:
        self._model = model
        self._keep = keep
        self._vectors: OrderedDict[bytes, NDArray[np.float32]] = OrderedDict()

    async def similarity(self, question: str, sentences: Sequence[str]) -> Sequence[float]:
        """In the order of ``sentences``; only unknown sentences are embedded."""
        if not sentences:
            return []
        keys = [hashlib.blake2b(text.encode(), digest_size=16).digest() for text in sentences]
        known = {key: self._vectors[key] for key in keys if key in self._vectors}
        missing = {key: text for key, text in zip(keys, sentences, strict=True) if key not in known}
        texts = [question, *missing.values()]
        rows = np.asarray(await self._model.sentences(texts), dtype=np.float32)
        known.update(zip(missing, rows[1:], strict=True))
        for key in keys:
            self._vectors[key] = known[key]
            self._vectors.move_to_end(key)
        while len(self._vectors) > self._keep:
            self._vectors.popitem(last=False)
        cosines = np.stack([known[key] for key in keys]) @ rows[0]
        return [self._model.comparable_sentences(float(cosine)) for cosine in cosines]
