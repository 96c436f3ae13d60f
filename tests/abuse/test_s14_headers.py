"""S14: every page and every refusal carries the headers, on TLS with a promise to stay there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from app.middleware.rate_limits import FAILED_SIGN_INS_PER_MINUTE
from app.middleware.stack import guard
from tests.abuse.serving import Open, Service

pytestmark = pytest.mark.asyncio(loop_scope="module")

PAGES = [
    ("GET", "/", 303, {}),
    ("GET", "/sign-in", 303, {}),
    ("GET", "/account", 200, {}),
    ("GET", "/sign-in/company", 404, {}),
    ("GET", "/sign-in/callback", 404, {}),
    ("GET", "/chat/", 200, {}),
    ("GET", "/chat/thread/x", 303, {}),
    ("GET", "/chat/user", 200, {}),
    ("GET", "/chat/nothing", 404, {}),
    ("GET", "/chat/project/settings", 200, {}),
    ("GET", "/public/almanac.js", 200, {}),
    ("GET", "/public/nothing.js", 404, {}),
    ("GET", "/documents/x/pages/1", 404, {}),
    ("GET", "/api/v1/assistants", 200, {}),
    ("GET", "/api/v1/openapi.json", 200, {}),
    ("GET", "/api/v1/turns/x/receipt", 404, {}),
    ("GET", "/api/v1/export/turns", 403, {}),
    ("GET", "/api/v1/assistants", 401, {"Cookie": "", "Authorization": "Bearer x"}),
    ("POST", "/api/v1/search", 422, {}),
    ("POST", "/api/v1/search", 403, {"Origin": "https://evil.example"}),
    ("POST", "/api/v1/search", 413, {"Content-Length": "1000001"}),
    ("PATCH", "/api/v1/search", 405, {}),
    ("GET", "/healthz", 200, {}),
    ("GET", "/readyz", 503, {}),
    ("GET", "/metrics", 200, {}),
    ("GET", "/broken", 500, {}),
    ("GET", "/sign-in", 400, {"Host": "evil.example"}),
    ("POST", "/sign-in/demo", 429, {}),
]


def check(reply: httpx.Response, *, tls: bool) -> None:
    policy = reply.headers["content-security-policy"]
    for directive in (
        "default-src 'none'",
        "script-src 'self'",
        "img-src 'self' data: blob:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ):
        assert directive in policy
    assert "unsafe-eval" not in policy
    assert "'unsafe-inline'" not in policy.partition("script-src")[2].partition(";")[0]
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert reply.headers["x-frame-options"] == "DENY"
    assert reply.headers["referrer-policy"] == "no-referrer"
    assert reply.headers["cross-origin-opener-policy"] == "same-origin"
    assert ("strict-transport-security" in reply.headers) is tls


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def ask(service: Service) -> Callable[..., Awaitable[httpx.Response]]:
    """Ask as Alice, whose address has spoilt its sign-ins, in a service with a broken route."""

    async def broken() -> None:
        raise RuntimeError("postgresql://u:S3cret@db")

    service.app.add_api_route("/broken", broken)
    alice = await service.signed_in("alice")
    for _ in range(FAILED_SIGN_INS_PER_MINUTE):
        service.parts.limits.sign_in_failed("127.0.0.1")

    async def send(method: str, path: str, headers: dict[str, str]) -> httpx.Response:
        form = {"email": "ivy@cryodyne.example"} if path == "/sign-in/demo" else None
        return await alice.request(method, path, headers=headers, data=form)

    return send


@pytest.mark.parametrize(("method", "path", "status", "headers"), PAGES)
async def test_s14_every_kind_of_answer_carries_the_headers(
    ask: Callable[..., Awaitable[httpx.Response]],
    method: str,
    path: str,
    status: int,
    headers: dict[str, str],
) -> None:
    reply = await ask(method, path, headers)

    assert reply.status_code == status
    check(reply, tls=False)
    assert "S3cret" not in reply.text


async def test_s14_under_a_public_address_on_tls_everything_stays_on_tls(opened: Open) -> None:
    service = await opened(public_url="https://localhost/")
    inside = await service.visitor()

    for path in ("/sign-in", "/chat/", "/api/v1/assistants", "/public/almanac.js", "/nothing"):
        check(await inside.get(path), tls=True)
    check(await inside.get("/sign-in", headers={"Host": "evil.example"}), tls=True)
    check(await inside.post("/sign-out", headers={"Sec-Fetch-Site": "cross-site"}), tls=True)


async def test_s14_a_proxy_of_ours_may_tell_that_it_speaks_tls_and_nobody_else(
    opened: Open,
) -> None:
    service = await opened(trusted_proxies="10.0.3.7")
    said = {"X-Forwarded-Proto": "https"}

    ours = await (await service.visitor(address="10.0.3.7")).get("/sign-in", headers=said)
    other = await (await service.visitor(address="10.0.3.8")).get("/sign-in", headers=said)

    check(ours, tls=True)
    check(other, tls=False)


@pytest.mark.parametrize("public_url", [None, "https://localhost"])
async def test_s14_the_cookie_is_for_this_site_alone(opened: Open, public_url: str | None) -> None:
    service = await opened(public_url=public_url)
    visitor = await service.visitor()

    reply = await visitor.post("/sign-in/demo", data={"email": "ivy@cryodyne.example"})

    cookie = reply.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Domain" not in cookie
    assert ("Secure" in cookie) is bool(public_url)
    assert cookie.startswith("__Host-") is bool(public_url)


async def test_s14_a_form_may_lead_where_people_sign_in_as_soon_as_that_is_known() -> None:
    provider: list[str] = []
    app = FastAPI()
    guard(app, form_targets=lambda: provider)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        before = (await client.get("/")).headers["content-security-policy"]
        provider += ["https://sign-in.example", "https://x; script-src *"]
        after = (await client.get("/")).headers["content-security-policy"]

    assert "form-action 'self';" in before
    assert "form-action 'self' https://sign-in.example;" in after
    assert "*" not in after


@pytest.mark.parametrize("path", ["/api/v1/assistants", "/api/v1/openapi.json", "/sign-in"])
async def test_s14_what_is_made_for_one_person_is_kept_by_nobody(
    service: Service, path: str
) -> None:
    alice = await service.signed_in("alice")

    assert "no-store" in (await alice.get(path)).headers["cache-control"]
