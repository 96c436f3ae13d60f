"""A turn: one question with its answer and its receipt, and where it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from assistants.answers import Answer


class TurnStatus(StrEnum):
    """How far a turn came."""

    STREAMING = "streaming"
    COMPLETED = "completed"
    STOPPED = "stopped"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


# Where a question of a command comes from: batches of these are mostly tests.
BY_COMMAND = "cli"


@dataclass(frozen=True, slots=True)
class TurnOpening:
    """What is known before the first token; stored before it, too.

    ``person`` is the internal id; records in the lake carry ``pseudonym`` instead. ``origin`` tells
    where the question was asked: ``chat``, ``api`` or ``cli``. ``sibling_of`` is the turn whose
    question was asked again or edited, the first where that was done more than once.
    """

    id: str
    thread_id: str
    person: str
    pseudonym: str
    profile: str
    department: str
    configuration_number: int
    configuration_hash: str
    groups: tuple[str, ...]
    question: str
    asked_at: datetime
    origin: str
    app_version: str
    sibling_of: str | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn as it is stored. ``answer`` is what there is of it, ``None`` before anything was."""

    opening: TurnOpening
    status: TurnStatus
    answer: Answer | None
    finished_at: datetime | None
    error_reference: str | None = None


class TurnKnownError(LookupError):
    """A turn was to begin that is stored already: the same question was sent twice."""

    def __init__(self, turn_id: str) -> None:
        super().__init__(f"Turn {turn_id!r} has begun before.")
        self.turn_id = turn_id


class TurnNotOpenError(LookupError):
    """A turn was to be finished that never began, or that is finished already."""

    def __init__(self, turn_id: str) -> None:
        super().__init__(f"Turn {turn_id!r} is not open: it never began, or it is finished.")
        self.turn_id = turn_id


class TurnStore(Protocol):
    """Keeps turns. Every method is durable when it returns, outbox included."""

    async def begin(self, opening: TurnOpening) -> None:
        """Store the question; raises `TurnKnownError` where a turn with this id is stored.

        In its thread it comes after all that was stored before: where its clock says otherwise,
        it is stored as asked just after that.
        """

    async def keep_partial(self, turn_id: str, text: str) -> None:
        """Save what was written so far, so that a killed process loses little of it."""

    async def finish(
        self,
        turn_id: str,
        status: TurnStatus,
        answer: Answer,
        finished_at: datetime,
        *,
        error_reference: str | None = None,
    ) -> None:
        """Store the receipt and its outbox record in one transaction.

        It ended no earlier than it was asked. Raises `TurnNotOpenError`; a turn is finished once.
        """

    async def get(self, turn_id: str) -> Turn | None: ...

    async def in_thread(self, thread_id: str) -> Sequence[Turn]:
        """The turns of a thread, oldest first."""

    async def outlined(self, thread_id: str) -> Sequence[Turn]:
        """The same without prompts, and with passages that have no text.

        A conversation may be long, and each question in it looks at all that was asked before.
        """

    async def open_in(self, thread_id: str) -> Sequence[str]:
        """The ids of the turns of a thread that are being written, by whichever replica."""
