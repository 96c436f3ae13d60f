"""What turns text into vectors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]

# Questions come back: from the search, the answer, and the next person. 1.5 kB each.
REMEMBERED = 1024


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
        """A cosine of a question and a text by this model, on the common scale.

        That is the one of `retrieval.embedding.scale`, on which fusion and evidence were fitted.
        """

    def rarity(self, word: str) -> float:
        """How rare a word is in general: 0 for the commonest words, 1 for what is not a word."""


class EmbedderAwayError(RuntimeError):
    """The model gives no vectors now. The text is safe for a person.

    ``of_the_texts`` tells that it gives others some, and refuses these texts alone.
    """

    def __init__(self, reason: str, *, of_the_texts: bool = False) -> None:
        said = "refuses the text" if of_the_texts else "is away"
        super().__init__(f"The embedding model {said} ({reason}).")
        self.reason = reason
        self.of_the_texts = of_the_texts
