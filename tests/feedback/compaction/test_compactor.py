"""Compaction: whatever happens in between, a reader sees each record once."""

from __future__ import annotations

import io
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from structlog.testing import capture_logs

from feedback.compaction.compactor import MARGIN, Compactor
from feedback.lake import memory
from feedback.lake.manifest import Place, is_compacted, is_former
from feedback.lake.opening import open_lake
from feedback.lake.partitions import live_keys, look
from feedback.lake.schema import SCHEMAS
from feedback.lake.stores.object_store import (
    ObjectMissingError,
    ObjectStore,
    PutOutcome,
    partition,
)
from feedback.outbox.packing import Parcel, key_of, pack
from feedback.outbox.store import Batch, Entry, Work
from feedback.records import turn_record
from feedback.turns import TurnStatus
from tests.feedback.samples import AT, answer, opening

PLACE = Place("2026-03-04", "hr")
OVER = datetime(2026, 3, 5, tzinfo=UTC) + MARGIN


@dataclass
class Free:
    """Nobody else compacts, and the batches named are still under way."""

    under_way: Sequence[Batch] = ()

    async def lead(self, holder: str, now: datetime, until: datetime, work: Work) -> bool:
        return True

    async def step_down(self, holder: str, work: Work) -> None:
        """Nobody waits."""

    async def unshipped(self) -> Sequence[Batch]:
        return self.under_way


class KilledError(BaseException):
    """The process ends here."""


class Watched:
    """A store that does something before and after each of its operations, which are counted."""

    def __init__(self, store: ObjectStore, look_on: Callable[[int], Awaitable[None]]) -> None:
        self._store = store
        self._look_on = look_on
        self.step = 0

    async def _reach(self) -> None:
        self.step += 1
        await self._look_on(self.step)

    async def check(self) -> None:
        await self._store.check()

    async def put_new(self, key: str, data: bytes, content_hash: str) -> PutOutcome:
        await self._reach()
        outcome = await self._store.put_new(key, data, content_hash)
        await self._reach()
        return outcome

    async def holds(self, key: str, content_hash: str) -> bool:
        return await self._store.holds(key, content_hash)

    async def get(self, key: str) -> bytes:
        await self._reach()
        return await self._store.get(key)

    async def list(self, prefix: str, *, after: str = "") -> AsyncIterator[str]:
        await self._reach()
        async for key in self._store.list(prefix, after=after):
            yield key

    async def delete(self, key: str) -> None:
        await self._reach()
        await self._store.delete(key)
        await self._reach()


def compactor(store: ObjectStore, now: datetime = OVER, **options: Any) -> Compactor:
    return Compactor(options.pop("outbox", Free()), store, clock=lambda: now, **options)


async def lay(store: ObjectStore, batch: str, *ids: str, **changes: Any) -> str:
    """Put a file with turns into the lake, as the shipper does."""
    parcel = parcel_of(batch, ids, **changes)
    await store.put_new(parcel.key, parcel.data, parcel.content_hash)
    return parcel.key


@cache
def parcel_of(batch: str, ids: Sequence[str], **changes: Any) -> Parcel:
    entries = []
    for number, turn_id in enumerate(ids):
        begun = opening(turn_id, **changes)
        record = turn_record(begun, TurnStatus.COMPLETED, answer(), AT + timedelta(seconds=1))
        entries.append(Entry(number, turn_id, json.dumps(record.row).encode()))
    return pack(Batch(batch, "turns", PLACE.day, begun.department), entries)


async def read(store: ObjectStore, keys: Sequence[str] | None = None) -> list[str]:
    """The ids that a reader sees: of these files, or those that count now where one is gone."""
    if keys is None:
        keys = await live_keys(store, "turns", PLACE)
    ids: list[str] = []
    for key in keys:
        try:
            table = pq.ParquetFile(io.BytesIO(await store.get(key))).read(["id"])
        except ObjectMissingError:
            return await read(store)
        ids += [str(value) for value in table.column("id").to_pylist()]
    return sorted(ids)


async def files(store: ObjectStore) -> list[str]:
    return [key async for key in store.list("turns/v1/") if key.endswith(".parquet")]


async def lay_two_generations(store: ObjectStore) -> list[str]:
    """A partition that was compacted once and to which more has come; gives what it holds."""
    await lay(store, "1a", "a", "b")
    await lay(store, "2b", "c")
    await compactor(store).compact_once()
    await lay(store, "3c", "d", "e")
    await lay(store, "fd", "f")
    return ["a", "b", "c", "d", "e", "f"]


async def test_a_day_that_is_over_becomes_one_file(store: ObjectStore) -> None:
    await lay(store, "1a", "a", "b")
    await lay(store, "2b", "c")
    other = await lay(store, "9e", "x", department="it")

    assert (await compactor(store, OVER - timedelta(seconds=1)).compact_once()).written == 0
    report = await compactor(store).compact_once()

    assert (report.merged, report.written, report.removed) == (2, 1, 2)
    assert await read(store) == ["a", "b", "c"]
    (compacted,) = [key for key in await files(store) if key != other]
    assert is_compacted(compacted)


async def test_what_comes_late_is_folded_in(store: ObjectStore) -> None:
    everything = await lay_two_generations(store)
    assert await read(store) == everything

    await compactor(store).compact_once()

    assert await read(store) == everything
    assert len(await files(store)) == 1
    # Readers that take a folder for a table want nothing but Parquet in it.
    assert [key async for key in store.list("turns/v1/")] == await files(store)
    assert len([key async for key in store.list("notes-turns/v1/")]) == 1


async def test_the_memory_of_a_merge_is_given_back(
    store: ObjectStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    released: list[bool] = []
    monkeypatch.setattr(memory, "release", lambda: released.append(True))
    await lay_two_generations(store)
    released.clear()

    await compactor(store).compact_once()
    await compactor(store).compact_once()

    assert released == [True]


async def test_a_second_round_has_nothing_to_do(store: ObjectStore) -> None:
    await lay_two_generations(store)
    await compactor(store).compact_once()
    before = [key async for key in store.list("")]

    report = await compactor(store).compact_once()

    assert (report.written, report.removed) == (0, 0)
    assert [key async for key in store.list("")] == before


async def test_a_running_day_is_compacted_once_it_has_many_files(store: ObjectStore) -> None:
    for number in range(4):
        await lay(store, f"{number}", f"t{number}")

    assert (await compactor(store, AT, many=5).compact_once()).written == 0
    assert (await compactor(store, AT, many=4).compact_once()).merged == 4
    await lay(store, "5", "t5")
    assert (await compactor(store, AT, many=4).compact_once()).written == 0

    assert await read(store) == ["t0", "t1", "t2", "t3", "t5"]


async def test_at_every_moment_a_reader_sees_each_record_once(
    store: ObjectStore, lake: str
) -> None:
    everything = await lay_two_generations(store)
    begun: list[Sequence[str]] = []
    read_well = 0

    async def look_on(step: int) -> None:
        nonlocal read_well
        if lake.startswith("s3") and step % 4:
            return
        assert await read(store) == everything
        # Those who listed at any earlier moment and read only now.
        for keys in dict.fromkeys(map(tuple, begun)):
            assert await read(store, keys) == everything
            read_well += 1
        begun.append(await live_keys(store, "turns", PLACE))

    await compactor(Watched(store, look_on)).compact_once()

    assert read_well > 5
    assert len(await files(store)) == 1


async def steps_of_a_round(store: ObjectStore) -> int:
    async def look_on(_step: int) -> None:
        """Only count."""

    watched = Watched(store, look_on)
    await compactor(watched).compact_once()
    return watched.step


def moments(lake: str, steps: int) -> Iterator[tuple[int, ObjectStore]]:
    """Every moment of a round, with a lake of its own; in S3, which is slower, one in eight."""
    assert steps > 15
    for moment in range(1, steps + 1, 8 if lake.startswith("s3") else 1):
        yield moment, open_lake(f"{lake}/{moment}")


async def test_a_kill_at_any_moment_is_repaired_by_the_next_round(lake: str) -> None:
    everything = await lay_two_generations(open_lake(f"{lake}/count"))
    steps = await steps_of_a_round(open_lake(f"{lake}/count"))

    for last, store in moments(lake, steps):
        await lay_two_generations(store)

        async def die(step: int, last: int = last) -> None:
            if step == last:
                raise KilledError

        with pytest.raises(KilledError):
            await compactor(Watched(store, die)).compact_once()
        assert await read(store) == everything
        late = await lay(store, "e7", "late") if last % 2 else None
        await compactor(store).compact_once()

        assert await read(store) == everything + ["late"] * bool(late)
        assert len(await files(store)) == 1


async def test_one_who_is_overtaken_at_any_moment_does_no_harm(lake: str) -> None:
    everything = [*await lay_two_generations(open_lake(f"{lake}/count")), "late"]
    steps = await steps_of_a_round(open_lake(f"{lake}/count"))

    for moment, store in moments(lake, steps):
        await lay_two_generations(store)

        async def overtake(step: int, moment: int = moment, store: ObjectStore = store) -> None:
            if step == moment:
                await lay(store, "e7", "late")
                await compactor(store).compact_once()
            if step >= moment:
                assert await read(store) == everything

        await compactor(Watched(store, overtake)).compact_once()
        assert await read(store) == everything
        await compactor(store).compact_once()

        assert await read(store) == everything
        assert len(await files(store)) == 1


async def test_a_batch_that_arrives_again_after_it_was_replaced_does_not_count(
    store: ObjectStore,
) -> None:
    everything = await lay_two_generations(store)
    await compactor(store).compact_once()

    await lay(store, "1a", "a", "b")
    assert await read(store) == everything
    await compactor(store).compact_once()

    assert await read(store) == everything
    assert len(await files(store)) == 1


async def test_a_batch_that_is_still_under_way_is_left_alone(store: ObjectStore) -> None:
    await lay(store, "1a", "a")
    await lay(store, "2b", "b")
    batch = Batch("3c", "turns", PLACE.day, "hr")
    await lay(store, batch.id, "c")

    await compactor(store, outbox=Free([batch])).compact_once()

    assert key_of(batch) in await files(store)
    assert await read(store) == ["a", "b", "c"]


async def test_a_record_that_lies_in_two_files_is_merged_once(store: ObjectStore) -> None:
    await lay(store, "1a", "a", "b")
    await lay(store, "2b", "b", "c")

    await compactor(store).compact_once()

    assert await read(store) == ["a", "b", "c"]


async def test_files_keep_to_a_size(store: ObjectStore) -> None:
    for number in range(12):
        # Compression makes nothing smaller of it.
        words = "".join(sha256(f"{number} {n}".encode()).hexdigest() for n in range(2_000))
        await lay(store, f"{number:02}", f"t{number:02}", question=words)
    size = len(await store.get(f"turns/v1/dt={PLACE.day}/department=hr/00.parquet"))

    report = await compactor(store, group_bytes=size * 5).compact_once()

    assert (report.merged, report.written, len(await files(store))) == (12, 3, 3)
    assert await read(store) == [f"t{number:02}" for number in range(12)]
    assert (await compactor(store, group_bytes=size * 5).compact_once()).written == 0


async def test_a_file_from_before_a_column_was_there_is_merged(store: ObjectStore) -> None:
    key = await lay(store, "1a", "old")
    table = pq.ParquetFile(io.BytesIO(await store.get(key))).read()
    kind = SCHEMAS["turns"].field("passages").type.value_type
    without = pa.list_(pa.struct([field for field in kind if field.name != "section"]))
    passages = [
        {name: value for name, value in passage.items() if name != "section"}
        for passage in table.column("passages").to_pylist()[0] or ()
    ]
    older = table.drop_columns(["evidence", "passages"]).append_column(
        "passages", pa.array([passages], without)
    )
    await replace(store, key, older)
    await lay(store, "2b", "new")

    await compactor(store).compact_once()

    (merged,) = await files(store)
    found = pq.ParquetFile(io.BytesIO(await store.get(merged))).read()
    assert found.schema.equals(SCHEMAS["turns"])
    rows = {row["id"]: row for row in found.to_pylist()}
    assert (rows["old"]["evidence"], rows["new"]["evidence"]) == (None, 0.875)
    assert rows["old"]["passages"][0]["section"] is None
    assert rows["old"]["price"] == rows["new"]["price"]


@pytest.mark.parametrize("damage", ["a newer column", "no Parquet"])
async def test_a_file_that_would_lose_something_is_left_as_it_is(
    store: ObjectStore, damage: str
) -> None:
    await lay(store, "1a", "a")
    await lay(store, "2b", "b")
    key = await lay(store, "3c", "c")
    table = pq.ParquetFile(io.BytesIO(await store.get(key))).read()
    if damage == "no Parquet":
        await store.delete(key)
        await store.put_new(key, b"PAR1", "hash")
    else:
        await replace(store, key, table.append_column("mood", pa.array(["good"])))
    before = await store.get(key)

    with capture_logs() as logs:
        report = await compactor(store).compact_once()

    assert (report.merged, report.unfit) == (2, [key])
    assert await store.get(key) == before
    assert key in await live_keys(store, "turns", PLACE)
    assert [line["event"] for line in logs if line["log_level"] == "error"] == ["compaction.unfit"]


async def test_only_one_compacts_at_a_time(store: ObjectStore) -> None:
    class Taken(Free):
        async def lead(self, holder: str, now: datetime, until: datetime, work: Work) -> bool:
            assert work == "compacting"
            return False

    await lay(store, "1a", "a")
    await lay(store, "2b", "b")

    report = await compactor(store, outbox=Taken()).compact_once()

    assert not report.leading
    assert len(await files(store)) == 2


async def test_the_last_days_alone_can_be_compacted(store: ObjectStore) -> None:
    await lay(store, "1a", "a")
    await lay(store, "2b", "b")

    assert (await compactor(store).compact_once(since=OVER.date())).written == 0
    assert (await compactor(store).compact_once(since=AT.date())).written == 1


async def replace(store: ObjectStore, key: str, table: pa.Table) -> None:
    sink = io.BytesIO()
    pq.write_table(table, sink)
    await store.delete(key)
    await store.put_new(key, sink.getvalue(), "hash")


async def test_the_manifest_names_all_that_was_ever_replaced(store: ObjectStore) -> None:
    await lay_two_generations(store)
    await compactor(store).compact_once()

    listing = await look(store, "turns", PLACE)

    assert listing.manifest.number == 2
    names = {key.rpartition("/")[2] for key in listing.manifest.replaced}
    assert {"1a.parquet", "2b.parquet", "3c.parquet", "fd.parquet"} < names
    assert [*listing.dead, *listing.orphans, *listing.loose] == []


async def lay_as_before(store: ObjectStore) -> list[str]:
    """A partition as the release before left it: its manifest beside the files, and late ones."""
    here = partition("turns", PLACE.day, PLACE.department)
    old, late = f"{here}compacted-0a1b.parquet", [f"{here}{name}.parquet" for name in ("1a", "3c")]
    data = parcel_of("0a1b", ("a", "b", "c")).data
    await store.put_new(old, data, "0" * 64)
    # What it replaced came once more, from a process that was paused; and something new came.
    for key, ids in zip(late, (("a", "b"), ("d",)), strict=True):
        await store.put_new(key, parcel_of(key, ids).data, "1" * 64)
    note = {"files": [{"key": old, "size": len(data)}], "replaced": [late[0], f"{here}2b.parquet"]}
    await store.put_new(f"{here}_compacted-00000003.json", json.dumps(note).encode(), "2" * 64)
    return ["a", "b", "c", "d"]


async def test_what_the_release_before_left_is_read_as_it_meant_it(store: ObjectStore) -> None:
    assert await lay_as_before(store) == await read(store)


@pytest.mark.parametrize("now", [OVER, OVER - timedelta(hours=4)], ids=["over", "running"])
async def test_what_the_release_before_left_is_written_anew_and_leaves_nothing_but_parquet(
    store: ObjectStore, now: datetime
) -> None:
    everything = await lay_as_before(store)

    await compactor(store, now).compact_once()

    assert await read(store) == everything
    assert [key async for key in store.list("turns/v1/")] == await files(store)
    assert not [key for key in await files(store) if is_former(key)]
    assert (await compactor(store, now).compact_once()).written == 0


async def test_a_day_that_the_release_before_compacted_alone_is_written_anew_too(
    store: ObjectStore,
) -> None:
    await lay_as_before(store)
    for key in await files(store):
        if not is_former(key):
            await store.delete(key)

    await compactor(store).compact_once()

    assert await read(store) == ["a", "b", "c"]
    assert [key async for key in store.list("turns/v1/")] == await files(store)


async def test_a_kill_while_old_files_are_written_anew_loses_and_doubles_nothing(
    lake: str,
) -> None:
    everything = await lay_as_before(open_lake(f"{lake}/count"))
    steps = await steps_of_a_round(open_lake(f"{lake}/count"))

    for last, store in moments(lake, steps):
        await lay_as_before(store)

        async def die(step: int, last: int = last) -> None:
            if step == last:
                raise KilledError

        with pytest.raises(KilledError):
            await compactor(Watched(store, die)).compact_once()
        assert await read(store) == everything
        await compactor(store).compact_once()

        assert await read(store) == everything
        assert [key async for key in store.list("turns/v1/")] == await files(store)


async def test_what_the_release_before_compacts_meanwhile_counts_once(store: ObjectStore) -> None:
    everything = await lay_two_generations(store)
    await compactor(store).compact_once()
    (ours,) = await files(store)
    await lay(store, "9f", "g")
    # To it our file is one like any other, so it merges that one too, under its own manifest.
    here = partition("turns", PLACE.day, PLACE.department)
    old, loose = f"{here}compacted-77.parquet", f"{here}9f.parquet"
    await store.put_new(old, parcel_of("77", (*everything, "g")).data, "0" * 64)
    note = {"files": [{"key": old, "size": 1}], "replaced": [ours, loose]}
    await store.put_new(f"{here}_compacted-00000001.json", json.dumps(note).encode(), "1" * 64)

    assert await read(store) == [*everything, "g"]
    await compactor(store).compact_once()
    assert await read(store) == [*everything, "g"]
