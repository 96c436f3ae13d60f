"""What every kind of lake keeps to."""

from __future__ import annotations

import asyncio
import os
import time
from pathlib import Path

import boto3
import pytest

from feedback.lake.opening import open_lake
from feedback.lake.stores.folder_store import FolderStore
from feedback.lake.stores.object_store import (
    DivergenceError,
    LakeUnavailableError,
    ObjectMissingError,
    ObjectStore,
    PutOutcome,
    partition,
    partition_of,
)
from tests.servers.s3 import free_port

KEY = "turns/v1/dt=2026-01-02/department=hr/a.parquet"


async def test_what_was_put_can_be_read(store: ObjectStore) -> None:
    assert await store.put_new(KEY, b"data", "hash") is PutOutcome.WRITTEN
    assert await store.get(KEY) == b"data"


async def test_the_same_content_in_other_bytes_is_already_there(store: ObjectStore) -> None:
    await store.put_new(KEY, b"packed once", "hash")

    assert await store.put_new(KEY, b"packed again", "hash") is PutOutcome.ALREADY_THERE
    assert await store.get(KEY) == b"packed once"


async def test_other_content_is_an_alarm_and_overwrites_nothing(store: ObjectStore) -> None:
    await store.put_new(KEY, b"first", "one hash")

    with pytest.raises(DivergenceError):
        await store.put_new(KEY, b"second", "another hash")
    assert await store.get(KEY) == b"first"


async def test_whether_content_stands_under_a_key_can_be_asked(store: ObjectStore) -> None:
    assert not await store.holds(KEY, "one hash")
    await store.put_new(KEY, b"first", "one hash")

    assert await store.holds(KEY, "one hash")
    with pytest.raises(DivergenceError):
        await store.holds(KEY, "another hash")


async def test_an_object_that_was_damaged_diverges(store: ObjectStore, lake: str) -> None:
    await store.put_new(KEY, b"first", "one hash")
    if lake.startswith("s3"):
        client, bucket = boto3.client("s3"), lake.split("/")[2]
        meant = client.head_object(Bucket=bucket, Key=f"almanac/{KEY}")["Metadata"]
        client.put_object(Bucket=bucket, Key=f"almanac/{KEY}", Body=b"fir5t", Metadata=meant)
    else:
        (Path(lake) / KEY).write_bytes(b"fir5t")

    with pytest.raises(DivergenceError):
        await store.put_new(KEY, b"first", "one hash")


async def test_what_was_deleted_leaves_nothing_behind(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    await store.put_new(KEY, b"data", "hash")
    await store.delete(KEY)

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


async def test_of_many_at_once_one_writes(store: ObjectStore) -> None:
    outcomes = await asyncio.gather(*(store.put_new(KEY, b"data", "hash") for _ in range(8)))

    assert sorted(outcomes) == [PutOutcome.ALREADY_THERE] * 7 + [PutOutcome.WRITTEN]


async def test_a_lake_that_is_there_passes_the_check(store: ObjectStore) -> None:
    await store.check()


async def test_what_is_not_there_is_missing(store: ObjectStore) -> None:
    with pytest.raises(ObjectMissingError):
        await store.get(KEY)


async def test_keys_are_listed_by_prefix_in_the_order_of_days(store: ObjectStore) -> None:
    keys = [f"turns/v1/dt=2026-01-0{day}/department=hr/{day}.parquet" for day in (3, 1, 2)]
    for key in (*keys, "reactions/v1/dt=2026-01-01/department=hr/r.parquet"):
        await store.put_new(key, b"data", "hash")

    assert [key async for key in store.list("turns/v1/")] == sorted(keys)
    after = "turns/v1/dt=2026-01-02/"
    assert [key async for key in store.list("turns/v1/", after=after)] == sorted(keys)[1:]
    assert [key async for key in store.list("passages/v1/")] == []


async def test_what_was_deleted_is_gone_and_may_be_written_anew(store: ObjectStore) -> None:
    await store.put_new(KEY, b"first", "one hash")
    await store.delete(KEY)
    await store.delete(KEY)

    assert await store.put_new(KEY, b"second", "another hash") is PutOutcome.WRITTEN
    assert await store.get(KEY) == b"second"


async def test_a_file_that_somebody_else_put_into_the_folder_diverges(tmp_path: Path) -> None:
    file = tmp_path / KEY
    file.parent.mkdir(parents=True)
    file.write_bytes(b"data")

    with pytest.raises(DivergenceError):
        await FolderStore(tmp_path).put_new(KEY, b"data", "hash")


async def test_only_objects_are_visible_in_the_folder(tmp_path: Path) -> None:
    await FolderStore(tmp_path).put_new(KEY, b"data", "hash")

    visible = [path for path in tmp_path.rglob("*") if path.is_file() and "/." not in str(path)]
    assert visible == [tmp_path / KEY]


async def test_what_a_killed_process_left_half_written_is_cleared(tmp_path: Path) -> None:
    (tmp_path / ".incoming").mkdir()
    left = tmp_path / ".incoming" / "left"
    left.write_bytes(b"half")
    long_ago = time.time() - 7200
    os.utime(left, (long_ago, long_ago))

    await FolderStore(tmp_path).put_new(KEY, b"data", "hash")

    assert not left.exists()


@pytest.mark.parametrize("key", ["../a", "/a", "a//b", "a/./b", "a\0b", ""])
async def test_a_key_cannot_leave_the_folder(tmp_path: Path, key: str) -> None:
    with pytest.raises(ValueError, match="not a key"):
        await FolderStore(tmp_path).put_new(key, b"data", "hash")


async def test_a_folder_that_cannot_be_written_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "lake").write_text("a file stands in the way")

    with pytest.raises(LakeUnavailableError, match="File exists"):
        await FolderStore(tmp_path / "lake").put_new(KEY, b"data", "hash")
    with pytest.raises(LakeUnavailableError, match="File exists"):
        await FolderStore(tmp_path / "lake").check()
    with pytest.raises(LakeUnavailableError, match="Not a directory"):
        assert [key async for key in FolderStore(tmp_path / "lake").list("turns/v1/")]


async def test_an_s3_server_that_is_away_is_unavailable(
    s3_lake: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", f"http://127.0.0.1:{free_port()}")

    with pytest.raises(LakeUnavailableError, match="EndpointConnectionError"):
        await open_lake(s3_lake).put_new(KEY, b"data", "hash")
    with pytest.raises(LakeUnavailableError, match="EndpointConnectionError"):
        await open_lake(s3_lake).check()


async def test_objects_are_encrypted_as_the_address_asks(s3_lake: str) -> None:
    await open_lake(f"{s3_lake}?sse=aws:kms&kms_key=alias/lake").put_new(KEY, b"data", "hash")

    bucket = s3_lake.split("/")[2]
    stored = boto3.client("s3").head_object(Bucket=bucket, Key=f"almanac/{KEY}")
    assert stored["ServerSideEncryption"] == "aws:kms"
    assert stored["SSEKMSKeyId"] == "alias/lake"


@pytest.mark.parametrize("url", ["gs://bucket", "s3://", "s3://bucket?acl=public"])
def test_an_address_that_is_no_lake_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="s3://bucket/prefix"):
        open_lake(url)


@pytest.mark.parametrize("department", ["hr", "medical-information", "../up", "a/b", ".", "é", ""])
def test_a_department_is_one_folder_whatever_its_name(department: str) -> None:
    prefix = partition("turns", "2026-01-02", department)
    folder = prefix.split("/")[3]

    assert prefix == f"turns/v1/dt=2026-01-02/{folder}/"
    assert folder.removeprefix("department=") not in {"", ".", ".."}
    if department:
        assert partition_of(f"{prefix}a.parquet") == ("2026-01-02", department)


async def test_a_folder_is_not_looked_into_whose_days_are_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, days = FolderStore(tmp_path), [f"2026-01-{day:02}" for day in range(1, 21)]
    keys = [f"turns/v1/dt={day}/department=hr/a.parquet" for day in days]
    for key in keys:
        await store.put_new(key, b"data", "hash")
    every = {after: [key for key in keys if key > after] for after in ("", "turns/v1/dt=2026-01-1")}
    every[keys[7]] = keys[8:]
    looked_into: list[str] = []
    scandir = os.scandir

    def observed(folder: str) -> object:
        looked_into.append(str(folder))
        return scandir(folder)

    for after, expected in every.items():
        assert [key async for key in store.list("turns/v1/", after=after)] == expected
    monkeypatch.setattr(os, "scandir", observed)
    assert [key async for key in store.list("turns/v1/", after="turns/v1/dt=2026-01-19")] == keys[
        18:
    ]
    assert [one for one in days if any(one in folder for folder in looked_into)] == days[18:]
