"""Vectors from any address that speaks the OpenAI dialect of embeddings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from gateway.attempts import RouteFailedError, plausible_usage
from gateway.calls import ModelCall, Usage
from gateway.configuration.route import Route
from gateway.embedding.vectors import Answered
from gateway.routes.openai_address import OpenAiAddress

# What one number of a vector takes as text, and what stands around all of them.
_BYTES_OF_A_NUMBER, _BYTES_AROUND = 40, 1_000_000


class _Dialect(BaseModel):
    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)


class _Row(_Dialect):
    index: int
    embedding: list[float]


class _Usage(_Dialect):
    prompt_tokens: int


class _Reply(_Dialect):
    data: list[_Row]
    usage: Any = None


class OpenAiEmbeddingClient:
    """Asks one address, over connections that it keeps; numbers come as text, not as base64."""

    def __init__(self, route: Route, environment: Mapping[str, str]) -> None:
        self._route = route
        self._address = OpenAiAddress(route, environment, "embeddings", "application/json")

    async def embed(self, call: ModelCall) -> Answered:
        """The vectors in the order of the texts; raises as `EmbeddingClient` says."""
        texts = [message.text for message in call.messages]
        # `encoding_format` and `dimensions` are not taken by all servers, so only the file says
        # them, among the parameters.
        body = {**self._route.parameters, "model": self._route.model, "input": texts}
        most = _BYTES_AROUND + len(texts) * self._route.space.dimensions * _BYTES_OF_A_NUMBER
        received = bytearray()
        async with self._address.posted(call, body) as response:
            async for piece in response.content.iter_any():
                received += piece
                if len(received) > most:
                    raise RouteFailedError("malformed: the answer does not end")
        return _read(bytes(received), len(texts))

    async def aclose(self) -> None:
        await self._address.aclose()


def _read(received: bytes, count: int) -> Answered:
    try:
        reply = _Reply.model_validate_json(received)
    except ValidationError:
        # Without its cause, which holds what was answered.
        raise RouteFailedError("malformed: no list of vectors") from None
    rows = {row.index: row.embedding for row in reply.data}
    # What stands twice, or is not there, would give a text the vector of another.
    if len(reply.data) != count or rows.keys() != set(range(count)):
        raise RouteFailedError(f"malformed: {len(reply.data)} vectors for {count} texts")
    return Answered([rows[number] for number in range(count)], _usage_of(reply.usage))


def _usage_of(said: object) -> Usage | None:
    try:
        return plausible_usage(_Usage.model_validate(said).prompt_tokens, 0, 0)
    except ValidationError:
        return None
