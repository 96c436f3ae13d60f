from __future__ import annotations

import pytest

from gateway.attempts import RouteFailedError
from gateway.calls import Finished, GatewayError, Reset, Started
from gateway.configuration.gateway_file import GatewayRoutes, Route
from gateway.resilience.retries import MOST_PAUSE_S, Retries
from gateway.serving import RoutedGateway
from tests.gateway.calling import WordSimilarity, events, finish_of, openai, text_of
from tests.servers.model_server import ModelServer

THROTTLED = RouteFailedError("HTTP 429", passing=True)
QUOTES = Route(kind="extractive", name="quotes")


def longest(_low: float, high: float) -> float:
    return high


def test_pauses_grow_within_bounds() -> None:
    retries = Retries(6, longest)

    pauses = [retries.pause_after(THROTTLED, 60) for _ in range(7)]

    assert pauses == [0.25, 0.5, 1.0, 2.0, MOST_PAUSE_S, MOST_PAUSE_S, None]


def test_a_pause_is_anything_up_to_its_bound() -> None:
    drawn = {Retries(1).pause_after(THROTTLED, 60) for _ in range(50)}

    assert len(drawn) > 10
    assert all(pause is not None and 0 <= pause <= 0.25 for pause in drawn)


def test_a_time_that_the_route_named_is_waited_for_and_not_by_all_at_once() -> None:
    error = RouteFailedError("HTTP 429", passing=True, retry_after=2)

    drawn = {Retries(1).pause_after(error, 60) for _ in range(50)}

    assert len(drawn) > 10
    assert all(pause is not None and 2 <= pause <= 2.5 for pause in drawn)


def test_a_route_that_names_a_long_time_is_left_at_once() -> None:
    error = RouteFailedError("HTTP 429", passing=True, retry_after=MOST_PAUSE_S + 1)

    assert Retries(3).pause_after(error, 60) is None


def test_what_does_not_pass_is_not_tried_again() -> None:
    assert Retries(3).pause_after(RouteFailedError("too slow"), 60) is None


def test_nobody_waits_longer_than_the_answer_may_take() -> None:
    assert Retries(3, longest).pause_after(THROTTLED, 0.2) is None


class Pauses:
    """Notes the pauses in place of waiting, and does something in the first."""

    def __init__(self, server: ModelServer, *, heals: bool) -> None:
        self._server = server
        self._heals = heals
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)
        self._server.healed = self._heals


def pausing(pauses: Pauses, *routes: Route) -> RoutedGateway:
    names = tuple(route.name for route in routes)
    described = GatewayRoutes(routes=routes, roles={"answer": names})
    return RoutedGateway(described, WordSimilarity(), {}, pause=pauses)


async def test_a_route_that_is_throttled_for_a_moment_answers_at_the_second_try() -> None:
    async with ModelServer().running() as server:
        pauses = Pauses(server, heals=True)
        opened = pausing(pauses, openai(server.base_url, "throttled", retries=1), QUOTES)
        happened = await events(opened)
        await opened.aclose()

    assert isinstance(happened[0], Started)
    assert happened[0].route == "first"
    assert [1 <= seconds <= 1.25 for seconds in pauses.seconds] == [True], "Retry-After says 1"


async def test_after_its_tries_the_next_route_answers() -> None:
    async with ModelServer().running() as server:
        pauses = Pauses(server, heals=False)
        opened = pausing(pauses, openai(server.base_url, "broken", retries=2), QUOTES)
        happened = await events(opened)
        await opened.aclose()

    assert len(server.requests) == 3
    assert len(pauses.seconds) == 2
    assert finish_of(happened) == Finished(None, None)


async def test_what_broke_after_its_first_token_is_not_asked_again() -> None:
    async with ModelServer().running() as server:
        pauses = Pauses(server, heals=True)
        opened = pausing(pauses, openai(server.base_url, "cut:interval=1", retries=3), QUOTES)
        happened = await events(opened)
        await opened.aclose()

    assert len(server.requests) == 1
    assert any(isinstance(event, Reset) for event in happened)
    assert text_of(happened).endswith("190 CHF a night. [2]")


async def test_nobody_waits_for_a_route_that_rests_from_now_on() -> None:
    async with ModelServer().running() as server:
        pauses = Pauses(server, heals=False)
        opened = pausing(pauses, openai(server.base_url, "broken", retries=4), QUOTES)
        for _ in range(2):
            happened = await events(opened)
        await opened.aclose()

    assert len(server.requests) == 5
    assert len(pauses.seconds) == 4, "after the fifth failure it rests"
    assert finish_of(happened) == Finished(None, None)


async def test_a_refused_request_is_not_asked_again() -> None:
    async with ModelServer().running() as server:
        pauses = Pauses(server, heals=True)
        opened = pausing(pauses, openai(server.base_url, "refused", retries=3))
        with pytest.raises(GatewayError, match="refuses to answer"):
            await events(opened)
        await opened.aclose()

    assert len(server.requests) == 1
    assert pauses.seconds == []
