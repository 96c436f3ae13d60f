"""A question from a page becomes one turn, however often it is sent."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from app.chat.live.following import follow, show_stored
from app.chat.live.notices import refuse, refuse_silently
from app.chat.live.pages import page_of, showing
from app.chat.parts import mounted
from app.chat.steps import Step, asked_step, part_of
from app.chat.visitor import cookies_of
from app.identity.people import Person
from app.middleware.rate_limits import TooManyRequestsError
from app.turns.live.turn import LiveQuestion, LiveTurn
from app.turns.live.turns import TurnRunningError
from app.turns.runner import UnknownAssistantError
from feedback.turns import Turn

_QUESTIONS = uuid.uuid5(uuid.NAMESPACE_URL, "almanac/questions")


@dataclass(frozen=True, slots=True)
class Message:
    """What a page sent. ``again`` tells that it could not know whether it arrived before.

    ``sibling_of`` is the turn whose question it asks again or edits, as the page says.
    """

    id: str
    text: str
    again: bool = False
    sibling_of: str | None = None

    def as_step(self, session: Any) -> Step:
        """What the page shows of it."""
        name, at = session.user.identifier, datetime.now(UTC)
        return asked_step(self.id, session.thread_id, self.text, name=name, at=at)


class NoSuchQuestionError(LookupError):
    """A page asked a question again that is not in its conversation."""

    def __init__(self, turn_id: str) -> None:
        super().__init__("There is no such question in this conversation. Ask it as a new one.")
        self.turn_id = turn_id


def turn_of(person_id: str, message_id: str) -> str:
    """The turn that a message becomes: the same one each time it is sent, in whichever thread."""
    return str(uuid.uuid5(_QUESTIONS, f"{person_id}/{message_id}"))


async def ask(session: Any, person: Person, message: Message) -> None:
    """Take a question, or say plainly why not, and have every page follow that shows the thread.

    Raises `app.turns.stopping.StoppingError` where it has to be sent again, to another process.
    """
    parts, page = mounted(), page_of(session)
    turn_id = turn_of(person.id, message.id)
    if await _is_known(session, turn_id, message):
        return
    parts.stopping.require_open()
    if not message.again:
        page.shown = message.id
    if (other := parts.live.of(session.thread_id, person.id)) is not None:
        await _make_wait(session, message, other.id)
        return
    try:
        parts.limits.question(person.id)
        version = await parts.runner.assistant_for(person, session.chat_profile or "")
        question = LiveQuestion(
            turn_id,
            session.thread_id,
            person,
            version,
            message.text,
            cookies_of(session.environ or {}),
            await _sibling(session, person, message),
        )
        live = parts.live.start(parts.runner, parts.limits, question)
    except TurnRunningError as error:
        # Two were sent in one instant, or one of them twice.
        if not await _is_known(session, turn_id, message):
            await _make_wait(session, message, error.turn_id)
    except (TooManyRequestsError, UnknownAssistantError, NoSuchQuestionError) as error:
        await refuse(session, str(error), message.as_step(session))
        await session.emit("task_end", {})
    else:
        _follow_everywhere(session, live, message)


async def _sibling(session: Any, person: Person, message: Message) -> Turn | None:
    """The turn that is asked again, which has to stand in the page's own conversation."""
    if message.sibling_of is None:
        return None
    turn = await mounted().turns.get(message.sibling_of)
    if turn is None or turn.opening.person != person.id:
        raise NoSuchQuestionError(message.sibling_of)
    if turn.opening.thread_id != session.thread_id:
        raise NoSuchQuestionError(message.sibling_of)
    return turn


async def _is_known(session: Any, turn_id: str, message: Message) -> bool:
    """Tell whether the question was taken before; the page is told of its turn then."""
    parts = mounted()
    live = parts.live.with_id(turn_id)
    if live is not None:
        _join(session, live, message)
        return True
    # Whoever does not say that it is sent again finds the turn stored when it would begin.
    if not message.again or await parts.turns.get(turn_id) is None:
        return False
    page_of(session).asked = (turn_id, message.id)
    await show_stored(session, turn_id)
    return True


def _follow_everywhere(session: Any, live: LiveTurn, message: Message) -> None:
    page = page_of(session)
    page.refused.clear()
    page.asked = (live.id, message.id)
    # The page that sends a question shows it, but for one that was given its history since.
    follow(session, live, question=message.id if message.again else None, late=False)
    question = part_of(live.id, "question")
    for another in showing(session.thread_id, live.question.person.id):
        if another is not session:
            follow(another, live, question=question, late=False)


def _join(session: Any, live: LiveTurn, message: Message) -> None:
    page = page_of(session)
    page.asked = (live.id, message.id)
    elsewhere = session.thread_id != live.question.thread_id
    session.thread_id = live.question.thread_id
    follow(session, live, question=message.id if elsewhere else None)


async def _make_wait(session: Any, message: Message, turn_id: str) -> None:
    page = page_of(session)
    if page.told_to_wait_for == turn_id:
        await refuse_silently(session, message.id)
        return
    page.told_to_wait_for = turn_id
    await refuse(session, str(TurnRunningError(turn_id)), message.as_step(session))
