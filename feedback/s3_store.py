"""The lake in S3: conditional writes, so that no object is ever overwritten."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import parse_qs, urlsplit

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from feedback.lake import DivergenceError, LakeUnavailableError, ObjectMissingError, PutOutcome

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client
    from mypy_boto3_s3.type_defs import ListObjectsV2OutputTypeDef

_HASH = "content-sha256"
_TAKEN = {"PreconditionFailed", "412"}
_MISSING = {"NoSuchKey", "404", "NotFound"}
_Result = TypeVar("_Result")


class S3Store:
    """Implements `feedback.lake.ObjectStore`; ``prefix`` is empty or ends in a slash."""

    def __init__(
        self, client: S3Client, bucket: str, prefix: str = "", *, encryption: dict[str, Any]
    ) -> None:
        self._client = client
        self._bucket = bucket
        self._prefix = prefix
        self._encryption = encryption

    @classmethod
    def at(cls, url: str) -> S3Store:
        """Open ``s3://bucket/prefix?sse=...&kms_key=...`` with the standard AWS variables.

        Raises ``ValueError`` for an address without a bucket or with other parameters.
        """
        parts = urlsplit(url)
        options = parse_qs(parts.query, strict_parsing=bool(parts.query))
        if not parts.netloc or options.keys() - {"sse", "kms_key"}:
            raise ValueError("The lake's address must be s3://bucket/prefix[?sse=...&kms_key=...].")
        encryption = {}
        if "sse" in options:
            encryption["ServerSideEncryption"] = options["sse"][0]
        if "kms_key" in options:
            encryption = {"ServerSideEncryption": "aws:kms"} | encryption
            encryption["SSEKMSKeyId"] = options["kms_key"][0]
        # Few attempts: the shipper tries again anyway, and says so meanwhile.
        config = Config(
            connect_timeout=5, read_timeout=30, retries={"mode": "standard", "max_attempts": 2}
        )
        prefix = parts.path.strip("/")
        return cls(
            boto3.client("s3", config=config),
            parts.netloc,
            f"{prefix}/" if prefix else "",
            encryption=encryption,
        )

    async def check(self) -> None:
        """Return if the bucket can be listed."""
        prefix = f"{self._prefix}turns/"

        def look() -> None:
            self._client.list_objects_v2(Bucket=self._bucket, Prefix=prefix, MaxKeys=1)

        await asyncio.to_thread(_reach, look)

    async def put_new(self, key: str, data: bytes, content_hash: str) -> PutOutcome:
        """Write an object unless the key is taken; raises `DivergenceError`."""

        def put() -> PutOutcome:
            try:
                self._client.put_object(
                    Bucket=self._bucket,
                    Key=self._prefix + key,
                    Body=data,
                    IfNoneMatch="*",
                    Metadata={_HASH: content_hash},
                    ContentType="application/vnd.apache.parquet",
                    **self._encryption,
                )
            except ClientError as error:
                if _code(error) not in _TAKEN:
                    raise
                if self._hash_of(key) != content_hash:
                    raise DivergenceError(key) from error
                return PutOutcome.ALREADY_THERE
            return PutOutcome.WRITTEN

        return await asyncio.to_thread(_reach, put)

    async def get(self, key: str) -> bytes:
        """Read an object; raises `ObjectMissingError`."""

        def read() -> bytes:
            try:
                found = self._client.get_object(Bucket=self._bucket, Key=self._prefix + key)
            except ClientError as error:
                if _code(error) in _MISSING:
                    raise ObjectMissingError(key) from error
                raise
            return found["Body"].read()

        return await asyncio.to_thread(_reach, read)

    async def list(self, prefix: str, *, after: str = "") -> AsyncIterator[str]:
        """Keys that begin with ``prefix`` and come after ``after``."""
        paginator = self._client.get_paginator("list_objects_v2")
        options: dict[str, Any] = {"StartAfter": self._prefix + after} if after else {}
        pages: Iterator[ListObjectsV2OutputTypeDef] = iter(
            paginator.paginate(Bucket=self._bucket, Prefix=self._prefix + prefix, **options)
        )
        while (page := await asyncio.to_thread(_reach, lambda: next(pages, None))) is not None:
            for found in page.get("Contents", []):
                yield found["Key"].removeprefix(self._prefix)

    async def delete(self, key: str) -> None:
        """Remove an object; no object is no error."""

        def delete() -> None:
            self._client.delete_object(Bucket=self._bucket, Key=self._prefix + key)

        await asyncio.to_thread(_reach, delete)

    def _hash_of(self, key: str) -> str | None:
        found = self._client.head_object(Bucket=self._bucket, Key=self._prefix + key)
        return found["Metadata"].get(_HASH)


def _reach(work: Callable[[], _Result]) -> _Result:
    try:
        return work()
    except ClientError as error:
        raise LakeUnavailableError(f"S3 answered {_code(error)}") from error
    except BotoCoreError as error:
        # Its text may hold addresses and credentials' names; its kind says enough.
        raise LakeUnavailableError(type(error).__name__) from error


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", "an error"))
