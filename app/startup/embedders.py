"""The model that embeds: one that comes with the project, or the one of ``gateway.yaml``."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from gateway.attempts import AttemptWatcher
from gateway.attribution import behalf
from gateway.configuration.gateway_file import GatewayRoutes
from gateway.embedding.embedder import EmbeddingError, RoutedEmbedding
from gateway.spending.charges import Spending
from retrieval.embedding.onnx_embedder import OnnxEmbedder
from retrieval.embedding.scale import Cosines
from retrieval.embedding.shipped import DEFAULT, MODELS, ModelName
from retrieval.indexes.embedding import REMEMBERED, Embedder, EmbedderAwayError, Vectors


@dataclass(frozen=True, slots=True)
class Embedders:
    """What embeds documents and questions, and the shipped model, which reads words and quotes.

    ``routed`` is ``None`` where both are the same.
    """

    used: Embedder
    shipped: OnnxEmbedder
    routed: RoutedEmbedding | None = None


class GatewayEmbedder:
    """Implements `retrieval.indexes.embedding.Embedder` over the routes of ``embed``.

    A question is embedded, and paid for, on behalf of whom the search is for. The last questions
    are remembered. How rare a word is, the shipped model's vocabulary tells.
    """

    def __init__(self, routed: RoutedEmbedding, shipped: OnnxEmbedder) -> None:
        self._routed = routed
        self._shipped = shipped
        self._remembered: OrderedDict[str, Vectors] = OrderedDict()

    @property
    def fingerprint(self) -> str:
        """The model, the length of its vectors, and a hash of how it is asked."""
        return self._routed.space.fingerprint

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        return self._routed.space.dimensions

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """One row for each text of a document; raises `EmbedderAwayError`."""
        try:
            return await self._routed.documents(texts)
        except EmbeddingError as error:
            raise _away(error) from error

    async def question(self, text: str) -> Vectors:
        """The vector of a question; raises `EmbedderAwayError`."""
        vector = self._remembered.get(text)
        if vector is None:
            try:
                vector = await self._routed.question(text, behalf())
            except EmbeddingError as error:
                raise _away(error) from error
        self._remembered[text] = vector
        self._remembered.move_to_end(text)
        while len(self._remembered) > REMEMBERED:
            self._remembered.popitem(last=False)
        return vector

    def comparable(self, cosine: float) -> float:
        """A cosine on the common scale, by the two that the file states; else as it is."""
        cosines = self._routed.space.cosines
        if cosines is None:
            return cosine
        return Cosines(cosines.unrelated, cosines.same).on_the_scale(cosine)

    def rarity(self, word: str) -> float:
        """How rare a word is in general: 0 for the commonest words, 1 for what is not a word."""
        return self._shipped.rarity(word)


@asynccontextmanager
async def open_embedders(
    routes: GatewayRoutes,
    environment: Mapping[str, str],
    watchers: Sequence[AttemptWatcher] = (),
    spending: Spending | None = None,
    model: ModelName = DEFAULT,
) -> AsyncIterator[Embedders]:
    """Open what embeds, and close its connections after; nothing is asked of a route yet.

    ``model`` is the shipped one. Raises `retrieval.embedding.shipped.ModelMissingError` and
    ``ModelDamagedError``.
    """
    shipped = OnnxEmbedder(MODELS[model])
    if not routes.of("embed"):
        yield Embedders(shipped, shipped)
        return
    routed = RoutedEmbedding(routes.of("embed"), environment, watchers=watchers, spending=spending)
    try:
        yield Embedders(GatewayEmbedder(routed, shipped), shipped, routed)
    finally:
        await routed.aclose()


def _away(error: EmbeddingError) -> EmbedderAwayError:
    return EmbedderAwayError(error.reason, of_the_texts=error.of_the_texts)
