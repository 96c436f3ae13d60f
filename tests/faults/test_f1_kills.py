"""F1: whatever was acknowledged is in the lake exactly once, wherever the process was killed."""

from __future__ import annotations

import asyncio
import io
import os
import random
import signal
import subprocess
import sys
import time
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import boto3
import pyarrow.parquet as pq
import pytest

from app.records.database.engine import open_engine, open_sessions
from app.records.outbox import SqlOutbox
from app.records.turns.abandoned import TurnSweeper
from app.records.turns.turns import SqlTurnStore
from feedback.compaction.compactor import Compactor
from feedback.lake.opening import open_lake
from feedback.lake.partitions import live_keys, places
from feedback.lake.stores.object_store import ObjectStore
from feedback.outbox.shipping import Shipper
from feedback.records import Dataset
from tests.faults.recording import STEPS
from tests.servers.databases import migrated
from tests.servers.s3 import running_s3

# A long campaign before a release: ALMANAC_TEST_KILLS=10 pytest tests/faults/test_f1_kills.py
TIMES_AS_MANY = int(os.environ.get("ALMANAC_TEST_KILLS", "1"))


@pytest.fixture
def s3_lake(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with running_s3() as address:
        monkeypatch.setenv("AWS_ENDPOINT_URL_S3", address)
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
        monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        bucket = f"lake-{uuid.uuid4().hex}"
        boto3.client("s3").create_bucket(Bucket=bucket)
        yield f"s3://{bucket}/kills"


@pytest.mark.timeout(1200)
@pytest.mark.parametrize(("kind", "rounds"), [("folder", 2), ("s3", 1)])
async def test_nothing_acknowledged_is_lost_or_doubled(
    request: pytest.FixtureRequest, tmp_path: Path, kind: str, rounds: int
) -> None:
    kills = rounds * TIMES_AS_MANY * (len(STEPS) + 1)
    lake = str(tmp_path / "lake") if kind == "folder" else request.getfixturevalue("s3_lake")
    url = f"sqlite:///{tmp_path / 'records.db'}"
    await migrated(url)

    said = await asyncio.to_thread(kill_again_and_again, url, lake, kills)
    turns, reactions = await drain(url, open_lake(lake))

    assert said["killed"] == ["killed"] * kills
    assert len(said["reacted"]) > kills / 3
    assert [turn for turn in said["begun"] if turns[turn] != 1] == []
    assert [turn for turn in said["reacted"] if reactions[turn] != 1] == []
    assert max(turns.values()) == max(reactions.values()) == 1
    finished = await statuses(open_lake(lake))
    assert {finished[turn] for turn in said["finished"]} == {"completed"}


def kill_again_and_again(url: str, lake: str, kills: int) -> dict[str, list[str]]:
    """Start the process, let it die, and again; gives what it acknowledged.

    Of thirteen times it dies once at each step, and once at a random moment.
    """
    chance = random.Random(20260304)
    said: dict[str, list[str]] = {name: [] for name in ("begun", "finished", "reacted", "killed")}
    command = [sys.executable, "-m", "tests.faults.recording", url, lake]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
    ) as runner:
        assert runner.stdin is not None
        assert runner.stdout is not None
        lines = (line.decode().split() for line in runner.stdout)
        for number in range(kills):
            step = (*STEPS, "")[number % (len(STEPS) + 1)]
            runner.stdin.write(f"{step}/{1 + number % 2}\n".encode())
            child, wanted = 0, chance.randint(1, 9)
            for what, value in lines:
                if what == "child":
                    child = int(value)
                elif what in {"killed", "ended"}:
                    said["killed"].append(what)
                    break
                else:
                    said[what].append(value)
                    wanted -= 1
                if child and wanted <= 0 and not step:
                    time.sleep(chance.uniform(0, 0.02))
                    os.kill(child, signal.SIGKILL)
                    child = 0
        runner.stdin.close()
    return said


async def drain(url: str, store: ObjectStore) -> tuple[Counter[str], Counter[str]]:
    """Ship what is left, and count how often each turn and its reaction are in the lake."""
    engine = open_engine(url)
    sessions = open_sessions(engine)
    await TurnSweeper(sessions, SqlTurnStore(sessions)).sweep()
    shipper = Shipper(SqlOutbox(sessions), store)
    report = await shipper.ship_once()
    backlog = await shipper.backlog()
    compacted = await Compactor(SqlOutbox(sessions), store).compact_once()
    await engine.dispose()
    assert report.complete
    assert compacted.complete
    assert (backlog.depth, backlog.set_aside) == (0, 0)
    return await column(store, "turns", "id"), await column(store, "reactions", "turn_id")


async def column(store: ObjectStore, dataset: Dataset, name: str) -> Counter[str]:
    found: Counter[str] = Counter()
    async for row in rows(store, dataset, [name]):
        found[str(row[name])] += 1
    return found


async def statuses(store: ObjectStore) -> dict[str, str]:
    found = rows(store, "turns", ["id", "status"])
    return {str(row["id"]): str(row["status"]) async for row in found}


async def rows(
    store: ObjectStore, dataset: Dataset, names: list[str]
) -> AsyncIterator[dict[str, Any]]:
    """What a reader finds, who keeps to the manifests."""
    async for place in places(store, dataset):
        for key in await live_keys(store, dataset, place):
            for row in pq.ParquetFile(io.BytesIO(await store.get(key))).read(names).to_pylist():
                yield row
