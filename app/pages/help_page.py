"""Help for those who ask: what an assistant can do, and what its answers and signs mean."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response
from markupsafe import Markup

from app.api.access import PartsNeeded
from app.navigation import HELP
from app.pages.emoji import face
from app.pages.rendering import render
from app.requests.languages import language_of
from assistants.profiles import Configuration

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Sign:
    """An emoji of a palette, as it is shown, and its label."""

    face: Markup
    label: str


@dataclass(frozen=True, slots=True)
class Helper:
    """An assistant, who helps where it cannot, and its palette from best to worst."""

    name: str
    owner: str
    next_step: str
    palette: tuple[Sign, ...]


@router.get(HELP.path)
async def show(request: Request, parts: PartsNeeded) -> Response:
    """Explain the product in the browser's language; who is signed in also sees whom to ask.

    Whoever cannot sign in needs help too, so the page is open to everybody. What it says without
    a session is the same for all, and nothing of the company is in it.
    """
    person = await parts.directory.of_cookies(request.cookies)
    versions = await parts.runner.assistants_of(person) if person else ()
    context = {
        "assistants": [_helper(version.configuration) for version in versions],
    }
    return render(request, f"help/{language_of(request)}.html", context, person=person)


def _helper(configuration: Configuration) -> Helper:
    palette = sorted(configuration.palette, key=lambda entry: -entry.score)
    return Helper(
        name=configuration.name,
        owner=configuration.owner,
        next_step=configuration.next_step,
        palette=tuple(Sign(face(e.emoji), e.label) for e in palette),
    )
