"""A person with a browser, in httpx: follows redirects, fills in the provider's forms."""

from __future__ import annotations

import base64
import hashlib
import secrets

import httpx
from selectolax.lexbor import LexborHTMLParser

_FORM_LIMIT = 3


class LostOnTheWayError(AssertionError):
    """A page came up that the person does not know what to do with."""

    def __init__(self, reply: httpx.Response) -> None:
        super().__init__(f"{reply.status_code} at {reply.url}: {reply.text[:500]}")
        self.reply = reply


def sign_in(client: httpx.Client, start_url: str, login: str) -> httpx.Response:
    """Open ``start_url``, sign in at the provider, and come back; the page where this ends.

    A person whom the provider still knows sees no form there, and comes straight back.
    """
    reply = client.get(start_url, follow_redirects=True)
    for _ in range(_FORM_LIMIT):
        if _field(reply, 'input[name="login"]') is None:
            return reply
        reply = submit(client, reply, login=login)
        if _field(reply, "[role=alert]") not in (None, ""):
            break
    raise LostOnTheWayError(reply)


def confirm_sign_out(client: httpx.Client, reply: httpx.Response) -> httpx.Response:
    """Press "Sign out" on the provider's page, where the product sent the person."""
    if _field(reply, 'button[name="logout"]') is None:
        raise LostOnTheWayError(reply)
    return submit(client, reply, logout="yes")


def submit(client: httpx.Client, page: httpx.Response, **fields: str) -> httpx.Response:
    """Send the first form of a page, its hidden fields included, and follow where it leads."""
    form = LexborHTMLParser(page.text).css_first("form")
    if form is None:
        raise LostOnTheWayError(page)
    hidden = {
        str(field.attributes["name"]): field.attributes.get("value") or ""
        for field in form.css("input[type=hidden]")
    }
    action = page.url.join(form.attributes.get("action") or str(page.url))
    return client.post(action, data=hidden | fields, follow_redirects=True)


def user_token(
    client: httpx.Client,
    issuer: str,
    login: str,
    *,
    client_id: str,
    secret: str,
    redirect_uri: str,
    scope: str = "openid email profile",
    resource: str | None = None,
) -> dict[str, str]:
    """The provider's answer to a whole code flow, without any product: tokens for a person.

    With ``resource`` the access token is a signed one for that API.
    """
    verifier = secrets.token_urlsafe(48)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest())
    asked = {
        "response_type": "code",
        "client_id": client_id,
        "redirect_uri": redirect_uri,
        "scope": scope,
        "state": secrets.token_urlsafe(),
        "code_challenge": challenge.decode().rstrip("="),
        "code_challenge_method": "S256",
    }
    if resource is not None:
        asked["resource"] = resource
    came_back = _until(client, httpx.URL(f"{issuer}/auth", params=asked), login, redirect_uri)
    if came_back.params.get("state") != asked["state"] or "code" not in came_back.params:
        raise AssertionError(f"The provider refused: {came_back}")
    reply = client.post(
        f"{issuer}/token",
        data={
            "grant_type": "authorization_code",
            "code": came_back.params["code"],
            "redirect_uri": redirect_uri,
            "code_verifier": verifier,
        },
        auth=(client_id, secret),
    )
    if not reply.is_success:
        raise LostOnTheWayError(reply)
    tokens: dict[str, str] = reply.json()
    return tokens


def _until(client: httpx.Client, url: httpx.URL, login: str, target: str) -> httpx.URL:
    """Follow redirects up to ``target``, which nobody needs to serve."""
    reply = client.get(url)
    while True:
        if reply.next_request is not None:
            if str(reply.next_request.url).startswith(target):
                return reply.next_request.url
            reply = client.send(reply.next_request)
        elif _field(reply, 'input[name="login"]') is not None:
            reply = client.post(reply.url, data={"login": login})
            if _field(reply, "[role=alert]") is not None:
                raise LostOnTheWayError(reply)
        else:
            raise LostOnTheWayError(reply)


def _field(page: httpx.Response, selector: str) -> str | None:
    """The text of an element; ``None`` where a page has none."""
    if "html" not in page.headers.get("content-type", ""):
        return None
    found = LexborHTMLParser(page.text).css_first(selector)
    return None if found is None else found.text(strip=True)
