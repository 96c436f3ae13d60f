"""Sources in S3, against a server that speaks its dialect."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from retrieval.access import Access
from retrieval.memory import MemoryDocumentStore
from retrieval.opening import Retrieval, open_retrieval
from retrieval.passages import SourceCondition
from retrieval.sources.buckets import BucketFolder
from retrieval.sources.locations import find_folders, folder_at
from retrieval.sources.source_folder import FileChangedError, FolderUnreachableError
from tests.faults.ingesting import WordEmbedder
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
        document = (await retrieval.documents.documents("quality"))["sop/a.md"]
        held = await retrieval.originals.look_at(document)
        known = retrieval.originals.knows(document, held)
        original = await retrieval.originals.read(document, held)
        pieces = [piece async for piece in retrieval.originals.pieces(document, held, 2, 9)]

    statuses = {line.path: line.status for line in first.sources[0].documents}
    assert statuses == {"sop/a.md": "live", "../b.md": "quarantined"}
    assert first.reconciled
    assert second.sources[0].counts["unchanged"] == 1
    assert [passage.document for passage in found.passages] == ["sop/a.md"]
    assert original == documents["knowledge/quality/sop/a.md"]
    # The listing told the ETag of what was ingested, so nothing is read twice to be sure.
    assert known
    assert b"".join(pieces) == original[2:9]


async def test_a_long_listing_is_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    fill("many", **{"source.yaml": DESCRIPTION}, **{f"{n}.md": b"# T" for n in range(13)})
    pages: list[dict[str, Any]] = []

    def ask_for_a_short_page(params: dict[str, Any], **_: Any) -> None:
        # A server gives a thousand at once, and putting them there takes its time.
        params["MaxKeys"] = 5
        pages.append(params)

    session = boto3.Session()
    session.events.register("before-parameter-build.s3.ListObjectsV2", ask_for_a_short_page)
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", session)

    (folder,) = await find_folders("s3://many")
    pages.clear()

    assert len(await folder.entries()) == 13
    assert len(pages) == 3


@pytest.fixture
def fetched(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The documents that are fetched, one after the other."""
    paths: list[str] = []
    read = BucketFolder.read

    async def noting(folder: BucketFolder, path: str) -> bytes:
        paths.append(path)
        return await read(folder, path)

    monkeypatch.setattr(BucketFolder, "read", noting)
    return paths


@asynccontextmanager
async def opened(bucket: str, var: Path) -> AsyncIterator[Retrieval]:
    async with open_retrieval(
        var=var,
        chroma_url=None,
        documents=MemoryDocumentStore(),
        locations=[f"s3://{bucket}"],
        embedder=WordEmbedder(),
    ) as retrieval:
        yield retrieval


async def test_only_what_has_another_etag_is_fetched_again(
    tmp_path: Path, fetched: list[str]
) -> None:
    fill("changing", **{"source.yaml": DESCRIPTION, "a.md": b"# A\n\nOld.", "b.md": b"# B\n\nOld."})
    async with opened("changing", tmp_path) as retrieval:
        await retrieval.ingestion.sync()
        fetched.clear()
        boto3.client("s3").put_object(Bucket="changing", Key="b.md", Body=b"# B\n\nNew.")

        ledger = await retrieval.ingestion.sync()

    assert fetched == ["b.md"]
    statuses = {line.path: line.status for line in ledger.sources[0].documents}
    assert statuses == {"a.md": "unchanged", "b.md": "live"}


async def test_documents_are_fetched_beside_each_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(
        "parallel", **{"source.yaml": DESCRIPTION}, **{f"{n}.md": b"# T\n\nText." for n in range(8)}
    )
    under_way, all_under_way = 0, asyncio.Event()
    read = BucketFolder.read

    async def together(folder: BucketFolder, path: str) -> bytes:
        nonlocal under_way
        under_way += 1
        if under_way == 8:
            all_under_way.set()
        await all_under_way.wait()
        return await read(folder, path)

    monkeypatch.setattr(BucketFolder, "read", together)
    async with opened("parallel", tmp_path) as retrieval:
        ledger = await retrieval.ingestion.sync()

    assert ledger.sources[0].counts["live"] == 8


@pytest.mark.parametrize(("code", "reconciled"), [("AccessDenied", True), ("ExpiredToken", False)])
async def test_a_withheld_document_stands_for_itself_and_a_lost_key_for_the_source(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, reconciled: bool
) -> None:
    bucket = f"withheld-{code.lower()}"
    fill(bucket, **{"source.yaml": DESCRIPTION, "a.md": b"# A\n\nOld.", "b.md": b"# B\n\nOld."})
    async with opened(bucket, tmp_path) as retrieval:
        await retrieval.ingestion.sync()
        fetch = BucketFolder._get

        def refusing(folder: BucketFolder, path: str) -> bytes | None:
            if path == "b.md":
                client: Any = _Refusing(code)
                folder = BucketFolder(client, folder._bucket, folder._prefix)
            return fetch(folder, path)

        monkeypatch.setattr(BucketFolder, "_get", refusing)
        boto3.client("s3").put_object(Bucket=bucket, Key="b.md", Body=b"# B\n\nNew.")

        ledger = await retrieval.ingestion.sync()
        found = await retrieval.search.search(
            "Old", Access(frozenset({"staff"})), ["quality"], limit=3
        )

    assert ledger.reconciled is reconciled
    assert {passage.document for passage in found.passages} == {"a.md", "b.md"}
    assert (found.states[0].condition is SourceCondition.READY) is reconciled


class _Refusing:
    """A client that gets one answer to everything."""

    def __init__(self, code: str) -> None:
        self._code = code

    def get_object(self, **_: str) -> None:
        raise ClientError({"Error": {"Code": self._code}}, "GetObject")


async def test_a_bucket_that_is_away_is_unreachable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", f"http://127.0.0.1:{free_port()}")

    with pytest.raises(FolderUnreachableError, match="s3://company"):
        await find_folders("s3://company/knowledge")


async def test_a_missing_bucket_is_unreachable() -> None:
    with pytest.raises(FolderUnreachableError, match="NoSuchBucket"):
        await find_folders("s3://no-such-bucket/knowledge")


async def test_a_document_that_is_replaced_while_it_is_sent_is_noticed() -> None:
    fill("sent", **{"source.yaml": DESCRIPTION, "a.md": b"# First\n\nOne."})
    folder = await folder_at("s3://sent")
    held = await folder.look_at("a.md")
    boto3.client("s3").put_object(Bucket="sent", Key="a.md", Body=b"# Other\n\nTwo.")

    with pytest.raises(FileChangedError):
        await folder.piece("a.md", 0, 4, held)


async def test_a_document_that_is_gone_is_not_looked_at() -> None:
    fill("gone", **{"source.yaml": DESCRIPTION})

    with pytest.raises(FileNotFoundError):
        await (await folder_at("s3://gone")).look_at("a.md")
