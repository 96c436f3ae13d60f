"""A reaction: an emoji on a turn, changeable, every change an event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Reaction:
    """What a person thinks of an answer. ``score`` runs from 1 to 5.

    ``reasons`` come from the department's list; ``comment`` is free text. ``suggested_answer`` is
    what the person says would have been right, ``suggested_document`` the path in
    ``suggested_source`` of the document that would have helped; each ``None`` where not given.
    """

    turn_id: str
    person: str
    emoji: str
    label: str
    score: int
    reasons: tuple[str, ...]
    comment: str
    reacted_at: datetime
    suggested_answer: str | None = None
    suggested_source: str | None = None
    suggested_document: str | None = None


class ReactionStore(Protocol):
    """Keeps an event for each change of a reaction; the last one is the current reaction.

    The instants of a person's events on a turn rise in the order in which they were stored.
    """

    async def put(self, reaction: Reaction, *, pseudonym: str) -> Reaction:
        """Store the event and its outbox record in one transaction; gives what is current then.

        The same reaction again changes nothing: the answer to it may have got lost on its way.
        """

    async def get(self, turn_id: str, person: str) -> Reaction | None: ...

    async def of_thread(self, thread_id: str, person: str) -> dict[str, Reaction]:
        """Current reactions of a person in a thread, by turn id."""

    async def remove(self, turn_id: str, person: str, at: datetime, *, pseudonym: str) -> bool:
        """Take the reaction back, as an event of its own; tells whether there was one."""
