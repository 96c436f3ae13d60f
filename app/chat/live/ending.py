"""Answers that go on without their page end where their person is gone, or has lost the right."""

from __future__ import annotations

import structlog

from app.chat.parts import mounted
from app.chat.visitor import people_of_cookies
from app.identity.people import Person
from app.turns.live.turn import LiveTurn
from app.turns.runner import UnknownAssistantError

log = structlog.get_logger()


async def end_forbidden_turns() -> None:
    """End the turns of sessions that ended and of people who lost the assistant."""
    turns = list(mounted().live)
    if not turns:
        return
    # One question for all of them, and for each person and assistant one more.
    people = await people_of_cookies({turn.question.asked_with for turn in turns})
    judged: dict[tuple[str, str], bool] = {}
    for turn in turns:
        asked = turn.question
        person = people[asked.asked_with]
        key = (asked.asked_with, asked.version.configuration.slug)
        if key not in judged:
            judged[key] = await _may_go_on(turn, person)
        if not judged[key]:
            log.info("turn.forbidden", turn=turn.id, signed_in=person is not None)
            turn.stop()


async def _may_go_on(turn: LiveTurn, person: Person | None) -> bool:
    if person is None or person.id != turn.question.person.id:
        return False
    try:
        await mounted().runner.assistant_for(person, turn.question.version.configuration.slug)
    except UnknownAssistantError:
        return False
    return True
