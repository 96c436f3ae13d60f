"""L4: models that hang, dribble, cut, throttle, break, talk nonsense or say nothing."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from gateway.calls import GatewayError, GatewayEvent, Reset
from gateway.configuration.gateway_file import Route
from gateway.routes.clients import MOST_CHARACTERS
from gateway.serving import RoutedGateway
from tests.gateway.calling import events, finish_of, gateway, openai, text_of
from tests.servers.model_server import ModelServer

QUICK: dict[str, Any] = {
    "first_token_timeout_s": 0.2,
    "silence_timeout_s": 0.2,
    "total_timeout_s": 1,
}
MISBEHAVING = (
    "throttled",
    "broken",
    "hang",
    "stall:interval=1",
    "cut:interval=1",
    "malformed:interval=1",
    "error_event:interval=1",
    "empty",
    "steady:first=5000",
    "steady:tokens=50,interval=60000",
)


@pytest.mark.parametrize("model", MISBEHAVING)
async def test_the_next_route_answers_in_place_of_a_model_that_misbehaves(model: str) -> None:
    quotes = Route(kind="extractive", name="quotes")
    async with (
        ModelServer().running() as server,
        gateway(openai(server.base_url, model, **QUICK), quotes) as opened,
    ):
        happened = await events(opened)

    voided = [i for i, event in enumerate(happened) if isinstance(event, Reset)]
    assert text_of(happened[voided[-1] :] if voided else happened).startswith("The hotel limit")
    assert finish_of(happened).usage is None


@pytest.mark.parametrize("model", MISBEHAVING)
async def test_without_another_route_the_person_gets_a_plain_message_and_may_ask_again(
    model: str,
) -> None:
    async with (
        ModelServer().running() as server,
        gateway(openai(server.base_url, model, **QUICK)) as opened,
    ):
        with pytest.raises(GatewayError, match="ask again"):
            await events(opened)
        server.healed = True
        assert text_of(await events(opened))


async def test_a_model_that_is_away_is_a_plain_message_too() -> None:
    async with ModelServer().running() as server:
        away = server.base_url
    async with gateway(openai(away, "steady", **QUICK)) as opened:
        with pytest.raises(GatewayError, match="ask again"):
            await events(opened)


async def test_a_model_that_never_ends_is_ended() -> None:
    async with ModelServer().running() as server:
        endless = openai(server.base_url, "steady:tokens=100000,interval=5", **QUICK)
        async with gateway(endless) as opened:
            with pytest.raises(GatewayError) as caught:
                await events(opened)

    assert caught.value.reason == "first: too slow"


async def test_a_model_that_writes_without_end_does_not_fill_the_memory() -> None:
    async with (
        ModelServer(reply=lambda _: "word " * MOST_CHARACTERS).running() as server,
        gateway(openai(server.base_url, "steady")) as opened,
    ):
        with pytest.raises(GatewayError) as caught:
            await events(opened)

    assert caught.value.reason == "first: the answer does not end"


@pytest.mark.parametrize("name", ["max_tokens", "max_completion_tokens"])
async def test_a_model_that_ignores_its_limit_is_ended_soon_after_it(name: str) -> None:
    async with (
        ModelServer(reply=lambda _: "word " * 1000).running() as server,
        gateway(openai(server.base_url, "steady", parameters={name: 20})) as opened,
    ):
        written: list[GatewayEvent] = []
        with pytest.raises(GatewayError) as caught:
            await events(opened, into=written)

    assert caught.value.reason == "first: the answer does not end"
    assert len(text_of(written)) <= 12 * 20 + 1000


@pytest.mark.parametrize("limit", [20, -1])
async def test_an_answer_may_be_longer_than_a_count_of_its_tokens(limit: int) -> None:
    async with (
        ModelServer(reply=lambda _: "word " * 240).running() as server,
        gateway(openai(server.base_url, "steady", parameters={"max_tokens": limit})) as opened,
    ):
        assert len(text_of(await events(opened))) > 1000


async def nothing_stays(
    server: ModelServer, opened: RoutedGateway, tasks: int, kept: int = 0
) -> None:
    """Wait until all is given back: connections, tasks, places, whatever was tried."""
    async with asyncio.timeout(10):
        while len(server.connections) > kept:
            await asyncio.sleep(0.01)
        while len(asyncio.all_tasks()) > tasks:
            await asyncio.sleep(0.01)
    for route, places in opened.places.items():
        assert (route, places.free, places.waiting) == (route, 256, 0)


@pytest.mark.parametrize("model", MISBEHAVING)
async def test_nothing_stays_open_after_a_model_that_misbehaved(model: str) -> None:
    quotes = Route(kind="extractive", name="quotes")
    async with (
        ModelServer().running() as server,
        gateway(openai(server.base_url, model, **QUICK), quotes) as opened,
    ):
        tasks = len(asyncio.all_tasks())
        await asyncio.gather(*(events(opened) for _ in range(5)))
        # A connection whose answer came to its end, if only to refuse, is kept for the next call.
        ends = ("throttled", "broken", "empty", "malformed", "error_event")
        kept = 5 if model.startswith(ends) else 0
        await nothing_stays(server, opened, tasks, kept)


@pytest.mark.parametrize("model", ["hang", "stall:interval=1", "steady:tokens=50,interval=60000"])
async def test_nothing_stays_open_after_stop(model: str) -> None:
    patient = dict.fromkeys(QUICK, 600)
    async with (
        ModelServer().running() as server,
        gateway(openai(server.base_url, model, "first", **patient)) as opened,
    ):
        tasks = len(asyncio.all_tasks())
        asked = [asyncio.create_task(events(opened)) for _ in range(5)]
        while len(server.requests) < 5:
            await asyncio.sleep(0.01)
        for task in asked:
            task.cancel()
        await asyncio.wait(asked)
        await nothing_stays(server, opened, tasks)

        assert opened.breakers["first"].state == "closed"
