"""Work for several people: nobody's ahead of everybody's, and nothing for those who left."""

from __future__ import annotations

import asyncio

import pytest

from retrieval.viewing.fair_queue import FairQueue


class Work:
    """Work that is done when it is told to be, and notes what has begun."""

    def __init__(self, queue: FairQueue) -> None:
        self._queue = queue
        self.begun: list[str] = []
        self.gates: dict[str, asyncio.Event] = {}

    def ask(self, key: str, person: str) -> asyncio.Task[str]:
        async def make() -> str:
            self.begun.append(key)
            await self.gates.setdefault(key, asyncio.Event()).wait()
            return f"{key} is done"

        return asyncio.create_task(self._queue.do(key, person, make))

    def end(self, key: str) -> None:
        self.gates.setdefault(key, asyncio.Event()).set()


@pytest.fixture
def work() -> Work:
    return Work(FairQueue(size=2, each=1))


async def settled() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_the_work_of_one_person_leaves_a_place_for_others(work: Work) -> None:
    for key in ("a1", "a2", "a3"):
        work.ask(key, "ann")
    await settled()
    others = work.ask("b1", "ben")
    await settled()

    assert work.begun == ["a1", "b1"]
    work.end("b1")
    assert await others == "b1 is done"
    assert work.begun == ["a1", "b1"]


async def test_the_oldest_that_may_begin_is_next(work: Work) -> None:
    work.ask("a1", "ann")
    work.ask("b1", "ben")
    work.ask("a2", "ann")
    work.ask("c1", "cem")
    await settled()
    work.end("b1")
    await settled()
    work.end("a1")
    await settled()

    assert work.begun == ["a1", "b1", "c1", "a2"]


async def test_the_same_work_is_done_once_for_all_who_ask(work: Work) -> None:
    asked = [work.ask("page", person) for person in ("ann", "ben", "ann")]
    await settled()
    work.end("page")

    assert await asyncio.gather(*asked) == ["page is done"] * 3
    assert work.begun == ["page"]


async def test_whoever_joins_brings_their_own_place(work: Work) -> None:
    work.ask("a1", "ann")
    work.ask("shared", "ann")
    await settled()
    assert work.begun == ["a1"]

    work.ask("shared", "ben")
    await settled()

    assert work.begun == ["a1", "shared"]


async def test_what_nobody_waits_for_any_more_never_begins(work: Work) -> None:
    work.ask("a1", "ann")
    left = [work.ask(f"left{n}", "ann") for n in range(100)]
    await settled()
    for one in left:
        one.cancel()
    await asyncio.gather(*left, return_exceptions=True)
    stays = work.ask("a2", "ann")
    work.end("a1")
    work.end("a2")

    assert await stays == "a2 is done"
    assert work.begun == ["a1", "a2"]


async def test_one_who_leaves_takes_nothing_from_one_who_stays(work: Work) -> None:
    work.ask("a1", "ann")
    leaves, stays = work.ask("a2", "ann"), work.ask("a2", "ann")
    await settled()
    leaves.cancel()
    work.end("a1")
    work.end("a2")

    assert await stays == "a2 is done"


async def test_what_has_begun_is_finished_though_everybody_left(work: Work) -> None:
    left = work.ask("a1", "ann")
    await settled()
    left.cancel()
    await settled()
    again = work.ask("a1", "ann")
    work.end("a1")

    assert await again == "a1 is done"
    assert work.begun == ["a1"]


async def test_a_failure_reaches_all_who_wait_and_the_next_one_tries_again() -> None:
    queue = FairQueue(size=1, each=1)
    tries = 0

    async def fail() -> None:
        nonlocal tries
        tries += 1
        await asyncio.sleep(0)
        raise LookupError("no such page")

    both = await asyncio.gather(
        queue.do("p", "ann", fail), queue.do("p", "ben", fail), return_exceptions=True
    )
    with pytest.raises(LookupError):
        await queue.do("p", "ann", fail)

    assert [type(error) for error in both] == [LookupError] * 2
    assert tries == 2
