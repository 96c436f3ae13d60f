"""Assistants, questions and searches over HTTP."""

from __future__ import annotations

import uuid
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated

from fastapi import APIRouter, Header

from app.api.access import Asking, PartsNeeded, Searching
from app.api.errors import describe
from app.api.event_streams import EventStream, broken, wants_events
from app.api.event_streams import event as sent
from app.api.responses import refusing
from app.api.shapes.answers import AnswerOut, PassageOut, answer_out, passage_out
from app.api.shapes.asking import AskRequest, AssistantOut, SearchRequest, assistant_out
from app.audit.events import Denied
from app.identity.people import Person
from app.middleware.rate_limits import TooManyRequestsError
from app.records.database.outages import DatabaseAwayError
from app.records.turns.threads import ThreadUnavailableError
from app.requests.questions import clean_question
from app.turns.runner import TurnFailedError
from app.turns.stopping import StoppingError, TurnInterruptedError
from app.wiring import Parts
from assistants.answers import Answer, Answered, AnswerEvent, Piece, Searched, Void
from feedback.turns import BY_COMMAND
from gateway.attribution import on_behalf_of
from gateway.calls import Waiting

router = APIRouter(tags=["asking"])
# What ends a stream of events in words; its status line was sent long ago.
_TOLD = (
    TurnFailedError,
    TooManyRequestsError,
    StoppingError,
    TurnInterruptedError,
    DatabaseAwayError,
)


@router.get("/assistants")
async def list_assistants(parts: PartsNeeded, person: Asking) -> list[AssistantOut]:
    """The assistants that the person may use."""
    return [assistant_out(version) for version in await parts.runner.assistants_of(person)]


@router.post(
    "/assistants/{slug}/ask",
    responses={
        200: {"content": {"text/event-stream": {}}, "model": AnswerOut},
        **refusing(404),
    },
    response_model=None,
)
async def ask(
    slug: str,
    body: AskRequest,
    parts: PartsNeeded,
    person: Asking,
    accept: Annotated[str, Header()] = "application/json",
) -> AnswerOut | EventStream:
    """Ask one question: JSON when it is done, or server-sent events while it is made.

    Whoever leaves before its end stops the answer.

    With ``Accept: text/event-stream`` the events are ``waiting`` (with how many are before, where
    the model is busy), ``passages``, ``token``, ``reset`` and ``done`` (the same JSON as without),
    or ``error``.
    """
    # Refused here, while there is still a status line to say it with.
    parts.stopping.require_open()
    clean_question(body.question)
    parts.limits.question(person.id, exempt=person.by_command)
    parts.limits.may_write(person.id, exempt=person.by_command)
    version = await parts.runner.assistant_for(person, slug)
    turn_id, thread_id = str(uuid.uuid4()), body.thread_id or str(uuid.uuid4())
    if body.thread_id:
        thread = await parts.threads.get(thread_id, person.id)
        # A conversation is with one assistant: what it said is not for another department's.
        if thread is None or thread.profile != slug:
            foreign = await parts.threads.owner(thread_id) not in {None, person.id}
            denied = Denied(f"thread:{thread_id}") if foreign else None
            raise ThreadUnavailableError(thread_id, denied=denied)
    events = _in_turn(
        parts,
        person,
        parts.runner.run(
            person,
            version,
            body.question,
            thread_id=thread_id,
            turn_id=turn_id,
            origin=BY_COMMAND if person.by_command else "api",
            ends_as=parts.stopping.ends_as,
        ),
    )
    if wants_events(accept):
        return EventStream(_stream(events, turn_id, thread_id))
    return answer_out(turn_id, thread_id, await last_answer(events))


@router.post("/search", responses=refusing(404))
async def search(body: SearchRequest, parts: PartsNeeded, person: Searching) -> list[PassageOut]:
    """Find passages in an assistant's sources, as far as the person may read them."""
    query = clean_question(body.query)
    version = await parts.runner.assistant_for(person, body.assistant)
    configuration = version.configuration
    asking = {"department": configuration.department, "assistant": configuration.slug}
    limited = parts.limits.searching.taken(person.id, exempt=person.by_command)
    with limited, on_behalf_of(asking):
        found = await parts.runner.search.search(
            query, person.access, configuration.sources, limit=body.limit
        )
    return [passage_out(passage) for passage in found.passages]


async def _in_turn(
    parts: Parts, person: Person, events: AsyncGenerator[AnswerEvent]
) -> AsyncGenerator[AnswerEvent]:
    """The same events; as long as they come, one of the person's places is taken."""
    async with (
        parts.stopping.answering(),
        parts.limits.writing(person.id, exempt=person.by_command),
        aclosing(events),
    ):
        async for event in events:
            yield event


async def last_answer(events: AsyncGenerator[AnswerEvent]) -> Answer:
    """Wait for the answer of a turn; whatever went wrong before it is raised."""
    async with aclosing(events):
        async for event in events:
            if isinstance(event, Answered):
                return event.answer
    raise TurnFailedError("no-end")


async def _stream(
    events: AsyncGenerator[AnswerEvent], turn_id: str, thread_id: str
) -> AsyncGenerator[str]:
    try:
        async with aclosing(events):
            async for event in events:
                match event:
                    case Searched(passages=passages, evidence=evidence):
                        found = [passage_out(p).model_dump(mode="json") for p in passages]
                        yield sent("passages", {"passages": found, "evidence": evidence})
                    case Waiting(ahead=ahead):
                        yield sent("waiting", {"ahead": ahead})
                    case Piece(text=text):
                        yield sent("token", {"text": text})
                    case Void():
                        yield sent("reset", {})
                    case Answered(answer=answer):
                        done = answer_out(turn_id, thread_id, answer)
                        yield sent("done", done.model_dump(mode="json"))
                        # Stored as it is, so nothing can be wrong with it any more.
                        return
    except _TOLD as error:
        yield sent("error", describe(error)[1]["error"])
    except Exception as error:  # noqa: BLE001 - the outermost edge of a stream
        yield broken(error)
