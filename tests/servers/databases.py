"""Migrated, empty databases: the migrations run once in a process, and their result is copied."""

from __future__ import annotations

from app.records.migrating import sqlite_path, upgrade

_result: list[bytes] = []


async def migrated(database_url: str) -> None:
    """Bring a new database to the release's schema, as `app.records.migrating.upgrade` does."""
    path = sqlite_path(database_url)
    if path is not None and _result and not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_result[0])
        return
    new = path is not None and not path.exists()
    await upgrade(database_url)
    if path is not None and new:
        _result[:] = [path.read_bytes()]
