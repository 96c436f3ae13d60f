"""A reaction: an emoji on a turn, changeable, every change an event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Reaction:
    """What a person thinks of an answer. ``score`` runs from 1 to 5.

    ``reasons`` come from the department's list; ``comment`` is free text.
    """

    turn_id: str
    person: str
    emoji: str
    label: str
    score: int
    reasons: tuple[str, ...]
    comment: str
    reacted_at: datetime


class ReactionStore(Protocol):
    """Keeps the current reaction of a person to a turn, and an event for each change."""

    async def put(self, reaction: Reaction, *, pseudonym: str) -> None:
        """Store the reaction, its event and its outbox record in one transaction."""

    async def get(self, turn_id: str, person: str) -> Reaction | None: ...

    async def of_thread(self, thread_id: str, person: str) -> dict[str, Reaction]:
        """Current reactions of a person in a thread, by turn id."""

    async def remove(self, turn_id: str, person: str, at: datetime, *, pseudonym: str) -> bool:
        """Take the reaction back, as an event of its own; tells whether there was one."""
