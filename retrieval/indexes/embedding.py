"""Turns text into vectors with the model that ships with the project."""

from __future__ import annotations

import asyncio
import hashlib
import math
import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import Encoding, Tokenizer

from retrieval.languages.detection import Language

Vectors = npt.NDArray[np.float32]

MODEL = Path(__file__).resolve().parent.parent / "model" / "all-MiniLM-L6-v2"
MAX_TOKENS = 256
BATCH = 8
THREADS = 2
# Questions come back: from the search, the answer, and the next person. 1.5 kB each.
REMEMBERED = 1024
MOST_REMEMBERED_AT_ONCE = 64
# Where the cosines of the shipped model lie, as `almanac bench retrieval` measures them with the
# questions about the sample company: of a question and any chunk, and of a question and the nearest
# chunk that answers it.
UNRELATED, SAME = 0.15, 0.58
# How long a batch of documents lets questions go first; so documents still get somewhere among
# people who never stop asking.
LONGEST_WAIT_S = 0.2
# What stands before this in the vocabulary of BERT are marks and single letters.
_FIRST_WORD = 1996


class Embedder(Protocol):
    """Turns text into vectors of length one."""

    @property
    def fingerprint(self) -> str:
        """Names the model and its weights; vectors of different fingerprints never mix."""

    @property
    def dimensions(self) -> int: ...

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """One row for each text of a document: ``(len(texts), dimensions)``, float32, normalised.

        Raises `EmbedderAwayError`.
        """

    async def question(self, text: str) -> Vectors:
        """The vector of a question, shape ``(dimensions,)``; raises `EmbedderAwayError`."""

    def comparable(self, cosine: float) -> float:
        """A cosine between two vectors of this model, as the model that ships with it has them.

        Fusion and evidence were fitted on that scale.
        """

    def rarity(self, word: str) -> float:
        """How rare a word is in general: 0 for the commonest words, 1 for what is not a word."""

    def knows(self, language: Language) -> bool:
        """Tell whether the model learned the language, so that its cosines mean something there."""


class EmbedderAwayError(RuntimeError):
    """The model gives no vectors now. The text is safe for a person.

    ``of_the_texts`` tells that it gives others some, and refuses these texts alone.
    """

    def __init__(self, reason: str, *, of_the_texts: bool = False) -> None:
        said = "refuses the text" if of_the_texts else "is away"
        super().__init__(f"The embedding model {said} ({reason}).")
        self.reason = reason
        self.of_the_texts = of_the_texts


class ModelMissingError(FileNotFoundError):
    """The folder of the embedding model is not complete."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"There is no embedding model in {folder.name!r}: it needs model.onnx and "
            "tokenizer.json. Restore the folder from the release."
        )
        self.folder = folder


class MiniLmEmbedder:
    """Sentence embeddings by a small BERT: mean over the tokens, then normalised.

    Text beyond 256 tokens is not seen. Safe to call from several tasks at once: many texts are
    embedded in small batches, and few go first.
    """

    def __init__(self, folder: Path = MODEL, *, threads: int = THREADS) -> None:
        weights, vocabulary = folder / "model.onnx", folder / "tokenizer.json"
        if not (weights.is_file() and vocabulary.is_file()):
            raise ModelMissingError(folder)
        onnxruntime.disable_telemetry_events()
        with weights.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        self._fingerprint = f"{folder.name}@{digest[:16]}"
        self._tokenizer = Tokenizer.from_file(str(vocabulary))
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.no_padding()
        self._words = self._tokenizer.get_vocab_size()
        self._session = _open(weights, threads)
        # A question would wait for its share of the threads that work on documents.
        self._quick_session = _open(weights, 1)
        self._inputs = {entry.name for entry in self._session.get_inputs()}
        self._dimensions = int(self._session.get_outputs()[0].shape[-1])
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
        """One row for each text: shape ``(len(texts), dimensions)``, float32, normalised."""
        if len(texts) > MOST_REMEMBERED_AT_ONCE:
            return await asyncio.to_thread(self._embed, texts, self._nobody_asks)
        new = [text for text in dict.fromkeys(texts) if text not in self._remembered]
        known = {text: self._remembered[text] for text in texts if text in self._remembered}
        if new:
            with self._asked():
                known.update(zip(new, await asyncio.to_thread(self._embed, new), strict=True))
        for text, vector in known.items():
            self._remembered[text] = vector
            self._remembered.move_to_end(text)
        while len(self._remembered) > REMEMBERED:
            self._remembered.popitem(last=False)
        empty = np.zeros((0, self._dimensions), np.float32)
        return np.stack([known[text] for text in texts]) if texts else empty

    async def question(self, text: str) -> Vectors:
        """The vector of a question, shape ``(dimensions,)``."""
        vector: Vectors = (await self.embed([text]))[0]
        return vector

    def comparable(self, cosine: float) -> float:
        """The cosine itself: this is the model that others are compared with."""
        return cosine

    def knows(self, language: Language) -> bool:
        """English only; of other languages the model knows names and loans."""
        return language is Language.ENGLISH

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

    def rarity(self, word: str) -> float:
        """How rare a word is in general, by its place in the model's vocabulary.

        The vocabulary is ordered by frequency; 1 for a word that it knows only in pieces.
        """
        pieces = self._tokenizer.encode(word.lower(), add_special_tokens=False).ids
        if len(pieces) != 1:
            return 1.0
        place = max(pieces[0], _FIRST_WORD)
        return math.log(place / _FIRST_WORD) / math.log(self._words / _FIRST_WORD)

    def _embed(self, texts: Sequence[str], turn: threading.Event | None = None) -> Vectors:
        """Embed a question at once, or documents batch by batch: each when it is its ``turn``, or
        has waited long enough."""
        vectors = np.zeros((len(texts), self._dimensions), np.float32)
        few = turn is None and len(texts) <= BATCH
        session = self._quick_session if few else self._session
        encodings = self._tokenizer.encode_batch_fast(list(texts))
        for rows in _batches(encodings):
            if turn is not None:
                turn.wait(LONGEST_WAIT_S)
            vectors[rows] = self._run(session, [encodings[row] for row in rows])
        return vectors

    def _run(self, session: Any, encodings: Sequence[Encoding]) -> Vectors:
        """Embed one batch, padded to its longest text."""
        longest = max(len(encoding.ids) for encoding in encodings)
        ids = np.zeros((len(encodings), longest), np.int64)
        mask = np.zeros_like(ids)
        for row, encoding in enumerate(encodings):
            ids[row, : len(encoding.ids)] = encoding.ids
            mask[row, : len(encoding.ids)] = 1
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


def _batches(encodings: Sequence[Encoding]) -> Iterator[list[int]]:
    """Rows of similar length together, so that little padding is computed."""
    order = sorted(range(len(encodings)), key=lambda row: len(encodings[row].ids))
    for start in range(0, len(order), BATCH):
        yield order[start : start + BATCH]


def _open(weights: Path, threads: int) -> Any:
    return onnxruntime.InferenceSession(
        str(weights), _options(threads), providers=["CPUExecutionProvider"]
    )


def _options(threads: int) -> Any:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # Waiting threads would spin, and take the cores from everything else that runs here.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return options
