"""The sample company's questions, answered by quotes from its documents as they lie."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from gateway.calls import Excerpt, ModelCall, Token
from gateway.routes import DEFAULT_ROUTES
from gateway.serving import RoutedGateway
from gateway.similarity import EmbeddedSimilarity
from gateway.terms import stem, words
from retrieval.chunking import Chunk, chunk
from retrieval.embedding import MiniLmEmbedder, Vectors
from retrieval.parsing.parse import SUFFIXES, parse
from tests.assistants.quality import KnownQuestion, evaluate, read_questions

SAMPLES = Path(__file__).parents[2] / "samples" / "cryodyne"
PASSAGES = 8


class Shelf:
    """The chunks of one department, found by words and by meaning: a plain stand-in for search."""

    def __init__(self, chunks: Sequence[Chunk], embedder: MiniLmEmbedder) -> None:
        self.chunks = chunks
        self._embedder = embedder
        self._texts = [f"{one.title}. {one.section}. {one.text}" for one in chunks]
        self._counts = [Counter(map(stem, words(text))) for text in self._texts]
        self._vectors: Vectors | None = None

    async def best(self, question: str) -> list[Excerpt]:
        by_meaning = np.argsort(-await self._meaning(question), kind="stable")
        by_words = np.argsort([-self._wording(question, one) for one in self._counts])
        places = [
            {int(index): place for place, index in enumerate(order)}
            for order in (by_meaning, by_words)
        ]
        fused = sorted(places[0], key=lambda i: -sum(1 / (10 + place[i]) for place in places))
        found = [self.chunks[index] for index in fused[:PASSAGES]]
        return [Excerpt(n, one.title, one.section, one.text) for n, one in enumerate(found, 1)]

    async def _meaning(self, question: str) -> Vectors:
        if self._vectors is None:
            self._vectors = await self._embedder.embed(self._texts)
        asked = (await self._embedder.embed([question]))[0]
        return np.asarray(self._vectors @ asked, dtype=np.float32)

    def _wording(self, question: str, counts: Counter[str]) -> float:
        asked = {stem(word) for word in words(question)}
        met = [term for term in asked if counts[term]]
        holders = {term: sum(1 for one in self._counts if one[term]) for term in met}
        return sum(math.log(1 + len(self._counts) / holders[term]) for term in met)


@pytest.fixture(scope="module")
def shelves() -> dict[str, Shelf]:
    embedder = MiniLmEmbedder()
    return {
        folder.name: Shelf(
            [
                piece
                for path in sorted(folder.iterdir())
                if path.suffix in SUFFIXES and path.name != "sop-reg-004-v2.md"
                for piece in chunk(parse(path.read_bytes(), path.name))
            ],
            embedder,
        )
        for folder in sorted((SAMPLES / "sources").iterdir())
        if folder.is_dir()
    }


async def test_nine_in_ten_questions_are_answered_by_quotes_alone(
    shelves: dict[str, Shelf],
) -> None:
    similarity = EmbeddedSimilarity(MiniLmEmbedder().embed)
    gateway = RoutedGateway(DEFAULT_ROUTES, similarity, {})

    async def ask(question: KnownQuestion) -> str:
        excerpts = tuple(await shelves[question.department].best(question.text))
        stream = gateway.stream(ModelCall("answer", (), question.text, excerpts))
        return "".join([event.text async for event in stream if isinstance(event, Token)])

    report = await evaluate(read_questions(SAMPLES / "questions.jsonl"), ask)

    assert report.asked == 78
    assert report.share >= 0.9, str(report)
