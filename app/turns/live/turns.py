"""Answers that are being written, whoever looks: a turn belongs to the service, not to a page.

A page may leave and come back, and several may look at once. Each of them follows.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

from app.middleware.rate_limits import Limits
from app.observing.turns import LIVE_TURNS
from app.turns.live.turn import LiveQuestion, LiveTurn, Runner

# Longer than a gateway may take at most for one answer. What hangs elsewhere ends by this.
LONGEST_S = 3 * 60 * 60.0


class TurnRunningError(RuntimeError):
    """A second question in a thread in which an answer is being written."""

    def __init__(self, turn_id: str) -> None:
        super().__init__(
            "One answer at a time, please: this question was not taken. Ask it again when the "
            "answer before it is complete."
        )
        self.turn_id = turn_id


class LiveTurns:
    """The turns of this process that are being written: one for each thread and person."""

    def __init__(self, *, longest_s: float = LONGEST_S) -> None:
        self._longest_s = longest_s
        self._turns: dict[tuple[str, str], LiveTurn] = {}

    def __iter__(self) -> Iterator[LiveTurn]:
        return iter(list(self._turns.values()))

    def __len__(self) -> int:
        return len(self._turns)

    def start(self, runner: Runner, limits: Limits, question: LiveQuestion) -> LiveTurn:
        """Begin a turn, which counts for the ``limits`` until it ends.

        Raises `TurnRunningError` where one is written in the thread already.
        """
        place = (question.thread_id, question.person.id)
        if place in self._turns:
            raise TurnRunningError(self._turns[place].id)
        turn = self._turns[place] = LiveTurn(question)
        LIVE_TURNS.inc()
        turn.run(runner, limits, self._longest_s).add_done_callback(lambda _: self._leave(place))
        return turn

    def of(self, thread_id: str, person_id: str) -> LiveTurn | None:
        """What is being written in a person's thread."""
        return self._turns.get((thread_id, person_id))

    def with_id(self, turn_id: str) -> LiveTurn | None:
        """The turn with this id, if it is being written here."""
        return next((turn for turn in self._turns.values() if turn.id == turn_id), None)

    async def aclose(self) -> None:
        """End all of them as interrupted; each is stored when this returns."""
        while self._turns:
            await asyncio.gather(*(turn.interrupt() for turn in self))
            # Their places are left by callbacks, which run next.
            await asyncio.sleep(0)

    def _leave(self, place: tuple[str, str]) -> None:
        self._turns.pop(place).close()
        LIVE_TURNS.dec()
