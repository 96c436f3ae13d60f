"""D2: 400 sockets of one person, 200 messages in one: capped; the others feel nothing."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, closing
from typing import Any

import httpx
import pytest
import socketio

from app.middleware.rate_limits import CONNECTS_PER_MINUTE, SOCKETS_PER_PERSON
from tests.servers.chat_socket import LIMIT_S, ask, connected, ready
from tests.servers.people import signed_in
from tests.servers.product import Product, running

HELLO = '40{"sessionId":"%s","threadId":"","chatProfile":"hr"}'
VPN = "How do I connect to the VPN from home?"


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    with running(tmp_path_factory.mktemp("many") / "var") as product:
        yield product


ivy = signed_in("ivy")
ben = signed_in("ben")
erik = signed_in("erik")


@asynccontextmanager
async def raw(client: httpx.Client) -> AsyncIterator[Any]:
    """A connection below the protocol that says no more than its cookie."""
    import aiohttp

    cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    url = str(client.base_url).rstrip("/")
    path = f"{url.replace('http', 'ws')}/chat/ws/socket.io/?EIO=4&transport=websocket"
    async with (
        aiohttp.ClientSession(headers={"Cookie": cookie, "Origin": url}) as session,
        session.ws_connect(path) as socket,
    ):
        yield socket


async def test_d2_of_400_sockets_of_one_person_twenty_open_and_others_feel_nothing(
    ben: httpx.Client, ivy: httpx.Client
) -> None:
    answers: list[str] = []
    async with AsyncExitStack() as stack:
        for _ in range(20):
            sockets = [await stack.enter_async_context(raw(ben)) for _ in range(20)]
            for socket in sockets:
                await socket.receive()
                await socket.send_str(HELLO % uuid.uuid4())
            answers += [(await socket.receive()).data for socket in sockets]
        async with connected(ivy) as socket:
            steps = await ask(socket, VPN)

    refused = [answer for answer in answers if answer.startswith("44")]
    assert len(answers) == 400
    assert len(refused) == 400 - SOCKETS_PER_PERSON
    assert len([r for r in refused if "windows a minute" in r]) == 400 - CONNECTS_PER_MINUTE
    assert "too many open windows" in refused[0]
    assert any(step["type"] == "assistant_message" for step in steps)


async def test_d2_of_200_messages_at_once_few_are_answered_and_a_sentence_tells_of_the_others(
    ivy: httpx.Client,
) -> None:
    async with connected(ivy) as socket:
        said = await flood(socket, 200)

    # An answer may be complete before all of them have arrived; then the next one is taken.
    refusals = [text for text in said if "One answer at a time" in text]
    # Who asks meanwhile is told once for each answer, the one that is still being written included.
    answers = len(said) - len(refusals)
    assert 1 <= len(refusals) <= answers + 1
    assert len(said) < 40


async def test_d2_a_person_asks_so_many_questions_a_minute_and_is_told_so(
    product: Product, tmp_path_factory: pytest.TempPathFactory
) -> None:
    var = tmp_path_factory.mktemp("few") / "var"
    with (
        running(var, {"ALMANAC_QUESTIONS_PER_MINUTE": "2"}) as few,
        closing(few.sign_in("ivy@cryodyne.example")) as ivy,
    ):
        ask_api = "/api/v1/assistants/it/ask"
        assert ivy.post(ask_api, json={"question": VPN}).status_code == 200
        async with connected(ivy) as socket:
            first = await ask(socket, VPN)
            second = await ask(socket, VPN)
        over = ivy.post(ask_api, json={"question": VPN})

    assert any(step["type"] == "tool" for step in first)
    assert "2 questions a minute. Please try again in" in second[-1]["output"]
    assert over.status_code == 429
    assert over.json()["error"]["message"][:20] == second[-1]["output"][:20]


@pytest.mark.parametrize("event", ["stop", "window_message", "connection_successful", "nothing"])
async def test_d2_a_flood_of_other_events_ends_in_a_sentence_and_a_closed_socket(
    erik: httpx.Client, ivy: httpx.Client, event: str
) -> None:
    async with connected(erik, chatProfile="hr") as socket:
        said: list[str] = []
        closed = asyncio.Event()
        socket.on("new_message", lambda step: said.append(step["output"]))
        socket.on("disconnect", lambda *_: closed.set())
        for _ in range(3_100):
            if closed.is_set():
                break
            await socket.emit(event)
        await asyncio.wait_for(closed.wait(), LIMIT_S)
        async with connected(ivy) as other:
            assert await ask(other, VPN)

    assert "more in a minute than a person could" in said[-1]


async def test_d2_a_connection_that_does_not_say_who_it_is_is_closed(product: Product) -> None:
    with httpx.Client(base_url=product.url) as nobody:
        async with raw(nobody) as socket:
            packets = [packet.data async for packet in socket]

    assert packets[0].startswith("0{")
    assert socket.closed


async def test_d2_one_connection_is_one_place(erik: httpx.Client) -> None:
    async with raw(erik) as socket:
        for _ in range(5):
            await socket.send_str(HELLO % uuid.uuid4())
        answers = [(await socket.receive()).data[:2] for _ in range(6)]

    assert answers.count("40") == 1
    assert answers.count("44") == 4


@pytest.mark.parametrize("frame", ["x", "b?", "", b""])
async def test_d2_a_frame_that_is_no_packet_ends_its_connection_and_frees_its_place(
    erik: httpx.Client, product: Product, frame: str | bytes
) -> None:
    async with raw(erik) as socket:
        await socket.receive()
        await socket.send_str(HELLO % uuid.uuid4())
        assert (await socket.receive()).data.startswith("40")
        before = (product.var / "service.log").read_text().count("socket.malformed")
        await (socket.send_str if isinstance(frame, str) else socket.send_bytes)(frame)
        async with asyncio.timeout(LIMIT_S):
            async for _ in socket:
                pass

    log = (product.var / "service.log").read_text()
    assert log.count("socket.malformed") == before + 1
    assert "Traceback" not in log


async def flood(socket: socketio.AsyncClient, messages: int) -> list[str]:
    """Send so many questions at once; give what was said to them."""
    said: list[str] = []
    judged: list[str] = []
    done = asyncio.Event()

    def judge(news: dict[str, Any]) -> None:
        judged.append(news["almanac"]["status"])
        if judged.count("finished") + judged.count("refused") >= messages:
            done.set()

    await ready(socket)

    def note(step: dict[str, Any]) -> None:
        if step["type"] == "assistant_message":
            said.append(step["output"])

    socket.on("new_message", note)
    socket.on("window_message", judge)
    for _ in range(messages):
        message = {"id": str(uuid.uuid4()), "type": "user_message", "name": "me", "output": VPN}
        await socket.emit("client_message", {"message": message, "fileReferences": None})
    # Each of them is answered or refused, and the page is told which.
    await asyncio.wait_for(done.wait(), LIMIT_S)
    return said
