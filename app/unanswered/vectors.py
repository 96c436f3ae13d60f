"""Vectors of questions, made behind all other work and kept in memory."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Collection, Mapping
from typing import Protocol

import numpy as np
import structlog

from app.observing.logs import trail
from app.unanswered.grouping import Vector

log = structlog.get_logger()

# 1.5 kB each. What one page looks at has room several times over.
KEPT = 5_000
# Longer texts say no more of what they are about.
_LETTERS = 500
# More than the model takes for a question of somebody who waits: such work gives way.
_AT_ONCE = 100


class Embeds(Protocol):
    """A model that turns texts into vectors of length one."""

    async def embed(self, texts: list[str]) -> Vector:
        """One row for each text."""
        ...


class QuestionVectors:
    """Knows the vectors of questions, and makes what is missing without anybody waiting for it."""

    def __init__(self, model: Embeds) -> None:
        self._model = model
        self._known: OrderedDict[str, Vector] = OrderedDict()
        self._work: asyncio.Task[None] | None = None

    async def of(self, texts: Collection[str], *, within_s: float) -> Mapping[str, Vector]:
        """The vectors of texts as far as they are there after ``within_s`` seconds at most."""
        missing = [text for text in dict.fromkeys(texts) if text not in self._known]
        if missing and (self._work is None or self._work.done()):
            self._work = asyncio.create_task(self._make(missing))
        if missing and self._work is not None:
            await asyncio.wait([self._work], timeout=within_s)
        found = {text: self._known[text] for text in texts if text in self._known}
        for text in found:
            self._known.move_to_end(text)
        return found

    async def aclose(self) -> None:
        """Make no more."""
        if self._work is not None:
            self._work.cancel()
            await asyncio.gather(self._work, return_exceptions=True)

    async def _make(self, texts: list[str]) -> None:
        try:
            for start in range(0, len(texts), _AT_ONCE):
                some = texts[start : start + _AT_ONCE]
                rows = await self._model.embed([text[:_LETTERS] for text in some])
                self._known.update(
                    (text, np.asarray(row, np.float32))
                    for text, row in zip(some, rows, strict=True)
                )
                while len(self._known) > KEPT:
                    self._known.popitem(last=False)
        except Exception as error:  # noqa: BLE001 - the outermost edge of work nobody waits for
            log.error("questions.not_compared", error=type(error).__name__, trail=trail(error))
