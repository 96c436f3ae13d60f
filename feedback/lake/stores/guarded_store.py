"""A lake that is read by everybody, and written only by whom it belongs to."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable

from feedback.lake.stores.object_store import LakeHeldError, ObjectStore, PutOutcome

Objection = Callable[[], Awaitable[str | None]]


class GuardedStore:
    """Implements `feedback.lake.stores.object_store.ObjectStore`; asks before it writes or deletes.

    ``objection`` gives the reason why nothing may be written, or ``None``; then those methods raise
    `feedback.lake.stores.object_store.LakeHeldError`.
    """

    def __init__(self, store: ObjectStore, objection: Objection) -> None:
        self.unguarded = store
        self._objection = objection

    async def check(self) -> None:
        """Return if the lake can be written, and would overwrite nothing."""
        await self._must_be_ours()
        await self.unguarded.check()

    async def put_new(self, key: str, data: bytes, content_hash: str) -> PutOutcome:
        """Write an object unless the key is taken."""
        await self._must_be_ours()
        return await self.unguarded.put_new(key, data, content_hash)

    async def holds(self, key: str, content_hash: str) -> bool:
        """Whether that content stands there."""
        return await self.unguarded.holds(key, content_hash)

    async def get(self, key: str) -> bytes:
        """Read an object."""
        return await self.unguarded.get(key)

    def list(self, prefix: str, *, after: str = "") -> AsyncIterator[str]:
        """Keys that begin with ``prefix`` and come after ``after``."""
        return self.unguarded.list(prefix, after=after)

    async def delete(self, key: str) -> None:
        """Remove an object; no object is no error."""
        await self._must_be_ours()
        await self.unguarded.delete(key)

    async def _must_be_ours(self) -> None:
        reason = await self._objection()
        if reason is not None:
            raise LakeHeldError(reason)
