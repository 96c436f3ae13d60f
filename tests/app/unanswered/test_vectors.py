"""Vectors of questions: nobody waits for them, and none is made twice."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from app.unanswered.vectors import QuestionVectors
from tests.fakes.word_vectors import WordVectors


class Held(WordVectors):
    """Gives no vector before it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.go = asyncio.Event()

    async def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        await self.go.wait()
        return await super().embed(texts)


class Broken(WordVectors):
    """Fails once, and works from then on."""

    async def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if not self.embedded:
            self.embedded += 1
            raise RuntimeError("no room")
        return await super().embed(texts)


async def test_what_is_not_there_in_time_is_made_behind_and_there_the_next_time() -> None:
    model = Held()
    vectors = QuestionVectors(model)

    assert await vectors.of(["a question"], within_s=0) == {}
    model.go.set()

    assert set(await vectors.of(["a question"], within_s=60)) == {"a question"}
    assert set(await vectors.of(["a question"], within_s=0)) == {"a question"}
    assert model.embedded == 1


async def test_many_are_made_in_portions_and_all_are_known() -> None:
    vectors = QuestionVectors(WordVectors())
    texts = [f"question {number}" for number in range(250)]

    assert set(await vectors.of(texts, within_s=60)) == set(texts)


async def test_a_model_that_fails_is_asked_again_the_next_time() -> None:
    vectors = QuestionVectors(Broken())

    assert await vectors.of(["a question"], within_s=60) == {}
    assert set(await vectors.of(["a question"], within_s=60)) == {"a question"}


async def test_closing_ends_what_is_being_made() -> None:
    vectors = QuestionVectors(Held())
    await vectors.of(["a question"], within_s=0)

    await vectors.aclose()

    assert await vectors.of([], within_s=0) == {}
