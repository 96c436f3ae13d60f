"""Asking what somebody reacted to once more, of what is live now: to show whether it is mended.

It is asked with the groups of then, and of these only with those that the admin has as well: nobody
reads by it what is not for them. It is counted as a question of the admin, and is nobody's turn.
"""

from __future__ import annotations

from contextlib import aclosing
from dataclasses import dataclass

from app.audit.descriptions import read_record
from app.checks.playground import Broken, Playground, broken_by
from app.inbox.inbox import Inbox
from app.inbox.viewing import Seen
from app.publishing.desk import Somebody
from assistants.answers import Answer, Answered
from assistants.profiles import ConfigurationVersion
from assistants.publishing.refusals import ChangeRefusedError
from feedback import case_sentences
from retrieval.access import Access
from retrieval.passages import Passage


@dataclass(frozen=True, slots=True)
class Again:
    """What came of it. ``kept`` and ``gone`` count the passages of then that are found again or
    not, ``new`` those of now; ``lacking`` tells whether the admin has not all groups of then."""

    question: str
    live: ConfigurationVersion
    answer: Answer | Broken
    kept: int
    gone: int
    new: int
    lacking: bool


async def ask_again(
    inbox: Inbox, playground: Playground, by: Somebody, turn_id: str
) -> tuple[Seen, Again]:
    """Ask what is live the question of a case.

    Raises `UnknownChangeError`, `ChangeRefusedError`, `TooManyRequestsError` and `StoppingError`.
    """
    seen = await inbox.case(by, turn_id)
    opening, person = seen.turn.opening, by.person
    live = await inbox.desk.configurations.live(opening.profile)
    if live is None or live.configuration.department != opening.department:
        raise ChangeRefusedError(case_sentences.NOTHING_LIVE, "nothing_live")
    playground.stopping.require_open()
    playground.limits.question(person.id, exempt=person.by_command)
    await inbox.audit.add(read_record(by.actor, opening, replayed=True), inbox.clock())
    then = frozenset(opening.groups)
    question = _question(seen)
    async with (
        playground.stopping.answering(),
        playground.limits.writing(person.id, exempt=person.by_command),
    ):
        answer = await _answered(playground, by, live, question, Access(then & person.groups))
    before = {one.chunk_id for one in _passages(seen)}
    after = set() if isinstance(answer, Broken) else {one.chunk_id for one in answer.passages}
    again = Again(
        question,
        live,
        answer,
        kept=len(before & after),
        gone=len(before - after),
        new=len(after - before),
        lacking=not then <= person.groups,
    )
    return seen, again


def _question(seen: Seen) -> str:
    """What was asked, made to stand alone where the admin may read what that was made from."""
    answer = seen.turn.answer
    alone = answer.standalone_question if answer and seen.answer is not None else ""
    return alone or seen.turn.opening.question


def _passages(seen: Seen) -> tuple[Passage, ...]:
    return seen.turn.answer.passages if seen.turn.answer else ()


async def _answered(
    playground: Playground,
    by: Somebody,
    live: ConfigurationVersion,
    question: str,
    access: Access,
) -> Answer | Broken:
    events = playground.asker.ask(
        live.configuration,
        question,
        access,
        person=by.person.id,
        purpose="playground",
        named=str(live.number),
    )
    answer: Answer | Broken | None = None
    try:
        async with aclosing(events):
            async for event in events:
                if isinstance(event, Answered):
                    answer = event.answer
    except Exception as error:  # noqa: BLE001 - whoever asked is told, with a reference
        return broken_by(error, side="live")
    if answer is None:
        raise RuntimeError("An answer ended without its end.")
    return answer
