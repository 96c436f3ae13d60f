"""People who ask one question after the other, each in conversations of their own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from random import Random

from app.identity.directory import COOKIE
from app.records.database.engine import open_engine, open_sessions
from app.records.people.people import PeopleStore
from app.records.people.sessions import SessionStore
from tests.benchmarks.replicas.page import Asked, Page

# No page waits for longer: a turn whose replica was killed is closed within three minutes.
LONGEST_S = 240.0
# Who has asked so often begins a new conversation.
_IN_A_CONVERSATION = 20
_PROFILE = "medical-information"
_QUESTIONS = (
    "What is the usual dose of Qavoretin?",
    "A patient forgot a dose of Drovelimab. What now?",
    "How is Qavoretin stored?",
)


class People:
    """Forty people, or so. ``asked`` holds all that they asked."""

    def __init__(self, pages: list[Page], seed: int, thinks_s: tuple[float, float]) -> None:
        self.pages = pages
        self.asked: list[Asked] = []
        self._seed = seed
        self._thinks_s = thinks_s
        self._stopping = asyncio.Event()

    async def cut(self, numbers: tuple[int, ...]) -> None:
        """Cut the network of some."""
        await asyncio.gather(*(self.pages[number].cut() for number in numbers))

    def stop(self) -> None:
        """Let nobody ask anything more; who waits for an answer goes on waiting."""
        self._stopping.set()

    async def ask(self) -> None:
        """Ask until they are to stop; done when everybody has an end, or has waited too long."""
        await asyncio.gather(*(self._one(number) for number in range(len(self.pages))))

    async def _one(self, number: int) -> None:
        random, page, count = Random(f"{self._seed}/{number}"), self.pages[number], 0
        while not self._stopping.is_set():
            with suppress(TimeoutError):
                thinks = random.uniform(*self._thinks_s)
                await asyncio.wait_for(self._stopping.wait(), thinks)
                break
            if count and count % _IN_A_CONVERSATION == 0:
                await page.begin_anew()
            count += 1
            # By its number a question is known in what was stored.
            text = f"{random.choice(_QUESTIONS)} (question {number}-{count})"
            self.asked.append(await page.ask(text, LONGEST_S))


@asynccontextmanager
async def at_the_chat(
    url: str, database: str, people: int, *, seed: int = 1, thinks_s: tuple[float, float] = (2, 6)
) -> AsyncIterator[People]:
    """People who are signed in and have a page; nginx tells them apart by their addresses."""
    cookies = await _signed_in(database, people)
    pages = [
        Page(url, _PROFILE, cookie, f"127.0.{number + 1}.1")
        for number, cookie in enumerate(cookies)
    ]
    try:
        yield People(pages, seed, thinks_s)
    finally:
        await asyncio.gather(*(page.close() for page in pages))


async def _signed_in(database: str, people: int) -> list[str]:
    engine = open_engine(database)
    try:
        sessions = open_sessions(engine)
        known, signed_in = PeopleStore(sessions), SessionStore(sessions)
        groups = ("employees", _PROFILE)
        records = [
            await known.put(f"person-{n}@cryodyne.example", f"Person {n}", groups)
            for n in range(people)
        ]
        return [f"{COOKIE}={await signed_in.open(record.id)}" for record in records]
    finally:
        await engine.dispose()
