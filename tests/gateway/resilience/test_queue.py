from __future__ import annotations

import asyncio
from contextlib import aclosing

import pytest

from gateway.attempts import RouteBusyError
from gateway.calls import GatewayEvent, Started, Waiting
from gateway.configuration.gateway_file import Route
from gateway.resilience.queue import Places, Ticket
from gateway.serving import RoutedGateway
from tests.gateway.calling import call, events, gateway, openai, text_of
from tests.servers.model_server import ModelServer

QUOTES = Route(kind="extractive", name="quotes")


async def waited(ticket: Ticket, within_s: float = 60) -> list[int]:
    return [ahead async for ahead in ticket.wait(within_s)]


async def test_a_free_place_is_taken_without_waiting() -> None:
    assert await waited(Places(1, 0).ticket()) == []


async def test_places_are_given_in_the_order_of_the_line() -> None:
    places = Places(1, 5)
    first, second, third = (places.ticket() for _ in range(3))

    first.give_back()
    assert (second.granted, third.granted) == (True, False)
    second.give_back()
    assert third.granted
    third.give_back()
    assert (places.free, places.waiting) == (1, 0)


async def test_whoever_comes_in_between_takes_nobodys_place() -> None:
    places = Places(1, 5)
    first, second = places.ticket(), places.ticket()
    first.give_back()

    assert second.granted
    assert not places.ticket().granted


async def test_whoever_waits_hears_how_many_are_before_at_once_and_when_it_changes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("gateway.resilience.queue.TELL_EVERY_S", 0.01)
    places = Places(1, 5)
    first, second, third = (places.ticket() for _ in range(3))
    heard: list[int] = []
    async with asyncio.timeout(10):
        async for ahead in third.wait(60):
            heard.append(ahead)
            (second if ahead else first).give_back()

    assert heard == [1, 0]


async def test_a_line_that_is_full_takes_nobody_more() -> None:
    places = Places(1, 1)
    places.ticket(), places.ticket()

    with pytest.raises(RouteBusyError, match="too many"):
        places.ticket()


async def test_too_long_a_wait_is_given_up() -> None:
    places = Places(1, 1)
    places.ticket()
    late = places.ticket()
    with pytest.raises(RouteBusyError, match="too long"):
        await waited(late, 0.01)
    late.give_back()

    assert places.waiting == 0


async def test_a_place_that_is_given_to_somebody_who_has_left_goes_to_the_next() -> None:
    places = Places(1, 5)
    first, second, third = (places.ticket() for _ in range(3))
    first.give_back()
    second.give_back()
    second.give_back()

    assert third.granted
    assert places.free == 0


async def until_waiting(opened: RoutedGateway, count: int) -> None:
    async with asyncio.timeout(10):
        while opened.places["first"].waiting < count:
            await asyncio.sleep(0.01)


async def test_only_as_many_at_once_as_it_may_and_the_others_hear_that_they_wait() -> None:
    async with ModelServer().running() as server:
        route = openai(server.base_url, "steady:tokens=20,interval=5", concurrency=2)
        async with gateway(route) as opened:
            most = 0

            async def ask() -> list[GatewayEvent]:
                nonlocal most
                happened: list[GatewayEvent] = []
                async for event in opened.stream(call()):
                    happened.append(event)
                    most = max(most, len(server.connections))
                return happened

            answers = await asyncio.gather(*(ask() for _ in range(6)))

            assert most == 2
            assert sum(isinstance(answer[0], Waiting) for answer in answers) == 4
            assert all(text_of(answer) for answer in answers)
            assert (opened.places["first"].free, opened.places["first"].waiting) == (2, 0)


@pytest.mark.parametrize("settings", [{"queue": 0}, {"queue_timeout_s": 0.05}])
async def test_who_cannot_wait_or_waited_too_long_gets_the_next_route(
    settings: dict[str, object],
) -> None:
    async with ModelServer().running() as server:
        route = openai(server.base_url, "hang", "first", concurrency=1, **settings)
        async with gateway(route, QUOTES) as opened:
            hanging = asyncio.create_task(events(opened))
            while not server.requests:
                await asyncio.sleep(0.01)
            happened = await events(opened)
            hanging.cancel()
            await asyncio.wait([hanging])

    assert Started("quotes", "", {}, quotes=True) in happened
    assert len(server.requests) == 1, "that a route is busy says nothing against it"
    assert opened.breakers["first"].state == "closed"
    assert opened.places["first"].free == 1


async def test_who_leaves_while_waiting_leaves_the_line() -> None:
    async with ModelServer().running() as server:
        route = openai(server.base_url, "hang", concurrency=1)
        async with gateway(route) as opened:
            tasks = [asyncio.create_task(events(opened)) for _ in range(3)]
            await until_waiting(opened, 2)
            tasks[1].cancel()
            await asyncio.wait([tasks[1]])
            assert opened.places["first"].waiting == 1
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)

            assert (opened.places["first"].free, opened.places["first"].waiting) == (1, 0)
            assert len(server.requests) == 1


async def test_who_is_called_and_stops_listening_gives_the_place_back() -> None:
    async with ModelServer().running() as server:
        route = openai(server.base_url, "steady:tokens=5000,interval=2", concurrency=1)
        async with gateway(route) as opened:
            async with aclosing(opened.stream(call())) as stream:
                async for event in stream:
                    if isinstance(event, Started):
                        break

            assert opened.places["first"].free == 1
