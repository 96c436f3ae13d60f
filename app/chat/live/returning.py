"""A page that comes, or comes back: what it is told beside the history, and what it follows."""

from __future__ import annotations

from typing import Any

from app.chat.live.following import follow, look_up
from app.chat.live.notices import tell_ready
from app.chat.live.pages import page_of
from app.chat.parts import mounted
from app.chat.steps import part_of
from app.identity.people import Person


async def find_thread(session: Any, person: Person) -> None:
    """Have a page that comes back be given its thread, if that was stored meanwhile."""
    known = session.thread_id_to_resume or not session.has_first_interaction
    if not known and await mounted().threads.get(session.thread_id, person.id) is not None:
        session.thread_id_to_resume = session.thread_id


async def unfinished_turns(session: Any, person: Person) -> set[str]:
    """The turns of the page's thread that are being written, here or elsewhere."""
    parts = mounted()
    if not session.thread_id_to_resume:
        return set()
    if await parts.threads.get(session.thread_id, person.id) is None:
        return set()
    live = parts.live.of(session.thread_id, person.id)
    return {*await parts.turns.open_in(session.thread_id), *([live.id] if live else [])}


async def bring_up_to_date(session: Any, person: Person, unfinished: set[str]) -> None:
    """Tell a page what its thread holds beside the history, and have it follow what is written."""
    page = page_of(session)
    page.follow_nothing()
    page.is_open = True
    given = session.thread_id_to_resume is not None
    if given:
        page.shown = None
    for event, data in page.refused:
        await session.emit(event, data)
    await tell_ready(session, person.id)
    live = mounted().live.of(session.thread_id, person.id)
    if live is not None:
        follow(session, live, question=part_of(live.id, "question") if given else None)
        unfinished.discard(live.id)
    for turn_id in unfinished:
        look_up(session, turn_id)
