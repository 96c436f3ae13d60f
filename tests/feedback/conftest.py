"""The lake for tests: a folder, and a bucket of an S3 server."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest

from feedback.lake.opening import open_lake
from feedback.lake.stores.object_store import ObjectStore
from tests.servers.s3 import running_s3


@pytest.fixture(scope="session")
def s3_address() -> Iterator[str]:
    with running_s3() as address:
        yield address


@pytest.fixture
def s3_lake(s3_address: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of an empty lake in S3; the variables point at the server."""
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", s3_address)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    bucket = f"lake-{uuid.uuid4().hex}"
    boto3.client("s3").create_bucket(Bucket=bucket)
    return f"s3://{bucket}/almanac"


@pytest.fixture(params=["folder", "s3"])
def lake(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty lake, of either kind."""
    if request.param == "folder":
        return str(tmp_path / "lake")
    address: str = request.getfixturevalue("s3_lake")
    return address


@pytest.fixture
def store(lake: str) -> ObjectStore:
    return open_lake(lake)
