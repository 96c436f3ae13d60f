"""A real PostgreSQL, straight and through PgBouncer: many at once, away for a while, and back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from app.records.database.engine import Sessions, open_engine, open_sessions
from app.records.database.migration import upgrade
from app.records.database.outages import DatabaseAwayError
from app.records.outbox import SqlOutbox
from app.records.turns.abandoned import TurnSweeper
from app.records.turns.turns import SqlTurnStore
from app.turns.kept_endings import BufferedTurnStore
from feedback.turns import TurnStatus
from tests.feedback.samples import AT, answer, opening
from tests.servers.postgres import PostgresServer

PEOPLE = 30


@pytest.fixture
async def replicas(database_url: str) -> AsyncIterator[list[Sessions]]:
    """Two processes' worth of connections to a migrated database."""
    await upgrade(database_url)
    engines = [open_engine(database_url, inline=True) for _ in range(2)]
    yield [open_sessions(engine) for engine in engines]
    for engine in engines:
        await engine.dispose()


async def test_two_replicas_record_at_once_and_each_turn_is_there_once(
    replicas: list[Sessions],
) -> None:
    async def ask(turns: SqlTurnStore, turn_id: str) -> None:
        await turns.begin(opening(turn_id, thread_id=turn_id, person=turn_id))
        await turns.keep_partial(turn_id, "There are")
        await turns.finish(turn_id, TurnStatus.COMPLETED, answer(), AT)

    stores = [SqlTurnStore(sessions) for sessions in replicas]
    async with asyncio.TaskGroup() as group:
        for number, turns in enumerate(stores):
            await TurnSweeper(replicas[number], turns).beat()
            for person in range(PEOPLE):
                group.create_task(ask(turns, f"{number}-{person}"))

    found = [await stores[0].get(f"1-{person}") for person in range(PEOPLE)]
    assert all(turn is not None and turn.status is TurnStatus.COMPLETED for turn in found)
    assert (await SqlOutbox(replicas[0]).backlog()).depth >= 2 * PEOPLE


async def test_w2_ends_of_turns_outlive_a_database_that_is_away(
    postgres: PostgresServer, replicas: list[Sessions]
) -> None:
    turns = SqlTurnStore(replicas[0])
    patient = BufferedTurnStore(turns, told_after_s=0)
    sweeper = TurnSweeper(replicas[1], SqlTurnStore(replicas[1]))
    await TurnSweeper(replicas[0], turns).beat()
    for turn_id in ("a", "b"):
        await patient.begin(opening(turn_id, thread_id=turn_id, person=turn_id))

    postgres.stop()
    try:
        await asyncio.gather(
            *(patient.finish(one, TurnStatus.COMPLETED, answer(), AT) for one in ("a", "b"))
        )
        with pytest.raises(DatabaseAwayError, match="try again in a moment"):
            await patient.begin(opening("c", thread_id="c"))
        assert patient.kept == 2
    finally:
        postgres.start()
    # The other replica may look first: nobody's turn is closed because the database was away.
    while True:
        try:
            assert await sweeper.sweep() == 0
            break
        except DatabaseAwayError:
            await asyncio.sleep(0.2)
    await patient.aclose(30)

    stored = [await turns.get(turn_id) for turn_id in ("a", "b")]
    assert [turn and turn.status for turn in stored] == [TurnStatus.COMPLETED] * 2
    assert (await SqlOutbox(replicas[0]).backlog()).depth == 5


async def test_a_server_that_is_not_there_is_told_in_a_line() -> None:
    with pytest.raises(DatabaseAwayError) as away:
        await upgrade("postgresql://almanac:S3cret@127.0.0.1:1/postgres")

    assert "nothing listens" in away.value.remedy
    assert "S3cret" not in away.value.remedy
    assert "\n" not in away.value.remedy


async def test_a_database_that_does_not_exist_is_told_in_a_line(postgres: PostgresServer) -> None:
    with pytest.raises(DatabaseAwayError) as away:
        await upgrade(postgres.url.replace("/postgres", "/nothing"))

    assert 'database "nothing" does not exist' in away.value.remedy


async def test_a_server_without_tls_is_refused_where_tls_is_required(
    postgres: PostgresServer,
) -> None:
    with pytest.raises(DatabaseAwayError) as away:
        await upgrade(f"{postgres.url}?sslmode=require")

    assert "SSL" in away.value.reason
