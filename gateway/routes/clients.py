"""The clients of the routes: opened at the first call, heard in time, and priced."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing

import structlog

from gateway.attempts import Attempt, RouteClient, RouteFailedError, Written
from gateway.calls import Finished, GatewayEvent, Started
from gateway.configuration.route import Route
from gateway.output.answer_text import AnswerText, reason_of
from gateway.output.surrogates import WholeCharacters, joined
from gateway.output.thoughts import ThoughtFilter
from gateway.quoting.similarity import SentenceSimilarity
from gateway.resilience.deadlines import within_deadlines
from gateway.routes.bedrock import BedrockClient
from gateway.routes.extractive import ExtractiveClient
from gateway.routes.openai import OpenAiClient
from gateway.routes.refused_parameters import LeftOut
from gateway.spending.billing import Prices

log = structlog.get_logger(__name__)
# No answer is this long; a model that does not stop would fill the memory.
MOST_CHARACTERS = 200_000
# A token has four letters or so. Twelve, and some over, are no answer of the length that was asked.
_CHARACTERS_OF_A_TOKEN, _CHARACTERS_OVER = 12, 1_000
# A short answer may be written without a thought; after so many of them the model has ceased.
ANSWERS_REMEMBERED = 10
_SET_APART = "let the model server set thoughts apart, such as by vLLM's --reasoning-parser"


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
        self._left_out: dict[str, LeftOut] = {}
        # The routes whose models write no mark where their thoughts begin, and for how many more
        # answers that is believed.
        self._waits: dict[str, int] = {}

    async def aclose(self) -> None:
        """Close every connection."""
        opened, self._opened = self._opened, {}
        for client in opened.values():
            await client.aclose()

    async def events(self, attempt: Attempt, end: float) -> AsyncGenerator[GatewayEvent, None]:
        """What the route of an attempt writes, in time; the last event is ``Finished``.

        ``Reset`` takes back what was shown and proved to be thoughts. Raises `RouteFailedError` and
        `RouteRefusedError`.
        """
        route = attempt.route
        pieces = self._client(route).stream(attempt.call)
        thoughts = self._thoughts_of(route)
        characters = WholeCharacters()
        answer: AnswerText | None = None
        async with aclosing(within_deadlines(pieces, route, end)) as timely:
            async for piece in timely:
                if answer is None:
                    answer = AnswerText(
                        attempt, self._started(route), most_characters(route), thoughts
                    )
                if isinstance(piece, str):
                    for event in answer.feed(characters.feed(piece)):
                        yield event
                    continue
                attempt.reported = piece.usage
                for event in answer.feed(characters.close()):
                    yield event
                for event in answer.close(piece.reason):
                    yield event
                self._remember(route, thoughts)
                yield self._finished(attempt, piece, thoughts)
                return
        raise RouteFailedError("the answer was cut off", passing=True)

    def _thoughts_of(self, route: Route) -> ThoughtFilter | None:
        if route.kind == "extractive":
            return None
        return ThoughtFilter(waits=self._waits.get(route.name, 0) > 0)

    def _remember(self, route: Route, thoughts: ThoughtFilter | None) -> None:
        """Keep in mind whether the model writes no mark where its thoughts begin."""
        left = self._waits.get(route.name, 0)
        if thoughts is None:
            return
        if not thoughts.began_without_mark:
            if left:
                self._waits[route.name] = left - 1
            return
        if route.name not in self._waits:
            log.warning("gateway.thoughts_in_text", route=route.name, remedy=_SET_APART)
        self._waits[route.name] = ANSWERS_REMEMBERED

    def _finished(
        self, attempt: Attempt, written: Written, thoughts: ThoughtFilter | None
    ) -> Finished:
        """What the call used and cost; estimated where a model does not say what it used."""
        route, usage = attempt.route, written.usage
        if route.kind == "extractive":
            return Finished(None, None, written.reason)
        usage = usage or attempt.estimated_usage()
        kept = ""
        if thoughts is not None and route.keep_thoughts:
            kept = "\n\n".join(filter(None, (joined(written.thoughts), thoughts.kept.text)))
        return Finished(usage, self._prices.of(attempt, usage), reason_of(written.reason), kept)

    def _started(self, route: Route) -> Started:
        """How an answer begins, with the parameters that its route was really sent."""
        quotes = route.kind == "extractive"
        return Started(route.name, route.model, self._left_out_of(route).parameters(), quotes)

    def _left_out_of(self, route: Route) -> LeftOut:
        return self._left_out.setdefault(route.name, LeftOut(route))

    def _client(self, route: Route) -> RouteClient:
        if route.name not in self._opened:
            self._opened[route.name] = self._open(route)
        return self._opened[route.name]

    def _open(self, route: Route) -> RouteClient:
        if route.kind == "openai":
            return OpenAiClient(route, self._environment, self._left_out_of(route))
        if route.kind == "bedrock":
            return BedrockClient(route, self._left_out_of(route))
        return ExtractiveClient(self._similarity)


def most_characters(route: Route) -> int:
    """How long an answer of a route may become before it counts as one that does not end.

    Some models ignore the limit that they are given, and whoever runs them pays for it.
    """
    if route.answer_tokens is None:
        return MOST_CHARACTERS
    stated = _CHARACTERS_OF_A_TOKEN * route.answer_tokens + _CHARACTERS_OVER
    return min(stated, MOST_CHARACTERS)
