"""A hundred people ask at once, and a third of them leave in mid-answer and come back.

What each of them has at the end, on the page and in the conversation that the service keeps, is
held against the whole answer: none may be lost, doubled, or shown as whole where it is a half.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import httpx
import psutil

from tests.benchmarks.chat import INTERVAL_MS, QUESTION, TOKENS, answering, sign_in
from tests.servers.chat_page import Page
from tests.servers.chat_socket import connected
from tests.servers.model_server import WORDS
from tests.servers.product import Product

PEOPLE, ROUNDS = 100, 2
CITED = "](/chat/cite/"
_COUNTED = ("left_early", "failures", "lost", "doubled", "halves_as_whole", "not_on_the_page")
_OPENED_AT_ONCE = 20
_ANSWER_S = TOKENS * INTERVAL_MS / 1000
# They stay away for as long as a reload takes, or until long after the answer has ended.
_AWAY_S = (0.05, 2 * _ANSWER_S)


@dataclass(slots=True)
class Visit:
    """A person at the chat. ``asked`` is the turn that the question became.

    ``left_early`` tells that they left while it was being answered.
    """

    client: httpx.Client
    leaves: bool
    page: Page | None = None
    asked: str = ""
    thread: str = ""
    left_early: bool = False
    stack: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def come(self, thread: str = "") -> Page:
        """Open a page at a new conversation, or at one that there is."""
        changes = {"chatProfile": "medical-information", "threadId": thread}
        self.page = await self.stack.enter_async_context(_opened(self.client, **changes))
        return self.page

    async def leave(self) -> None:
        """Close the page."""
        await self.stack.aclose()
        self.stack = AsyncExitStack()


@asynccontextmanager
async def _opened(client: httpx.Client, **changes: Any) -> AsyncIterator[Page]:
    async with connected(client, **changes) as socket:
        yield await Page(socket).open()


def measure(folder: Path) -> Iterator[dict[str, Any]]:
    """Ask with everybody at once, some times over, with leaving and without."""
    with answering(folder) as product:
        # The first answers of a process are met by what nobody has asked for yet.
        asyncio.run(_round(product, 3, every=3))
        for every, what in ((0, "stay"), (3, "a third leave")):
            total: Counter[str] = Counter()
            cpu_s = 0.0
            for _ in range(ROUNDS):
                found, spent_s = asyncio.run(_round(product, PEOPLE, every=every))
                total, cpu_s = total + found, cpu_s + spent_s
            asked = PEOPLE * ROUNDS
            yield {
                "what": what,
                "people": PEOPLE,
                "asked": asked,
                **{kind: total[kind] for kind in _COUNTED},
                "cpu_ms_per_answer": round(cpu_s * 1000 / asked, 1),
            }


async def _round(product: Product, people: int, *, every: int) -> tuple[Counter[str], float]:
    """Everybody asks, and each ``every``-th leaves. Gives what was found, and the CPU."""
    random, process = Random(people), psutil.Process(product.process.pid)
    visits = [
        Visit(_browser(product, cookie), leaves=every > 0 and number % every == 0)
        for number, cookie in enumerate(await sign_in(product, people))
    ]
    for start in range(0, people, _OPENED_AT_ONCE):
        await asyncio.gather(*(one.come() for one in visits[start : start + _OPENED_AT_ONCE]))
    before = process.cpu_times()
    outcomes = await asyncio.gather(*(_ask(one, random) for one in visits), return_exceptions=True)
    after = process.cpu_times()
    found: Counter[str] = Counter()
    for one, outcome in zip(visits, outcomes, strict=True):
        found["failures"] += isinstance(outcome, BaseException)
        if one.thread:
            found.update(judge(one))
        found["left_early"] += one.left_early
        await one.leave()
        one.client.close()
    return found, (after.user + after.system) - (before.user + before.system)


def _browser(product: Product, cookie: str) -> httpx.Client:
    name, _, value = cookie.partition("=")
    cookies = {name: value}
    return httpx.Client(base_url=product.url, cookies=cookies, trust_env=False, timeout=60)


async def _ask(one: Visit, random: Random) -> None:
    """Ask, leave in mid-answer where that is somebody's turn, and wait for the end."""
    page, part, away_s = one.page, random.randint(1, 6), random.uniform(*_AWAY_S)
    assert page is not None
    await page.send(QUESTION)
    await _begun(page, part)
    one.asked, one.thread = page.turn(), page.thread()
    if one.leaves:
        one.left_early = "finished" not in _told(page)
        await one.leave()
        await asyncio.sleep(away_s)
        page = await one.come(one.thread)
    await _ended(page)


async def _begun(page: Page, part: int) -> None:
    # A busy service brings an answer in few pieces.
    await page.until(lambda: page.events.count("stream_token") >= part or "finished" in _told(page))


async def _ended(page: Page) -> None:
    # What ended meanwhile is in the history, and no news.
    await page.until(lambda: "finished" in _told(page) or any(map(is_whole, page.texts())))
    await page.until_idle()


def _told(page: Page) -> list[str]:
    return [news["status"] for news in page.news]


def judge(one: Visit) -> Iterator[str]:
    """What is wrong with what somebody has in the end."""
    assert one.page is not None
    thread = one.client.get(f"/chat/project/thread/{one.thread}").json()
    kept = _texts(thread["steps"], "assistant_message")
    stored = one.client.get(f"/chat/answers/{one.thread}").json()["answers"]
    if one.asked not in stored or not kept:
        yield "lost"
    if len(stored) > 1 or len(kept) > 1 or len(_texts(thread["steps"], "user_message")) > 1:
        yield "doubled"
    completed = [turn for turn, answer in stored.items() if answer["status"] == "completed"]
    if completed and not all(map(is_whole, kept)):
        yield "halves_as_whole"
    if one.page.texts() != kept or len(one.page.texts("user_message")) != 1:
        yield "not_on_the_page"


def _texts(steps: Sequence[dict[str, Any]], kind: str) -> list[str]:
    return [step["output"] for step in steps if step["type"] == kind]


def is_whole(text: str) -> bool:
    """Tell whether an answer of the model is there to its last word, which is a marker."""
    sentences = text.count(f" {WORDS[1]} ")
    return sentences == TOKENS // len(WORDS) and CITED in text.rpartition(WORDS[-2])[2]
