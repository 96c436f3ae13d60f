"""Sources in S3: a prefix with a ``source.yaml`` at its root."""

from __future__ import annotations

import asyncio
import errno
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from retrieval.sources.description import DESCRIPTION, name_problem
from retrieval.sources.source_folder import (
    MAX_DOCUMENT,
    Entry,
    FileChangedError,
    FolderUnreachableError,
    Held,
    SourceFolder,
)

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client

_MISSING = {"NoSuchKey", "404", "NotFound"}
# By a policy on the object, or because it lies in an archive. A HEAD is answered without a body,
# and so without a name for what is wrong.
_WITHHELD = {"AccessDenied", "InvalidObjectState", "403"}
_CHANGED = {"PreconditionFailed", "InvalidRange", "412", "416"}
_Result = TypeVar("_Result")


class BucketFolder:
    """A prefix of a bucket; ``prefix`` is empty or ends in a slash."""

    def __init__(self, client: S3Client, bucket: str, prefix: str) -> None:
        self._client = client
        self._bucket = bucket
        self._prefix = prefix

    @property
    def location(self) -> str:
        """The address, without a slash at its end."""
        return f"s3://{self._bucket}/{self._prefix}".rstrip("/")

    async def description(self) -> bytes | None:
        """The bytes of ``source.yaml``; ``None`` if there is none."""
        return await asyncio.to_thread(self._reach, lambda: self._get(DESCRIPTION))

    async def entries(self) -> Sequence[Entry]:
        """Every document, ordered by path, with its ETag."""
        return await asyncio.to_thread(self._reach, self._entries)

    async def read(self, path: str) -> bytes:
        """The bytes of a document; raises ``PermissionError`` where only this one is withheld."""
        data = await asyncio.to_thread(self._reach, lambda: self._get(path))
        if data is None:
            raise FileNotFoundError(f"There is no document {path!r} in this source.")
        return data

    async def look_at(self, path: str) -> Held:
        """The size and the ETag of a document."""

        def look() -> Held:
            reply = self._client.head_object(Bucket=self._bucket, Key=self._prefix + path)
            return Held(reply["ContentLength"], reply["ETag"])

        held = await asyncio.to_thread(self._reach, lambda: self._asked(path, look))
        if held is None:
            raise FileNotFoundError(f"There is no document {path!r} in this source.")
        return held

    async def piece(self, path: str, start: int, count: int, held: Held) -> bytes:
        """A part of a document, of the object with this ETag alone."""

        def get() -> bytes:
            reply = self._client.get_object(
                Bucket=self._bucket,
                Key=self._prefix + path,
                Range=f"bytes={start}-{start + count - 1}",
                IfMatch=held.stamp,
            )
            return reply["Body"].read()

        if start >= held.size or count <= 0:
            return b""
        data = await asyncio.to_thread(self._reach, lambda: self._asked(path, get))
        if data is None:
            raise FileChangedError(path)
        return data

    def holds_description(self) -> bool:
        """Tell whether a ``source.yaml`` stands at the root."""
        return self._reach(lambda: self._get(DESCRIPTION)) is not None

    def inner(self) -> list[BucketFolder]:
        """The prefixes right below this one."""

        def listed() -> list[BucketFolder]:
            pages = self._client.get_paginator("list_objects_v2").paginate(
                Bucket=self._bucket, Prefix=self._prefix, Delimiter="/"
            )
            return [
                BucketFolder(self._client, self._bucket, common["Prefix"])
                for page in pages
                for common in page.get("CommonPrefixes", [])
                if not common["Prefix"].removeprefix(self._prefix).startswith(".")
            ]

        return self._reach(listed)

    def _entries(self) -> list[Entry]:
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self._bucket, Prefix=self._prefix
        )
        found: list[Entry] = []
        for page in pages:
            for listed in page.get("Contents", []):
                path = listed["Key"].removeprefix(self._prefix)
                # A key that ends in a slash is how some tools draw a folder.
                if path == DESCRIPTION or path.endswith("/") or _is_hidden(path):
                    continue
                problem = name_problem(path)
                if not problem and listed["Size"] > MAX_DOCUMENT:
                    problem = "It is larger than 100 MB. Split it."
                found.append(
                    Entry(path.replace("\0", "\N{REPLACEMENT CHARACTER}"), listed["ETag"], problem)
                )
        return sorted(found, key=lambda entry: entry.path)

    def _get(self, path: str) -> bytes | None:
        def get() -> bytes:
            reply = self._client.get_object(Bucket=self._bucket, Key=self._prefix + path)
            return reply["Body"].read()

        return self._asked(path, get)

    def _asked(self, path: str, call: Callable[[], _Result]) -> _Result | None:
        """What S3 answers about one object; ``None`` if there is none."""
        try:
            return call()
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if code in _MISSING:
                return None
            if code in _CHANGED:
                raise FileChangedError(path) from error
            if code in _WITHHELD and path != DESCRIPTION:
                raise PermissionError(errno.EACCES, f"S3 answers {code}") from error
            raise

    def _reach(self, call: Callable[[], _Result]) -> _Result:
        try:
            return call()
        except ClientError as error:
            code = error.response["Error"]["Code"]
            raise FolderUnreachableError(self.location, f"S3 answers {code}") from error
        except BotoCoreError as error:
            # The text of these errors may hold addresses with credentials; the kind says enough.
            raise FolderUnreachableError(self.location, type(error).__name__) from error


def bucket_folder(location: str) -> BucketFolder:
    """The prefix at ``s3://bucket/prefix`` itself, whatever lies there."""
    bucket, _, prefix = location.removeprefix("s3://").strip("/").partition("/")
    config = Config(
        connect_timeout=5, read_timeout=60, retries={"mode": "standard", "max_attempts": 3}
    )
    return BucketFolder(boto3.client("s3", config=config), bucket, f"{prefix}/" if prefix else "")


def find_buckets(location: str) -> list[SourceFolder]:
    """The sources at ``s3://bucket/prefix``: itself, or the prefixes right below it.

    Raises `FolderUnreachableError`.
    """
    root = bucket_folder(location)
    if root.holds_description():
        return [root]
    return [*root.inner()] or [root]


def _is_hidden(path: str) -> bool:
    return any(part.startswith(".") and part not in {".", ".."} for part in path.split("/"))
