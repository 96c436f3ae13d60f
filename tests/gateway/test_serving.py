from __future__ import annotations

import asyncio
from contextlib import aclosing
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from structlog.testing import capture_logs

from gateway.attempts import Attempt
from gateway.calls import (
    Elsewhere,
    Finished,
    GatewayError,
    GatewayEvent,
    NotSetUpError,
    Price,
    Reset,
    Started,
    Token,
    Usage,
)
from gateway.configuration.gateway_file import GatewayRoutes, Route
from gateway.configuration.pricing import RoutePrice, price_of
from gateway.serving import RoutedGateway
from gateway.token_counts import estimate_tokens
from tests.gateway.calling import WordSimilarity, call, events, finish_of, gateway, openai, text_of
from tests.servers.model_server import ModelServer

QUOTES = Route(kind="extractive", name="quotes")
PRICE = {
    "input_per_million": "2.50",
    "cached_input_per_million": "1.25",
    "output_per_million": "10",
    "currency": "USD",
    "valid_from": "2026-01-01",
}


async def test_a_steady_model_streams_and_finishes_with_usage_and_price() -> None:
    async with ModelServer().running() as server:
        route = openai(server.base_url, "steady:tokens=10,interval=1", price=PRICE)
        async with gateway(route) as opened:
            happened = await events(opened)

    assert happened[0] == Started("first", "steady:tokens=10,interval=1", {})
    assert text_of(happened).count("[1]") == 1
    assert finish_of(happened).usage == Usage(1000, 10)
    assert finish_of(happened).price == Price(Decimal("0.0026"), "USD")


async def test_the_key_the_parameters_and_the_prompt_reach_the_model() -> None:
    async with ModelServer().running() as server:
        route = openai(
            server.base_url,
            "steady",
            api_key_env="KEY",
            headers={"x-application": "almanac"},
            headers_env={"x-team": "TEAM"},
            parameters={"temperature": 0.5},
        )
        async with gateway(route, KEY="k-1", TEAM="t-1") as opened:
            await events(opened)

    assert server.requests[0]["temperature"] == 0.5
    assert [message["role"] for message in server.requests[0]["messages"]] == ["system", "user"]
    for header in ("Authorization: Bearer k-1", "x-application: almanac", "x-team: t-1"):
        assert header.lower() in server.heads[0].lower()


async def test_answers_share_a_kept_connection() -> None:
    async with (
        ModelServer().running() as server,
        gateway(openai(server.base_url, "steady")) as opened,
    ):
        for _ in range(3):
            await events(opened)
        assert server.seen()["connections"] == 1


async def test_a_kept_connection_that_went_stale_costs_no_answer() -> None:
    async with (
        ModelServer().running() as server,
        gateway(openai(server.base_url, "steady")) as opened,
    ):
        await events(opened)
        for connection in list(server.connections):
            connection.transport.close()
        assert text_of(await events(opened))


async def test_a_failed_start_goes_unnoticed_when_another_route_answers() -> None:
    async with (
        ModelServer().running() as server,
        gateway(openai(server.base_url, "broken"), QUOTES) as opened,
    ):
        happened = await events(opened)

    assert [type(event) for event in happened[:2]] == [Started, Token]
    assert text_of(happened) == "The hotel limit is 190 CHF a night. [2]"
    assert happened[0] == Started("quotes", "", {}, quotes=True)


async def test_what_a_route_wrote_before_it_broke_is_void_once_the_next_one_speaks() -> None:
    async with (
        ModelServer().running() as server,
        gateway(openai(server.base_url, "cut:interval=1"), QUOTES) as opened,
    ):
        happened = await events(opened)

    kinds = [type(event) for event in happened]
    assert kinds.index(Reset) > kinds.index(Token)
    assert kinds[kinds.index(Reset) + 1] is Started
    assert text_of(happened[kinds.index(Reset) :]).startswith("The hotel limit")


async def test_a_partial_answer_outlives_the_failure_of_every_route() -> None:
    async with ModelServer().running() as server:
        routes = openai(server.base_url, "cut:interval=1"), openai(server.base_url, "broken", "b")
        async with gateway(*routes) as opened:
            happened: list[GatewayEvent] = []
            with pytest.raises(GatewayError):
                await events(opened, into=happened)

    assert text_of(happened)
    assert not any(isinstance(event, Reset) for event in happened)


async def test_a_partial_answer_outlives_a_route_that_finds_nothing_to_quote() -> None:
    happened: list[GatewayEvent] = []
    async with (
        ModelServer().running() as server,
        gateway(openai(server.base_url, "cut:interval=1"), QUOTES) as opened,
    ):
        with pytest.raises(GatewayError) as caught:
            await events(opened, call("Is there a zebra?"), into=happened)

    assert caught.value.reason == "quotes: nothing to say"
    assert text_of(happened)
    assert not any(isinstance(event, Reset) for event in happened)


async def test_a_refused_request_is_not_tried_on_another_route() -> None:
    async with (
        ModelServer().running() as server,
        gateway(openai(server.base_url, "refused"), QUOTES) as opened,
    ):
        with pytest.raises(GatewayError) as caught:
            await events(opened)

    assert caught.value.reason == "first: HTTP 400"
    assert "400" not in str(caught.value)


async def test_leaving_closes_the_connection_to_the_model() -> None:
    async with ModelServer().running() as server:
        route = openai(server.base_url, "steady:tokens=5000,interval=2")
        async with gateway(route) as opened:
            async with aclosing(opened.stream(call())) as stream:
                async for event in stream:
                    if isinstance(event, Token):
                        break
            async with asyncio.timeout(5):
                while not server.abandoned:
                    await asyncio.sleep(0.01)
            assert server.seen()["connections"] == 0


async def test_a_cancelled_answer_closes_the_connection_and_the_next_one_works() -> None:
    async with (
        ModelServer().running() as server,
        gateway(openai(server.base_url, "hang"), QUOTES) as opened,
    ):
        task = asyncio.create_task(events(opened))
        while not server.requests:
            await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        async with asyncio.timeout(5):
            while server.connections:
                await asyncio.sleep(0.01)


async def test_a_route_that_keeps_failing_is_left_alone_while_another_answers() -> None:
    async with (
        ModelServer().running() as server,
        gateway(openai(server.base_url, "throttled"), QUOTES) as opened,
    ):
        for _ in range(8):
            await events(opened)

    assert len(server.requests) == 5


async def test_the_only_route_is_tried_however_often_it_failed() -> None:
    async with (
        ModelServer().running() as server,
        gateway(openai(server.base_url, "throttled")) as opened,
    ):
        for _ in range(7):
            with pytest.raises(GatewayError):
                await events(opened)

    assert len(server.requests) == 7


@pytest.mark.parametrize("model", ["no_usage", "wrong_usage"])
async def test_a_usage_that_is_missing_or_cannot_be_is_estimated_and_marked_so(
    model: str,
) -> None:
    async with (
        ModelServer().running() as server,
        gateway(openai(server.base_url, model, price=PRICE)) as opened,
    ):
        finish = finish_of(happened := await events(opened))

    assert finish.usage is not None
    assert finish.usage.estimated
    assert finish.usage.output_tokens == estimate_tokens(text_of(happened))
    assert finish.price == price_of(finish.usage, RoutePrice.model_validate(PRICE))


async def test_a_cost_that_is_not_known_is_unknown_and_alarms_once_a_day() -> None:
    async with (
        ModelServer().running() as server,
        gateway(openai(server.base_url, "steady")) as opened,
    ):
        with capture_logs() as logs:
            finishes = [finish_of(await events(opened)) for _ in range(3)]

    assert [finish.price for finish in finishes] == [None, None, None]
    assert [entry["event"] for entry in logs].count("gateway.price_unknown") == 1


async def test_quoting_costs_nothing_and_alarms_nobody() -> None:
    async with gateway(QUOTES) as opened:
        with capture_logs() as logs:
            assert finish_of(await events(opened)) == Finished(None, None)

    assert logs == []


async def test_what_the_address_needs_stands_in_the_query_and_the_key_in_a_header_of_its_own() -> (
    None
):
    async with ModelServer().running() as server:
        route = openai(
            server.base_url + "/openai/deployments/d",
            "steady",
            query={"api-version": date(2024, 10, 21)},
            headers_env={"api-key": "AZURE"},
            attribution={"department": "x-cost-centre"},
        )
        async with gateway(route, AZURE="k-1") as opened:
            await events(opened, replace(call(), attribution={"department": "hr", "turn": "t"}))

    head = server.heads[0]
    assert "/deployments/d/chat/completions?api-version=2024-10-21 " in head
    assert "api-key: k-1" in head
    assert "x-cost-centre: hr" in head
    assert "x-almanac" not in head


async def test_all_routes_together_take_no_longer_than_one_answer_may() -> None:
    async with ModelServer().running() as server:
        routes = tuple(openai(server.base_url, "hang", name) for name in ("a", "b", "c"))
        opened = RoutedGateway(
            GatewayRoutes(routes=routes, roles={"answer": ("a", "b", "c")}, total_timeout_s=0.2),
            WordSimilarity(),
            {},
        )
        with pytest.raises(GatewayError) as caught:
            await events(opened)
        await opened.aclose()

    assert caught.value.reason == "a: too slow"
    assert len(server.requests) == 1


async def test_a_route_that_rests_is_tried_once_all_others_have_failed() -> None:
    async with ModelServer().running() as server:
        rests = openai(server.base_url, "steady:tokens=10,interval=1", "rests")
        async with gateway(rests, openai(server.base_url, "broken", "awake")) as opened:
            for _ in range(5):
                opened.breakers["rests"].count(None, probe=False)
            assert not opened.breakers["rests"].admits
            happened = await events(opened)

    assert [request["model"].split(":")[0] for request in server.requests] == ["broken", "steady"]
    assert text_of(happened).count("[1]") == 1
    assert opened.breakers["rests"].admits


async def test_a_question_that_is_not_rewritten_in_time_says_nothing_against_the_route() -> None:
    async with ModelServer().running() as server:
        routes = (openai(server.base_url, "hang"),)
        opened = RoutedGateway(
            GatewayRoutes(routes=routes, roles={"answer": ("first",)}, rewrite_timeout_s=0.05),
            WordSimilarity(),
            {},
        )
        for _ in range(6):
            with pytest.raises(GatewayError):
                await events(opened, call(role="rewrite"))
        await opened.aclose()

    assert len(server.requests) == 6
    assert opened.breakers["first"].state == "closed"


async def test_whoever_asks_hears_when_another_route_is_asked() -> None:
    async with ModelServer().running() as server:
        routes = [openai(server.base_url, "broken", name) for name in ("a", "b")]
        async with gateway(*routes, QUOTES) as opened:
            happened = [event async for event in opened.stream(call())]

    assert happened[:2] == [Elsewhere(), Elsewhere()]
    assert isinstance(happened[2], Started)


@pytest.mark.parametrize("model", ["unauthorised", "unknown"])
async def test_a_key_or_a_model_that_is_not_taken_is_no_refusal_of_the_question(model: str) -> None:
    async with (
        ModelServer().running() as server,
        gateway(openai(server.base_url, model), QUOTES) as opened,
    ):
        with pytest.raises(NotSetUpError, match="tell your support"):
            await events(opened)

    assert len(server.requests) == 1


class Watching:
    def __init__(self) -> None:
        self.open: list[Attempt] = []
        self.ended_as: list[tuple[str, str, int]] = []

    def began(self, attempt: Attempt) -> None:
        self.open.append(attempt)

    def ended(self, attempt: Attempt) -> None:
        self.open.remove(attempt)
        used = attempt.estimated_usage().output_tokens
        self.ended_as.append((attempt.route.name, attempt.outcome, used))


async def test_every_attempt_is_heard_of_when_it_begins_and_however_it_ends() -> None:
    watching = Watching()
    async with ModelServer().running() as server:
        routes = (
            openai(server.base_url, "cut:interval=1", "cuts"),
            openai(server.base_url, "broken", "breaks"),
            openai(server.base_url, "steady:tokens=5000,interval=2", "writes"),
        )
        opened = RoutedGateway(
            GatewayRoutes(routes=routes, roles={"answer": ("cuts", "breaks", "writes")}),
            WordSimilarity(),
            {},
            watchers=[watching],
        )
        async with aclosing(opened.stream(call())) as stream:
            async for event in stream:
                if isinstance(event, Reset):
                    break
            async for event in stream:
                if isinstance(event, Token):
                    break
        await opened.aclose()

    assert watching.open == []
    assert [how for _, how, _ in watching.ended_as] == ["failed", "failed", "left"]
    assert [used > 0 for *_, used in watching.ended_as] == [True, False, True]
