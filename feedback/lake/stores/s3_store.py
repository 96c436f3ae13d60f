"""The lake in S3: conditional writes, so that no object is ever overwritten."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import os
import threading
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar, cast

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, FlexibleChecksumError

from feedback.lake.address import read_address
from feedback.lake.stores.object_store import (
    DivergenceError,
    LakeUnavailableError,
    ObjectMissingError,
    PutOutcome,
)

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client
    from mypy_boto3_s3.type_defs import ListObjectsV2OutputTypeDef

_HASH = "content-sha256"
_BYTES = "bytes-sha256"
_PROBE = ".probe"
_PROBE_BYTES = 1024
_KINDS = {"parquet": "application/vnd.apache.parquet", "json": "application/json"}
_TAKEN = {"PreconditionFailed", "412"}
_MISSING = {"NoSuchKey", "404", "NotFound"}
_Result = TypeVar("_Result")


class S3Store:
    """Implements `ObjectStore`; ``prefix`` is empty or ends in a slash."""

    def __init__(
        self, client: S3Client, bucket: str, prefix: str = "", *, encryption: dict[str, Any]
    ) -> None:
        self._client = client
        self._bucket = bucket
        self._prefix = prefix
        self._may_delete = True
        self._encryption = encryption

    @classmethod
    def at(cls, url: str) -> S3Store:
        """Open ``s3://bucket/prefix?sse=...&kms_key=...`` with the standard AWS variables.

        Raises ``ValueError`` for an address that is none in S3.
        """
        address = read_address(url)
        if address is None:
            raise ValueError("This is a folder, and no address in S3.")
        encryption = {}
        if "sse" in address.options:
            encryption["ServerSideEncryption"] = address.options["sse"]
        if "kms_key" in address.options:
            encryption = {"ServerSideEncryption": "aws:kms"} | encryption
            encryption["SSEKMSKeyId"] = address.options["kms_key"]
        # Few attempts: the shipper tries again anyway, and says so meanwhile.
        config = Config(
            connect_timeout=5, read_timeout=30, retries={"mode": "standard", "max_attempts": 2}
        )
        client = boto3.client("s3", config=config)
        return cls(client, address.bucket, address.prefix, encryption=encryption)

    async def check(self) -> None:
        """Return if the bucket takes content, and a second write under a key is refused."""
        key = f"{self._prefix}{_PROBE}"

        def probe() -> None:
            # It stays there: whoever may write need not be one who may delete.
            for _ in range(2):
                try:
                    self._client.put_object(
                        Bucket=self._bucket, Key=key, IfNoneMatch="*", **self._encryption
                    )
                except ClientError as error:
                    if _code(error) not in _TAKEN:
                        raise
                    return
            raise LakeUnavailableError("this S3 ignores If-None-Match, and would overwrite")

        await _reach(probe)
        if self._may_delete:
            await _reach(self._try_content)

    def _try_content(self) -> None:
        """Put an object with content, read it and remove it: there may be room for none."""
        key, content = f"{self._prefix}{_PROBE}-{uuid.uuid4().hex}", os.urandom(_PROBE_BYTES)
        self._client.put_object(Bucket=self._bucket, Key=key, Body=content, **self._encryption)
        read = self._client.get_object(Bucket=self._bucket, Key=key)["Body"].read()
        try:
            self._client.delete_object(Bucket=self._bucket, Key=key)
        except ClientError:
            # Whoever may write need not be one who may delete; one such object is enough.
            self._may_delete = False
        if read != content:
            raise LakeUnavailableError("what is read is not what was written")

    async def put_new(self, key: str, data: bytes, content_hash: str) -> PutOutcome:
        """Write an object unless the key is taken; raises `DivergenceError`."""
        digest = hashlib.sha256(data)

        def put() -> PutOutcome:
            try:
                self._client.put_object(
                    Bucket=self._bucket,
                    Key=self._prefix + key,
                    Body=data,
                    IfNoneMatch="*",
                    Metadata={_HASH: content_hash, _BYTES: digest.hexdigest()},
                    ContentType=_KINDS.get(key.rpartition(".")[2], "application/octet-stream"),
                    ChecksumAlgorithm="SHA256",
                    ChecksumSHA256=base64.b64encode(digest.digest()).decode(),
                    **self._encryption,
                )
            except ClientError as error:
                if _code(error) not in _TAKEN:
                    raise
                outcome = PutOutcome.ALREADY_THERE
            else:
                outcome = PutOutcome.WRITTEN
            # Not every S3 looks at the checksum, so what stands there is read back in any case.
            if not self._holds(key, content_hash):
                raise LakeUnavailableError("what was written is not there")
            return outcome

        return await _reach(put)

    async def holds(self, key: str, content_hash: str) -> bool:
        """Whether that content stands there; raises `DivergenceError` where other does."""
        return await _reach(lambda: self._holds(key, content_hash))

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

        return await _reach(read)

    async def list(self, prefix: str, *, after: str = "") -> AsyncIterator[str]:
        """Keys that begin with ``prefix`` and come after ``after``."""
        paginator = self._client.get_paginator("list_objects_v2")
        options: dict[str, Any] = {"StartAfter": self._prefix + after} if after else {}
        pages: Iterator[ListObjectsV2OutputTypeDef] = iter(
            paginator.paginate(Bucket=self._bucket, Prefix=self._prefix + prefix, **options)
        )
        while (page := await _reach(lambda: next(pages, None))) is not None:
            for found in page.get("Contents", []):
                yield found["Key"].removeprefix(self._prefix)

    async def delete(self, key: str) -> None:
        """Remove an object; no object is no error."""

        def delete() -> None:
            self._client.delete_object(Bucket=self._bucket, Key=self._prefix + key)

        await _reach(delete)

    def _holds(self, key: str, content_hash: str) -> bool:
        try:
            found = self._client.get_object(Bucket=self._bucket, Key=self._prefix + key)
        except ClientError as error:
            if _code(error) in _MISSING:
                return False
            raise
        meant = found["Metadata"]
        try:
            digest = hashlib.sha256(found["Body"].read()).hexdigest()
        except FlexibleChecksumError as error:
            raise DivergenceError(key) from error
        if meant.get(_HASH) != content_hash or meant.get(_BYTES) != digest:
            raise DivergenceError(key)
        return True


async def _reach(work: Callable[[], _Result]) -> _Result:
    try:
        return await _aside(work)
    except ClientError as error:
        raise LakeUnavailableError(f"S3 answered {_code(error)}") from error
    except BotoCoreError as error:
        # Its text may hold addresses and credentials' names; its kind says enough.
        raise LakeUnavailableError(type(error).__name__) from error


async def _aside(work: Callable[[], _Result]) -> _Result:
    """Run ``work`` in a thread that nobody has to wait for.

    An S3 that does not answer would hold a thread of the pool, and the pool the end of the process.
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[_Result] = loop.create_future()

    def settle(result: _Result | None, error: BaseException | None) -> None:
        if done.cancelled():
            return
        if error is not None:
            done.set_exception(error)
        else:
            done.set_result(cast(_Result, result))

    def run() -> None:
        result, failed = None, None
        try:
            result = work()
        except BaseException as error:  # noqa: BLE001 - handed to whoever waits
            failed = error
        # Closed means that nobody waits any more.
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(settle, result, failed)

    threading.Thread(target=run, name="s3", daemon=True).start()
    return await done


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", "an error"))
