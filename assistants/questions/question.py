"""What is asked, by whom, of which assistant and after what."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from assistants.profiles import Configuration
from assistants.prompting.prompts import Exchange
from retrieval.access import Access


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, by whom (as rights), of which configuration, after what.

    ``attribution`` travels with the model call: department, assistant, pseudonym, turn. ``others``
    are the other assistants that this person may use.
    """

    turn_id: str
    text: str
    access: Access
    configuration: Configuration
    history: tuple[Exchange, ...] = ()
    attribution: tuple[tuple[str, str], ...] = ()
    others: Callable[[], Awaitable[Sequence[Configuration]]] | None = None
