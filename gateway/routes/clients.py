"""The clients of the routes: opened at the first call, heard in time, and priced."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing

from gateway.attempts import Attempt, RouteClient, RouteFailedError, RouteRefusedError, Written
from gateway.calls import NO_ANSWER, Finished, GatewayEvent, Started, Token
from gateway.configuration.route import Route
from gateway.quoting.similarity import SentenceSimilarity
from gateway.resilience.deadlines import within_deadlines
from gateway.routes.bedrock import BedrockClient
from gateway.routes.extractive import ExtractiveClient
from gateway.routes.openai import OpenAiClient
from gateway.spending.billing import Prices

# No answer is this long; a model that does not stop would fill the memory.
MOST_CHARACTERS = 200_000
# A token has four letters or so. Twelve, and some over, are no answer of the length that was asked.
_CHARACTERS_OF_A_TOKEN, _CHARACTERS_OVER = 12, 1_000


class Clients:
    """A client for each route; ``environment`` holds the keys that routes name."""

    def __init__(
        self,
        similarity: SentenceSimilarity,
        environment: Mapping[str, str],
        opened: Mapping[str, RouteClient],
    ) -> None:
        self._similarity = similarity
        self._environment = environment
        self._opened = dict(opened)
        self._prices = Prices()

    async def aclose(self) -> None:
        """Close every connection."""
        opened, self._opened = self._opened, {}
        for client in opened.values():
            await client.aclose()

    async def events(self, attempt: Attempt, end: float) -> AsyncGenerator[GatewayEvent, None]:
        """What the route of an attempt writes, in time; the last event is ``Finished``.

        Raises `RouteFailedError` and `RouteRefusedError`.
        """
        started, held, length, route = False, "", 0, attempt.route
        most = most_characters(route)
        pieces = self._client(route).stream(attempt.call)
        async with aclosing(within_deadlines(pieces, route, end)) as timely:
            async for piece in timely:
                if isinstance(piece, Written):
                    attempt.reported = piece.usage
                    if piece.reason == "content_filter":
                        raise RouteRefusedError("a content filter withheld the answer")
                    if not started:
                        _refuse_emptiness(piece)
                        yield _started(route)
                    yield self._finished(attempt, piece)
                    return
                held += piece
                length += len(piece)
                if length > most:
                    raise RouteFailedError("the answer does not end")
                if not started and not _shows(held):
                    continue
                if not started:
                    started = True
                    attempt.has_begun()
                    yield _started(route)
                attempt.pieces.append(held)
                yield Token(held)
                held = ""
        raise RouteFailedError("the answer was cut off", passing=True)

    def _finished(self, attempt: Attempt, written: Written) -> Finished:
        """What the call used and cost; estimated where a model does not say what it used."""
        route, usage = attempt.route, written.usage
        if route.kind == "extractive":
            return Finished(None, None, written.reason)
        usage = usage or attempt.estimated_usage()
        return Finished(usage, self._prices.of(attempt, usage), written.reason)

    def _client(self, route: Route) -> RouteClient:
        if route.name not in self._opened:
            self._opened[route.name] = self._open(route)
        return self._opened[route.name]

    def _open(self, route: Route) -> RouteClient:
        if route.kind == "openai":
            return OpenAiClient(route, self._environment)
        if route.kind == "bedrock":
            return BedrockClient(route)
        return ExtractiveClient(self._similarity)


def most_characters(route: Route) -> int:
    """How long an answer of a route may become before it counts as one that does not end.

    Some models ignore the limit that they are given, and whoever runs them pays for it.
    """
    if route.answer_tokens is None:
        return MOST_CHARACTERS
    stated = _CHARACTERS_OF_A_TOKEN * route.answer_tokens + _CHARACTERS_OVER
    return min(stated, MOST_CHARACTERS)


def _started(route: Route) -> Started:
    quotes = route.kind == "extractive"
    return Started(route.name, route.model, dict(route.parameters), quotes)


def _shows(text: str) -> bool:
    """Whether there is anything to see in a text."""
    return any(letter.isprintable() and not letter.isspace() for letter in text)


def _refuse_emptiness(written: Written) -> None:
    if written.reason != NO_ANSWER:
        raise RouteFailedError("the answer was empty")
