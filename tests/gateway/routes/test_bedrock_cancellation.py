"""Whoever stops an answer or leaves ends the connection to Bedrock, wherever its thread is."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import aclosing

import pytest

from gateway.calls import GatewayEvent, Token
from gateway.resilience.cancellation import CallCancelledError, Cancellation
from gateway.routes.bedrock import BedrockClient
from gateway.serving import RoutedGateway
from tests.gateway.calling import call, events, gateway, text_of
from tests.gateway.routes.test_bedrock import bedrock
from tests.servers.converse_server import ConverseServer

# Far above what it takes, and far below every deadline of a route.
SOON_S = 10


@pytest.fixture(autouse=True)
def _credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


def reading_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name.startswith("bedrock ")]


async def until(happens: Callable[[], bool]) -> None:
    async with asyncio.timeout(SOON_S):
        while not happens():
            await asyncio.sleep(0.01)


async def first_token_of(opened: RoutedGateway) -> None:
    async with aclosing(opened.stream(call())) as stream:
        async for event in stream:
            if isinstance(event, Token):
                return


@pytest.mark.parametrize("model", ["stall", "drip", "steady:interval=60000"])
async def test_leaving_in_mid_stream_ends_thread_and_connection(model: str) -> None:
    async with (
        ConverseServer().running() as server,
        gateway(bedrock(server.url, model, silence_timeout_s=600)) as opened,
    ):
        await first_token_of(opened)
        await until(lambda: not reading_threads())
        await until(lambda: not server.open_connections)

        assert opened.places["bedrock"].free == 256


async def test_stopping_before_the_first_token_ends_thread_and_connection() -> None:
    async with (
        ConverseServer().running() as server,
        gateway(bedrock(server.url, "hang", first_token_timeout_s=600)) as opened,
    ):
        tasks = [asyncio.create_task(events(opened)) for _ in range(3)]
        await until(lambda: len(server.requests) == 3)
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
        await until(lambda: not reading_threads())
        await until(lambda: not server.open_connections)

        assert opened.breakers["bedrock"].state == "closed"


async def test_leaving_ends_nobody_elses_answer() -> None:
    async with (
        ConverseServer().running() as server,
        gateway(bedrock(server.url, "steady:interval=20")) as opened,
    ):
        answers = [asyncio.create_task(events(opened)) for _ in range(5)]
        for _ in range(5):
            await first_token_of(opened)
        happened: list[list[GatewayEvent]] = await asyncio.gather(*answers)
        await until(lambda: not reading_threads())

    assert len({text_of(each) for each in happened}) == 1


async def test_after_closing_no_thread_opens_a_connection_any_more() -> None:
    async with ConverseServer().running() as server:
        client = BedrockClient(bedrock(server.url, "steady"))
        await client.aclose()
        stream = client.stream(call())
        with pytest.raises(Exception, match="CallCancelledError"):
            await anext(stream)
        await until(lambda: not reading_threads())

    assert server.requests == []


async def test_closing_the_gateway_ends_what_still_streams() -> None:
    async with ConverseServer().running() as server:
        async with gateway(bedrock(server.url, "stall", silence_timeout_s=600)) as opened:
            stream = opened.stream(call())
            await anext(stream)

        await until(lambda: not reading_threads())
        await until(lambda: not server.open_connections)
        await stream.aclose()


class Wire:
    """A connection that only knows whether it was closed."""

    sock: object = None
    closed = False

    def close(self) -> None:
        self.closed = True


def test_whoever_left_gets_no_connection_any_more() -> None:
    cancellation, wire = Cancellation(), Wire()
    cancellation.cancel()

    with pytest.raises(CallCancelledError):
        cancellation.take(wire)
    assert wire.closed


def test_what_is_put_back_is_no_longer_held() -> None:
    cancellation, wire = Cancellation(), Wire()
    cancellation.take(wire)
    cancellation.put_back()
    cancellation.cancel()

    assert not wire.closed
    cancellation.unless_cancelled(lambda: pytest.fail("whoever left hears nothing more"))
