"""The page on which a draft and what is live answer the same question."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import Annotated, Any

from fastapi import APIRouter, Form, Header, Request
from fastapi.responses import Response

from app.api.access import PartsNeeded
from app.api.admin.checks.playground import ENDS, said_of
from app.api.admin.checks.shapes import messages_of
from app.api.errors import describe
from app.api.event_streams import EventStream, broken, wants_events
from app.api.event_streams import event as sent
from app.checks.playground import Broken, SideEvent, SideName, Trial, answers_of, must_try
from app.checks.roles import AskedAs, offered
from app.middleware.rate_limits import TooManyRequestsError
from app.pages.admin.visiting import Visit, visit
from app.pages.rendering import fragment, told
from app.pages.words.reader import Reader
from app.requests.questions import QuestionRefusedError
from app.turns.stopping import StoppingError
from assistants.answers import Answer, Answered, AnswerKind
from assistants.publishing.drafts import Draft
from assistants.publishing.problems import parse
from assistants.publishing.refusals import (
    ChangeRefusedError,
    UnknownChangeError,
)

router = APIRouter(prefix="/admin/drafts", include_in_schema=False)
# What one click expects: an answer may cite more than it has to.
_MOST_CITED = 3
_SIDE = "admin/checks/side.html"
_REFUSALS = (ChangeRefusedError, QuestionRefusedError, TooManyRequestsError, StoppingError)


@router.get("/{draft_id}/try")
async def show(draft_id: str, request: Request, parts: PartsNeeded) -> Response:
    """Show the form in which a question is put to both."""
    found = await visit(request, parts)
    if isinstance(found, Response):
        return found
    try:
        draft = await parts.desk.draft(found.person, draft_id)
        must_try(parts.desk, found.by, draft.department)
    except UnknownChangeError as error:
        return found.missing(error)
    except ChangeRefusedError as error:
        return found.refused(error, f"/admin/drafts/{draft_id}")
    return await _page(found, draft, question=request.query_params.get("question", "")[:8000])


@router.post("/{draft_id}/try")
async def ask(
    draft_id: str,
    request: Request,
    parts: PartsNeeded,
    *,
    question: Annotated[str, Form()] = "",
    asked_as: Annotated[str, Form(max_length=64)] = "employee",
    accept: Annotated[str, Header()] = "",
) -> Response:
    """Put a question to both: a page once they have answered, or events while they do."""
    found = await visit(request, parts)
    if isinstance(found, Response):
        return found
    try:
        trial = await parts.playground.prepare(found.by, draft_id, question, asked_as)
    except UnknownChangeError as error:
        return found.missing(error)
    except _REFUSALS as error:
        draft = await parts.desk.draft(found.person, draft_id)
        typed = question if len(question) <= 8000 else ""
        return await _page(found, draft, question=typed, role=asked_as, refusal=error)
    events = parts.playground.run(found.by, trial)
    if wants_events(accept):
        return EventStream(_stream(found, trial.draft.slug, events))
    try:
        sides = await answers_of(events)
    except ENDS as error:
        draft = trial.draft
        return await _page(found, draft, question=question, role=asked_as, refusal=error)
    return await _page(
        found, trial.draft, question=trial.question, role=asked_as, trial=trial, sides=sides
    )


async def _page(
    found: Visit,
    draft: Draft,
    *,
    question: str = "",
    role: str = "employee",
    trial: Trial | None = None,
    sides: Mapping[SideName, Answer | Broken] | None = None,
    refusal: Exception | None = None,
) -> Response:
    parts = found.parts
    live = trial.live if trial else await parts.configurations.live(draft.slug)
    configuration, problems = parse(draft.content)
    if configuration is not None:
        problems = await parts.desk.problems_with(configuration)
    roles: tuple[AskedAs, ...] = offered(
        found.person,
        draft.department,
        configuration.audience if configuration else (),
        parts.directory.rules,
    )
    known = {one.role for one in roles}
    context: dict[str, Any] = {
        "draft": draft,
        "live": live,
        "problems": problems,
        "roles": roles,
        "role": role if role in known else roles[0].role,
        "question": question,
        "asked_as": trial.asked_as if trial else None,
        "sides": {name: shown_side(side, draft.slug) for name, side in (sides or {}).items()},
        "refusal": told(found.request, refusal) if refusal else "",
    }
    status = describe(refusal)[0] if refusal else 200
    return found.page("checks/try", context, status=status)


def shown_side(side: Answer | Broken, slug: str) -> dict[str, Any]:
    """A side as the template takes it."""
    if isinstance(side, Broken):
        return {"answer": None, "reference": side.reference, "prompt": None}
    cited = dict.fromkeys(f"{c.passage.source}/{c.passage.document}" for c in side.citations)
    return {
        "answer": side,
        "reference": "",
        "prompt": messages_of(side),
        "slug": slug,
        "cites": "\n".join(list(cited)[:_MOST_CITED]),
        "is_no": side.kind not in {AnswerKind.ANSWER, AnswerKind.FAILED},
    }


async def _stream(
    found: Visit, slug: str, events: AsyncGenerator[SideEvent]
) -> AsyncGenerator[str]:
    try:
        async with aclosing(events):
            async for side, event in events:
                if (said := said_of(event)) is not None:
                    # The passages stand on the page once the side is done.
                    facts = {name: value for name, value in said[1].items() if name != "passages"}
                    yield sent(said[0], {"side": side, **facts})
                elif isinstance(event, Answered | Broken):
                    made = event.answer if isinstance(event, Answered) else event
                    shown = shown_side(made, slug)
                    context = {
                        "w": found.words,
                        "show": Reader.of(found.request),
                        "side": side,
                        "one": shown,
                    }
                    yield sent("done", {"side": side, "html": fragment(_SIDE, context)})
    except ENDS as error:
        yield sent("error", describe(error)[1]["error"])
    except Exception as error:  # noqa: BLE001 - the outermost edge of a stream
        yield broken(error)
