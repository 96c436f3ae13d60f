"""Sees that the vectors of a source are what they were, and lets them be made again if not."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import structlog

from retrieval.documents import DocumentStore
from retrieval.indexes import damage
from retrieval.indexes.canaries import Canaries
from retrieval.indexes.dense import DenseIndex

log = structlog.get_logger()

CANARIES = "canaries.json"
REBUILDING = "Its index was damaged, and is being made again."


class Guard:
    """Watches over the vectors below ``var``, or on a server if they are not ``embedded``."""

    def __init__(
        self,
        documents: DocumentStore,
        dense: DenseIndex,
        fingerprint: str,
        var: Path,
        *,
        embedded: bool,
    ) -> None:
        self._documents = documents
        self._dense = dense
        self._canaries = Canaries(dense, fingerprint, var / CANARIES)
        self._var = var
        self._embedded = embedded

    async def mend(self, source: str) -> str:
        """Drop the vectors of a source if they are damaged, and say why; empty if they are not.

        Whatever lacks vectors afterwards gets them in the run that this begins.
        """
        stored = await self._documents.chunk_ids(source)
        reason = await self._canaries.find_damage(source, stored.keys())
        if reason:
            log.warning("vectors.damaged", source=source, reason=reason)
            await self._dense.drop(source)
            self._canaries.forget(source)
        return reason

    async def vouch(self, source: str) -> None:
        """Remember what the vectors of a source are now."""
        stored = await self._documents.chunk_ids(source)
        await self._canaries.choose(source, stored.keys())

    async def seal(self) -> None:
        """Remember the files as they are now."""
        if self._embedded:
            await asyncio.to_thread(damage.seal, self._var)

    async def announce(self, *, vectors: bool) -> None:
        """Let nobody take it for complete what is found until the next run.

        ``vectors`` tells that these are lost, and not words alone.
        """
        for source in await self._documents.sources():
            if vectors:
                self._canaries.forget(source.name)
            if source.ingested_at is not None:
                await self._documents.save_source(
                    replace(source, problem=REBUILDING, unreachable=True)
                )
