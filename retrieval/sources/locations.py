"""Finding the sources at a configured location: a folder, or a prefix in S3."""

from __future__ import annotations

import asyncio
from pathlib import Path

from retrieval.sources.attachments import AttachmentsFolder
from retrieval.sources.folders import LocalFolder, find_local_folders
from retrieval.sources.source_folder import SourceFolder


async def find_folders(location: str) -> list[SourceFolder]:
    """The sources at a location: itself if it holds a ``source.yaml``, else the folders in it.

    A folder without a ``source.yaml`` is among them, so that the ledger can tell. Raises
    `FolderUnreachableError`.
    """
    if location.startswith("s3://"):
        from retrieval.sources.buckets import find_buckets

        found = await asyncio.to_thread(find_buckets, location)
    else:
        found = await asyncio.to_thread(find_local_folders, Path(location))
    return [AttachmentsFolder(folder) for folder in found]


async def folder_at(location: str) -> SourceFolder:
    """The one folder at a location, whether or not there still is a source in it."""
    if location.startswith("s3://"):
        from retrieval.sources.buckets import bucket_folder

        return AttachmentsFolder(await asyncio.to_thread(bucket_folder, location))
    return AttachmentsFolder(await asyncio.to_thread(LocalFolder, Path(location)))
