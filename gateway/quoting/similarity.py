"""How near sentences are to a question in meaning, with the vectors of sentences kept."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Embed = Callable[[Sequence[str]], Awaitable[NDArray[Any]]]


class SentenceSimilarity(Protocol):
    """Compares a question with sentences by meaning."""

    async def similarity(self, question: str, sentences: Sequence[str]) -> Sequence[float]:
        """The cosine of each sentence to the question, from -1 to 1."""
        ...


class EmbeddedSimilarity:
    """A `SentenceSimilarity` over a model that embeds texts.

    ``embed`` gives one normalised row for each text, shape ``(texts, dimensions)``. The vectors of
    the last ``keep`` sentences stay in memory (1.5 kB each at 384 dimensions), by their hash.
    """

    def __init__(self, embed: Embed, *, keep: int = 4000) -> None:
        self._embed = embed
        self._keep = keep
        self._vectors: OrderedDict[bytes, NDArray[np.float32]] = OrderedDict()

    async def similarity(self, question: str, sentences: Sequence[str]) -> Sequence[float]:
        """The cosines, in the order of ``sentences``; only unknown sentences are embedded."""
        if not sentences:
            return []
        keys = [hashlib.blake2b(text.encode(), digest_size=16).digest() for text in sentences]
        known = {key: self._vectors[key] for key in keys if key in self._vectors}
        missing = {key: text for key, text in zip(keys, sentences, strict=True) if key not in known}
        rows = np.asarray(await self._embed([question, *missing.values()]), dtype=np.float32)
        known.update(zip(missing, rows[1:], strict=True))
        for key in keys:
            self._vectors[key] = known[key]
            self._vectors.move_to_end(key)
        while len(self._vectors) > self._keep:
            self._vectors.popitem(last=False)
        cosines = np.stack([known[key] for key in keys]) @ rows[0]
        return [float(cosine) for cosine in cosines]
