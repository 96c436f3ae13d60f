"""What the page is told beside answers: why a message is not taken, that a session is over."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

from app.chat.steps import answer_step


async def refuse(session: Any, sentence: str, *, parent: str | None = None) -> None:
    """Show ``sentence`` where the answer would stand; the page then fetches nothing for it."""
    turn_id = str(uuid.uuid4())
    news = {"thread": session.thread_id, "turn": turn_id, "status": "refused"}
    await session.emit("window_message", {"almanac": news})
    step = answer_step(turn_id, session.thread_id, sentence, at=datetime.now(UTC), parent=parent)
    await session.emit("new_message", step)


async def tell_session_ended(session: Any) -> None:
    """Tell the page that nobody is signed in here any more, before its socket closes."""
    await session.emit("window_message", {"almanac": {"status": "signed out"}})
