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
from gateway.output.thoughts import ThoughtFilter
from gateway.resilience.failure_reasons import Cause, cause_of
from gateway.routes.bedrock import BedrockClient
from gateway.routes.model_list import ModelList, listed
from gateway.routes.openai import OpenAiClient
from gateway.routes.refused_parameters import LeftOut

# A model that thinks before it writes needs some room; what comes after the first token is left.
_MOST_TOKENS = 16
_LIMITS = ("max_tokens", "max_completion_tokens")
_QUESTION = "Reply with the word: ready"
_LIST_S = 5.0
_EMBEDDED, _PURPOSE = "ready", {"purpose": "search"}


@dataclass(frozen=True, slots=True)
class Probe:
    """What a route said. ``reason`` is as a log has it; ``cause`` its kind; both ``None`` if well.

    ``first_ms`` are the milliseconds to the first token, the vector, or the refusal. ``listed`` are
    the models that its address says it has, ``left_out`` what the model does not take of a request,
    and ``thinks`` tells that it writes its thoughts into the text.
    """

    route: Route
    first_ms: float
    reason: str | None = None
    cause: Cause | None = None
    listed: ModelList | None = None
    left_out: tuple[str, ...] = ()
    thinks: bool = False

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
    short = _short(route)
    left_out = LeftOut(short)
    asked = (
        _one_vector(route, environment)
        if route.embedding
        else _token(short, role, environment, left_out)
    )
    thinks: bool | None = None
    try:
        async with asyncio.timeout(within_s):
            thinks = await asked
    except TimeoutError:
        reason = "too slow"
    except (RouteFailedError, RouteRefusedError) as error:
        reason = error.reason
    took = (time.perf_counter() - began) * 1000
    return Probe(
        route,
        took,
        reason,
        None if reason is None else cause_of(reason),
        await listed(route, environment, within_s=_LIST_S) if route.kind == "openai" else None,
        left_out.refused,
        bool(thinks),
    )


async def _token(
    route: Route, role: Role, environment: Mapping[str, str], left_out: LeftOut
) -> bool:
    """Ask for a token, and tell whether it begins a thought."""
    client = _open(route, environment, left_out)
    try:
        return await _thinks_first(client, role)
    finally:
        await client.aclose()


async def _one_vector(route: Route, environment: Mapping[str, str]) -> bool:
    # numpy is for those alone whose routes embed.
    from gateway.embedding.embedder import client_for
    from gateway.embedding.vectors import checked

    client = client_for(route, environment)
    try:
        call = ModelCall("embed", (Message("user", _EMBEDDED),), "", attribution=_PURPOSE)
        checked(await client.embed(call), 1, route.space.dimensions)
        return False
    finally:
        await client.aclose()


async def _thinks_first(client: RouteClient, role: Role) -> bool:
    """Read up to the first text or the first thought, and tell which it was."""
    call = ModelCall(role, (Message("user", _QUESTION),), _QUESTION)
    pieces, thoughts = client.stream(call), ThoughtFilter()
    assert isinstance(pieces, AsyncGenerator)
    async with aclosing(pieces):
        async for piece in pieces:
            # An end without a word counts: a model may think for longer than it may write.
            seen = thoughts.feed(piece).text if isinstance(piece, str) else "the end"
            if thoughts.has_thoughts or seen.strip():
                break
    return thoughts.has_thoughts


def _short(route: Route) -> Route:
    """The route, and an answer of a few tokens."""
    less = {name: _MOST_TOKENS for name in _LIMITS if name in route.parameters}
    return route.model_copy(update={"parameters": {**route.parameters, **less}})


def _open(route: Route, environment: Mapping[str, str], left_out: LeftOut) -> RouteClient:
    if route.kind == "openai":
        return OpenAiClient(route, environment, left_out)
    return BedrockClient(route, left_out)
