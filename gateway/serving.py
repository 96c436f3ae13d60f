"""The gateway itself: tries the routes of a role in order until one has answered."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing

import structlog

from gateway.attempts import (
    Attempt,
    AttemptWatcher,
    OutOfTimeError,
    RouteBusyError,
    RouteClient,
    RouteFailedError,
    RouteRefusedError,
)
from gateway.calls import (
    NO_ANSWER,
    AnswerRefusedError,
    Elsewhere,
    Finished,
    GatewayError,
    GatewayEvent,
    ModelCall,
    NotSetUpError,
    PromptTooLongError,
    Reset,
    Role,
    Started,
    Token,
    Waiting,
)
from gateway.configuration.budgets import AtLimit
from gateway.configuration.gateway_file import GatewayRoutes, Route
from gateway.quoting.similarity import SentenceSimilarity
from gateway.resilience.breaker import Admission, Breaker
from gateway.resilience.failure_reasons import cause_of, is_of_the_setup
from gateway.resilience.queue import Places
from gateway.resilience.retries import Retries
from gateway.routes.clients import Clients
from gateway.spending.billing import OVER_BUDGET, OverBudgetError, set_aside, settle
from gateway.spending.charges import (
    BudgetSpentError,
    Reservation,
    Spending,
    Spent,
    UnlimitedSpending,
)
from gateway.telemetry import count_failed, count_fall_through, count_resting, count_waited

log = structlog.get_logger(__name__)


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
        self._clients = Clients(similarity, environment, clients or {})
        self._watchers = tuple(watchers)
        self._spending = spending or UnlimitedSpending()
        self._pause = pause
        self.breakers = {route.name: Breaker() for route in routes.routes}
        self.places = {
            route.name: Places(route.concurrency, route.queue) for route in routes.routes
        }

    def prompt_tokens(self, role: Role) -> int | None:
        """How many tokens a prompt may have; ``None`` where no route says how many it takes."""
        return self._routes.prompt_tokens(role)

    def only_quotes(self, role: Role) -> bool:
        """Tell whether the first route that does not rest quotes."""
        routes = self._routes.of(role)
        awake = [route for route in routes if self.breakers[route.name].admits] or routes
        return awake[0].kind == "extractive"

    async def stream(self, call: ModelCall) -> AsyncGenerator[GatewayEvent, None]:
        """Stream one answer; raises `GatewayError` when no route is left.

        A route that fails in mid-stream is followed by ``Reset`` only once the next one has
        something to say, so that a partial answer outlives the failure of all.
        """
        end = asyncio.get_running_loop().time() + self._routes.longest_s(call.role)
        routes = self._routes.of(call.role)
        resting = [route for route in routes if not self.breakers[route.name].admits]
        reason, void, spent = "no route", "", None
        # Those that rest come last: an attempt that may fail is better than a certain refusal.
        tried = [*(route for route in routes if route not in resting), *resting]
        count_resting(call.role, routes, tried)
        for route in tried:
            wrote, spent = False, None
            try:
                asked = self._ask(route, call, end, insist=route in resting)
                async with aclosing(_in_place_of(void, asked) if void else asked) as events:
                    async for event in events:
                        wrote = wrote or isinstance(event, Token)
                        yield event
                return
            except RouteFailedError as error:
                reason = f"{route.name}: {error.reason}"
                log.warning("gateway.route_failed", route=route.name, reason=error.reason)
                void = error.reason if wrote else void
                _count_next(call, route, tried, error.reason)
            except RouteRefusedError as error:
                log.warning("gateway.route_refused", route=route.name, reason=error.reason)
                count_failed(call.role, error.reason)
                raise _refused(call, route, error.reason) from error
            except OverBudgetError as error:
                spent = error.spent
                if spent.at_limit is AtLimit.MESSAGE:
                    break
                _count_next(call, route, tried, OVER_BUDGET)
            if asyncio.get_running_loop().time() >= end:
                break
            if route is not tried[-1]:
                yield Elsewhere()
        raise _unanswered(call, reason, spent)

    async def aclose(self) -> None:
        """Close every connection."""
        await self._clients.aclose()

    async def _ask(
        self, route: Route, call: ModelCall, end: float, *, insist: bool
    ) -> AsyncGenerator[GatewayEvent, None]:
        """Wait for a place, then ask the route, again where it failed in passing."""
        now, breaker = asyncio.get_running_loop().time, self.breakers[route.name]
        retries = Retries(route.retries)
        ticket, came = self.places[route.name].ticket(), now()
        try:
            try:
                async with aclosing(ticket.wait(min(route.queue_timeout_s, end - came))) as line:
                    async for ahead in line:
                        yield Waiting(ahead)
            finally:
                count_waited(call.role, route, now() - came)
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
                    # This failure may have been the one after which the route rests.
                    leave = begun or not (insist or breaker.admits)
                    pause = None if leave else retries.pause_after(error, end - now())
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
            async with aclosing(self._clients.events(attempt, end)) as events:
                async for event in events:
                    if isinstance(event, Finished):
                        admission.succeeded()
                        attempt.outcome = "answered"
                        attempt.usage, attempt.price = event.usage, event.price
                    yield event
        except RouteFailedError as error:
            attempt.outcome, attempt.reason = "failed", error.reason
            attempt.turned_away = error.passing
            if not isinstance(error, OutOfTimeError):
                admission.failed(error.retry_after)
            raise
        except RouteRefusedError as error:
            attempt.outcome, attempt.reason = "refused", error.reason
            attempt.turned_away = not error.begun
            admission.succeeded()
            raise
        except OverBudgetError:
            attempt.outcome, attempt.reason = "refused", OVER_BUDGET
            raise
        finally:
            admission.abandoned()
            for watcher in self._watchers:
                watcher.ended(attempt)
            if reservation is not None:
                await settle(reservation, attempt)


async def _in_place_of(
    void: str, asked: AsyncGenerator[GatewayEvent]
) -> AsyncGenerator[GatewayEvent]:
    """What a route writes after a broken one, whose words are void at the first of its own."""
    begun: Started | None = None
    async with aclosing(asked) as events:
        async for event in events:
            if isinstance(event, Started):
                begun = event
                continue
            if begun is not None:
                # Half an answer is worth more than none.
                if isinstance(event, Finished) and event.reason == NO_ANSWER:
                    raise RouteFailedError("nothing to say")
                yield Reset(void)
                yield begun
                begun = None
            yield event


def _refused(call: ModelCall, route: Route, reason: str) -> GatewayError:
    if cause_of(reason) == "too_long":
        refused: type[GatewayError] = PromptTooLongError
    else:
        refused = NotSetUpError if is_of_the_setup(reason) else AnswerRefusedError
    return refused(call.role, f"{route.name}: {reason}")


def _count_next(call: ModelCall, route: Route, tried: Sequence[Route], reason: str) -> None:
    if route is not tried[-1]:
        count_fall_through(call.role, route, reason)


def _unanswered(call: ModelCall, reason: str, spent: Spent | None) -> GatewayError:
    count_failed(call.role, reason if spent is None else OVER_BUDGET)
    if spent is None:
        return GatewayError(call.role, reason)
    return BudgetSpentError(call.role, call.attribution.get("department", ""), spent)
