"""What every page shares: its templates, its way to the sign-in, where people may be led."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.templating import Jinja2Templates

from app.chat.framework import PATH as CHAT
from app.identity.people import Person
from app.navigation import links_for

SIGN_IN = "/sign-in"
HOME = f"{CHAT}/"
_LONGEST_PATH = 500
_OWN = (HOME, "/account", "/admin", "/documents/")
_templates = Jinja2Templates(Path(__file__).parent / "templates")


def render(
    request: Request,
    template: str,
    context: Mapping[str, object],
    *,
    person: Person | None = None,
    language: str = "en",
    status: int = 200,
) -> HTMLResponse:
    """A page in ``language`` with the ways to those that are open to ``person``.

    It is made for one person, so nobody keeps it.
    """
    frame = {
        "language": language,
        "navigation": links_for(
            person,
            language,
            here=request.url.path,
            waits=getattr(request.state, "waits", {}),
        ),
    }
    headers = {"Cache-Control": "private, no-store", "Content-Language": language}
    return _templates.TemplateResponse(
        request, template, frame | dict(context), status_code=status, headers=headers
    )


def fragment(template: str, context: Mapping[str, object]) -> str:
    """A piece of a page, for a page that is open already."""
    return _templates.get_template(template).render(dict(context))


def message(
    request: Request,
    title: str,
    text: str,
    *,
    status: int,
    person: Person | None = None,
    action: tuple[str, str] = ("Back to the chat", HOME),
) -> HTMLResponse:
    """A page that says what happened, and offers one next step: its words and its address."""
    label, target = action
    context = {"title": title, "message": text, "label": label, "target": target}
    return render(request, "message.html", context, person=person, status=status)


def to_sign_in(request: Request) -> RedirectResponse:
    """Lead to the sign-in page, and from there back to where somebody wanted to go."""
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    target = own_path(wanted if request.method == "GET" else None)
    return RedirectResponse(SIGN_IN if target == HOME else f"{SIGN_IN}?next={quote(target)}", 303)


def own_path(wanted: str | None) -> str:
    """A path of ours to lead somebody to; the chat for anything else."""
    if not wanted or len(wanted) > _LONGEST_PATH or not wanted.isprintable():
        return HOME
    return wanted if wanted.startswith(_OWN) and "\\" not in wanted else HOME
