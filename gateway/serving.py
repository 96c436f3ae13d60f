"""The gateway itself: tries the routes of a role in order until one has answered."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import aclosing
from datetime import UTC, date, datetime
from decimal import Decimal

import structlog

from gateway.attempts import RouteClient, RouteFailedError, RouteRefusedError, Written
from gateway.bedrock_route import BedrockClient
from gateway.breaker import Breaker
from gateway.calls import (
    NO_ANSWER,
    Finished,
    GatewayError,
    GatewayEvent,
    ModelCall,
    Price,
    Reset,
    Role,
    Started,
    Token,
    Usage,
)
from gateway.extractive import ExtractiveClient
from gateway.openai_route import OpenAiClient
from gateway.routes import GatewayRoutes, Route, RoutePrice
from gateway.similarity import SentenceSimilarity

log = structlog.get_logger(__name__)
MILLION = Decimal(1_000_000)
# No answer is this long; a model that does not stop would fill the memory.
MOST_CHARACTERS = 200_000


class RoutedGateway:
    """A `Gateway` over the routes of ``gateway.yaml``.

    ``environment`` holds the keys that routes name. Clients open at the first call that needs
    them; ``aclose`` closes them.
    """

    def __init__(
        self,
        routes: GatewayRoutes,
        similarity: SentenceSimilarity,
        environment: Mapping[str, str],
        *,
        clients: Mapping[str, RouteClient] | None = None,
    ) -> None:
        self._routes = routes
        self._similarity = similarity
        self._environment = environment
        self._clients = dict(clients or {})
        self._breakers = {route.name: Breaker() for route in routes.routes}

    async def stream(self, call: ModelCall) -> AsyncGenerator[GatewayEvent, None]:
        """Stream one answer; raises `GatewayError` when no route is left.

        A route that fails in mid-stream is followed by ``Reset`` only once the next one has
        something to say, so that a partial answer outlives the failure of all.
        """
        reason = "no route"
        void: str | None = None
        for route in self._candidates(call.role):
            wrote = False
            try:
                async with aclosing(self._attempt(route, call)) as events:
                    async for event in events:
                        if void is not None:
                            yield Reset(void)
                            void = None
                        wrote = True
                        yield event
                return
            except RouteFailedError as error:
                reason = f"{route.name}: {error.reason}"
                self._breakers[route.name].failed(error.retry_after)
                log.warning("gateway.route_failed", route=route.name, reason=error.reason)
                void = error.reason if wrote else void
            except RouteRefusedError as error:
                self._breakers[route.name].succeeded()
                log.warning("gateway.route_refused", route=route.name, reason=error.reason)
                raise GatewayError(call.role, f"{route.name}: {error.reason}") from error
            finally:
                self._breakers[route.name].abandoned()
        raise GatewayError(call.role, reason)

    async def aclose(self) -> None:
        """Close every connection."""
        clients, self._clients = self._clients, {}
        for client in clients.values():
            await client.aclose()

    def _candidates(self, role: Role) -> Iterator[Route]:
        routes, tried = self._routes.of(role), False
        for route in routes:
            if self._breakers[route.name].admits():
                tried = True
                yield route
        # When all are resting, an attempt that may fail is better than a certain refusal.
        if not tried:
            yield from routes

    async def _attempt(self, route: Route, call: ModelCall) -> AsyncGenerator[GatewayEvent, None]:
        started, held, length = False, "", 0
        async with aclosing(self._pieces(route, call)) as pieces:
            async for piece in pieces:
                if isinstance(piece, Written):
                    if not started:
                        _refuse_emptiness(piece)
                        yield _started(route)
                    self._breakers[route.name].succeeded()
                    price = price_of(piece.usage, route.price, datetime.now(UTC).date())
                    yield Finished(piece.usage, price, piece.reason)
                    return
                held += piece
                length += len(piece)
                if length > MOST_CHARACTERS:
                    raise RouteFailedError("the answer does not end")
                if not started and not held.strip():
                    continue
                if not started:
                    started = True
                    yield _started(route)
                yield Token(held)
                held = ""
        raise RouteFailedError("the answer was cut off")

    async def _pieces(self, route: Route, call: ModelCall) -> AsyncGenerator[str | Written, None]:
        """The client's pieces, each within the route's deadlines."""
        now = asyncio.get_running_loop().time
        end = now() + route.total_timeout_s
        due = now() + route.first_token_timeout_s
        pieces = self._client(route).stream(call)
        try:
            while True:
                try:
                    async with asyncio.timeout_at(min(due, end)):
                        piece = await anext(pieces)
                except TimeoutError as error:
                    raise RouteFailedError("too slow") from error
                except StopAsyncIteration:
                    return
                yield piece
                due = now() + route.silence_timeout_s
        finally:
            if isinstance(pieces, AsyncGenerator):
                await pieces.aclose()

    def _client(self, route: Route) -> RouteClient:
        if route.name not in self._clients:
            self._clients[route.name] = self._open(route)
        return self._clients[route.name]

    def _open(self, route: Route) -> RouteClient:
        if route.kind == "openai":
            return OpenAiClient(route, self._environment)
        if route.kind == "bedrock":
            return BedrockClient(route)
        return ExtractiveClient(self._similarity)


def price_of(usage: Usage | None, price: RoutePrice | None, today: date) -> Price | None:
    """Price a call; ``None`` where the usage or the price of the day is unknown."""
    if usage is None or price is None or today < price.valid_from:
        return None
    cached_price = price.cached_input_per_million
    if cached_price is None:
        cached_price = price.input_per_million
    amount = (usage.input_tokens - usage.cached_tokens) * price.input_per_million
    amount += usage.cached_tokens * cached_price
    amount += usage.output_tokens * price.output_per_million
    return Price(amount / MILLION, price.currency)


def _started(route: Route) -> Started:
    quotes = route.kind == "extractive"
    return Started(route.name, route.model, dict(route.parameters), quotes)


def _refuse_emptiness(written: Written) -> None:
    if written.reason == NO_ANSWER:
        return
    if written.reason == "content_filter":
        raise RouteRefusedError("a content filter withheld the answer")
    raise RouteFailedError("the answer was empty")
