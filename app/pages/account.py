"""What a person is here: their roles, and the browsers in which they are signed in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from app.api.access import PartsNeeded
from app.identity.people import Grant, IdentityRules
from app.pages.case_outcomes import replies_to
from app.pages.rendering import render, said, to_sign_in
from app.pages.spending import warnings_for
from app.pages.visitors import SOME_BROWSER, browser_of
from app.pages.words.account import ACCOUNT
from app.pages.words.heard import HEARD
from app.pages.words.roles import ROLES
from app.pages.words.wording import Wording
from app.records.people.session_rows import OpenSession

router = APIRouter(include_in_schema=False)
PATH = "/account"
_BECAUSE = "ended by its person"


@dataclass(frozen=True, slots=True)
class Place:
    """A session as the page shows it; ``here`` marks that of the browser which asks."""

    id: str
    device: str
    address: str
    created_at: datetime
    seen_at: datetime
    here: bool


@router.get(PATH)
async def account(request: Request, parts: PartsNeeded) -> Response:
    """Show who somebody is here, what they may use, and where they are signed in."""
    person = await parts.directory.of_cookies(request.cookies)
    if person is None:
        return to_sign_in(request)
    sessions = await parts.sessions.of_person(person.id)
    current = parts.sessions.id_of(parts.directory.session_token(request.cookies) or "")
    words = said(request, ACCOUNT, HEARD, ROLES)
    ended = request.query_params.get("ended", "")
    context = {
        "person": person,
        "roles": words_of(person.grants, parts.directory.rules, words),
        "assistants": await parts.runner.assistants_of(person),
        "sessions": sorted(
            (_place(session, words, here=session.id == current) for session in sessions),
            key=lambda place: not place.here,
        ),
        "ended": int(ended) if ended.isascii() and ended.isdigit() and len(ended) < 5 else None,
        "warnings": await warnings_for(parts, person, request),
        "company": parts.company is not None,
        "replies": await replies_to(parts, person, words),
    }
    return render(request, "account.html", context, words=[ACCOUNT, HEARD], person=person)


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


def words_of(grants: Iterable[Grant], rules: IdentityRules, words: Wording) -> list[str]:
    """Grants as people read them: "Data scientist, Regulatory"."""
    found = []
    for grant in sorted(grants, key=lambda grant: (grant.department or "", grant.role)):
        known = rules.departments.get(grant.department or "")
        place = known.name if known else grant.department
        role = str(words[grant.role])
        found.append(f"{role}, {place}" if place else role)
    return found


def _place(session: OpenSession, words: Wording, *, here: bool) -> Place:
    browser, on, system = session.device.partition(" on ")
    if browser == SOME_BROWSER:
        browser = words["some_browser"]
    device = words("device", browser=browser, system=system) if on else browser
    return Place(
        id=session.id,
        device=device or words["unknown_browser"],
        address=session.address,
        created_at=session.created_at,
        seen_at=session.seen_at,
        here=here,
    )
