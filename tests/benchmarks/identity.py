"""What signing in costs: a check for each question, a thousand open chats, sign-ins a second."""

from __future__ import annotations

import asyncio
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import psutil
from pydantic import SecretStr

from app.identity.directory import COOKIE, Directory
from app.identity.rules_file import RulesFile
from app.identity.tokens import Tokens
from app.records.database.engine import open_engine, open_sessions
from app.records.database.migration import upgrade
from app.records.people.people import PeopleStore
from app.records.people.sessions import SessionStore
from app.settings import SAMPLES
from tests.benchmarks.chat import GATEWAY, INTERVAL_MS, QUESTION, TOKENS, quantiles, sign_in
from tests.servers.chat_client import ChatClient, Reply
from tests.servers.issuer import Issuer, running_issuer
from tests.servers.product import Product, running

_CHECKS = 3000
_PEOPLE, _SOCKETS_EACH, _STREAMING = 50, 20, 100
_SIGN_INS, _AT_ONCE = 400, 16
_KEY = "a-secret-key-of-more-than-32-characters"


def measure(folder: Path) -> Iterator[dict[str, Any]]:
    """Measure all three."""
    yield asyncio.run(_checks(folder))
    yield _sockets(folder)
    yield _sign_ins(folder)


async def _checks(folder: Path) -> dict[str, Any]:
    """The one look at session and groups that every question begins with."""
    url = f"sqlite:///{folder / 'checks.db'}"
    await upgrade(url)
    engine = open_engine(url, inline=True)
    sessions = open_sessions(engine)
    people, browsers = PeopleStore(sessions), SessionStore(sessions)
    directory = Directory(
        people, browsers, RulesFile(SAMPLES / "identity.yaml"), Tokens(SecretStr(_KEY))
    )
    groups = [f"group-{n}" for n in range(40)] + ["employees", "medical-information"]
    cookies = []
    for number in range(200):
        person = await people.put(f"person-{number}@cryodyne.example", "Person", groups)
        cookies.append({COOKIE: await browsers.open(person.id)})
    took = []
    for number in range(_CHECKS):
        began = time.perf_counter()
        assert await directory.of_cookies(cookies[number % len(cookies)]) is not None
        took.append(time.perf_counter() - began)
    began = time.perf_counter()
    assert all(await directory.of_many_cookies(cookies))
    together = time.perf_counter() - began
    await engine.dispose()
    took.sort()
    return {
        "what": "session_check",
        "groups": len(groups),
        "p50_ms": round(statistics.median(took) * 1000, 3),
        "p95_ms": round(took[int(len(took) * 0.95)] * 1000, 3),
        "two_hundred_at_once_ms": round(together * 1000, 2),
    }


def _sockets(folder: Path) -> dict[str, Any]:
    """A thousand chats open, a hundred of them streaming."""
    command = [sys.executable, "-m", "tests.servers.model_server", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as model:
        assert model.stdout is not None
        url = model.stdout.readline().split()[-1]
        try:
            gateway = folder / "gateway.yaml"
            gateway.write_text(GATEWAY.format(tokens=TOKENS, interval=INTERVAL_MS, url=url))
            with running(folder / "var", new=True):
                pass
            settings = {"ALMANAC_GATEWAY_FILE": str(gateway)}
            with running(folder / "var", settings, new=True) as product:
                return asyncio.run(_open_and_ask(product))
        finally:
            model.terminate()


async def _open_and_ask(product: Product) -> dict[str, Any]:
    process = psutil.Process(product.process.pid)
    before_mb = process.memory_info().rss / 1e6
    cookies = await sign_in(product, _PEOPLE)
    clients: list[ChatClient] = []
    for cookie in cookies:
        some = [
            ChatClient(product.url, "medical-information", cookie) for _ in range(_SOCKETS_EACH)
        ]
        await asyncio.gather(*(client.open() for client in some))
        clients += some
    await asyncio.sleep(3)
    cpu, began = process.cpu_times(), time.monotonic()
    await asyncio.sleep(10)
    resting = _spent(process, cpu) / (time.monotonic() - began)
    held = sum(client.connected for client in clients)
    step = len(clients) // _STREAMING
    outcomes = await asyncio.gather(
        *(client.ask(QUESTION) for client in clients[::step]), return_exceptions=True
    )
    replies = [reply for reply in outcomes if isinstance(reply, Reply) and reply.text.strip()]
    after_mb = process.memory_info().rss / 1e6
    await asyncio.gather(*(client.close() for client in clients))
    first = sorted(reply.first_token_s or 0.0 for reply in replies)
    return {
        "what": "open_chats",
        "connected": held,
        "streaming": len(outcomes),
        "failures": len(outcomes) - len(replies),
        "first_token_overhead_ms": quantiles(first, INTERVAL_MS / 1000),
        "cpu_at_rest_percent": round(resting * 100, 1),
        "kb_a_chat": round((after_mb - before_mb) * 1000 / len(clients)),
    }


def _sign_ins(folder: Path) -> dict[str, Any]:
    """Whole sign-ins through a provider that answers at once."""
    with running_issuer() as issuer:
        issuer.people = [
            {"sub": f"sub-{n}", "email": f"p{n}@cryodyne.example", "groups": ["employees"]}
            for n in range(100)
        ]
        settings = {
            "ALMANAC_DEMO": "false",
            "ALMANAC_SECRET_KEY": _KEY,
            "ALMANAC_OIDC_ISSUER": issuer.issuer,
            "ALMANAC_OIDC_CLIENT_ID": "almanac",
            # Each comes from an address of their own, as behind a load balancer.
            "ALMANAC_TRUSTED_PROXIES": "127.0.0.1",
        }
        with running(folder / "company", settings, new=True) as product:
            asyncio.run(_sign_in_many(product, issuer, _AT_ONCE))
            process = psutil.Process(product.process.pid)
            cpu, began = process.cpu_times(), time.perf_counter()
            done = asyncio.run(_sign_in_many(product, issuer, _SIGN_INS))
            took = time.perf_counter() - began
            return {
                "what": "sign_ins",
                "done": done,
                "at_once": _AT_ONCE,
                "per_second": round(done / took, 1),
                "cpu_ms_each": round(_spent(process, cpu) * 1000 / done, 2),
            }


async def _sign_in_many(product: Product, issuer: Issuer, count: int) -> int:
    places = asyncio.Semaphore(_AT_ONCE)

    async def one(number: int) -> bool:
        address = f"10.{number // 65536}.{number // 256 % 256}.{number % 256}"
        headers = {"X-Forwarded-For": address}
        async with places, httpx.AsyncClient(trust_env=False, timeout=30, verify=False) as browser:
            start = await browser.get(f"{product.url}/sign-in/company", headers=headers)
            back = await browser.get(start.headers["location"])
            reply = await browser.get(back.headers["location"], headers=headers)
            return bool(reply.headers.get("location") == "/chat/")

    return sum(await asyncio.gather(*(one(number) for number in range(count))))


def _spent(process: psutil.Process, before: Any) -> float:
    now = process.cpu_times()
    return float(now.user + now.system - before.user - before.system)
