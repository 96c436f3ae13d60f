"""Trying a draft beside what is live, over HTTP."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated

from fastapi import APIRouter, Header, Path, Request

from app.api.access import Asking, PartsNeeded
from app.api.admin.access import somebody
from app.api.admin.checks.shapes import TrialOut, TryIn, tried_out
from app.api.errors import describe
from app.api.event_streams import EventStream, broken, wants_events
from app.api.event_streams import event as sent
from app.api.responses import refusing
from app.api.shapes.answers import passage_out
from app.checks.playground import Broken, SideEvent, answers_of
from app.turns.stopping import StoppingError, TurnInterruptedError
from assistants.answers import Answered, Piece, Searched, Void
from gateway.calls import Waiting

router = APIRouter(prefix="/admin", tags=["trying and checking"], responses=refusing(403, 404, 409))
Id = Annotated[str, Path(pattern=r"^[0-9a-f-]{36}$")]
# What ends a stream of events in words; its status line was sent long ago.
ENDS = (StoppingError, TurnInterruptedError)


@router.post(
    "/drafts/{draft_id}/try",
    responses={200: {"content": {"text/event-stream": {}}, "model": TrialOut}},
    response_model=None,
)
async def try_draft(
    draft_id: Id,
    *,
    body: TryIn,
    request: Request,
    parts: PartsNeeded,
    person: Asking,
    accept: Annotated[str, Header()] = "application/json",
) -> TrialOut | EventStream:
    """Ask a draft and what is live the same question, as a role that lends no right of others.

    With ``Accept: text/event-stream`` the events are ``waiting``, ``passages``, ``token``,
    ``reset`` and ``done``, each with its ``side``, or ``error``.
    """
    by = somebody(request, person)
    trial = await parts.playground.prepare(by, draft_id, body.question, body.asked_as)
    events = parts.playground.run(by, trial)
    if wants_events(accept):
        return EventStream(_stream(events))
    sides = await answers_of(events)
    return TrialOut(
        draft=tried_out(sides["draft"]),
        live=tried_out(sides["live"]) if "live" in sides else None,
        asked_as=trial.asked_as.role,
        groups=sorted(trial.asked_as.groups),
        lacking=sorted(trial.asked_as.lacking),
    )


async def _stream(events: AsyncGenerator[SideEvent]) -> AsyncGenerator[str]:
    try:
        async with aclosing(events):
            async for side, event in events:
                if (said := said_of(event)) is not None:
                    yield sent(said[0], {"side": side, **said[1]})
                elif isinstance(event, Answered):
                    done = tried_out(event.answer)
                    yield sent("done", {"side": side, **done.model_dump(mode="json")})
                elif isinstance(event, Broken):
                    done = tried_out(event)
                    yield sent("done", {"side": side, **done.model_dump(mode="json")})
    except ENDS as error:
        yield sent("error", describe(error)[1]["error"])
    except Exception as error:  # noqa: BLE001 - the outermost edge of a stream
        yield broken(error)


def said_of(event: object) -> tuple[str, dict[str, object]] | None:
    """What an event before the last one says, as name and facts."""
    match event:
        case Searched(passages=passages, evidence=evidence):
            found = [passage_out(one).model_dump(mode="json") for one in passages]
            return "passages", {"passages": found, "evidence": evidence}
        case Waiting(ahead=ahead):
            return "waiting", {"ahead": ahead}
        case Piece(text=text):
            return "token", {"text": text}
        case Void():
            return "reset", {}
    return None
