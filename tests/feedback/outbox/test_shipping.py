"""How records travel from the outbox to the lake."""

from __future__ import annotations

import asyncio
import base64
import io
import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from sqlalchemy import update
from structlog.testing import capture_logs

from app.records.database.engine import Sessions, open_engine, open_sessions
from app.records.outbox import OutboxRow, SqlOutbox, put_out
from feedback.lake.stores.object_store import ObjectStore
from feedback.outbox.alarms import LATE
from feedback.outbox.packing import key_of
from feedback.outbox.set_aside import write_set_aside
from feedback.outbox.shipping import KEEP_SHIPPED, Shipper
from feedback.outbox.store import Batch, Entry, name_holder
from feedback.records import Record, turn_record
from feedback.turns import TurnStatus
from tests.feedback.samples import AT, answer, opening
from tests.servers.databases import migrated


@dataclass
class Post:
    """An outbox, a lake, and a shipper between them."""

    sessions: Sessions
    outbox: SqlOutbox
    store: ObjectStore
    now: datetime = AT

    def shipper(self, **options: Any) -> Shipper:
        return Shipper(self.outbox, self.store, clock=lambda: self.now, **options)

    async def put(self, *records: Record) -> None:
        async with self.sessions.begin() as session:
            await put_out(session, records, self.now)

    async def shipped(self, dataset: str = "turns") -> list[str]:
        ids: list[str] = []
        async for key in self.store.list(f"{dataset}/v1/"):
            table = pq.ParquetFile(io.BytesIO(await self.store.get(key))).read()
            ids += [str(found) for found in table.column("id").to_pylist()]
        return sorted(ids)


@pytest.fixture
async def post(tmp_path: Path, store: ObjectStore) -> AsyncIterator[Post]:
    url = f"sqlite:///{tmp_path / 'records.db'}"
    await migrated(url)
    engine = open_engine(url)
    sessions = open_sessions(engine)
    yield Post(sessions, SqlOutbox(sessions), store)
    await engine.dispose()


def turn(turn_id: str, **changes: Any) -> Record:
    begun = opening(turn_id, **changes)
    return turn_record(begun, TurnStatus.COMPLETED, answer(), AT + timedelta(seconds=1))


async def test_what_waits_arrives_by_day_and_department(post: Post) -> None:
    await post.put(turn("a"), turn("b", department="it"))
    await post.put(turn("c", asked_at=AT + timedelta(days=1)))

    report = await post.shipper().ship_once()

    assert (report.batches, report.records, report.complete) == (3, 3, True)
    keys = [key.rpartition("/")[0] async for key in post.store.list("")]
    assert sorted(keys) == [
        "turns/v1/dt=2026-03-04/department=hr",
        "turns/v1/dt=2026-03-04/department=it",
        "turns/v1/dt=2026-03-05/department=hr",
    ]
    assert (await post.outbox.backlog()).depth == 0


async def test_nothing_is_written_twice(post: Post) -> None:
    await post.put(turn("a"))
    await post.shipper().ship_once()
    await post.put(turn("b"))
    await post.shipper().ship_once()
    await post.shipper().ship_once()

    assert await post.shipped() == ["a", "b"]


async def test_a_batch_that_was_written_but_not_marked_is_marked_only(post: Post) -> None:
    await post.put(turn("a"))
    await post.shipper().ship_once()
    async with post.sessions.begin() as session:
        await session.execute(update(OutboxRow).values(shipped_at=None))

    report = await post.shipper().ship_once()

    assert report.complete
    assert await post.shipped() == ["a"]


async def test_batches_keep_to_their_size(post: Post) -> None:
    await post.put(*(turn(f"t{n}") for n in range(10)))
    size = len(str(turn("t0").row)) * 3

    report = await post.shipper(batch_bytes=size).ship_once()

    assert report.batches > 3
    assert len(await post.shipped()) == 10


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (b'{"id": "bad", "question": "' + b"x" * 2_000_000 + b'"}', "larger than"),
        (b'{"id": "bad", "question": ' + b"[" * 90_000 + b"]" * 90_000 + b"}", "too deeply"),
        (b'{"id": "bad", "evidence": ' + b"9" * 5_000 + b"}", "not JSON"),
        (b'{"id": "bad", "question": "a\\u0000b"}', "NUL"),
        (b'{"id": "bad", "question": "\xff\xfe"}', "not UTF-8"),
        (b'{"id": "bad", "question": "\\ud800"}', "schema"),
        (b'{"id": "bad"}', "schema"),
        (b'{"id": "other"}', "not the record"),
        (b"{", "not JSON"),
        (b"[]", "not the record"),
    ],
)
async def test_f4_a_record_that_cannot_be_written_is_set_aside(
    post: Post, payload: bytes, reason: str
) -> None:
    await post.put(turn("a"), turn("bad"), turn("c"))
    async with post.sessions.begin() as session:
        spoil = update(OutboxRow).where(OutboxRow.record_id == "bad")
        await session.execute(spoil.values(payload=payload, size=len(payload)))

    with capture_logs() as logs:
        report = await post.shipper().ship_once()

    assert (report.records, report.set_aside) == (2, 1)
    assert await post.shipped() == ["a", "c"]
    assert (await post.outbox.backlog()).set_aside == 1
    (alarm,) = [line for line in logs if line["event"] == "outbox.set_aside"]
    assert alarm["log_level"] == "error"
    assert reason in alarm["reason"]
    assert (await post.shipper().ship_once()).set_aside == 0


async def test_f4_a_dataset_nobody_knows_is_set_aside(post: Post) -> None:
    await post.put(turn("a"), Record("gossip", "g", date(2026, 3, 4), "hr", {"id": "g"}))  # type: ignore[arg-type]

    report = await post.shipper().ship_once()

    assert (report.records, report.set_aside) == (1, 1)


async def test_f3_other_bytes_under_the_key_stop_their_dataset_only(post: Post) -> None:
    await post.put(turn("a"), turn("b", department="it"))
    reaction = {"id": "r", "turn_id": "a", "thread_id": "t", "pseudonym": "p", "profile": "hr"}
    reaction |= {"action": "remove", "reacted_at": AT.isoformat()}
    await post.put(Record("reactions", "r", date(2026, 3, 4), "hr", reaction | {"reasons": []}))
    first, *_ = await post.outbox.seal(1_000_000)
    key = f"turns/v1/dt={first.day}/department={first.department}/{first.id}.parquet"
    await post.store.put_new(key, b"somebody else's", "another hash")

    with capture_logs() as logs:
        report = await post.shipper().ship_once()

    assert report.diverged == [key]
    assert not report.complete
    assert await post.store.get(key) == b"somebody else's"
    assert [line["event"] for line in logs if line["log_level"] == "error"] == ["lake.diverged"]
    assert await post.shipped("reactions") == ["r"]
    assert [stored async for stored in post.store.list("turns/")] == [key]

    await post.store.delete(key)
    await post.shipper().ship_once()
    assert await post.shipped() == ["a", "b"]


async def test_only_one_ships_at_a_time(post: Post) -> None:
    await post.put(turn("a"))
    assert await post.outbox.lead("another-host/1/x", AT, AT + timedelta(seconds=30))

    assert not (await post.shipper().ship_once()).leading
    post.now += timedelta(seconds=31)
    assert (await post.shipper().ship_once()).records == 1


async def test_the_lease_of_a_dead_process_does_not_count(post: Post) -> None:
    await post.put(turn("a"))
    process = await asyncio.create_subprocess_exec("true")
    await process.wait()
    host, _, unique = name_holder().split("/")
    assert await post.outbox.lead(f"{host}/{process.pid}/{unique}", AT, AT + timedelta(hours=1))

    assert (await post.shipper().ship_once()).records == 1


async def test_who_has_shipped_gives_the_lease_back(post: Post) -> None:
    await post.shipper().ship_once()

    assert await post.outbox.lead("another-host/1/x", AT, AT + timedelta(seconds=30))


async def test_what_was_shipped_is_forgotten_after_a_while(post: Post) -> None:
    await post.put(turn("a"))
    await post.shipper().ship_once()
    assert (await post.shipper().ship_once()).pruned == 0

    post.now += KEEP_SHIPPED + timedelta(seconds=1)
    assert (await post.shipper().ship_once()).pruned == 1


async def test_the_backlog_tells_depth_and_lag(post: Post) -> None:
    await post.put(turn("a"))
    post.now += timedelta(seconds=40)
    await post.put(turn("b"))

    backlog = await post.shipper().backlog()

    assert backlog.depth == 2
    assert backlog.lag(AT + timedelta(seconds=60)) == 60
    await post.shipper().ship_once()
    assert (await post.shipper().backlog()).lag(datetime.now(UTC)) == 0


async def test_a_turn_reads_back_as_it_was_recorded(post: Post) -> None:
    await post.put(turn("a"))
    await post.shipper().ship_once()

    (key,) = [key async for key in post.store.list("turns/v1/")]
    (row,) = pq.ParquetFile(io.BytesIO(await post.store.get(key))).read().to_pylist()
    recorded = answer()
    assert row["asked_at"] == AT
    assert recorded.price is not None
    assert row["price"] == recorded.price.amount
    assert [passage["cited"] for passage in row["passages"]] == [True, False, True]
    assert [citation["n"] for citation in row["citations"]] == [1, 2]
    assert row["answer"] == recorded.text


async def test_run_forever_ships_until_it_is_cancelled(post: Post) -> None:
    shipper = post.shipper()
    running = asyncio.create_task(shipper.run_forever(timedelta(milliseconds=10)))
    await post.put(turn("a"))
    async with asyncio.timeout(20):
        while (await post.outbox.backlog()).depth:
            await asyncio.sleep(0.01)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running

    assert await post.shipped() == ["a"]


async def test_an_alarm_is_raised_once_and_called_off(post: Post) -> None:
    await post.put(turn("a"))
    (batch,) = await post.outbox.seal(1_000_000)
    await post.store.put_new(key_of(batch), b"somebody else's", "another hash")
    shipper = post.shipper()

    with capture_logs() as logs:
        await shipper.ship_once()
        await shipper.ship_once()
        (alarm,) = shipper.alarms
        await post.store.delete(key_of(batch))
        await shipper.ship_once()

    assert (alarm.kind, alarm.subject) == ("diverged", key_of(batch))
    assert [(line["event"], line["log_level"]) for line in logs if "alarm" in str(line)] == [
        ("lake.alarm_ended", "info")
    ]
    assert [line["event"] for line in logs if line["log_level"] == "error"] == ["lake.diverged"]
    assert shipper.alarms == []


async def test_records_that_wait_too_long_are_an_alarm(post: Post) -> None:
    await post.put(turn("a"))
    post.now += LATE + timedelta(seconds=1)
    assert await post.outbox.lead("another-host/1/x", post.now, post.now + timedelta(hours=1))
    shipper = post.shipper()

    await shipper.ship_once()

    assert [alarm.kind for alarm in shipper.alarms] == ["late"]


async def test_who_only_looks_sees_what_diverges_and_changes_nothing(post: Post) -> None:
    await post.put(turn("a"))
    (batch,) = await post.outbox.seal(1_000_000)
    assert await post.shipper().inspect() == []
    await post.store.put_new(key_of(batch), b"somebody else's", "another hash")

    (alarm,) = await post.shipper().inspect()

    assert (alarm.kind, alarm.subject) == ("diverged", key_of(batch))
    assert await post.outbox.unshipped() == [batch]
    assert [key async for key in post.store.list("")] == [key_of(batch)]


async def test_those_who_go_on_recording_do_not_hold_a_round(post: Post) -> None:
    class Busy(SqlOutbox):
        async def read(self, batch: Batch) -> Sequence[Entry]:
            await post.put(turn(f"more-{batch.id}"))
            return await super().read(batch)

    await post.put(turn("a"))

    report = await Shipper(Busy(post.sessions), post.store).ship_once()

    assert (report.records, report.complete) == (1, True)
    assert (await post.outbox.backlog()).depth == 1


async def test_what_was_set_aside_can_be_written_out_and_tried_again(
    post: Post, tmp_path: Path
) -> None:
    await post.put(turn("a"), turn("b"))
    async with post.sessions.begin() as session:
        spoil = update(OutboxRow).where(OutboxRow.record_id == "b")
        await session.execute(spoil.values(payload=b"\xff"))
    shipper = post.shipper()
    await shipper.ship_once()
    assert [alarm.kind for alarm in shipper.alarms] == ["set_aside"]

    out = tmp_path / "aside.jsonl"
    out.touch(0o644)
    assert await write_set_aside(post.outbox, out) == 1
    line = json.loads(out.read_text())
    assert (line["id"], line["reason"]) == ("b", "it is not UTF-8")
    assert base64.b64decode(line["payload"]) == b"\xff"
    assert out.stat().st_mode & 0o077 == 0

    async with post.sessions.begin() as session:
        payload = json.dumps(turn("b").row).encode()
        mend = update(OutboxRow).where(OutboxRow.record_id == "b").values(payload=payload)
        await session.execute(mend)
    assert await post.outbox.take_back() == 1
    await shipper.ship_once()
    assert await post.shipped() == ["a", "b"]
    assert shipper.alarms == []
