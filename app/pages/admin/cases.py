"""The page of a case: what was said, and the steps until whoever reacted hears of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from app.api.access import PartsNeeded
from app.api.errors import describe
from app.inbox.asking_again import Again, ask_again
from app.inbox.viewing import Seen as CaseSeen
from app.middleware.rate_limits import TooManyRequestsError
from app.navigation import INBOX
from app.pages.admin.checks.playground import shown_side
from app.pages.admin.visiting import Visit, visit
from app.pages.rendering import told
from app.turns.stopping import StoppingError
from app.wiring import Parts
from assistants.publishing.refusals import ChangeRefusedError, UnknownChangeError
from feedback import case_sentences
from feedback.inbox import Because, CaseClass, LinkKind, Outcome

router = APIRouter(prefix=INBOX.path, include_in_schema=False)
Seen = Annotated[int, Form(alias="revision", ge=0, le=10**9)]
Word = Annotated[str, Form(max_length=40)]
Text = Annotated[str, Form(max_length=20_000)]
_REFUSALS = (ChangeRefusedError, TooManyRequestsError, StoppingError)
Choice = TypeVar("Choice", CaseClass, Outcome, Because, LinkKind)


@router.get("/{turn_id}")
async def show(turn_id: str, request: Request, parts: PartsNeeded) -> Response:
    """Show a case to an admin of its department."""
    found = await visit(request, parts, place=INBOX)
    return found if isinstance(found, Response) else await _page(found, turn_id)


@router.post("/{turn_id}/again")
async def again(turn_id: str, request: Request, parts: PartsNeeded) -> Response:
    """Ask what is live the same question, and show it beside what was answered."""
    found = await visit(request, parts, place=INBOX)
    if isinstance(found, Response):
        return found
    try:
        seen, asked = await ask_again(parts.inbox, parts.playground, found.by, turn_id)
    except UnknownChangeError as error:
        return found.missing(error)
    except _REFUSALS as error:
        return await _page(found, turn_id, error)
    return await _page(found, turn_id, seen=seen, asked=asked)


async def _page(
    found: Visit,
    turn_id: str,
    refusal: Exception | None = None,
    *,
    seen: CaseSeen | None = None,
    asked: Again | None = None,
) -> Response:
    """A case; what was not stored stays in its form, and the page shows what it missed."""
    parts = found.parts
    try:
        seen = seen or await parts.inbox.case(found.by, turn_id)
    except UnknownChangeError as error:
        return found.missing(error)
    form = await found.request.form() if refusal else {}
    opening = seen.turn.opening
    live = await parts.configurations.live(opening.profile)
    drafts = await parts.desk.drafts.unfinished([opening.department])
    documents = {one.passage.document_id: one.passage.title for one in seen.passages}
    if seen.suggestion is not None:
        documents[seen.suggestion.id] = seen.suggestion.title
    context = {
        "seen": seen,
        "case": seen.filed.case,
        "closed": seen.filed.closed,
        "again": seen.filed.case.closed_at is not None and not seen.filed.closed,
        "opening": opening,
        "name": live.configuration.name if live else opening.profile,
        "drafts": [draft for draft in drafts if draft.slug == opening.profile],
        "documents": documents,
        "classes": [one.value for one in CaseClass],
        "outcomes": [one.value for one in Outcome],
        "becauses": [one.value for one in Because],
        "me": found.person.email,
        "typed": {name: value for name, value in form.items() if isinstance(value, str)},
        "tried": found.request.url.path.rpartition("/")[2] if refusal else "",
        "refusal": told(found.request, refusal) if refusal else "",
        "asked": asked,
        "one": shown_side(asked.answer, opening.profile) if asked else None,
    }
    return found.page("case", context, status=describe(refusal)[0] if refusal else 200)


@router.post("/{turn_id}/class")
async def classify(
    turn_id: str, request: Request, parts: PartsNeeded, seen: Seen, chosen: Word = ""
) -> Response:
    """Say why the answer did not help."""

    async def work(found: Visit) -> None:
        kind = _chosen(CaseClass, chosen)
        await parts.inbox.classify(found.by, turn_id, seen, kind)

    return await _stepped(turn_id, request, parts, work)


@router.post("/{turn_id}/assign")
async def assign(
    turn_id: str,
    request: Request,
    parts: PartsNeeded,
    *,
    seen: Seen,
    email: Annotated[str, Form(max_length=320)] = "",
    me: Word = "",
) -> Response:
    """Say who looks after it."""

    async def work(found: Visit) -> None:
        whom = found.person.email if me else email
        await parts.inbox.assign(found.by, turn_id, seen, whom)

    return await _stepped(turn_id, request, parts, work)


@router.post("/{turn_id}/link")
async def link(
    turn_id: str,
    request: Request,
    parts: PartsNeeded,
    *,
    seen: Seen,
    kind: Word = "",
    target: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Let it lead to a draft or a document."""

    async def work(found: Visit) -> None:
        await parts.inbox.link(found.by, turn_id, seen, _chosen(LinkKind, kind), target)

    return await _stepped(turn_id, request, parts, work)


@router.post("/{turn_id}/answer")
async def answer(
    turn_id: str, request: Request, parts: PartsNeeded, seen: Seen, text: Text = ""
) -> Response:
    """Tell whoever reacted something."""

    async def work(found: Visit) -> None:
        await parts.inbox.answer(found.by, turn_id, seen, text)

    return await _stepped(turn_id, request, parts, work)


@router.post("/{turn_id}/note")
async def note(
    turn_id: str, request: Request, parts: PartsNeeded, seen: Seen, text: Text = ""
) -> Response:
    """Keep a note for the department."""

    async def work(found: Visit) -> None:
        await parts.inbox.note(found.by, turn_id, seen, text)

    return await _stepped(turn_id, request, parts, work)


@router.post("/{turn_id}/close")
async def close(
    turn_id: str,
    request: Request,
    parts: PartsNeeded,
    *,
    seen: Seen,
    outcome: Word = "",
    text: Text = "",
) -> Response:
    """Close it with an outcome."""

    async def work(found: Visit) -> None:
        chosen = _chosen(Outcome, outcome)
        await parts.inbox.close(found.by, turn_id, seen, chosen, text)

    return await _stepped(turn_id, request, parts, work)


@router.post("/{turn_id}/reopen")
async def reopen(turn_id: str, request: Request, parts: PartsNeeded, seen: Seen) -> Response:
    """Open it again."""

    async def work(found: Visit) -> None:
        await parts.inbox.reopen(found.by, turn_id, seen)

    return await _stepped(turn_id, request, parts, work)


@router.post("/{turn_id}/person")
async def reveal(
    turn_id: str,
    request: Request,
    parts: PartsNeeded,
    *,
    seen: Seen,
    because: Word = "",
    note: Text = "",
) -> Response:
    """Say why one has to know who reacted, and be told."""

    async def work(found: Visit) -> None:
        chosen = _chosen(Because, because)
        await parts.inbox.reveal(found.by, turn_id, seen, chosen, note)

    return await _stepped(turn_id, request, parts, work)


def _chosen(words: type[Choice], chosen: str) -> Choice:
    try:
        return words(chosen)
    except ValueError as error:
        raise ChangeRefusedError(case_sentences.NOTHING_CHOSEN, "nothing_chosen") from error


async def _stepped(
    turn_id: str,
    request: Request,
    parts: Parts,
    work: Callable[[Visit], Awaitable[None]],
) -> Response:
    found = await visit(request, parts, place=INBOX)
    if isinstance(found, Response):
        return found
    try:
        await work(found)
    except UnknownChangeError as error:
        return found.missing(error)
    except ChangeRefusedError as error:
        return await _page(found, turn_id, error)
    return RedirectResponse(f"{INBOX.path}/{turn_id}#work", 303)
