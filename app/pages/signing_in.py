"""Signing in and out: as a sample person, or through the company's provider."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from app.api.access import PartsNeeded
from app.api.refusals import NotFoundError
from app.audit.descriptions import not_let_in
from app.audit.events import NOBODY, Actor
from app.identity.discovery import ProviderUnavailableError
from app.identity.sign_out import LEFT
from app.identity.signing_in import CANCELLED, INCOMPLETE, CompanySignIn, SignInRefusedError
from app.identity.verification import TokenRefusedError
from app.middleware.rate_limits import TooManyRequestsError, address_of
from app.pages import visitors
from app.pages.rendering import HOME, SIGN_IN, message, own_path, render, said, told
from app.pages.words.signing_in import SIGNING_IN
from app.wiring import Parts
from assistants.translations import Sentence

router = APIRouter(include_in_schema=False)
CALLBACK = "/sign-in/callback"
# An authorization code is short; what is longer is no answer of a provider.
_LONGEST_ANSWER = 4096


@router.get("/")
async def home(request: Request, parts: PartsNeeded) -> RedirectResponse:
    """Lead to the chat, by way of the sign-in page where nobody is signed in."""
    person = await parts.directory.of_cookies(request.cookies)
    return RedirectResponse(HOME if person else SIGN_IN, 303)


@router.get(SIGN_IN)
async def sign_in(request: Request, parts: PartsNeeded) -> Response:
    """Offer the ways to sign in; whoever has just signed out does so at the provider as well."""
    if await parts.directory.of_cookies(request.cookies):
        return RedirectResponse(own_path(request.query_params.get("next")), 303)
    words = said(request, SIGNING_IN)
    if request.query_params.get("state") == LEFT:
        page = _sign_in_page(request, parts, words["signed_out"], calm=True)
        visitors.take_session(page)
        return page
    # The cookie stays until the provider sends the browser back: pages that notice the sign-out
    # all at once ask for this one more than once.
    leave = await _leaving_url(request, parts)
    if leave:
        return RedirectResponse(leave, 303)
    ended = words["ended"] if "ended" in request.query_params else None
    return _sign_in_page(request, parts, ended)


@router.post(f"{SIGN_IN}/demo")
async def sign_in_demo(
    request: Request,
    parts: PartsNeeded,
    email: Annotated[str, Form(max_length=320)],
    wanted: Annotated[str, Form(alias="next", max_length=500)] = "",
) -> Response:
    """Sign in as one of the sample people; exists in demo mode only."""
    if not parts.settings.demo:
        raise NotFoundError("page")
    try:
        parts.limits.may_sign_in(address_of(request))
    except TooManyRequestsError as error:
        return _wait(request, parts, error)
    known = {sample.email for sample in parts.directory.samples}
    person = await parts.people.sample(email) if email in known else None
    if person is None:
        actor = Actor.unknown(email, visitors.browser_of(request).address)
        await parts.audit.add(not_let_in(actor, "no such person"))
        parts.limits.sign_in_failed(address_of(request))
        text = said(request, SIGNING_IN)["nobody"]
        return _sign_in_page(request, parts, text, status=401)
    await _end_session(request, parts, "signed in again")
    token = await parts.sessions.open(person.id, visitors.browser_of(request))
    response = RedirectResponse(own_path(wanted), 303)
    visitors.give_session(response, parts.settings, token)
    return response


@router.get(f"{SIGN_IN}/company")
async def sign_in_company(request: Request, parts: PartsNeeded) -> Response:
    """Send the browser to the company's provider."""
    company = _company(parts)
    try:
        parts.limits.sign_in_begun(address_of(request))
        begun = await company.begin(
            redirect_uri=visitors.base_url(request, parts.settings) + CALLBACK,
            destination=own_path(request.query_params.get("next")),
        )
    except TooManyRequestsError as error:
        return _wait(request, parts, error)
    except ProviderUnavailableError as error:
        return _sign_in_page(request, parts, told(request, error), status=503)
    response = RedirectResponse(begun.url, 303)
    visitors.mark_signing_in(response, parts.settings, begun.browser)
    return response


@router.get(CALLBACK)
async def come_back(request: Request, parts: PartsNeeded) -> Response:
    """Take up the sign-in of a browser that the provider sent back."""
    company = _company(parts)
    answer = {
        name: request.query_params.get(name, "")[:_LONGEST_ANSWER]
        for name in ("state", "code", "error", "iss")
    }
    mark = visitors.signing_in_mark(request, parts.settings)
    try:
        if not (answer["state"] and answer["code"] and mark):
            raise SignInRefusedError(_without_a_code(answer["error"]))
        signed_in = await company.complete(
            state=answer["state"],
            code=answer["code"],
            issuer=answer["iss"] or None,
            browser_cookie=mark,
            redirect_uri=visitors.base_url(request, parts.settings) + CALLBACK,
            browser=visitors.browser_of(request),
        )
    except (SignInRefusedError, ProviderUnavailableError) as error:
        try:
            # Who was really sent to the provider is not counted, however many others there are.
            parts.limits.sign_in_begun(address_of(request))
        except TooManyRequestsError as many:
            return _wait(request, parts, many)
        status = 503 if isinstance(error, ProviderUnavailableError) else 400
        actor = Actor(NOBODY, address=visitors.browser_of(request).address)
        await parts.audit.add(not_let_in(actor, type(error).__name__))
        refused = _refused(request, told(request, error), status)
        visitors.unmark_signing_in(refused)
        return refused
    await _end_session(request, parts, "signed in again")
    response = RedirectResponse(signed_in.destination, 303)
    visitors.give_session(response, parts.settings, signed_in.cookie)
    visitors.unmark_signing_in(response)
    return response


@router.post("/sign-out")
async def sign_out(request: Request, parts: PartsNeeded) -> RedirectResponse:
    """End the session here and at the provider; the old cookie is worthless at once."""
    token = parts.directory.session_token(request.cookies)
    if token:
        await parts.sessions.end(token, address=visitors.browser_of(request).address)
    target = await _leaving_url(request, parts) or SIGN_IN
    response = RedirectResponse(target, 303)
    visitors.take_session(response)
    return response


@router.post(f"{SIGN_IN}/back-channel-logout")
async def back_channel_logout(
    parts: PartsNeeded, logout_token: Annotated[str, Form(max_length=20_000)]
) -> Response:
    """End what the provider says is over (OpenID Connect Back-Channel Logout 1.0)."""
    headers = {"Cache-Control": "no-store"}
    try:
        await _company(parts).end_by_logout_token(logout_token)
    except TokenRefusedError as error:
        body = {"error": "invalid_request", "error_description": str(error)}
        return JSONResponse(body, 400, headers=headers)
    return Response(status_code=200, headers=headers)


def _company(parts: Parts) -> CompanySignIn:
    if parts.company is None:
        raise NotFoundError("page")
    return parts.company


def _sign_in_page(
    request: Request,
    parts: Parts,
    notice: str | None = None,
    *,
    status: int = 200,
    calm: bool = False,
) -> HTMLResponse:
    wanted = own_path(request.query_params.get("next"))
    context = {
        "people": parts.directory.samples if parts.settings.demo else (),
        "company": parts.company is not None,
        "wanted": wanted if wanted != HOME else "",
        "query": f"?next={quote(wanted)}" if wanted != HOME else "",
        "notice": notice,
        "calm": calm,
    }
    return render(request, "sign_in.html", context, words=[SIGNING_IN], status=status)


def _wait(request: Request, parts: Parts, error: TooManyRequestsError) -> HTMLResponse:
    text = said(request)("wait", n=error.retry_after_s)
    page = _sign_in_page(request, parts, text, status=429)
    page.headers["Retry-After"] = str(error.retry_after_s)
    return page


def _refused(request: Request, text: str, status: int) -> HTMLResponse:
    words = said(request, SIGNING_IN)
    title = words["not_signed_in" if status == 400 else "not_available"]
    back = (words["to_sign_in"], SIGN_IN)
    return message(request, title, text, status=status, action=back)


def _without_a_code(error: str) -> Sentence:
    return CANCELLED if error == "access_denied" else INCOMPLETE


async def _leaving_url(request: Request, parts: Parts) -> str | None:
    """Where somebody signs out at the provider who ended their session here a moment ago."""
    token = parts.directory.session_token(request.cookies)
    if parts.company is None or token is None:
        return None
    id_token = await parts.company.backed.leaving(token)
    if id_token is None:
        return None
    back_to = visitors.base_url(request, parts.settings) + SIGN_IN
    return await parts.company.sign_out_url(id_token, back_to=back_to)


async def _end_session(request: Request, parts: Parts, because: str) -> None:
    token = parts.directory.session_token(request.cookies)
    if token:
        await parts.sessions.end(token, because, address=visitors.browser_of(request).address)
