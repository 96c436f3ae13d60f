"""Turns text into vectors with a model that comes with the project."""

from __future__ import annotations

import asyncio
import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import onnxruntime

from retrieval.embedding.shipped import DEFAULT, MODELS, TOKENIZER, ShippedModel
from retrieval.embedding.unigram import Unigram
from retrieval.embedding.word_pieces import WordPieces
from retrieval.indexes.embedding import REMEMBERED, Vectors
from retrieval.languages.detection import Language

# Sentences and tokens of a batch: more of either costs memory and saves no time. A text that stays
# goes alone: the models' integers are scaled to a batch, so that its vector would depend on what
# stands beside it, and long texts in a batch cost twice the time of the same texts one by one.
BATCH, BATCH_TOKENS = 8, 2048
ALONE = 1
THREADS = 2
MOST_REMEMBERED_AT_ONCE = 64
# Words of questions and titles come back, and to cut one costs as much as to read a passage.
_WORDS_REMEMBERED = 8192
# How long a batch of documents lets questions go first; so documents still get somewhere among
# people who never stop asking.
LONGEST_WAIT_S = 0.2

Tokens = list[int]


class Vocabulary(Protocol):
    """Cuts text into what a model knows."""

    def tokens(self, texts: Sequence[str], most: int) -> list[Tokens]:
        """The ids of each text with their marks, at most ``most``; the rest is not seen."""

    def rarity(self, word: str) -> float:
        """How rare a word is in general: 0 for the commonest words, 1 for what is not a word."""


class OnnxEmbedder:
    """Sentence embeddings by a small BERT: mean over the tokens, then normalised.

    Text beyond the model's window is not seen. The vector of a document or of a question depends on
    nothing but its text. Safe to call from several tasks at once: few texts go first. Raises
    `retrieval.embedding.shipped.ModelMissingError` and ``ModelDamagedError``.
    """

    def __init__(self, model: ShippedModel = MODELS[DEFAULT], *, threads: int = THREADS) -> None:
        self._fingerprint = model.checked()
        self._model = model
        onnxruntime.disable_telemetry_events()
        self._vocabulary = _vocabulary(model.folder / model.vocabulary)
        self._rarity = lru_cache(_WORDS_REMEMBERED)(self._vocabulary.rarity)
        self._quick_session = _open(model.graph, 1)
        # A question would wait for its share of the threads that work on documents. Their session
        # takes 20 MB, which a service has no need of until documents change.
        self._threads, self._opening = threads, threading.Lock()
        self._session: Any = None
        self._inputs = {entry.name for entry in self._quick_session.get_inputs()}
        self._dimensions = int(self._quick_session.get_outputs()[0].shape[-1])
        self._remembered: OrderedDict[str, Vectors] = OrderedDict()
        self._asking = 0
        self._nobody_asks = threading.Event()
        self._nobody_asks.set()

    @property
    def fingerprint(self) -> str:
        """The model's name and the hash of its weights."""
        return self._fingerprint

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        return self._dimensions

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """One row for each text of a document: ``(len(texts), dimensions)``, normalised."""
        return await self._rows([self._model.before_document + text for text in texts], ALONE)

    async def question(self, text: str) -> Vectors:
        """The vector of a question, shape ``(dimensions,)``."""
        vector: Vectors = (await self._rows([self._model.before_question + text], ALONE))[0]
        return vector

    def comparable(self, cosine: float) -> float:
        """The cosine on the scale on which those of all models compare."""
        return self._model.cosines.on_the_scale(cosine)

    async def sentences(self, texts: Sequence[str]) -> Vectors:
        """One row for each text, all of them embedded alike, to compare a question with sentences.

        A sentence says little, and is nearer to its question as one of its kind than as a document.
        """
        return await self._rows([self._model.before_question + text for text in texts], BATCH)

    def comparable_sentences(self, cosine: float) -> float:
        """A cosine of two such rows on the common scale."""
        return self._model.of_sentences.on_the_scale(cosine)

    def rarity(self, word: str) -> float:
        """How rare a word is in general: 0 for the commonest words, 1 for what is not a word."""
        return self._rarity(word)

    def knows(self, language: Language) -> bool:
        """Tell whether the model learned the language; of others it knows names and loans."""
        return self._model.languages is None or language in self._model.languages

    async def _rows(self, texts: Sequence[str], batch: int) -> Vectors:
        if len(texts) > MOST_REMEMBERED_AT_ONCE:
            return await asyncio.to_thread(self._embed, texts, batch, self._nobody_asks)
        new = [text for text in dict.fromkeys(texts) if text not in self._remembered]
        known = {text: self._remembered[text] for text in texts if text in self._remembered}
        if new:
            with self._asked():
                known.update(
                    zip(new, await asyncio.to_thread(self._embed, new, batch), strict=True)
                )
        for text, vector in known.items():
            self._remembered[text] = vector
            self._remembered.move_to_end(text)
        while len(self._remembered) > REMEMBERED:
            self._remembered.popitem(last=False)
        empty = np.zeros((0, self._dimensions), np.float32)
        return np.stack([known[text] for text in texts]) if texts else empty

    @contextmanager
    def _asked(self) -> Iterator[None]:
        """Hold batches of documents back; entered and left on the event loop only."""
        self._asking += 1
        self._nobody_asks.clear()
        try:
            yield
        finally:
            self._asking -= 1
            if not self._asking:
                self._nobody_asks.set()

    def _embed(
        self, texts: Sequence[str], batch: int, turn: threading.Event | None = None
    ) -> Vectors:
        """Embed a question at once, or documents a few in a row, when it is their ``turn`` or they
        have waited long enough."""
        vectors = np.zeros((len(texts), self._dimensions), np.float32)
        few = turn is None and len(texts) <= BATCH
        session = self._quick_session if few else self._session_of_documents()
        tokens = self._vocabulary.tokens(texts, self._model.most_tokens)
        for number, rows in enumerate(_batches([len(each) for each in tokens], batch)):
            if turn is not None and number % (BATCH // batch) == 0:
                turn.wait(LONGEST_WAIT_S)
            vectors[rows] = self._run(session, [tokens[row] for row in rows])
        return vectors

    def _session_of_documents(self) -> Any:
        with self._opening:
            if self._session is None:
                self._session = _open(self._model.graph, self._threads)
        return self._session

    def _run(self, session: Any, tokens: Sequence[Tokens]) -> Vectors:
        """Embed one batch, padded to its longest text."""
        ids = np.zeros((len(tokens), max(map(len, tokens))), np.int64)
        mask = np.zeros_like(ids)
        for row, each in enumerate(tokens):
            ids[row, : len(each)] = each
            mask[row, : len(each)] = 1
        feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        output: Any = session.run(
            None, {name: value for name, value in feed.items() if name in self._inputs}
        )[0]
        weights = mask[:, :, None].astype(np.float32)
        means = (output * weights).sum(axis=1) / weights.sum(axis=1)
        normalised: Vectors = means / np.maximum(
            np.linalg.norm(means, axis=1, keepdims=True), np.float32(1e-12)
        )
        return normalised


def _vocabulary(file: Path) -> Vocabulary:
    return WordPieces.read(file) if file.name == TOKENIZER else Unigram.read(file)


def _batches(lengths: Sequence[int], most: int) -> Iterator[list[int]]:
    """Rows of similar length together, ``most`` at a time, so that little padding is computed."""
    rows: list[int] = []
    for row in sorted(range(len(lengths)), key=lambda row: lengths[row]):
        # The one that comes is the longest of its batch.
        if len(rows) == most or (len(rows) + 1) * lengths[row] > BATCH_TOKENS:
            yield rows
            rows = []
        rows.append(row)
    if rows:
        yield rows


def _open(graph: Path, threads: int) -> Any:
    return onnxruntime.InferenceSession(
        str(graph), _options(threads), providers=["CPUExecutionProvider"]
    )


def _options(threads: int) -> Any:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # Waiting threads would spin, and take the cores from everything else that runs here.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return options
