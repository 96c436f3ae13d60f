"""Which place holds the lake: a folder, or a bucket of S3."""

from __future__ import annotations

from pathlib import Path

from feedback.lake.address import read_address
from feedback.lake.stores.object_store import ObjectStore


def open_lake(url: str) -> ObjectStore:
    """Open the lake at a folder, or at ``s3://bucket/prefix``.

    An S3 address may name its encryption: ``?sse=aws:kms&kms_key=alias/lake``. Raises
    ``ValueError`` for any other address.
    """
    if read_address(url) is not None:
        from feedback.lake.stores.s3_store import S3Store

        return S3Store.at(url)
    from feedback.lake.stores.folder_store import FolderStore

    return FolderStore(Path(url.removeprefix("file://")))
