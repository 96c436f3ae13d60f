"""Small writes in one transaction: each stands or falls alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.records.database.engine import Sessions, open_engine, open_sessions
from app.records.database.group_commit import GroupCommit

Work = Callable[[AsyncSession], Awaitable[int]]
BROKEN = 3


@pytest.fixture
async def sessions(tmp_path: Path) -> AsyncIterator[Sessions]:
    engine = open_engine(f"sqlite:///{tmp_path / 'small.db'}", inline=True)
    opened = open_sessions(engine)
    async with opened.begin() as session:
        await session.execute(text("CREATE TABLE kept (number INTEGER UNIQUE)"))
        # Checked when the transaction ends, and not before.
        await session.execute(text("CREATE TABLE owner (id INTEGER PRIMARY KEY)"))
        await session.execute(
            text(
                "CREATE TABLE owned (owner INTEGER REFERENCES owner DEFERRABLE INITIALLY DEFERRED)"
            )
        )
    yield opened
    await engine.dispose()


def keeping(number: int, table: str = "kept") -> Work:
    async def keep(session: AsyncSession) -> int:
        await session.execute(text(f"INSERT INTO {table} VALUES ({number})"))
        if table == "kept" and number == BROKEN:
            raise ValueError(number)
        return number

    return keep


async def kept(sessions: Sessions) -> list[int]:
    async with sessions() as session:
        return list(await session.scalars(text("SELECT number FROM kept ORDER BY number")))


async def test_what_fails_is_the_error_of_its_own_work_and_the_others_are_kept(
    sessions: Sessions,
) -> None:
    group = GroupCommit(sessions)
    asked = [group.submit((str(number),), keeping(number)) for number in range(6)]
    ended = await asyncio.gather(*asked, return_exceptions=True)

    assert [one for one in ended if isinstance(one, int)] == [0, 1, 2, 4, 5]
    assert [type(one) for one in ended if isinstance(one, Exception)] == [ValueError]
    assert await kept(sessions) == [0, 1, 2, 4, 5]


async def test_work_on_the_same_key_keeps_its_order_although_one_before_it_failed(
    sessions: Sessions,
) -> None:
    group, order = GroupCommit(sessions), list[int]()

    def noting(number: int) -> Work:
        async def note(session: AsyncSession) -> int:
            if number == BROKEN:
                raise ValueError(number)
            order.append(number)
            return number

        return note

    await asyncio.gather(
        *(group.submit(("same",), noting(number)) for number in range(6)),
        return_exceptions=True,
    )

    assert order[-5:] == [0, 1, 2, 4, 5]


async def test_a_transaction_that_cannot_end_is_the_error_of_all_in_it(sessions: Sessions) -> None:
    group = GroupCommit(sessions)
    asked = [group.submit(("a",), keeping(1)), group.submit(("b",), keeping(9, "owned"))]
    ended = await asyncio.gather(*asked, return_exceptions=True)
    after = await group.submit(("c",), keeping(7))

    assert all(isinstance(one, Exception) for one in ended)
    assert after == 7
    assert await kept(sessions) == [7]
