"""People at the chat at once, through real sockets, against a model of 200 tokens at 5 ms."""

from __future__ import annotations

import asyncio
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

import psutil

from app.identity.directory import COOKIE
from app.records.database.engine import open_engine, open_sessions
from app.records.people.people import PeopleStore
from app.records.people.sessions import SessionStore
from tests.servers.chat_client import ChatClient, Reply
from tests.servers.product import Product, running

TOKENS, INTERVAL_MS = 200, 5
_PEOPLE = (1, 20, 100)
_ROUNDS = {1: 12, 20: 4, 100: 2}
A_SECOND, SECONDS = 10, 60
_OPENED_AT_ONCE = 20
QUESTION = "What is the usual dose of Qavoretin?"
GATEWAY = """
routes:
  - name: bench
    kind: openai
    model: "steady:tokens={tokens},interval={interval},first={interval}"
    base_url: {url}
roles:
  answer: [bench]
"""


def measure(folder: Path) -> Iterator[dict[str, Any]]:
    """Ask with 1, 20 and 100 people at once, and at random for a minute."""
    with answering(folder) as product:
        asyncio.run(_ask_at_once(product, psutil.Process(product.process.pid), 3))
        for people in _PEOPLE:
            yield _run(product, people)
        yield _run_arriving(product)


@contextmanager
def answering(folder: Path) -> Iterator[Product]:
    """A product whose model needs `TOKENS` times `INTERVAL_MS`; the model is another process."""
    command = [sys.executable, "-m", "tests.servers.model_server", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as model:
        assert model.stdout is not None
        url = model.stdout.readline().split()[-1]
        try:
            gateway = folder / "gateway.yaml"
            gateway.write_text(GATEWAY.format(tokens=TOKENS, interval=INTERVAL_MS, url=url))
            # Started before, so that what is measured has not just ingested its documents.
            with running(folder / "var", new=True):
                pass
            settings = {"ALMANAC_GATEWAY_FILE": str(gateway)}
            with running(folder / "var", settings, new=True) as product:
                yield product
        finally:
            model.terminate()


def _run(product: Product, people: int) -> dict[str, Any]:
    process = psutil.Process(product.process.pid)
    resting = process.memory_info().rss
    replies: list[Reply] = []
    failures, cpu_s = 0, 0.0
    for _ in range(_ROUNDS[people]):
        answered, failed, spent_s = asyncio.run(_ask_at_once(product, process, people))
        replies, failures, cpu_s = replies + answered, failures + failed, cpu_s + spent_s
    time.sleep(1)
    figures = _figures(replies, failures, cpu_s)
    return {"people": people, **figures} | {
        "resident_mb_before": round(resting / 1e6),
        "resident_mb_after": round(process.memory_info().rss / 1e6),
    }


def _run_arriving(product: Product) -> dict[str, Any]:
    process = psutil.Process(product.process.pid)
    figures = _figures(*asyncio.run(_ask_arriving(product, process)))
    return {"questions_a_second": A_SECOND, "seconds": SECONDS, **figures}


def _figures(replies: Sequence[Reply], failures: int, cpu_s: float) -> dict[str, Any]:
    first = sorted(reply.first_token_s or 0.0 for reply in replies)
    total = sorted(reply.done_s or 0.0 for reply in replies)
    return {
        "answers": len(replies),
        "failures": failures,
        "first_token_overhead_ms": quantiles(first, INTERVAL_MS / 1000),
        "whole_answer_overhead_ms": quantiles(total, TOKENS * INTERVAL_MS / 1000),
        "cpu_ms_per_answer": round(cpu_s * 1000 / max(len(replies), 1), 1),
        "pieces_per_answer": round(statistics.mean(r.pieces for r in replies), 1) if replies else 0,
    }


async def _ask_at_once(
    product: Product, process: psutil.Process, people: int
) -> tuple[list[Reply], int, float]:
    """Everybody asks one question in a conversation of their own; the CPU is that of asking."""
    return await _asked(product, process, [0.0] * people)


async def _ask_arriving(
    product: Product, process: psutil.Process
) -> tuple[list[Reply], int, float]:
    """As many people as questions, each of whom asks when it comes to their mind."""
    random, at, moments = Random(A_SECOND), 0.0, []
    while (at := at + random.expovariate(A_SECOND)) < SECONDS:
        moments.append(at)
    return await _asked(product, process, moments)


async def _asked(
    product: Product, process: psutil.Process, moments: Sequence[float]
) -> tuple[list[Reply], int, float]:
    """One person for each moment, in seconds from now, asks then: answers, failures and CPU."""
    cookies = await sign_in(product, len(moments))
    clients = [ChatClient(product.url, "medical-information", cookie) for cookie in cookies]
    for start in range(0, len(clients), _OPENED_AT_ONCE):
        await asyncio.gather(
            *(client.open() for client in clients[start : start + _OPENED_AT_ONCE])
        )

    async def ask(client: ChatClient, moment: float) -> Reply:
        await asyncio.sleep(moment)
        return await client.ask(QUESTION)

    before = process.cpu_times()
    outcomes = await asyncio.gather(
        *map(ask, clients, moments),
        return_exceptions=True,
    )
    after = process.cpu_times()
    for client in clients:
        await client.close()
    replies = [reply for reply in outcomes if isinstance(reply, Reply) and reply.text.strip()]
    spent_s = (after.user + after.system) - (before.user + before.system)
    return replies, len(outcomes) - len(replies), spent_s


async def sign_in(product: Product, people: int) -> list[str]:
    """Sessions for as many people, put where the service looks for them."""
    engine = open_engine(f"sqlite:///{product.var / 'almanac.db'}")
    try:
        sessions = open_sessions(engine)
        known, signed_in = PeopleStore(sessions), SessionStore(sessions)
        groups = ("employees", "medical-information")
        records = [
            await known.put(f"person-{n}@cryodyne.example", f"Person {n}", groups)
            for n in range(people)
        ]
        return [f"{COOKIE}={await signed_in.open(record.id)}" for record in records]
    finally:
        await engine.dispose()


def quantiles(values: Sequence[float], model_s: float) -> dict[str, float]:
    if not values:
        return {}
    own = [(value - model_s) * 1000 for value in values]
    return {
        "p50": round(own[len(own) // 2], 1),
        "p95": round(own[min(len(own) - 1, int(len(own) * 0.95))], 1),
        "max": round(own[-1], 1),
    }
