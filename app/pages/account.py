"""What a person is here: their roles, and the browsers in which they are signed in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from app.api.access import PartsNeeded
from app.identity.people import Grant, IdentityRules
from app.pages.heard import replies_to
from app.pages.rendering import render, to_sign_in
from app.pages.spending import warnings_for
from app.pages.visitors import browser_of
from app.requests.languages import language_of

router = APIRouter(include_in_schema=False)
PATH = "/account"
_BECAUSE = "ended by its person"


@router.get(PATH)
async def account(request: Request, parts: PartsNeeded) -> Response:
    """Show who somebody is here, what they may use, and where they are signed in."""
    person = await parts.directory.of_cookies(request.cookies)
    if person is None:
        return to_sign_in(request)
    sessions = await parts.sessions.of_person(person.id)
    current = parts.sessions.id_of(parts.directory.session_token(request.cookies) or "")
    context = {
        "person": person,
        "roles": words_of(person.grants, parts.directory.rules),
        "assistants": await parts.runner.assistants_of(person),
        "sessions": sorted(sessions, key=lambda session: session.id != current),
        "current": current,
        "ended": request.query_params.get("ended", "")[:4],
        "warnings": await warnings_for(parts, person),
        "company": parts.company is not None,
        "heard": await replies_to(parts, person, language_of(request)),
    }
    return render(request, "account.html", context, person=person)


@router.post(f"{PATH}/sessions/end")
async def end_sessions(
    request: Request,
    parts: PartsNeeded,
    session: Annotated[str, Form(max_length=64)],
) -> Response:
    """End one of the person's sessions, or all others; their open chats close too."""
    person = await parts.directory.of_cookies(request.cookies)
    if person is None:
        return to_sign_in(request)
    address = browser_of(request).address
    if session == "others":
        own = parts.directory.session_token(request.cookies)
        ended = await parts.sessions.end_all(person.id, _BECAUSE, but=own, address=address)
    else:
        ended = await parts.sessions.end_one(person.id, session, _BECAUSE, address=address)
    return RedirectResponse(f"{PATH}?ended={int(ended)}", 303)


def words_of(grants: Iterable[Grant], rules: IdentityRules) -> list[str]:
    """Grants as people read them: "Data scientist, Regulatory"."""
    words = []
    for grant in sorted(grants, key=lambda grant: (grant.department or "", grant.role)):
        known = rules.departments.get(grant.department or "")
        place = known.name if known else grant.department
        role = grant.role.value.capitalize()
        words.append(f"{role}, {place}" if place else role)
    return words
