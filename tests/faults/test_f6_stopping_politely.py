"""A service that is told to stop: readiness fails first, answers end, and nothing is lost."""

from __future__ import annotations

import asyncio
import json
import signal
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from aiohttp import ClientConnectorError
from socketio.exceptions import ConnectionError as SocketError

from tests.faults.test_f6_stopped_and_killed import ASK, QUESTION, turns
from tests.servers.chat_page import Page
from tests.servers.chat_socket import connected
from tests.servers.model_server import ModelServer
from tests.servers.product import Product, running

EVENTS = {"Accept": "text/event-stream"}


@pytest.fixture(scope="module")
def model() -> Iterator[ModelServer]:
    with ModelServer().in_thread() as model:
        yield model


def settings(model: ModelServer, folder: Path, seconds: str, how: str) -> dict[str, str]:
    """A product whose model writes like this, and that may go on for so long."""
    route = {"kind": "openai", "base_url": model.base_url, "model": how}
    file = folder / "gateway.yaml"
    file.write_text(json.dumps({"routes": {"slow": route}, "roles": {"answer": ["slow"]}}))
    return {"ALMANAC_GATEWAY_FILE": str(file), "ALMANAC_STOP_SECONDS": seconds}


def events_of(lines: Iterator[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The events of a stream, each with its data."""
    name = ""
    for line in lines:
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield name, json.loads(line.removeprefix("data: "))


async def test_answers_end_and_whoever_asks_meanwhile_is_sent_elsewhere(
    model: ModelServer, tmp_path: Path
) -> None:
    given = settings(model, tmp_path, "60", "steady:tokens=250,interval=20")
    with (
        running(tmp_path / "var", given, new=True) as product,
        closing(product.sign_in("alice@cryodyne.example")) as alice,
        alice.stream("POST", ASK, json=QUESTION, headers=EVENTS) as reply,
    ):
        events = events_of(reply.iter_lines())
        assert next(events)[0] == "passages"
        async with connected(alice, chatProfile="medical-information") as socket:
            page = await Page(socket).open()
            product.process.send_signal(signal.SIGTERM)
            await until_it_stops(product)

            refused = await asyncio.to_thread(alice.post, ASK, json=QUESTION)
            await page.send(QUESTION["question"])
            async with asyncio.timeout(10):
                await socket.wait()
        with pytest.raises((SocketError, ClientConnectorError)):
            async with connected(alice, chatProfile="medical-information"):
                pass
        said = await asyncio.to_thread(list, events)
        await asyncio.to_thread(product.process.wait, 15)

    assert (refused.status_code, refused.json()["error"]["code"]) == (503, "stopping")
    assert int(refused.headers["retry-after"]) > 0
    # It was not taken, and nothing said so: the page sends it again on its next connection.
    assert [news["status"] for news in page.news] == ["ready"]
    assert said[-1][0] == "done"
    assert product.process.returncode == 0
    assert [turn["id"] for turn in turns(product.var, "completed")] == [said[-1][1]["turn_id"]]


async def test_what_does_not_end_in_time_is_interrupted_wherever_it_was_asked(
    model: ModelServer, tmp_path: Path
) -> None:
    given = settings(model, tmp_path, "0.5", "steady:tokens=4000,interval=20")
    with (
        running(tmp_path / "var", given) as product,
        closing(product.sign_in("alice@cryodyne.example")) as alice,
        alice.stream("POST", ASK, json=QUESTION, headers=EVENTS) as reply,
    ):
        events = events_of(reply.iter_lines())
        assert next(events)[0] == "passages"
        whole = asyncio.create_task(asyncio.to_thread(alice.post, ASK, json=QUESTION))
        async with connected(alice, chatProfile="medical-information") as socket:
            page = await Page(socket).open()
            await page.send(QUESTION["question"])
            await page.until(lambda: page.events.count("stream_token") > 3)
            while len(turns(product.var, "streaming")) < 3:
                await asyncio.sleep(0.05)
            product.process.send_signal(signal.SIGTERM)
            await page.until_told("finished")
        said = await asyncio.to_thread(list, events)
        broken_off = await whole
        await asyncio.to_thread(product.process.wait, 15)

    assert (said[-1][0], said[-1][1]["code"]) == ("error", "interrupted")
    assert broken_off.status_code == httpx.codes.SERVICE_UNAVAILABLE
    assert broken_off.json()["error"]["code"] == "interrupted"
    assert len(turns(product.var, "interrupted")) == 3
    assert product.process.returncode == 0


async def until_it_stops(product: Product) -> None:
    """Wait until readiness has failed."""
    async with httpx.AsyncClient(base_url=product.url, trust_env=False) as probe:
        while True:
            ready = await probe.get("/readyz")
            if ready.status_code == httpx.codes.SERVICE_UNAVAILABLE:
                assert ready.json()["status"] == "stopping"
                return
            await asyncio.sleep(0.05)
