"""Vectors from the routes of ``embed``: in batches, in time, and again where one fails."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing
from types import MappingProxyType

import numpy as np
import structlog

from gateway.attempts import (
    Attempt,
    AttemptWatcher,
    OutOfTimeError,
    RouteBusyError,
    RouteFailedError,
    RouteRefusedError,
)
from gateway.calls import Message, ModelCall
from gateway.configuration.route import Route
from gateway.embedding.bedrock import MOST_TEXTS, BedrockEmbeddingClient
from gateway.embedding.openai import OpenAiEmbeddingClient
from gateway.embedding.vectors import EmbeddingClient, Vectors, batches, checked, shortened
from gateway.resilience.breaker import Admission, Breaker
from gateway.resilience.failure_reasons import cause_of
from gateway.resilience.queue import Places
from gateway.resilience.timeouts import DOCUMENTS, QUESTION, Timeouts
from gateway.spending.billing import Prices, book
from gateway.spending.charges import Spending, UnlimitedSpending
from gateway.telemetry import count_failed, count_fall_through, count_waited

log = structlog.get_logger(__name__)

RESTING = "resting"
# Requests of documents that go on at once; questions find a place beside them.
_AT_ONCE = 4
# As for prompts: a count of ours may be a little too low.
_SPARE = 20


class EmbeddingError(Exception):
    """No route gave vectors. ``reason`` names route and reason, and never a text or a key.

    ``of_the_texts`` tells that the route works and takes these very texts from nobody.
    """

    def __init__(self, reason: str, *, of_the_texts: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.of_the_texts = of_the_texts


class RoutedEmbedding:
    """Embeds through the routes of ``embed``, which all lead to one model.

    ``environment`` holds the keys that routes name. Clients open at the first call that needs
    them; ``aclose`` closes them. ``pause`` sleeps before a route is asked again.
    """

    def __init__(
        self,
        routes: Sequence[Route],
        environment: Mapping[str, str],
        *,
        clients: Mapping[str, EmbeddingClient] | None = None,
        watchers: Sequence[AttemptWatcher] = (),
        spending: Spending | None = None,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._routes = tuple(routes)
        self._environment = environment
        self._clients = dict(clients or {})
        self._watchers = tuple(watchers)
        self._spending = spending or UnlimitedSpending()
        self._pause = pause
        self._prices = Prices()
        self._bookings: set[asyncio.Task[None]] = set()
        self.space = routes[0].space
        self.breakers = {route.name: Breaker() for route in routes}
        self.places = {route.name: Places(route.concurrency, route.queue) for route in routes}
        limits = [route.context_tokens for route in routes if route.context_tokens is not None]
        least = min(limits, default=None)
        # The same for every route: a text must have one vector, whoever makes it.
        self._tokens = None if least is None else least - least // _SPARE
        self._batch = min(_most_texts(route) for route in routes)
        busy = min(route.concurrency for route in routes)
        self._documents_at_once = asyncio.Semaphore(max(1, min(_AT_ONCE, busy - 1)))

    async def documents(self, texts: Sequence[str]) -> Vectors:
        """One row for each text, of length one; raises `EmbeddingError` unless all have one."""
        ready = [self._ready(self.space.before_document + text) for text in texts]
        tasks = [asyncio.create_task(self._in_turn(batch)) for batch in batches(ready, self._batch)]
        try:
            found = await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        return np.concatenate([np.zeros((0, self.space.dimensions), np.float32), *found])

    async def question(
        self, text: str, attribution: Mapping[str, str] = MappingProxyType({})
    ) -> Vectors:
        """The vector of a question, shape ``(dimensions,)``; raises `EmbeddingError`.

        ``attribution`` says for whom it is, as `ModelCall.attribution` does.
        """
        ready = self._ready(self.space.before_question + text)
        vector: Vectors = (await self._embedded([ready], QUESTION, attribution))[0]
        return vector

    async def aclose(self) -> None:
        """Close every connection, once all is booked."""
        await asyncio.gather(*self._bookings)
        clients, self._clients = self._clients, {}
        for client in clients.values():
            await client.aclose()

    async def _in_turn(self, texts: Sequence[str]) -> Vectors:
        async with self._documents_at_once:
            return await self._embedded(texts, DOCUMENTS, {})

    def _ready(self, text: str) -> str:
        """A text as it can be sent: no half characters, and no longer than the model takes."""
        return shortened(text.encode(errors="replace").decode(), self._tokens)

    async def _embedded(
        self, texts: Sequence[str], timeouts: Timeouts, attribution: Mapping[str, str]
    ) -> Vectors:
        """Ask the routes in order until one has answered."""
        messages = tuple(Message("user", text) for text in texts)
        said = {**attribution, "purpose": timeouts.purpose}
        call = ModelCall("embed", messages, "", attribution=said)
        end = asyncio.get_running_loop().time() + timeouts.total_s
        reason = "no route"
        for route in self._routes:
            try:
                return await self._ask(route, call, timeouts, end)
            except RouteFailedError as error:
                reason = f"{route.name}: {error.reason}"
                log.warning(
                    "gateway.route_failed", role="embed", route=route.name, reason=error.reason
                )
                if route is not self._routes[-1]:
                    count_fall_through("embed", route, error.reason)
            except RouteRefusedError as error:
                log.warning(
                    "gateway.route_refused", role="embed", route=route.name, reason=error.reason
                )
                count_failed("embed", error.reason)
                of_the_texts = cause_of(error.reason) == "refused"
                raise EmbeddingError(
                    f"{route.name}: {error.reason}", of_the_texts=of_the_texts
                ) from error
        count_failed("embed", reason)
        raise EmbeddingError(reason)

    async def _ask(self, route: Route, call: ModelCall, timeouts: Timeouts, end: float) -> Vectors:
        """Ask one route, again where it failed in passing."""
        now, breaker = asyncio.get_running_loop().time, self.breakers[route.name]
        retries = timeouts.retries(route)
        because: RouteFailedError | None = None
        while True:
            try:
                return await self._in_place(route, call, timeouts, end)
            except RouteFailedError as error:
                # Why a route rests says more than that it does.
                because = error if because is None or error.reason != RESTING else because
                # This failure may have been the one after which the route rests.
                leave = not (timeouts.waits or breaker.admits)
                pause = None if leave else retries.pause_after(error, end - now())
                if pause is None:
                    raise because from None
                log.info(
                    "gateway.route_retried", role="embed", route=route.name, reason=error.reason
                )
            await self._pause(pause)

    async def _in_place(
        self, route: Route, call: ModelCall, timeouts: Timeouts, end: float
    ) -> Vectors:
        """Wait for a place, and ask once; a place is left while the route is not asked."""
        now = asyncio.get_running_loop().time
        ticket, came = self.places[route.name].ticket(), now()
        try:
            try:
                async with aclosing(ticket.wait(min(route.queue_timeout_s, end - came))) as line:
                    async for _ in line:
                        pass
            finally:
                count_waited("embed", route, now() - came)
            admission = self.breakers[route.name].admit()
            if admission is None:
                # A rest passes; whoever cannot wait for that takes the next route.
                raise RouteBusyError(RESTING, passing=True)
            return await self._attempt(route, call, timeouts, admission, end)
        finally:
            ticket.give_back()

    async def _attempt(
        self,
        route: Route,
        call: ModelCall,
        timeouts: Timeouts,
        admission: Admission,
        end: float,
    ) -> Vectors:
        """One request, and the one place where it begins and ends."""
        attempt = Attempt(route, call)
        for watcher in self._watchers:
            watcher.began(attempt)
        try:
            vectors = await self._answered(attempt, timeouts.limit_s(route), end)
            admission.succeeded()
            attempt.outcome = "answered"
        except RouteFailedError as error:
            attempt.outcome, attempt.reason = "failed", error.reason
            attempt.turned_away = error.passing
            if not isinstance(error, OutOfTimeError):
                admission.failed(error.retry_after)
            raise
        except RouteRefusedError as error:
            attempt.outcome, attempt.reason = "refused", error.reason
            attempt.turned_away = True
            admission.succeeded()
            raise
        finally:
            admission.abandoned()
            for watcher in self._watchers:
                watcher.ended(attempt)
            self._book(attempt)
        return vectors

    def _book(self, attempt: Attempt) -> None:
        """Book it meanwhile: whoever searches does not wait for that."""
        booking = asyncio.create_task(book(self._spending, attempt))
        self._bookings.add(booking)
        booking.add_done_callback(self._bookings.discard)

    async def _answered(self, attempt: Attempt, limit_s: float, end: float) -> Vectors:
        """The vectors of an attempt, looked at, with what it used and cost."""
        route, call = attempt.route, attempt.call
        due = asyncio.get_running_loop().time() + limit_s
        try:
            async with asyncio.timeout_at(min(due, end)):
                answered = await self._client(route).embed(call)
        except TimeoutError as error:
            slow = RouteFailedError if due <= end else OutOfTimeError
            raise slow("too slow") from error
        attempt.reported = answered.usage
        vectors = checked(answered, len(call.messages), self.space.dimensions)
        attempt.usage = answered.usage or attempt.estimated_usage()
        attempt.price = self._prices.of(attempt, attempt.usage)
        return vectors

    def _client(self, route: Route) -> EmbeddingClient:
        if route.name not in self._clients:
            self._clients[route.name] = client_for(route, self._environment)
        return self._clients[route.name]


def client_for(route: Route, environment: Mapping[str, str]) -> EmbeddingClient:
    """A client of the route's kind; it connects when it is first asked."""
    if route.kind == "openai":
        return OpenAiEmbeddingClient(route, environment)
    return BedrockEmbeddingClient(route)


def _most_texts(route: Route) -> int:
    assert route.embedding is not None, route.name
    batch = route.embedding.batch
    return min(batch, MOST_TEXTS[route.family or "titan"]) if route.kind == "bedrock" else batch
