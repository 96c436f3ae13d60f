"""The pages around the chat: sign-in, sign-out, a document at its passage."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from fastapi.templating import Jinja2Templates

from app.api.access import PartsNeeded
from app.api.documents import page_of
from app.api.errors import DocumentUnavailableError, NotFoundError, describe
from app.identity.directory import COOKIE, SECURE_COOKIE
from app.wiring import Parts

router = APIRouter(include_in_schema=False)
templates = Jinja2Templates(Path(__file__).parent)
_AFTER_SIGN_IN = "/chat/"


@router.get("/")
async def home(request: Request, parts: PartsNeeded) -> RedirectResponse:
    """Lead to the chat, by way of the sign-in page where nobody is signed in."""
    person = await parts.directory.of_cookies(request.cookies)
    return RedirectResponse(_AFTER_SIGN_IN if person else "/sign-in", 303)


@router.get("/sign-in")
async def sign_in(request: Request, parts: PartsNeeded) -> Response:
    """Offer the ways to sign in."""
    if await parts.directory.of_cookies(request.cookies):
        return RedirectResponse(_AFTER_SIGN_IN, 303)
    return _sign_in_page(request, parts)


@router.post("/sign-in/demo")
async def sign_in_demo(
    request: Request, parts: PartsNeeded, email: Annotated[str, Form(max_length=320)]
) -> Response:
    """Sign in as one of the sample people; exists in demo mode only."""
    if not parts.settings.demo:
        raise NotFoundError("page")
    known = {sample.email for sample in parts.directory.samples}
    person = await parts.directory.by_email(email) if email in known else None
    if person is None:
        message = "There is nobody with this address in the sample company. Pick a person below."
        return _sign_in_page(request, parts, message, status=401)
    await _end_session(request, parts)
    token = await parts.people.open_session(person.id)
    response = RedirectResponse(_AFTER_SIGN_IN, 303)
    secure = _is_secure(request, parts)
    response.set_cookie(
        SECURE_COOKIE if secure else COOKIE,
        token,
        httponly=True,
        secure=secure,
        samesite="lax",
        path="/",
    )
    return response


@router.post("/sign-out")
async def sign_out(request: Request, parts: PartsNeeded) -> RedirectResponse:
    """End the session; the old cookie is worthless at once."""
    await _end_session(request, parts)
    response = RedirectResponse("/sign-in", 303)
    for name in (COOKIE, SECURE_COOKIE):
        response.delete_cookie(name, path="/", secure=name == SECURE_COOKIE, httponly=True)
    return response


@router.get("/documents/{document_id}/pages/{number}")
async def document_page(
    request: Request,
    document_id: str,
    number: int,
    parts: PartsNeeded,
    chunk: str | None = None,
) -> Response:
    """Show a document at its page, the passage marked."""
    person = await parts.directory.of_cookies(request.cookies)
    if person is None:
        return RedirectResponse("/sign-in", 303)
    try:
        page = await page_of(parts, person, document_id, number, chunk)
    except (NotFoundError, DocumentUnavailableError) as error:
        title = "Not found" if isinstance(error, NotFoundError) else "Not available"
        return templates.TemplateResponse(
            request,
            "error.html",
            {"title": title, "message": str(error)},
            status_code=describe(error)[0],
        )
    return templates.TemplateResponse(request, "document.html", {"page": page})


def _sign_in_page(
    request: Request, parts: Parts, message: str | None = None, *, status: int = 200
) -> HTMLResponse:
    people = parts.directory.samples if parts.settings.demo else ()
    context = {"people": people, "error": message}
    return templates.TemplateResponse(request, "sign_in.html", context, status_code=status)


async def _end_session(request: Request, parts: Parts) -> None:
    for name in (COOKIE, SECURE_COOKIE):
        if token := request.cookies.get(name):
            await parts.people.end_session(token)


def _is_secure(request: Request, parts: Parts) -> bool:
    public = parts.settings.public_url
    return (urlsplit(public).scheme if public else request.url.scheme) == "https"
