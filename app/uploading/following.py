"""Takes up what another replica, or this one before it was killed, decided about documents."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime

from app.audit.events import SERVICE, Actor
from app.runtime.ingestions import Ingestions
from app.uploading.settling import Settler

EVERY_S = 10.0


class Follower:
    """Looks every few seconds; the indexes of this replica then follow what lies in the folders."""

    def __init__(self, settler: Settler, ingestions: Ingestions) -> None:
        self._settler = settler
        self._ingestions = ingestions
        # What was moved before is read by the ingestion with which the service starts.
        self._begun = datetime.now(UTC)

    async def run_forever(self) -> None:
        """Look again and again."""
        while True:
            await self.look()
            await asyncio.sleep(EVERY_S)

    async def look(self) -> None:
        """Move what was decided and not moved, and read sources that changed since they were."""
        await self._settler.settle()
        applied: Mapping[str, datetime] = await self._settler.changes.applied()
        for source, at in applied.items():
            if at > self._ingestions.begun.get(source, self._begun):
                self._ingestions.want(source, Actor(SERVICE))
