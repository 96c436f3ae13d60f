"""A database as the service opens it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from app.records.database.engine import Sessions, open_engine, open_sessions
from app.records.database.migration import upgrade


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[Sessions]:
    """Sessions of a new database, ``almanac.db`` below the folder."""
    url = f"sqlite:///{folder / 'almanac.db'}"
    await upgrade(url)
    engine = open_engine(url, inline=True)
    try:
        yield open_sessions(engine, asyncio.Lock())
    finally:
        await engine.dispose()
