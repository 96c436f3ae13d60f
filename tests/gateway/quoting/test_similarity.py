from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pytest

from gateway.quoting.similarity import EmbeddedSimilarity


class LetterEmbedder:
    """Vectors of how often a, b and c occur, normalised; remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def sentences(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        self.asked.extend(texts)
        rows = np.array([[text.count(c) for c in "abc"] for text in texts], dtype=np.float32)
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)

    def comparable_sentences(self, cosine: float) -> float:
        return cosine / 2


async def test_cosines_come_in_the_order_of_the_sentences_and_on_the_common_scale() -> None:
    near = await EmbeddedSimilarity(LetterEmbedder()).similarity("a", ["b", "ab", "a", "b"])

    assert near == pytest.approx([0, 2**-1.5, 0.5, 0])


async def test_a_sentence_is_embedded_once_as_long_as_it_is_kept() -> None:
    embedder = LetterEmbedder()
    similarity = EmbeddedSimilarity(embedder, keep=2)

    await similarity.similarity("a", ["b", "c"])
    await similarity.similarity("a", ["c", "b"])
    await similarity.similarity("a", ["ab", "b"])
    await similarity.similarity("a", ["c"])

    assert embedder.asked == ["a", "b", "c", "a", "a", "ab", "a", "c"]


async def test_more_sentences_than_are_kept_can_be_compared() -> None:
    similarity = EmbeddedSimilarity(LetterEmbedder(), keep=1)

    assert await similarity.similarity("a", ["a", "b", "a"]) == pytest.approx([0.5, 0, 0.5])


async def test_no_sentences_cost_nothing() -> None:
    embedder = LetterEmbedder()

    assert await EmbeddedSimilarity(embedder).similarity("a", []) == []
    assert embedder.asked == []
