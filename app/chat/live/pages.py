"""What is known of a page beside the history: what it follows, asked last, and was refused.

A page is what Chainlit calls a session: it outlives the connections that a page has one after
another, by a few minutes.
"""

from __future__ import annotations

import asyncio
import weakref
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from chainlit.session import ws_sessions_id

# Three refusals: the question, the news of it, and why.
_KEPT = 9


@dataclass(slots=True)
class Page:
    """``asked`` is the message that the page sent last, by the id of the turn that it became.

    ``shown`` is that message as long as the page shows it under its own id, which is until it is
    given the thread from the history. ``refused`` are the events that tell what no history shows:
    questions that were not taken, and why. ``following`` are the tasks by which it hears of turns.
    """

    asked: tuple[str, str] | None = None
    shown: str | None = None
    is_open: bool = False
    refused: list[tuple[str, Any]] = field(default_factory=list)
    told_to_wait_for: str | None = None
    following: dict[str, asyncio.Task[None]] = field(default_factory=dict)

    def message_of(self, turn_id: str) -> str | None:
        """The message by which this page asked for a turn; ``None`` where it was another page."""
        return self.asked[1] if self.asked is not None and self.asked[0] == turn_id else None

    def keep_refused(self, *events: tuple[str, Any]) -> None:
        """Keep what a page may have to be told again, the oldest not for ever."""
        self.refused += events
        del self.refused[:-_KEPT]

    def follow_nothing(self) -> None:
        """Stop telling the page of turns that go on without it."""
        for task in self.following.values():
            task.cancel()
        self.following.clear()


_pages: weakref.WeakKeyDictionary[Any, Page] = weakref.WeakKeyDictionary()


def page_of(session: Any) -> Page:
    """The page behind a session of Chainlit's."""
    page = _pages.get(session)
    if page is None:
        page = _pages[session] = Page()
    return page


def showing(thread_id: str, person_id: str) -> Iterator[Any]:
    """The sessions of a person whose pages show this thread now."""
    for session in list(ws_sessions_id.values()):
        theirs = session.user is not None and session.user.identifier == person_id
        if theirs and session.thread_id == thread_id and page_of(session).is_open:
            yield session
