"""How a page follows a turn: live where it is written here, and by looking it up where it is not.

A page may come when half of an answer stands there, and go before its end. It is told what was
said so far as its person may read it now, then the rest, and nothing twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import aclosing, suppress
from datetime import UTC, datetime
from functools import partial
from typing import Any

import structlog

from app.chat.citation_links import linked
from app.chat.data_layer import ThreadLayer
from app.chat.live.notices import refuse
from app.chat.live.pages import page_of
from app.chat.live.streaming import View
from app.chat.parts import mounted
from app.chat.progress import moved_on, waiting_for
from app.chat.steps import asked_step, part_of
from app.chat.visitor import accepted_by, page_language, person_of_environ, visitor_access
from app.observing.logs import trail
from app.records.database.outages import DatabaseAwayError
from app.turns.live.following import Ended
from app.turns.live.turn import LiveTurn
from assistants.answers import Answered, Piece, Searched, Void
from feedback.turns import TurnStatus
from gateway.calls import Elsewhere, Waiting
from retrieval.viewing.standing import may_be_shown, standings

log = structlog.get_logger()

LOOK_UP_EVERY_S = 2.0


def follow(session: Any, live: LiveTurn, *, question: str | None = None, late: bool = True) -> None:
    """Tell a page of a turn from now on, what was said so far included.

    ``question`` is the id under which the page is shown the question; ``None`` where it shows it
    already. A page that comes ``late`` sees only what its person may read now.
    """
    _begin(session, live.id, _follow(session, live, question=question, late=late))


def look_up(session: Any, turn_id: str) -> None:
    """Tell a page of the end of a turn that another replica writes, or that was lost."""
    _begin(session, turn_id, _look_up(session, turn_id))


def _begin(session: Any, turn_id: str, work: Awaitable[None]) -> None:
    following = page_of(session).following
    if turn_id in following:
        following[turn_id].cancel()
    task = asyncio.ensure_future(_guarded(session, turn_id, work))
    following[turn_id] = task
    task.add_done_callback(partial(_forget, following, turn_id))


def _forget(following: dict[str, Any], turn_id: str, task: Any) -> None:
    if following.get(turn_id) is task:
        del following[turn_id]


async def _guarded(session: Any, turn_id: str, work: Awaitable[None]) -> None:
    """Follow a turn to its end, however often the database is away meanwhile."""
    try:
        try:
            await work
        except DatabaseAwayError:
            await _until_there(partial(_look_up, session, turn_id))
    except Exception as error:  # noqa: BLE001 - the outermost edge of following
        # The turn itself goes on; the page has it when it is opened again.
        log.error("chat.following_failed", error=type(error).__name__, trail=trail(error))


async def _until_there(work: Callable[[], Awaitable[None]]) -> None:
    """Do what needs the database, again and again while it is away."""
    while True:
        await asyncio.sleep(LOOK_UP_EVERY_S)
        with suppress(DatabaseAwayError):
            await work()
            return


async def _follow(session: Any, live: LiveTurn, *, question: str | None, late: bool) -> None:
    asked, emit = live.question, session.emit
    language = _language_of(session, live)
    view = View(live.id, asked.thread_id, emit, language)
    if question is not None:
        step = asked_step(question, asked.thread_id, asked.text, name=asked.person.id, at=_now())
        await emit("new_message", step)
    await view.begin()
    shown = not late or await _may_be_shown(live)
    try:
        view.expect(language)
        async with aclosing(live.follow()) as events:
            async for event in events:
                if isinstance(event, Ended):
                    await _end(session, view, live, event, shown=shown)
                elif shown:
                    await _show(session, view, live, event, language)
        await emit("task_end", {})
    finally:
        view.leave()


async def _show(session: Any, view: View, live: LiveTurn, event: Any, language: str) -> None:
    await _announce(session, view, live)
    match event:
        case Searched(passages=passages):
            await view.show_search(passages, language)
            view.expect(language)
        case Waiting(ahead=ahead):
            await view.wait(waiting_for(ahead, language), language)
        case Elsewhere():
            await view.wait(moved_on(language), language)
        case Piece(text=text):
            await view.add(text)
        case Void():
            await view.begin_again()
        case Answered(answer=answer):
            await view.judge_search(answer, language)
            view.text = linked(answer.text, view.turn_id)
            await view.end("finished")


def _language_of(session: Any, live: LiveTurn) -> str:
    """The language of this page; the answer has that of the question."""
    accepted = accepted_by(session.environ or {})
    return page_language(live.question.version.configuration.language, accepted)


async def _announce(session: Any, view: View, live: LiveTurn) -> None:
    # From here on the history has it: whoever connects again gets it from there.
    session.thread_id_to_resume = view.thread_id
    if not view.is_announced:
        await view.announce_thread(live.question.text, page_of(session).message_of(live.id))


async def _end(session: Any, view: View, live: LiveTurn, ended: Ended, *, shown: bool) -> None:
    match ended.outcome:
        case "refused":
            await view.take_back()
            await _refuse(session, live, ended.message)
        case "known":
            await view.take_back()
            await show_stored(session, live.id)
        case _ if not shown:
            await view.take_back()
            await show_stored(session, live.id)
        case "finished":
            """It was shown with the answer."""
        case outcome:
            await _announce(session, view, live)
            await view.end(outcome, ended.message)


async def _refuse(session: Any, live: LiveTurn, sentence: str) -> None:
    asked, message = live.question, page_of(session).message_of(live.id)
    if message is None:
        # It was asked on another page. Here it stands under an id of its own.
        message = part_of(live.id, "question")
    step = asked_step(message, asked.thread_id, asked.text, name=asked.person.id, at=_now())
    await refuse(session, sentence, step)


def _now() -> datetime:
    return datetime.now(UTC)


async def _may_be_shown(live: LiveTurn) -> bool:
    """Tell whether the person may still read all that the answer is made of."""
    passages = live.passages
    if not passages:
        return True
    standing = await standings(mounted().documents, passages, visitor_access(), _now())
    return all(may_be_shown(standing, passage) for passage in passages)


async def show_stored(session: Any, turn_id: str) -> None:
    """Show a turn as the history does now, wherever the page has it or has it not."""
    person = await person_of_environ(session.environ or {})
    turn = await mounted().turns.get(turn_id)
    if turn is None or person is None or turn.opening.person != person.id:
        return
    thread = turn.opening.thread_id
    if await mounted().threads.get(thread, person.id) is None:
        return
    page, elsewhere = page_of(session), session.thread_id != thread
    session.thread_id = session.thread_id_to_resume = thread
    asked = page.message_of(turn_id)
    own = asked is not None and (elsewhere or page.shown == asked)
    for step in await ThreadLayer(mounted()).steps_of([turn]):
        renamed = own and step["id"] == part_of(turn_id, "question")
        await session.emit("new_message", step | {"id": asked} if renamed else step)
    status = "streaming" if turn.status is TurnStatus.STREAMING else "finished"
    await View(turn_id, thread, session.emit).tell(status, asked)
    if turn.status is TurnStatus.STREAMING:
        look_up(session, turn_id)


async def _look_up(session: Any, turn_id: str) -> None:
    while True:
        turn = await mounted().turns.get(turn_id)
        if turn is None or turn.status is not TurnStatus.STREAMING:
            break
        await asyncio.sleep(LOOK_UP_EVERY_S)
    await show_stored(session, turn_id)
