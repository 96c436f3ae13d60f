"""The routes of the chat: our own, and the few of Chainlit's that pass the gate."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from app.assets.packing import packed
from app.assets.public_files import PublicFiles
from app.assets.release import PUBLIC
from app.chat.answers import answers_of
from app.chat.framework import PATH, words_in
from app.chat.page.html import chat_page
from app.chat.parts import mounted
from app.chat.sockets import polling
from app.chat.sockets.guard import is_own_origin
from app.chat.sockets.turning_away import is_connection, opens_a_connection, turn_away
from app.chat.visitor import ASSISTANT_COOKIE, person_of_request
from app.identity.people import Person
from app.navigation import links_for
from app.requests.languages import language_of
from app.turns.ownership import own_turn_if_any

SIGN_IN = "/sign-in"
ACCOUNT = "/account"
_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_ICON = re.compile(r"(?:[0-9a-f]+/)?icons/[a-z0-9-]+\.svg")
_icons = PublicFiles()
_VARY = "Accept-Language, Accept-Encoding"
# Chainlit asks for them by names of its own.
_AN_HOUR = {"Cache-Control": "public, max-age=3600"}
# An address takes only so much.
_LONGEST_PROMPT = 1000
# As long as a page needs to open.
_CHOSEN_S = 20
_ALLOWED = [
    ("GET", re.compile(r"/assets/[\w.-]{1,120}")),
    ("GET", re.compile(r"/user")),
    ("GET", re.compile(r"/project/settings")),
    ("POST", re.compile(r"/project/threads")),
    ("GET", re.compile(rf"/project/thread/{_UUID}")),
    ("PUT", re.compile(r"/project/thread")),
    ("DELETE", re.compile(r"/project/thread")),
    ("GET", re.compile(r"/ws/socket\.io/?")),
    ("POST", re.compile(r"/ws/socket\.io/?")),
]
router = APIRouter(prefix=PATH, include_in_schema=False)


class Gate:
    """Lets the routes through that are known to be needed and safe; the others do not exist."""

    def __init__(self, app: ASGIApp, assets: ASGIApp) -> None:
        self._app = app
        self._assets = assets

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if mounted().stopping.begun and opens_a_connection(scope):
            await turn_away(scope, receive, send)
            return
        if is_connection(scope) and polling.is_malformed(scope):
            await polling.refuse_malformed(scope, receive, send)
            return
        if scope["type"] == "websocket":
            await self._app(scope, receive, send)
            return
        method = "GET" if scope["method"] == "HEAD" else scope["method"]
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        if not any(method == m and pattern.fullmatch(path) for m, pattern in _ALLOWED):
            await JSONResponse({"detail": "Not found"}, 404)(scope, receive, send)
        elif _is_foreign(Request(scope)):
            await JSONResponse({"detail": "Refused"}, 403)(scope, receive, send)
        elif path.startswith("/assets/"):
            await self._assets(scope, receive, send)
        elif is_connection(scope):
            await polling.serve(self._app, scope, receive, send)
        else:
            await self._app(scope, receive, send)


async def current_user(request: Request) -> Any:
    """Who Chainlit's own routes work for; raises 401 for nobody."""
    from app.chat.visitor import as_user

    return as_user(await _signed_in(request))


@router.get("")
@router.get("/")
async def home(request: Request) -> Response:
    """The chat, at a new conversation."""
    person = await person_of_request(request)
    if person is None:
        return RedirectResponse(SIGN_IN, 303)
    if not await mounted().runner.assistants_of(person):
        # There is nobody to talk to; that page says why, and what to do.
        return RedirectResponse(ACCOUNT, 303)
    return _page(request, person)


@router.get("/thread/{thread_id}")
async def thread(request: Request, thread_id: str) -> Response:
    """The chat, at a conversation of this person."""
    person = await person_of_request(request)
    if person is None:
        return RedirectResponse(f"{SIGN_IN}?next={PATH}/thread/{quote(thread_id)}", 303)
    if await mounted().threads.get(thread_id, person.id) is None:
        # The page says so, and takes the word out of its address again.
        return RedirectResponse(f"{PATH}/?missing=1", 303)
    return _page(request, person)


@router.get("/project/translations")
async def translations(request: Request) -> Response:
    """Chainlit's own words, in the language of the page and no other."""
    words = JSONResponse({"translation": words_in(language_of(request))})
    content, how = packed(bytes(words.body), request.headers)
    headers = {"Vary": _VARY, "Cache-Control": "private, no-cache"} | how
    return Response(content, headers=headers, media_type="application/json")


@router.get("/auth/config")
async def sign_in_config() -> dict[str, object]:
    """How people sign in, and that the page follows the light or dark of their device."""
    from chainlit.auth import get_configuration

    configuration = get_configuration()  # type: ignore[no-untyped-call]
    return {**configuration, "default_theme": "system"}


@router.get("/login")
async def login(request: Request) -> Response:
    """Chainlit sends people here whose session has ended; the page tells those who did not end it.

    Whoever has just signed out knows.
    """
    token = mounted().sessions.session_token(request.cookies)
    knows = token is not None and await mounted().leaving.left(token)
    return RedirectResponse(SIGN_IN if knows else f"{SIGN_IN}?ended=1", 303)


@router.post("/logout")
async def logout(request: Request) -> Response:
    """Sign the browser out; the old cookie is worthless at once."""
    if _is_foreign(request):
        raise HTTPException(403, "Refused")
    token = mounted().sessions.session_token(request.cookies)
    if token:
        await mounted().leaving.end(token, address=request.client.host if request.client else "")
    # The cookie opens nothing any more. It stays until the sign-in page, where it says that this
    # browser is on its way out and has to be signed out at the provider too.
    return JSONResponse({"success": True})


@router.post("/set-session-cookie")
async def sticky_cookie() -> dict[str, str]:
    """Accept and ignore it: which replica answers is decided by the load balancer's own cookie."""
    return {"message": "not needed"}


@router.get("/favicon")
async def favicon() -> FileResponse:
    """The icon of the page."""
    return FileResponse(PUBLIC / "favicon.svg", media_type="image/svg+xml", headers=_AN_HOUR)


@router.get("/logo")
async def logo(theme: str = "light") -> FileResponse:
    """The company's logo for a light or a dark page."""
    name = "logo_dark.svg" if theme == "dark" else "logo_light.svg"
    return FileResponse(PUBLIC / name, media_type="image/svg+xml", headers=_AN_HOUR)


@router.get("/public/{path:path}")
async def icon(request: Request, path: str) -> Response:
    """The icon of an assistant; the page asks for it below its own address."""
    if not _ICON.fullmatch(path):
        raise HTTPException(404, "There is no such icon.")
    return await _icons.response(path, request.headers)


@router.get("/answers/{thread_id}")
async def answers(request: Request, thread_id: str) -> JSONResponse:
    """What stands below the answers of a conversation: sources, palette, own reactions."""
    found = await answers_of(mounted(), await _signed_in(request), thread_id)
    if found is None:
        raise HTTPException(404, "There is no such conversation.")
    return JSONResponse(found, headers={"Cache-Control": "no-store"})


@router.get("/cite/{turn_id}/{number}")
async def cite(request: Request, turn_id: str, number: int) -> Response:
    """Lead from a citation marker to the document, for browsers that do not run our script."""
    person = await _signed_in(request)
    turn = await own_turn_if_any(mounted(), person, turn_id)
    if turn is None or turn.answer is None:
        raise HTTPException(404, "There is no such answer.")
    for citation in turn.answer.citations:
        if citation.n == number:
            passage = citation.passage
            return RedirectResponse(
                f"/documents/{passage.document_id}/pages/{passage.page or 1}"
                f"?chunk={passage.chunk_id}&turn={turn_id}#passage",
                303,
            )
    raise HTTPException(404, "There is no such source.")


@router.get("/ask/{slug}/{turn_id}")
async def ask_another(request: Request, slug: str, turn_id: str) -> Response:
    """The chat with another assistant, with a question that was asked before ready to be sent."""
    person = await person_of_request(request)
    if person is None:
        return RedirectResponse(SIGN_IN, 303)
    usable = {one.configuration.slug for one in await mounted().runner.assistants_of(person)}
    turn = await own_turn_if_any(mounted(), person, turn_id)
    if slug not in usable or turn is None:
        raise HTTPException(404, "There is no such question, or no such assistant.")
    prompt = quote(turn.opening.question[:_LONGEST_PROMPT])
    response = RedirectResponse(f"{PATH}/?prompt={prompt}", 303)
    response.set_cookie(
        ASSISTANT_COOKIE, slug, max_age=_CHOSEN_S, path=PATH, httponly=True, samesite="lax"
    )
    return response


def _page(request: Request, person: Person) -> HTMLResponse:
    language = language_of(request)
    page = chat_page(language)
    html = page.of(person.id, links_for(person, language))
    content, how = packed(html.encode(), request.headers)
    headers = {
        "Content-Security-Policy": page.policy,
        "Content-Language": language,
        "Cache-Control": "no-store",
        "Vary": _VARY,
    }
    return HTMLResponse(content, headers=headers | how)


async def _signed_in(request: Request) -> Person:
    person = await person_of_request(request)
    if person is None:
        raise HTTPException(401, "Please sign in first.")
    return person


def _is_foreign(request: Request) -> bool:
    origin = request.headers.get("origin")
    if origin:
        return not is_own_origin(origin, request.headers.get("host", ""))
    site = request.headers.get("sec-fetch-site", "same-origin")
    return site not in {"same-origin", "none"}
