"""The gateway itself: tries the routes of a role in order until one has answered."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing
from datetime import date

import structlog

from gateway.attempts import (
    Attempt,
    AttemptWatcher,
    RouteBusyError,
    RouteClient,
    RouteFailedError,
    RouteRefusedError,
    Written,
)
from gateway.bedrock_route import BedrockClient
from gateway.breaker import Admission, Breaker
from gateway.budgets import AtLimit
from gateway.calls import (
    NO_ANSWER,
    AnswerRefusedError,
    Finished,
    GatewayError,
    GatewayEvent,
    ModelCall,
    Reset,
    Role,
    Started,
    Token,
    Waiting,
)
from gateway.deadlines import within_deadlines
from gateway.extractive import ExtractiveClient
from gateway.openai_route import OpenAiClient
from gateway.paying import OverBudgetError, charge_of, set_aside
from gateway.pricing import price_of, price_on
from gateway.queueing import Places
from gateway.retrying import Retries
from gateway.routes import GatewayRoutes, Route
from gateway.similarity import SentenceSimilarity
from gateway.spending import BudgetSpentError, Reservation, Spending, UnlimitedSpending
from gateway.telemetry import count_failed, count_fall_through, count_resting

log = structlog.get_logger(__name__)
# No answer is this long; a model that does not stop would fill the memory.
MOST_CHARACTERS = 200_000


class RoutedGateway:
    """A `Gateway` over the routes of ``gateway.yaml``.

    ``environment`` holds the keys that routes name. Clients open at the first call that needs
    them; ``aclose`` closes them. ``pause`` sleeps before a route is asked again.
    """

    def __init__(
        self,
        routes: GatewayRoutes,
        similarity: SentenceSimilarity,
        environment: Mapping[str, str],
        *,
        clients: Mapping[str, RouteClient] | None = None,
        watchers: Sequence[AttemptWatcher] = (),
        spending: Spending | None = None,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._routes = routes
        self._similarity = similarity
        self._environment = environment
        self._clients = dict(clients or {})
        self._watchers = tuple(watchers)
        self._spending = spending or UnlimitedSpending()
        self._pause = pause
        self._unpriced: set[tuple[str, date]] = set()
        self.breakers = {route.name: Breaker() for route in routes.routes}
        self.places = {
            route.name: Places(route.concurrency, route.queue) for route in routes.routes
        }

    def prompt_tokens(self, role: Role) -> int | None:
        """How many tokens a prompt may have; ``None`` where no route says how many it takes."""
        return self._routes.prompt_tokens(role)

    async def stream(  # noqa: C901 - one branch for each way a route can end
        self, call: ModelCall
    ) -> AsyncGenerator[GatewayEvent, None]:
        """Stream one answer; raises `GatewayError` when no route is left.

        A route that fails in mid-stream is followed by ``Reset`` only once the next one has
        something to say, so that a partial answer outlives the failure of all.
        """
        end = asyncio.get_running_loop().time() + self._routes.total_timeout_s
        routes = self._routes.of(call.role)
        awake = [route for route in routes if self.breakers[route.name].admits]
        reason, void, spent = "no route", "", None
        # When all are resting, an attempt that may fail is better than a certain refusal.
        tried = awake or routes
        count_resting(call.role, routes, tried)
        for route in tried:
            wrote, spent = False, None
            try:
                async with aclosing(self._ask(route, call, end, insist=not awake)) as events:
                    async for event in events:
                        if void and not isinstance(event, Waiting):
                            yield Reset(void)
                            void = ""
                        wrote = wrote or isinstance(event, Token)
                        yield event
                return
            except RouteFailedError as error:
                reason = f"{route.name}: {error.reason}"
                log.warning("gateway.route_failed", route=route.name, reason=error.reason)
                void = error.reason if wrote else void
                if route is not tried[-1]:
                    count_fall_through(call.role, route, error.reason)
            except RouteRefusedError as error:
                log.warning("gateway.route_refused", route=route.name, reason=error.reason)
                count_failed(call.role, error.reason)
                raise AnswerRefusedError(call.role, f"{route.name}: {error.reason}") from error
            except OverBudgetError as error:
                spent = error.spent
                if spent.at_limit is AtLimit.MESSAGE:
                    break
            if asyncio.get_running_loop().time() >= end:
                break
        if spent is not None:
            count_failed(call.role, "over budget")
            department = call.attribution.get("department", "")
            raise BudgetSpentError(call.role, department, spent.renewed_on)
        count_failed(call.role, reason)
        raise GatewayError(call.role, reason)

    async def aclose(self) -> None:
        """Close every connection."""
        clients, self._clients = self._clients, {}
        for client in clients.values():
            await client.aclose()

    async def _ask(
        self, route: Route, call: ModelCall, end: float, *, insist: bool
    ) -> AsyncGenerator[GatewayEvent, None]:
        """Wait for a place, then ask the route, again where it failed in passing."""
        now, breaker = asyncio.get_running_loop().time, self.breakers[route.name]
        retries = Retries(route.retries)
        ticket = self.places[route.name].ticket()
        try:
            async with aclosing(ticket.wait(min(route.queue_timeout_s, end - now()))) as line:
                async for ahead in line:
                    yield Waiting(ahead)
            while True:
                admission = breaker.insist() if insist else breaker.admit()
                if admission is None:
                    raise RouteBusyError("resting")
                begun = False
                try:
                    async with aclosing(self._attempt(route, call, end, admission)) as events:
                        async for event in events:
                            begun = True
                            yield event
                    return
                except RouteFailedError as error:
                    pause = None if begun else retries.pause_after(error, end - now())
                    if pause is None:
                        raise
                    log.info("gateway.route_retried", route=route.name, reason=error.reason)
                await self._pause(pause)
        finally:
            ticket.give_back()

    async def _attempt(
        self, route: Route, call: ModelCall, end: float, admission: Admission
    ) -> AsyncGenerator[GatewayEvent, None]:
        """One attempt, and the one place where it begins and ends."""
        attempt = Attempt(route, call)
        reservation: Reservation | None = None
        for watcher in self._watchers:
            watcher.began(attempt)
        try:
            reservation = await set_aside(self._spending, attempt)
            async with aclosing(self._events(attempt, end)) as events:
                async for event in events:
                    if isinstance(event, Finished):
                        admission.succeeded()
                        attempt.outcome = "answered"
                        attempt.usage, attempt.price = event.usage, event.price
                    yield event
        except RouteFailedError as error:
            attempt.outcome, attempt.reason = "failed", error.reason
            attempt.turned_away = error.passing
            admission.failed(error.retry_after)
            raise
        except RouteRefusedError as error:
            attempt.outcome, attempt.reason = "refused", error.reason
            attempt.turned_away = True
            admission.succeeded()
            raise
        except OverBudgetError:
            attempt.outcome, attempt.reason = "refused", "over budget"
            raise
        finally:
            admission.abandoned()
            for watcher in self._watchers:
                watcher.ended(attempt)
            if reservation is not None:
                await reservation.settle(charge_of(attempt))

    async def _events(self, attempt: Attempt, end: float) -> AsyncGenerator[GatewayEvent, None]:
        started, held, length, route = False, "", 0, attempt.route
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
                if length > MOST_CHARACTERS:
                    raise RouteFailedError("the answer does not end")
                if not started and not held.strip():
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
        today = attempt.began_at.date()
        holding = price_on(route.all_prices, today)
        if holding is None and (route.name, today) not in self._unpriced:
            self._unpriced.add((route.name, today))
            log.warning(
                "gateway.price_unknown", route=route.name, model=route.model, day=str(today)
            )
        usage = usage or attempt.estimated_usage()
        return Finished(usage, price_of(usage, holding), written.reason)

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


def _started(route: Route) -> Started:
    quotes = route.kind == "extractive"
    return Started(route.name, route.model, dict(route.parameters), quotes)


def _refuse_emptiness(written: Written) -> None:
    if written.reason == NO_ANSWER:
        return
    raise RouteFailedError("the answer was empty")
