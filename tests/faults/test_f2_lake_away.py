"""F2: while S3 is away people go on, and afterwards everything arrives, once."""

from __future__ import annotations

import io
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import boto3
import pyarrow.parquet as pq
import pytest
from structlog.testing import capture_logs

from app.records.database.engine import Sessions, open_engine, open_sessions
from app.records.outbox import SqlOutbox
from app.records.turns.turns import SqlTurnStore
from app.service import drain
from app.settings import Settings
from app.wiring import open_records
from feedback.lake.opening import open_lake
from feedback.lake.stores.object_store import LakeUnavailableError, ObjectStore
from feedback.outbox.shipping import Shipper
from feedback.turns import TurnStatus
from tests.feedback.samples import AT, answer, opening
from tests.servers.databases import migrated
from tests.servers.s3 import Misbehaviour, misbehaving_s3, running_s3


@pytest.fixture(scope="module")
def behind() -> Iterator[str]:
    with running_s3() as address:
        yield address


@pytest.fixture
def s3(behind: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[ObjectStore, Misbehaviour]]:
    """A lake in S3, and the switch that makes the server misbehave."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with misbehaving_s3(behind) as (address, behaviour):
        monkeypatch.setenv("AWS_ENDPOINT_URL_S3", address)
        bucket = f"lake-{uuid.uuid4().hex}"
        boto3.client("s3").create_bucket(Bucket=bucket)
        yield open_lake(f"s3://{bucket}/faults"), behaviour


@pytest.fixture
async def sessions(tmp_path: Path) -> AsyncIterator[Sessions]:
    url = f"sqlite:///{tmp_path / 'records.db'}"
    await migrated(url)
    engine = open_engine(url)
    yield open_sessions(engine)
    await engine.dispose()


async def ask(sessions: Sessions, *ids: str) -> None:
    turns = SqlTurnStore(sessions)
    for turn_id in ids:
        await begin_and_finish(turns, turn_id)


async def begin_and_finish(turns: SqlTurnStore, turn_id: str) -> None:
    await turns.begin(opening(turn_id))
    await turns.finish(turn_id, TurnStatus.COMPLETED, answer(), AT)


async def arrived(store: ObjectStore) -> list[str]:
    ids: list[str] = []
    async for key in store.list("turns/v1/"):
        table = pq.ParquetFile(io.BytesIO(await store.get(key))).read(["id"])
        ids += [str(turn_id) for turn_id in table.column("id").to_pylist()]
    return sorted(ids)


async def test_while_s3_refuses_records_wait_and_then_arrive_once(
    s3: tuple[ObjectStore, Misbehaviour], sessions: Sessions
) -> None:
    store, behaviour = s3
    shipper = Shipper(SqlOutbox(sessions), store)
    await ask(sessions, "a")
    behaviour.away = True

    first = await shipper.ship_once()
    await ask(sessions, "b")
    second = await shipper.ship_once()

    assert [first.unavailable, second.unavailable] == ["S3 answered SlowDown"] * 2
    assert behaviour.refused >= 2
    # Two turns and their three passages.
    assert (await shipper.backlog()).depth == 5

    behaviour.away = False
    assert (await shipper.ship_once()).complete
    assert await arrived(store) == ["a", "b"]
    assert (await shipper.backlog()).depth == 0


async def test_a_reply_that_is_lost_after_storing_doubles_nothing(
    s3: tuple[ObjectStore, Misbehaviour], sessions: Sessions
) -> None:
    store, behaviour = s3
    shipper = Shipper(SqlOutbox(sessions), store)
    await ask(sessions, "a")
    behaviour.lose_replies = True

    report = await shipper.ship_once()

    assert report.unavailable is not None
    assert behaviour.lost >= 1
    behaviour.lose_replies = False
    assert (await shipper.ship_once()).complete
    assert await arrived(store) == ["a"]


@pytest.mark.parametrize("fault", ["garble_stored", "garble_read"])
async def test_what_does_not_read_back_as_it_was_meant_is_not_shipped(
    s3: tuple[ObjectStore, Misbehaviour], sessions: Sessions, fault: str
) -> None:
    store, behaviour = s3
    shipper = Shipper(SqlOutbox(sessions), store)
    await ask(sessions, "a")
    setattr(behaviour, fault, True)

    report = await shipper.ship_once()

    # One for turns, one for passages.
    assert len(report.diverged) == 2
    assert (await shipper.backlog()).depth == 4
    setattr(behaviour, fault, False)
    if fault == "garble_stored":
        assert sorted((await shipper.ship_once()).diverged) == sorted(report.diverged)
        for key in report.diverged:
            await store.delete(key)
    assert (await shipper.ship_once()).complete
    assert await arrived(store) == ["a"]
    assert shipper.alarms == []


async def test_an_s3_that_would_overwrite_is_found_out(
    s3: tuple[ObjectStore, Misbehaviour],
) -> None:
    store, behaviour = s3
    behaviour.overwrites = True

    with pytest.raises(LakeUnavailableError, match="would overwrite"):
        await store.check()
    behaviour.overwrites = False
    await store.check()


async def test_the_service_stops_in_time_while_s3_does_not_answer(
    s3: tuple[ObjectStore, Misbehaviour], tmp_path: Path
) -> None:
    _, behaviour = s3
    bucket = boto3.client("s3").list_buckets()["Buckets"][-1]["Name"]
    settings = Settings(
        _env_file=None, var=tmp_path / "var", demo=True, lake_url=f"s3://{bucket}/away"
    )
    async with open_records(settings) as records:
        await begin_and_finish(records.turns, "a")
        with behaviour.hang(), capture_logs() as logs:
            await drain(records, limit_s=0.3)
        assert [line["event"] for line in logs][-2:] == [
            "service.drain_cut_short",
            "service.records_left",
        ]

        await drain(records)
        assert (await records.shipper.backlog()).depth == 0
        assert await arrived(records.lake) == ["a"]


async def test_a_lake_folder_that_cannot_be_written_loses_nothing(
    tmp_path: Path, sessions: Sessions
) -> None:
    stands_in_the_way = tmp_path / "lake"
    stands_in_the_way.write_text("not a folder")
    store = open_lake(str(stands_in_the_way))
    shipper = Shipper(SqlOutbox(sessions), store)
    await ask(sessions, "a")

    assert (await shipper.ship_once()).unavailable == "File exists"

    stands_in_the_way.unlink()
    assert (await shipper.ship_once()).complete
    assert await arrived(store) == ["a"]
