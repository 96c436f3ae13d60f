"""Sources in S3, against a server that speaks its dialect."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest

from retrieval.access import Access
from retrieval.folders import FolderUnreachableError, find_folders
from retrieval.memory import MemoryDocumentStore
from retrieval.opening import open_retrieval
from tests.servers.s3 import free_port, running_s3

DESCRIPTION = b"source: quality\ndepartment: quality\nowner: qa@cryodyne.example\ngroups: [staff]\n"


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    with running_s3() as address:
        yield address


@pytest.fixture(autouse=True)
def aws(s3: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", s3)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")


def fill(bucket: str, **objects: bytes) -> None:
    client = boto3.client("s3")
    client.create_bucket(
        Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"}
    )
    for key, data in objects.items():
        client.put_object(Bucket=bucket, Key=key, Body=data)


async def test_a_source_in_a_bucket_is_ingested_and_answers(tmp_path: Path) -> None:
    documents = {
        "knowledge/quality/source.yaml": DESCRIPTION,
        "knowledge/quality/sop/a.md": b"# Canteen\n\nThe canteen opens at noon.",
        "knowledge/quality/../b.md": b"# Outside\n\nNot to be read.",
        "knowledge/quality/.hidden.md": b"# Hidden",
        "elsewhere/c.md": b"# Elsewhere",
    }
    fill("company", **documents)
    async with open_retrieval(
        var=tmp_path,
        chroma_url=None,
        documents=MemoryDocumentStore(),
        locations=["s3://company/knowledge"],
    ) as retrieval:
        first = await retrieval.ingestion.sync()
        second = await retrieval.ingestion.sync()
        found = await retrieval.search.search(
            "When does the canteen open?", Access(frozenset({"staff"})), ["quality"], limit=3
        )
        original = await retrieval.original(
            next(iter((await retrieval.documents.documents("quality")).values()))
        )

    statuses = {line.path: line.status for line in first.sources[0].documents}
    assert statuses == {"sop/a.md": "live", "../b.md": "quarantined"}
    assert first.reconciled
    assert second.sources[0].counts["unchanged"] == 1
    assert [passage.document for passage in found.passages] == ["sop/a.md"]
    assert original in documents.values()


async def test_a_long_listing_is_read_to_its_end() -> None:
    fill("many", **{"source.yaml": DESCRIPTION}, **{f"{n:04}.md": b"# T" for n in range(1003)})

    (folder,) = await find_folders("s3://many")

    assert len(await folder.entries()) == 1003


async def test_a_bucket_that_is_away_is_unreachable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", f"http://127.0.0.1:{free_port()}")

    with pytest.raises(FolderUnreachableError, match="s3://company"):
        await find_folders("s3://company/knowledge")


async def test_a_missing_bucket_is_unreachable() -> None:
    with pytest.raises(FolderUnreachableError, match="NoSuchBucket"):
        await find_folders("s3://no-such-bucket/knowledge")
