"""The chat by plain requests: what passes a websocket passes there, and nobody else gets in."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Iterator
from contextlib import closing

import httpx
import pytest
from socketio.exceptions import ConnectionError as RefusedError

from app.middleware.rate_limits import SOCKETS_PER_PERSON
from tests.servers.chat_socket import LIMIT_S, ask, connected
from tests.servers.product import Product, running

VPN = "How do I connect to the VPN from home?"
SOCKET = "/chat/ws/socket.io/"
BEGIN = {"EIO": "4", "transport": "polling"}
HELLO = '40{"sessionId":"%s","threadId":"","chatProfile":"%s"}'
POLLING = ["polling"]


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    with running(tmp_path_factory.mktemp("polling") / "var") as product:
        yield product


def begun(client: httpx.Client) -> dict[str, str]:
    """Begin a connection; gives what names it in every further request."""
    reply = client.get(SOCKET, params=BEGIN)
    assert reply.status_code == 200
    return BEGIN | {"sid": json.loads(reply.text[1:])["sid"]}


def said(client: httpx.Client, name: dict[str, str], hello: str) -> str:
    """Say who it is; gives the service's answer to that."""
    assert client.post(SOCKET, params=name, content=hello).status_code == 200
    return client.get(SOCKET, params=name).text


async def test_a_question_is_answered_and_stored_as_over_a_websocket(ivy: httpx.Client) -> None:
    async with connected(ivy, transports=POLLING) as socket:
        assert socket.transport() == "polling"
        steps = await ask(socket, VPN)

    answer = next(step for step in steps if step["type"] == "assistant_message")
    thread = ivy.get(f"/chat/project/thread/{answer['threadId']}").json()
    assert [step["type"] for step in thread["steps"]] == [
        "user_message",
        "tool",
        "assistant_message",
    ]


async def test_a_question_that_is_sent_again_is_asked_once(ivy: httpx.Client) -> None:
    question = str(uuid.uuid4())
    async with connected(ivy, transports=POLLING) as socket:
        first = await ask(socket, VPN, id=question)
    async with connected(ivy, transports=POLLING, threadId=first[-1]["threadId"]) as socket:
        await ask(socket, VPN, id=question)

    steps = ivy.get(f"/chat/project/thread/{first[-1]['threadId']}").json()["steps"]
    assert len([step for step in steps if step["type"] == "user_message"]) == 1


@pytest.mark.parametrize(
    "changes",
    [{"sessionId": "../../x"}, {"chatProfile": "medical-information"}, {"threadId": "x"}],
    ids=["session", "assistant of others", "thread"],
)
async def test_what_the_gate_of_sockets_refuses_is_refused(
    ivy: httpx.Client, changes: dict[str, str]
) -> None:
    with pytest.raises(RefusedError):
        async with connected(ivy, transports=POLLING, **changes):
            pass


def test_a_question_that_is_sent_with_a_goodbye_is_taken(ivy: httpx.Client) -> None:
    name, session, question = begun(ivy), str(uuid.uuid4()), f"{uuid.uuid4()} {VPN}"
    assert said(ivy, name, HELLO % (session, "it")).startswith("40")
    assert ivy.post(SOCKET, params=name, content='42["connection_successful"]').status_code == 200
    news = ""
    while '"ready"' not in news:
        news = ivy.get(SOCKET, params=name).raise_for_status().text
    message = {"message": {"id": str(uuid.uuid4()), "type": "user_message", "output": question}}
    asks = f'42["client_message",{json.dumps(message)}]'

    assert ivy.post(SOCKET, params=name, content=f"{asks}\x1e1").status_code == 200

    # It is taken in a task of its own.
    listed, wanted = "", {"pagination": {"first": 50}, "filter": {}}
    while question[:36] not in listed:
        listed = ivy.post("/chat/project/threads", json=wanted).raise_for_status().text


def test_nobody_begins_a_connection_without_a_sign_in(product: Product) -> None:
    with httpx.Client(base_url=product.url, trust_env=False) as nobody:
        assert nobody.get(SOCKET, params=BEGIN).status_code == 401


@pytest.mark.parametrize("who", ["somebody else", "nobody"])
def test_a_connection_belongs_to_the_browser_that_began_it(
    product: Product, ivy: httpx.Client, ben: httpx.Client, who: str
) -> None:
    name = begun(ivy)
    with httpx.Client(base_url=product.url, trust_env=False) as nobody:
        other = ben if who == "somebody else" else nobody

        assert other.get(SOCKET, params=name).status_code == 400
        assert other.post(SOCKET, params=name, content="1").status_code == 400
    # It stands all the same.
    assert said(ivy, name, HELLO % (uuid.uuid4(), "it")).startswith("40")


@pytest.mark.parametrize(
    "query",
    [
        "EIO=4&transport=polling&j=0",
        "EIO=3&transport=polling",
        "EIO=4",
        "EIO=4&transport=polling&sid=a&sid=b",
        "EIO=4&transport=websocket",
    ],
)
def test_what_no_page_asks_is_malformed(ivy: httpx.Client, query: str) -> None:
    assert ivy.get(f"{SOCKET}?{query}").status_code == 400


def test_a_page_of_others_sends_nothing(ivy: httpx.Client) -> None:
    name = begun(ivy)
    for headers in ({"Origin": "https://other.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert ivy.post(SOCKET, params=name, content="1", headers=headers).status_code == 403
        assert ivy.get(SOCKET, params=name, headers=headers).status_code == 403


@pytest.mark.parametrize(
    "body",
    [b"\xff", b"", b"5", b"bAAAA", b"4" + b"\x1e4" * 16, b"0{}"],
    ids=["no text", "empty", "upgrade", "bytes", "too many", "opening"],
)
def test_what_no_page_sends_ends_the_connection(ivy: httpx.Client, body: bytes) -> None:
    name = begun(ivy)

    assert ivy.post(SOCKET, params=name, content=body).status_code == 400
    assert ivy.get(SOCKET, params=name).text == "1"
    assert ivy.get(SOCKET, params=name).status_code == 400


async def test_no_websocket_takes_a_connection_over(ivy: httpx.Client, product: Product) -> None:
    import aiohttp

    name = begun(ivy)
    cookie = "; ".join(f"{name}={value}" for name, value in ivy.cookies.items())
    path = f"{product.url.replace('http', 'ws')}{SOCKET}"
    async with aiohttp.ClientSession(headers={"Cookie": cookie}) as session:
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(path, params=name | {"transport": "websocket"})


async def test_a_page_that_asks_twice_at_once_is_told_once(product: Product) -> None:
    with closing(product.sign_in("hugo@cryodyne.example")) as hugo:
        name = begun(hugo)
        headers = {"Cookie": "; ".join(f"{n}={value}" for n, value in hugo.cookies.items())}
    async with httpx.AsyncClient(
        base_url=product.url, headers=headers, trust_env=False, timeout=LIMIT_S
    ) as page:
        both = [asyncio.create_task(page.get(SOCKET, params=name)) for _ in range(2)]
        done, (waits,) = await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        await page.post(SOCKET, params=name, content="1")

        assert [task.result().status_code for task in done] == [400]
        assert (await waits).text == "1"


def test_so_many_connections_of_one_person_are_open(product: Product) -> None:
    with closing(product.sign_in("grace@cryodyne.example")) as grace:
        names = [begun(grace) for _ in range(SOCKETS_PER_PERSON)]
        for name in names:
            assert said(grace, name, HELLO % (uuid.uuid4(), "it")).startswith("40")
        # One window too many is told so in words.
        late = begun(grace)
        refusal = said(grace, late, HELLO % (uuid.uuid4(), "it"))
        assert refusal.startswith("44")
        assert "too many open windows" in refusal
        begun(grace)
        assert grace.get(SOCKET, params=BEGIN).status_code == 429

        # One that is closed makes room at once.
        grace.post(SOCKET, params=names[0], content="1")
        begun(grace)


async def test_a_connection_begins_without_waiting_for_a_body(
    product: Product, ivy: httpx.Client
) -> None:
    address = httpx.URL(product.url)
    cookie = "; ".join(f"{name}={value}" for name, value in ivy.cookies.items())
    reader, writer = await asyncio.open_connection(address.host, address.port)
    with closing(writer):
        head = (
            f"GET {SOCKET}?EIO=4&transport=polling HTTP/1.1\r\nHost: {address.netloc.decode()}\r\n"
        )
        writer.write(f"{head}Cookie: {cookie}\r\nContent-Length: 5\r\n\r\n".encode())

        assert b" 200 " in await asyncio.wait_for(reader.readline(), LIMIT_S)


async def test_signing_out_ends_the_connection(product: Product) -> None:
    with closing(product.sign_in("ivy@cryodyne.example")) as ivy:
        async with connected(ivy, transports=POLLING) as socket:
            closed = asyncio.Event()
            socket.on("disconnect", lambda *_: closed.set())

            ivy.post("/chat/logout")

            await asyncio.wait_for(closed.wait(), LIMIT_S)
