"""What the chat's page costs until it can be used: bytes, requests, time and the server's CPU."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    expect,
    sync_playwright,
)

from tests.journeys.conftest import CHROMIUM, FLAGS
from tests.journeys.contexts import DESK
from tests.servers.product import Product, running

_LOADS = 7
# What a page still asks for once it can be used is a part of its cost.
_SETTLED_S = 1.0
# Whatever is asked of a page while it loads takes time from it, so it keeps its own notes.
_NOTING = """
  new MutationObserver((_, observer) => {
    if (!document.getElementById("chat-input")) return;
    performance.mark("usable");
    observer.disconnect();
  }).observe(document, { childList: true, subtree: true });
"""
_NOTED = """() => Object.fromEntries(["paint", "mark"].flatMap((kind) =>
  performance.getEntriesByType(kind).map((entry) => [entry.name, entry.startTime])))"""


@dataclass(frozen=True, slots=True)
class Load:
    """One load of the page. Times are in milliseconds since the navigation began.

    A blank ground counts as the first paint; ``first_sight_ms`` is when something stood on it.
    """

    requests: int
    kilobytes: float
    first_paint_ms: float
    first_sight_ms: float
    usable_ms: float
    server_cpu_ms: float


def measure(folder: Path) -> Iterator[dict[str, Any]]:
    """Open the chat with nothing kept, and again in a browser that has been here before."""
    # Started before, so that what is measured has not just ingested its documents.
    with running(folder / "var", new=True):
        pass
    with running(folder / "var", new=True) as product, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        try:
            # The first person of a process is met by what nobody has asked for yet.
            _loads(browser, product, 1)
            cold: list[Load] = []
            warm: list[Load] = []
            for _ in range(_LOADS):
                first, again = _loads(browser, product, 2)
                cold.append(first)
                warm.append(again)
        finally:
            browser.close()
    yield {"what": "cold", **_medians(cold)}
    yield {"what": "warm", **_medians(warm)}


def _loads(browser: Browser, product: Product, times: int) -> list[Load]:
    context = browser.new_context(viewport=DESK, locale="en-GB")
    try:
        context.request.post(
            f"{product.url}/sign-in/demo",
            form={"email": "alice@cryodyne.example"},
            headers={"Origin": product.url},
            max_redirects=0,
        )
        return [_load(context, product) for _ in range(times)]
    finally:
        context.close()


def _load(context: BrowserContext, product: Product) -> Load:
    page = context.new_page()
    page.add_init_script(_NOTING)
    received = _watch(page)
    process = psutil.Process(product.process.pid)
    before = process.cpu_times()
    page.goto(f"{product.url}/chat/", wait_until="networkidle")
    expect(page.locator("#chat-input")).to_be_visible()
    page.wait_for_load_state("networkidle")
    time.sleep(_SETTLED_S)
    after = process.cpu_times()
    noted = page.evaluate(_NOTED)
    page.close()
    return Load(
        requests=len(received),
        kilobytes=sum(received) / 1000,
        first_paint_ms=noted["first-paint"],
        first_sight_ms=noted["first-contentful-paint"],
        usable_ms=noted["usable"],
        server_cpu_ms=(after.user + after.system - before.user - before.system) * 1000,
    )


def _watch(page: Page) -> list[float]:
    """The bytes of each answer that came over the network, filled while the page loads."""
    received: list[float] = []
    kept: set[str] = set()
    session = page.context.new_cdp_session(page)
    session.on("Network.requestServedFromCache", lambda said: kept.add(said["requestId"]))

    def finished(said: dict[str, Any]) -> None:
        if said["requestId"] not in kept and said["encodedDataLength"]:
            received.append(said["encodedDataLength"])

    session.on("Network.loadingFinished", finished)
    session.send("Network.enable")
    return received


def _medians(loads: list[Load]) -> dict[str, float]:
    names = Load.__dataclass_fields__
    return {
        name: round(statistics.median(getattr(one, name) for one in loads), 1) for name in names
    }
