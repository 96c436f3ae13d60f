"""What the page is told beside answers: why a message is not taken, that a session is over."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

from app.assets.release import release_mark
from app.chat.live.pages import page_of
from app.chat.steps import Step, answer_step


async def refuse(session: Any, sentence: str, question: Step | None = None) -> None:
    """Show ``sentence`` where the answer would stand; the page then fetches nothing for it.

    ``question`` is what the page shows of a question that nothing stores. By its id the page knows
    that it is not to be sent again.
    """
    turn_id = str(uuid.uuid4())
    step = answer_step(turn_id, session.thread_id, sentence, at=datetime.now(UTC))
    news = {"thread": session.thread_id, "turn": turn_id, "status": "refused"}
    if question is not None:
        page_of(session).keep_refused(("new_message", question))
        news["message"] = question["id"]
    told = (("window_message", {"almanac": news}), ("new_message", step))
    page_of(session).keep_refused(*told)
    for event, data in told:
        await session.emit(event, data)


async def refuse_silently(session: Any, message_id: str) -> None:
    """Tell the page only that nothing is to be sent again; its person was told why before."""
    await session.emit("window_message", {"almanac": {"status": "refused", "message": message_id}})


async def tell_ready(session: Any, person_id: str) -> None:
    """Tell the page that it has all that there is, and whose it is: it may send again now.

    By the mark a page that was opened before a release knows that it is old.
    """
    news = {"status": "ready", "person": person_id, "release": release_mark()}
    await session.emit("window_message", {"almanac": news})


async def tell_session_ended(session: Any) -> None:
    """Tell the page that nobody is signed in here any more, before its socket closes."""
    await session.emit("window_message", {"almanac": {"status": "signed out"}})
