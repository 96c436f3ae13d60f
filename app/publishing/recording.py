"""Tells the audit trail of saves that share an entry, once their time is over."""

from __future__ import annotations

import asyncio

from app.publishing.desk import Desk
from app.records.publishing.save_series import LASTS

EVERY_S = 60.0


async def record_saves(desk: Desk) -> None:
    """Write the entries of all drafts on which nobody types any more, or has for long enough.

    Any replica does it for all: whoever counted the saves may be gone.
    """
    now = desk.clock()
    await desk.drafts.record_saves(until=now - LASTS, at=now)


async def record_saves_forever(desk: Desk) -> None:
    """Do so again and again."""
    while True:
        await record_saves(desk)
        await asyncio.sleep(EVERY_S)
