"""A server of vectors that is away or hangs: waited for a little, then left alone, then tried."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from chromadb.errors import NotFoundError

from retrieval.indexes.server import LazyServer, Reach, VectorsAwayError, check_server


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def reach(clock: Clock) -> Reach:
    return Reach(limit_s=0.01, clock=clock)


async def works() -> str:
    return "found"


async def refuses() -> str:
    raise httpx.ConnectError("refused")


async def hangs() -> str:
    await asyncio.Event().wait()
    raise AssertionError


@pytest.mark.parametrize(("how", "reason"), [(refuses, "nobody listens"), (hangs, "took too long")])
async def test_what_is_away_is_told_as_that(reach: Reach, how: object, reason: str) -> None:
    with pytest.raises(VectorsAwayError, match=reason):
        await reach.ask(how)  # type: ignore[arg-type]


async def test_after_three_failures_in_a_row_it_is_left_alone_and_then_tried(
    reach: Reach, clock: Clock
) -> None:
    for _ in range(3):
        assert not reach.is_resting
        with pytest.raises(VectorsAwayError):
            await reach.ask(refuses)
    assert reach.is_resting
    with pytest.raises(VectorsAwayError, match="left alone"):
        await reach.ask(works)

    clock.now = 16
    assert await reach.ask(works) == "found"
    assert await reach.ask(works) == "found"


async def test_a_try_that_fails_begins_another_rest(reach: Reach, clock: Clock) -> None:
    for _ in range(3):
        with pytest.raises(VectorsAwayError):
            await reach.ask(refuses)
    clock.now = 16

    with pytest.raises(VectorsAwayError):
        await reach.ask(refuses)

    assert reach.is_resting


async def test_only_one_question_at_a_time_tries_it(reach: Reach, clock: Clock) -> None:
    for _ in range(3):
        with pytest.raises(VectorsAwayError):
            await reach.ask(refuses)
    clock.now = 16
    trying = asyncio.create_task(reach.ask(hangs))
    await asyncio.sleep(0)

    with pytest.raises(VectorsAwayError, match="left alone"):
        await reach.ask(works)

    with pytest.raises(VectorsAwayError):
        await trying


async def test_failures_that_are_not_in_a_row_do_not_add_up(reach: Reach) -> None:
    for _ in range(5):
        with pytest.raises(VectorsAwayError):
            await reach.ask(refuses)
        await reach.ask(works)

    assert not reach.is_resting


async def test_a_collection_that_was_rebuilt_is_no_failure_of_the_server(reach: Reach) -> None:
    async def gone() -> str:
        raise NotFoundError("rebuilt")

    for _ in range(5):
        with pytest.raises(NotFoundError):
            await reach.ask(gone)

    assert not reach.is_resting


async def test_a_server_is_needed_only_once_it_is_asked() -> None:
    server = LazyServer("http://127.0.0.1:1")

    with pytest.raises(VectorsAwayError, match="ALMANAC_CHROMA_URL"):
        server.list_collections()
    with pytest.raises(VectorsAwayError, match="nobody listens"):
        await check_server("http://127.0.0.1:1")

    server.close()
