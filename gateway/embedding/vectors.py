"""Texts on their way to a model that embeds, and its vectors on their way back, looked at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from gateway.attempts import RouteFailedError
from gateway.calls import ModelCall, Usage
from gateway.token_counts import estimate_tokens, most_tokens

Vectors = npt.NDArray[np.float32]

# The most that one request holds, whatever its texts are: about 25,000 tokens.
MOST_CHARACTERS = 100_000
# A vector as short as this has no direction.
_NOTHING = 1e-9


@dataclass(frozen=True, slots=True)
class Answered:
    """What a route answered, as it came; ``usage`` is ``None`` where it said nothing of it."""

    rows: Sequence[Sequence[float]]
    usage: Usage | None


class EmbeddingClient(Protocol):
    """Asks one model for vectors."""

    async def embed(self, call: ModelCall) -> Answered:
        """The vectors of the texts that are the call's messages, in their order.

        Raises `RouteFailedError` or `RouteRefusedError`. Whoever cancels it closes the connection.
        """
        ...

    async def aclose(self) -> None: ...


def checked(answered: Answered, count: int, dimensions: int) -> Vectors:
    """The vectors, shape ``(count, dimensions)``, each of length one.

    Raises `RouteFailedError` for anything that is no such thing: it would be found by any question.
    """
    if len(answered.rows) != count:
        raise RouteFailedError(f"malformed: {len(answered.rows)} vectors for {count} texts")
    if other := [len(row) for row in answered.rows if len(row) != dimensions]:
        raise RouteFailedError(
            f"malformed: a vector has {other[0]} dimensions, and `embedding:` says {dimensions}"
        )
    vectors = np.asarray(answered.rows, dtype=np.float64)
    if not np.isfinite(vectors).all():
        raise RouteFailedError("malformed: a vector holds what is not a number")
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    if not (np.isfinite(lengths) & (lengths > _NOTHING)).all():
        raise RouteFailedError("malformed: a vector has no length")
    normalised: Vectors = (vectors / lengths).astype(np.float32)
    return normalised


def shortened(text: str, tokens: int | None) -> str:
    """As much of a text as a model takes, by our own count, cut between two words."""
    if tokens is None or most_tokens(text) <= tokens or estimate_tokens(text) <= tokens:
        return text
    fits, beyond = 0, len(text)
    while beyond - fits > 1:
        middle = (fits + beyond) // 2
        if estimate_tokens(text[:middle]) <= tokens:
            fits = middle
        else:
            beyond = middle
    return _whole_words(text, fits)


def at_most(text: str, characters: int) -> str:
    """As much of a text as has so many characters, cut between two words."""
    return text if len(text) <= characters else _whole_words(text, characters)


def batches(
    texts: Sequence[str], most: int, characters: int = MOST_CHARACTERS
) -> Iterator[list[str]]:
    """The texts in their order, so many at a time, and no more characters than fit a request."""
    batch: list[str] = []
    held = 0
    for text in texts:
        if batch and (len(batch) >= most or held + len(text) > characters):
            yield batch
            batch, held = [], 0
        batch.append(text)
        held += len(text)
    if batch:
        yield batch


def _whole_words(text: str, characters: int) -> str:
    cut = text[:characters]
    if text[characters].isspace() or cut[-1:].isspace():
        return cut.rstrip()
    words = cut.rsplit(maxsplit=1)
    return words[0].rstrip() if len(words) > 1 else cut
