"""W1: people leave in mid-answer in every everyday way; each answer is there, whole and once."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, closing

import httpx
import pytest
import socketio

from tests.servers.chat_page import Page
from tests.servers.chat_socket import connected
from tests.servers.model_server import ModelServer
from tests.servers.product import Product, running

PEOPLE = ("alice", "chris", "ben", "ivy")
PAGES = 6
# A question claims nothing, so that it is shown as it is.
ANSWER = " ".join(["What else would you like to know?"] * 60)
QUESTION = "How do I connect to the VPN from home?"


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """A product whose model needs six seconds for an answer."""
    folder = tmp_path_factory.mktemp("going-on")
    with ModelServer(reply=lambda _: ANSWER).in_thread() as model:
        slow = {"kind": "openai", "base_url": model.base_url, "model": "steady:interval=15"}
        file = folder / "gateway.yaml"
        file.write_text(json.dumps({"routes": {"slow": slow}, "roles": {"answer": ["slow"]}}))
        with running(folder / "var", {"ALMANAC_GATEWAY_FILE": str(file)}) as product:
            yield product


async def stays(client: httpx.Client) -> Page:
    async with connected(client) as socket:
        page = await begun(socket)
        await page.until_told("finished")
        return page


async def comes_back(client: httpx.Client) -> Page:
    """A lost network: the same page, on another connection."""
    session = str(uuid.uuid4())
    async with connected(client, sessionId=session) as socket:
        await begun(socket)
    async with connected(client, sessionId=session) as socket:
        return await whole(socket)


async def reloads(client: httpx.Client) -> Page:
    """Another page, at the same conversation."""
    async with connected(client) as socket:
        thread = (await begun(socket)).thread()
    async with connected(client, threadId=thread) as socket:
        return await whole(socket)


async def opens_a_second_tab(client: httpx.Client) -> Page:
    async with connected(client) as socket:
        page = await begun(socket)
        async with connected(client, threadId=page.thread()) as another:
            second = await whole(another)
        await page.until_told("finished")
        assert page.texts() == second.texts()
        return second


async def begun(socket: socketio.AsyncClient) -> Page:
    page = await Page(socket).open()
    await page.send(QUESTION)
    await page.until(lambda: page.events.count("stream_token") > 2)
    return page


async def whole(socket: socketio.AsyncClient) -> Page:
    page = await Page(socket).open()
    if any(step.get("streaming") for step in page.steps.values()) or not page.texts():
        await page.until_told("finished")
    return page


async def test_w1_whoever_leaves_and_comes_back_has_the_answer_once_and_whole(
    product: Product,
) -> None:
    ways = (stays, comes_back, reloads, opens_a_second_tab)
    with ExitStack() as stack:
        clients = [
            stack.enter_context(closing(product.sign_in(f"{name}@cryodyne.example")))
            for name in PEOPLE
        ]
        pages = await asyncio.gather(
            *(ways[n % len(ways)](client) for n in range(PAGES) for client in clients)
        )

    for page in pages:
        assert page.texts() == [ANSWER]
        assert page.texts("user_message") == [QUESTION]
    with closing(sqlite3.connect(product.var / "almanac.db")) as database:
        found = list(database.execute("SELECT status, answer FROM turns"))
    assert found == [("completed", ANSWER)] * (PAGES * len(PEOPLE))
