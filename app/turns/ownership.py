"""Whose an answer is: of whoever asked, for as long as they keep its conversation."""

from __future__ import annotations

from typing import Protocol

from app.audit.events import Denied
from app.identity.people import Person
from app.records.turns.threads import ThreadStore
from feedback.turns import Turn, TurnStore


class Conversations(Protocol):
    """Where turns and their conversations are kept."""

    @property
    def turns(self) -> TurnStore:
        """All turns."""

    @property
    def threads(self) -> ThreadStore:
        """The conversations that people keep."""


class UnknownTurnError(LookupError):
    """There is no such answer for this person; the same for what is not there and not theirs.

    ``denied`` is one that is there and not theirs; only the audit trail hears of it.
    """

    def __init__(self, denied: Denied | None = None) -> None:
        super().__init__("There is no such answer, or you have no access to it.")
        self.denied = denied


async def own_turn(kept: Conversations, person: Person, turn_id: str) -> Turn:
    """A turn of this person that they did not delete; raises `UnknownTurnError` for any other."""
    turn = await kept.turns.get(turn_id)
    if turn is None:
        raise UnknownTurnError
    await must_own(kept, person, turn)
    return turn


async def must_own(kept: Conversations, person: Person, turn: Turn) -> None:
    """Refuse whoever did not ask, or has deleted the conversation; raises `UnknownTurnError`."""
    if turn.opening.person != person.id:
        raise UnknownTurnError(Denied(f"turn:{turn.opening.id}", turn.opening.department))
    deleted = await kept.threads.get(turn.opening.thread_id, person.id) is None
    # Whoever runs commands on the service's machine has its database.
    if deleted and not person.by_command:
        raise UnknownTurnError


async def own_turn_if_any(kept: Conversations, person: Person, turn_id: str) -> Turn | None:
    """The same where nobody is told of an answer that is not theirs: ``None`` for it."""
    try:
        return await own_turn(kept, person, turn_id)
    except UnknownTurnError:
        return None
