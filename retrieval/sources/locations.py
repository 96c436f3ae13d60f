"""Finding the sources at a configured location: a folder, or a prefix in S3."""

from __future__ import annotations

import asyncio
from pathlib import Path

from retrieval.sources.folders import LocalFolder, find_local_folders
from retrieval.sources.source_folder import SourceFolder


async def find_folders(location: str) -> list[SourceFolder]:
    """The sources at a location: itself if it holds a ``source.yaml``, else the folders in it.

    A folder without a ``source.yaml`` is among them, so that the ledger can tell. Raises
    `FolderUnreachableError`.
    """
    if location.startswith("s3://"):
        from retrieval.sources.buckets import find_buckets

        return await asyncio.to_thread(find_buckets, location)
    return await asyncio.to_thread(find_local_folders, Path(location))


async def folder_at(location: str) -> SourceFolder:
    """The one folder at a location, whether or not there still is a source in it."""
    if location.startswith("s3://"):
        from retrieval.sources.buckets import bucket_folder

        return await asyncio.to_thread(bucket_folder, location)
    return await asyncio.to_thread(LocalFolder, Path(location))
