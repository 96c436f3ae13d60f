"""What is tried of each part: a small search, a write that is taken back, an object, the trail."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

from app.audit.notary import Notary
from app.audit.trail import AuditTrail
from app.health.checkup import Complaint
from app.records.database.engine import Sessions, database_clock, try_to_write
from app.records.database.outages import DatabaseAwayError
from feedback.lake.stores.object_store import LakeUnavailableError, ObjectStore
from retrieval.indexes.lexical import LexicalIndex
from retrieval.indexes.server import VectorsAwayError, check_server

# So much room is little, and with so much less nothing can be stored soon.
LITTLE_ROOM, NO_ROOM = 500_000_000, 50_000_000
MOST_SKEW_S = 5.0
# Each costs requests to S3, on every replica.
LAKE_EVERY_S = 60.0
DATABASE_AWAY = Complaint(
    "database",
    "The database cannot be reached, or takes nothing. Check that it runs and has room; "
    "`almanac doctor` says why.",
    stops=True,
)


async def database(sessions: Sessions) -> Complaint | None:
    """Write something and take it back, as every question does."""
    try:
        await try_to_write(sessions)
    except DatabaseAwayError:
        return DATABASE_AWAY
    return None


async def clock(sessions: Sessions) -> Complaint | None:
    """Compare our clock with the database's, by which replicas know of each other."""
    try:
        theirs = await database_clock(sessions)
    except DatabaseAwayError:
        return None  # The database's own complaint says so.
    if theirs is None or abs((datetime.now(UTC) - theirs).total_seconds()) <= MOST_SKEW_S:
        return None
    return Complaint(
        "clock",
        "The clocks of this machine and of the database differ by more than "
        f"{MOST_SKEW_S:g} seconds. Have both set by NTP.",
    )


async def words(index: LexicalIndex) -> Complaint | None:
    """Search for a word, in no source: what is damaged shows itself."""
    try:
        await index.query("health", {}, limit=1)
    except (OSError, ValueError, RuntimeError):
        return Complaint(
            "words",
            "The index of words cannot be read. Stop the service and delete tantivy below "
            "ALMANAC_VAR; it is made again.",
            stops=True,
        )
    return None


async def vectors(url: str | None) -> Complaint | None:
    """Ask the Chroma server, where there is one. Without it searches go by words alone."""
    if url is None:
        return None
    try:
        await check_server(url)
    except VectorsAwayError:
        return Complaint(
            "vectors",
            "The Chroma server does not answer, and searches go by words alone. Check that it "
            "runs, and ALMANAC_CHROMA_URL.",
        )
    return None


async def room(var: Path) -> Complaint | None:
    """Look whether what is stored here has room."""
    free = (await asyncio.to_thread(shutil.disk_usage, var)).free
    if free >= LITTLE_ROOM:
        return None
    message = "The disk below ALMANAC_VAR is full, or nearly. Make room."
    return Complaint("room", message, stops=free < NO_ROOM)


async def audit(trail: AuditTrail, notary: Notary) -> Complaint | None:
    """Look at the end of the audit trail, and at what the last signing found."""
    try:
        head = await trail.head()
    except DatabaseAwayError:
        return None
    if head is not None and head.number <= head.newest == head.number and notary.flaw is None:
        return None
    return Complaint(
        "audit trail",
        "The audit trail does not fit together. Run `almanac audit verify`, which names the first "
        "entry that is wrong.",
    )


def seldom(
    probe: Callable[[], Awaitable[Complaint | None]],
) -> Callable[[], Awaitable[Complaint | None]]:
    """The same probe, which looks no more often than every `LAKE_EVERY_S`."""
    kept: list[tuple[float, Complaint | None]] = []

    async def now_and_then() -> Complaint | None:
        if not kept or time.monotonic() - kept[0][0] >= LAKE_EVERY_S:
            kept[:] = [(time.monotonic(), await probe())]
        return kept[0][1]

    return now_and_then


async def lake(store: ObjectStore) -> Complaint | None:
    """Put an object with content, read it and take it away. People go on without the lake."""
    try:
        await store.check()
    except LakeUnavailableError:
        return Complaint(
            "lake",
            "The lake cannot be reached, or takes nothing; records wait in the database. "
            "`almanac doctor` says why.",
        )
    return None
