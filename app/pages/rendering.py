"""What every page shares: its templates, its way to the sign-in, where people may be led."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.templating import Jinja2Templates

from app.api.errors import denial
from app.assets.release import public
from app.chat.framework import PATH as CHAT
from app.identity.people import Person
from app.navigation import links_for
from app.pages.words.common import COMMON
from app.pages.words.reader import Reader
from app.pages.words.wording import Section, Wording
from app.reasons.saying import spoken, translated
from app.requests.languages import language_of
from assistants.translations import SpokenError

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
    words: Sequence[Section] = (),
    person: Person | None = None,
    status: int = 200,
) -> HTMLResponse:
    """A page in its reader's language, with the ways to those that are open to ``person``.

    It is made for one person, so nobody keeps it.
    """
    reader = Reader.of(request)
    language = reader.language
    frame = {
        "language": language,
        "w": Wording(reader, COMMON, *words),
        "show": reader,
        "spoken": partial(spoken, language=language),
        "public": public,
        "navigation": links_for(
            person,
            language,
            here=request.url.path,
            waits=getattr(request.state, "waits", {}),
        ),
    }
    headers = {
        "Cache-Control": "private, no-store",
        "Content-Language": language,
        "Vary": "Accept-Language",
    }
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
    action: tuple[str, str] | None = None,
) -> HTMLResponse:
    """A page that says what happened, and offers one next step: its words and its address.

    Without one it leads to the chat.
    """
    label, target = action or (said(request)["to_chat"], HOME)
    context = {"title": title, "message": text, "label": label, "target": target}
    return render(request, "message.html", context, person=person, status=status)


def said(request: Request, *words: Section) -> Wording:
    """The words of some pages for whoever sent this request."""
    return Wording(Reader.of(request), COMMON, *words)


def told(request: Request, error: Exception) -> str:
    """What an error tells whoever sent this request, in their language where it knows it."""
    language = language_of(request)
    if isinstance(error, SpokenError):
        return error.say(language)
    return translated(str(error), language) or str(error)


def not_there(request: Request, error: Exception, person: Person) -> HTMLResponse:
    """The page for what is not there, or not for this person; the audit trail hears of it."""
    words = said(request)
    page = message(request, words["not_found"], words["not_yours"], status=404, person=person)
    page.background = denial(request, error, person)
    return page


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
