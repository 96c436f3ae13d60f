from __future__ import annotations

import asyncio
import dataclasses
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from retrieval.embedding.onnx_embedder import BATCH_TOKENS, OnnxEmbedder
from retrieval.embedding.scale import SCALE, Cosines
from retrieval.embedding.shipped import (
    DEFAULT,
    GRAPH,
    MODELS,
    WEIGHTS,
    ModelDamagedError,
    ModelMissingError,
    ModelName,
)
from retrieval.indexes.embedding import Vectors
from tests.servers.one_model import shipped_model

EVERY = pytest.mark.parametrize("name", list(MODELS))


@EVERY
async def test_embedding_is_normalised_ordered_and_the_same_beside_any_other_text(
    name: ModelName,
) -> None:
    embedder = shipped_model(MODELS[name])
    texts = ["a canteen", "a much longer text on machines " * 30, "?", "a canteen opens at noon"]

    together = await embedder.embed(texts)
    alone = np.concatenate([await OnnxEmbedder(MODELS[name]).embed([text]) for text in texts])

    assert together.shape == (4, embedder.dimensions)
    assert together.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    np.testing.assert_array_equal(together, alone)
    assert together[0] @ together[3] > together[0] @ together[1]
    assert (await embedder.embed([])).shape == (0, embedder.dimensions)


async def test_a_question_finds_its_answer_in_another_language() -> None:
    embedder = shipped_model()
    answers = [
        "Expense claims are filed within 30 days, with the receipts.",
        "The canteen opens at noon and closes at two.",
        "A deviation report is signed by the head of quality.",
    ]
    questions = [
        "Bis wann müssen Spesen eingereicht werden?",
        "食堂几点开门？",
        "逸脱報告書に署名するのは誰ですか。",
    ]

    rows = await embedder.embed(answers)
    nearest = [int(np.argmax(rows @ await embedder.question(each))) for each in questions]

    assert nearest == [0, 1, 2]


async def test_a_question_is_not_embedded_as_a_document_is() -> None:
    embedder = shipped_model()

    asked = await embedder.question("When does the canteen open?")
    written = (await embedder.embed(["When does the canteen open?"]))[0]

    assert 0.8 < float(asked @ written) < 0.999


@EVERY
def test_a_models_own_cosines_are_brought_to_the_common_scale(name: ModelName) -> None:
    model = MODELS[name]
    embedder = shipped_model(model)

    def ends(of: Cosines, compared: Callable[[float], float]) -> list[float]:
        return [compared(of.unrelated), compared(of.same)]

    expected = pytest.approx([SCALE.unrelated, SCALE.same])
    assert ends(model.cosines, embedder.comparable) == expected
    assert ends(model.of_sentences, embedder.comparable_sentences) == expected
    assert embedder.comparable(1.1) == 1
    assert embedder.comparable(-2.0) == -1


@EVERY
def test_a_common_word_is_less_rare_than_a_technical_one(name: ModelName) -> None:
    rarity = shipped_model(MODELS[name]).rarity

    assert 0 <= rarity("home") < rarity("overdose") <= rarity("qavoretin") == 1


def test_a_german_word_is_as_common_as_it_is_in_german() -> None:
    rarity = shipped_model().rarity

    assert rarity("die") < rarity("Frist") < rarity("Überdosierung")


def test_a_missing_model_says_what_is_missing_and_how_it_comes(tmp_path: Path) -> None:
    model = dataclasses.replace(MODELS[DEFAULT], folder=tmp_path)
    shutil.copy(MODELS[DEFAULT].graph, tmp_path)

    with pytest.raises(ModelMissingError, match=r"weights\.bin is missing\. Run `make model`"):
        OnnxEmbedder(model)


def test_a_damaged_model_embeds_nothing(tmp_path: Path) -> None:
    model = dataclasses.replace(MODELS[DEFAULT], folder=tmp_path)
    for name in (GRAPH, model.vocabulary):
        shutil.copy(MODELS[DEFAULT].folder / name, tmp_path)
    (tmp_path / WEIGHTS).write_bytes(b"\0" * 100)

    with pytest.raises(ModelDamagedError):
        OnnxEmbedder(model)


@EVERY
async def test_a_sentence_is_nearly_the_same_beside_any_other(name: ModelName) -> None:
    texts = ["a canteen", "a longer sentence on machines", "?", "a canteen opens at noon"]

    together = await OnnxEmbedder(MODELS[name]).sentences(texts)
    alone = np.concatenate([await OnnxEmbedder(MODELS[name]).sentences([text]) for text in texts])

    # The models' integers are scaled to each batch, so that neighbours change a little.
    assert float((together * alone).sum(axis=1).min()) > 0.95


async def test_many_long_texts_are_embedded_a_few_at_a_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    embedder = OnnxEmbedder()
    sizes: list[tuple[int, int]] = []

    def noting(session: object, tokens: Sequence[list[int]]) -> Vectors:
        sizes.append((len(tokens), max(map(len, tokens))))
        return np.zeros((len(tokens), embedder.dimensions), np.float32)

    monkeypatch.setattr(embedder, "_run", noting)
    await embedder.sentences([f"number {number} " + "and on " * 900 for number in range(10)])
    await embedder.sentences([f"number {number}" for number in range(10)])
    await embedder.embed([f"document {number}" for number in range(3)])

    assert max(count * longest for count, longest in sizes) <= BATCH_TOKENS
    assert [count for count, _ in sizes] == [4, 4, 2, 8, 2, 1, 1, 1]


async def test_questions_are_answered_while_documents_are_embedded() -> None:
    embedder = shipped_model()
    documents = asyncio.create_task(
        embedder.embed([f"Document {number} on recalls. " * 20 for number in range(100)])
    )
    await asyncio.sleep(0)

    await embedder.question("Who announces a recall?")

    assert not documents.done()
    assert (await documents).shape == (100, embedder.dimensions)
