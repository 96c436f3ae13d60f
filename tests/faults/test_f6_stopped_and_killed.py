"""F6, and stopping: the product as a process, stopped politely and killed in mid-stream."""

from __future__ import annotations

import asyncio
import io
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pyarrow.parquet as pq
import pytest

from feedback.lake.opening import open_lake
from feedback.lake.partitions import live_keys, places
from feedback.records import Dataset
from tests.servers.chat_page import Page
from tests.servers.chat_socket import connected
from tests.servers.product import Product, running, start

QUESTION = {"question": "What is the usual dose of Qavoretin?"}
ASK = "/api/v1/assistants/medical-information/ask"
GATEWAY = """
routes:
  - name: slow
    kind: openai
    model: "steady:tokens=2000,interval=20"
    base_url: {url}
roles:
  answer: [slow]
"""


@pytest.fixture(scope="module")
def model() -> Iterator[str]:
    command = [sys.executable, "-m", "tests.servers.model_server", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        yield server.stdout.readline().split()[-1]
        server.terminate()


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("stopped") / "var"


def test_what_was_recorded_is_in_the_lake_once_the_service_has_stopped(var: Path) -> None:
    with (
        running(var, new=True) as product,
        closing(product.sign_in("alice@cryodyne.example")) as alice,
    ):
        turn = alice.post(ASK, json=QUESTION).json()["turn_id"]
        given = alice.put(f"/api/v1/turns/{turn}/reaction", json={"emoji": "🙂"})
        assert given.status_code == 200
        ready = alice.get("/readyz").json()
        product.stop()
        assert product.process.returncode != -signal.SIGKILL

    assert ready["alarms"] == []
    assert in_lake(var, "turns", "id") == [turn]
    assert in_lake(var, "reactions", "turn_id") == [turn]


def test_an_answer_is_interrupted_where_the_service_was_killed(
    var: Path, model: str, tmp_path: Path
) -> None:
    gateway = tmp_path / "gateway.yaml"
    gateway.write_text(GATEWAY.format(url=model))
    product = start(var, new=True, ALMANAC_GATEWAY_FILE=str(gateway))
    try:
        partial = ask_and_kill(product)
    finally:
        product.kill()

    with running(var) as product, closing(product.sign_in("alice@cryodyne.example")) as alice:
        (turn,) = turns(var, "interrupted")
        again = alice.post(ASK, json=QUESTION).json()
    assert turn["answer"].startswith(partial)
    assert again["kind"] == "answer"
    assert in_lake(var, "turns", "id").count(turn["id"]) == 1


async def test_an_answer_in_the_chat_is_interrupted_where_the_service_was_stopped(
    var: Path, model: str, tmp_path: Path
) -> None:
    gateway = tmp_path / "gateway.yaml"
    gateway.write_text(GATEWAY.format(url=model))
    settings = {"ALMANAC_GATEWAY_FILE": str(gateway), "ALMANAC_STOP_SECONDS": "0.5"}
    with (
        running(var, settings) as product,
        closing(product.sign_in("alice@cryodyne.example")) as alice,
    ):
        async with connected(alice, chatProfile="medical-information") as socket:
            page = await Page(socket).open()
            await page.send(QUESTION["question"])
            await page.until(lambda: page.events.count("stream_token") > 3)
        # Nobody looks any more, and the answer goes on until the service ends.
        [turn] = turns(var, "streaming")
        await asyncio.to_thread(product.stop)

    assert page.turn() == turn["id"]
    [answer] = [
        stopped["answer"] for stopped in turns(var, "interrupted") if stopped["id"] == turn["id"]
    ]
    assert answer.startswith("The approved")
    shipped = await asyncio.to_thread(in_lake, var, "turns", "id")
    assert shipped.count(turn["id"]) == 1


def ask_and_kill(product: Product) -> str:
    """Ask, kill the product once a part of the answer is kept, and give that part."""
    with (
        closing(product.sign_in("alice@cryodyne.example")) as alice,
        alice.stream("POST", ASK, json=QUESTION, headers={"Accept": "text/event-stream"}) as stream,
    ):
        assert stream.status_code == httpx.codes.OK
        for _ in stream.iter_lines():
            kept = [turn["answer"] for turn in turns(product.var, "streaming") if turn["answer"]]
            if kept:
                product.kill()
                return str(kept[0])
            time.sleep(0.05)
    raise AssertionError("The answer was over before a part of it was kept.")


def turns(var: Path, status: str) -> list[dict[str, Any]]:
    with closing(sqlite3.connect(var / "almanac.db")) as database:
        found = database.execute("SELECT id, answer FROM turns WHERE status = ?", (status,))
        return [{"id": turn_id, "answer": text} for turn_id, text in found]


def in_lake(var: Path, dataset: Dataset, name: str) -> list[str]:
    async def read() -> list[str]:
        store = open_lake(str(var / "lake"))
        found: list[str] = []
        async for place in places(store, dataset):
            for key in await live_keys(store, dataset, place):
                table = pq.ParquetFile(io.BytesIO(await store.get(key))).read([name])
                found += [str(value) for value in table.column(name).to_pylist()]
        return found

    return asyncio.run(read())
