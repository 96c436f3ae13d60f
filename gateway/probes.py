"""Asking one route for one token, or for one vector, to see whether it works."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass

from gateway.attempts import RouteClient, RouteFailedError, RouteRefusedError
from gateway.calls import Message, ModelCall, Role
from gateway.configuration.route import Route
from gateway.resilience.failure_reasons import Cause, cause_of
from gateway.routes.bedrock import BedrockClient
from gateway.routes.openai import OpenAiClient

# A model that thinks before it writes needs some room; what comes after the first token is left.
_MOST_TOKENS = 16
_LIMITS = ("max_tokens", "max_completion_tokens")
_QUESTION = "Reply with the word: ready"
_EMBEDDED, _PURPOSE = "ready", {"purpose": "search"}


@dataclass(frozen=True, slots=True)
class Probe:
    """What a route said. ``reason`` is as a log has it; ``cause`` its kind; both ``None`` if well.

    ``first_ms`` are the milliseconds to the first token, the vector, or the refusal.
    """

    route: Route
    first_ms: float
    reason: str | None = None
    cause: Cause | None = None

    @property
    def works(self) -> bool:
        """Whether a token or a vector came."""
        return self.reason is None


async def probe(
    route: Route, role: Role, environment: Mapping[str, str], *, within_s: float
) -> Probe:
    """Ask a route that is not ``extractive`` for one token, with its own parameters.

    One that embeds is asked for one vector.
    """
    began, reason = time.perf_counter(), None
    asked = _one_vector(route, environment) if route.embedding else _token(route, role, environment)
    try:
        async with asyncio.timeout(within_s):
            await asked
    except TimeoutError:
        reason = "too slow"
    except (RouteFailedError, RouteRefusedError) as error:
        reason = error.reason
    took = (time.perf_counter() - began) * 1000
    return Probe(route, took, reason, None if reason is None else cause_of(reason))


async def _token(route: Route, role: Role, environment: Mapping[str, str]) -> None:
    client = _open(route, environment)
    try:
        await _first_piece(client, role)
    finally:
        await client.aclose()


async def _one_vector(route: Route, environment: Mapping[str, str]) -> None:
    # numpy is for those alone whose routes embed.
    from gateway.embedding.embedder import client_for
    from gateway.embedding.vectors import checked

    client = client_for(route, environment)
    try:
        call = ModelCall("embed", (Message("user", _EMBEDDED),), "", attribution=_PURPOSE)
        checked(await client.embed(call), 1, route.space.dimensions)
    finally:
        await client.aclose()


async def _first_piece(client: RouteClient, role: Role) -> None:
    call = ModelCall(role, (Message("user", _QUESTION),), _QUESTION)
    pieces = client.stream(call)
    assert isinstance(pieces, AsyncGenerator)
    async with aclosing(pieces):
        # An end without a word counts: a model may think for longer than it may write.
        async for _ in pieces:
            return


def _open(route: Route, environment: Mapping[str, str]) -> RouteClient:
    less = {name: _MOST_TOKENS for name in _LIMITS if name in route.parameters}
    short = route.model_copy(update={"parameters": {**route.parameters, **less}})
    return OpenAiClient(short, environment) if route.kind == "openai" else BedrockClient(short)
