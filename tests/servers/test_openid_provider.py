"""The OpenID provider of the tests does what real ones do, and what the tests ask of it."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError
from joserfc.jwk import KeySet

from app.settings import ROOT
from tests.servers.openid_browser import confirm_sign_out, sign_in, user_token
from tests.servers.openid_provider import OpenIDProvider, ProviderFailedError, running_provider

BASE = "http://127.0.0.1:1"
REDIRECT = f"{BASE}/sign-in/callback"
API = "https://almanac.example/api"


@pytest.fixture(scope="module")
def running() -> Iterator[OpenIDProvider]:
    with running_provider() as provider:
        yield provider


@pytest.fixture
def provider(running: OpenIDProvider) -> OpenIDProvider:
    running.set_account("alice@cryodyne.example", groups=["medical-information"])
    running.register("almanac", "secret", base_url=BASE)
    running.register_api(API, ["ask", "search"])
    return running


@pytest.fixture
def browser() -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False, timeout=20) as client:
        yield client


def _tokens(browser: httpx.Client, provider: OpenIDProvider, **how: str) -> dict[str, str]:
    return user_token(
        browser,
        provider.issuer,
        how.pop("login", "alice@cryodyne.example"),
        client_id="almanac",
        secret="secret",
        redirect_uri=REDIRECT,
        **how,
    )


def _token_request(provider: OpenIDProvider, **form: str) -> httpx.Response:
    return httpx.post(
        f"{provider.issuer}/token", data=form, auth=("almanac", "secret"), trust_env=False
    )


def _refresh(provider: OpenIDProvider, token: str) -> httpx.Response:
    return _token_request(provider, grant_type="refresh_token", refresh_token=token)


def _claims(provider: OpenIDProvider, token: str) -> dict[str, Any]:
    keys = httpx.get(f"{provider.issuer}/jwks", trust_env=False).json()
    return jwt.decode(token, KeySet.import_key_set(keys), algorithms=["RS256"]).claims


def test_discovery_names_the_issuer_and_what_the_product_needs(provider: OpenIDProvider) -> None:
    found = httpx.get(f"{provider.issuer}/.well-known/openid-configuration", trust_env=False).json()

    assert found["issuer"] == provider.issuer
    assert found["end_session_endpoint"].startswith(provider.issuer)
    assert found["code_challenge_methods_supported"] == ["S256"]
    assert found["backchannel_logout_session_supported"] is True
    assert found["token_endpoint"] == f"{provider.issuer}/token"


@pytest.mark.parametrize(
    "groups", [["medical-information", "it"], "medical-information", [f"g-{n}" for n in range(400)]]
)
def test_the_id_token_holds_the_groups_as_they_were_set(
    provider: OpenIDProvider, browser: httpx.Client, groups: object
) -> None:
    sub = provider.set_account("alice@cryodyne.example", groups=groups)

    claims = _claims(provider, _tokens(browser, provider)["id_token"])

    assert claims["groups"] == groups
    assert claims["sub"] == sub
    assert claims["email"] == "alice@cryodyne.example"
    assert claims["name"] == "Alice"
    assert (claims["iss"], claims["aud"]) == (provider.issuer, "almanac")


def test_groups_can_be_missing_or_a_link(provider: OpenIDProvider, browser: httpx.Client) -> None:
    provider.set_account("ben@cryodyne.example")
    missing = _claims(
        provider, _tokens(browser, provider, login="ben@cryodyne.example")["id_token"]
    )
    browser.cookies.clear()
    provider.set_too_many_groups("ben@cryodyne.example")
    linked = _claims(provider, _tokens(browser, provider, login="ben@cryodyne.example")["id_token"])

    assert missing.keys().isdisjoint({"groups", "_claim_names"})
    assert "groups" not in linked
    assert linked["_claim_names"] == {"groups": "src1"}


def test_a_code_without_pkce_is_refused(provider: OpenIDProvider, browser: httpx.Client) -> None:
    asked = {"response_type": "code", "client_id": "almanac", "redirect_uri": REDIRECT}

    reply = browser.get(f"{provider.issuer}/auth", params=asked | {"scope": "openid"})

    assert "error=invalid_request" in reply.headers["location"]
    assert "PKCE" in reply.headers["location"]


def test_a_refresh_brings_changed_groups_and_works_once(
    provider: OpenIDProvider, browser: httpx.Client
) -> None:
    first = _tokens(browser, provider)["refresh_token"]
    provider.set_account("alice@cryodyne.example", groups=["hr"])

    renewed = _refresh(provider, first).json()
    again = _refresh(provider, first)

    assert _claims(provider, renewed["id_token"])["groups"] == ["hr"]
    assert renewed["refresh_token"] != first
    assert again.json()["error"] == "invalid_grant"


def test_a_person_who_left_can_neither_refresh_nor_sign_in(
    provider: OpenIDProvider, browser: httpx.Client
) -> None:
    token = _tokens(browser, provider)["refresh_token"]

    provider.remove_account("alice@cryodyne.example")

    assert _refresh(provider, token).json()["error"] == "invalid_grant"
    browser.cookies.clear()
    with pytest.raises(AssertionError, match="Nobody here has that name"):
        _tokens(browser, provider)


def test_a_machine_gets_a_token_for_an_api_with_its_own_scopes_only(
    provider: OpenIDProvider,
) -> None:
    provider.register_machine("gateway", "secret", scopes=["ask"])

    token = provider.machine_token("gateway", "secret", resource=API, scope="ask search")
    claims = _claims(provider, token)

    assert (claims["iss"], claims["aud"]) == (provider.issuer, API)
    assert (claims["scope"], claims["client_id"], claims["sub"]) == ("ask", "gateway", "gateway")
    with pytest.raises(ProviderFailedError, match="invalid_client"):
        provider.machine_token("gateway", "wrong", resource=API, scope="ask")


def test_a_persons_token_for_an_api_says_who_it_is(
    provider: OpenIDProvider, browser: httpx.Client
) -> None:
    provider.register_api(API, ["ask"], audience="almanac-api")

    token = _tokens(browser, provider, scope="openid email ask", resource=API)["access_token"]
    claims = _claims(provider, token)

    assert (claims["aud"], claims["scope"]) == ("almanac-api", "ask")
    assert claims["email"] == "alice@cryodyne.example"
    assert claims["groups"] == ["medical-information"]


@pytest.mark.parametrize("keep_old", [False, True])
def test_keys_rotate_and_old_refresh_tokens_go_on(
    provider: OpenIDProvider, browser: httpx.Client, keep_old: bool
) -> None:
    tokens = _tokens(browser, provider)

    provider.rotate_keys(keep_old=keep_old)

    renewed = _refresh(provider, tokens["refresh_token"]).json()
    assert _claims(provider, renewed["id_token"])["iss"] == provider.issuer
    if keep_old:
        assert _claims(provider, tokens["id_token"])
    else:
        with pytest.raises(InvalidKeyIdError):
            _claims(provider, tokens["id_token"])


def test_it_goes_away_and_comes_back_with_all_it_knew(
    provider: OpenIDProvider, browser: httpx.Client
) -> None:
    token = _tokens(browser, provider)["refresh_token"]

    provider.stop()
    with pytest.raises(httpx.ConnectError):
        _refresh(provider, token)
    provider.start()

    assert _refresh(provider, token).is_success


def test_it_counts_what_it_is_asked(provider: OpenIDProvider) -> None:
    before = provider.counters()

    for path in (".well-known/openid-configuration", "jwks", "jwks"):
        httpx.get(f"{provider.issuer}/{path}", trust_env=False)
    _refresh(provider, "unknown")

    grown = {name: count - before[name] for name, count in provider.counters().items()}
    assert {name: count for name, count in grown.items() if count} == {
        "discovery": 1,
        "jwks": 2,
        "token": 1,
    }
    assert "refresh token not found" in provider.problems()[-1]


class _Product(HTTPServer):
    """As much of a product as a browser and a back channel need."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _ProductHandler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.start = ""
        self.told: list[str] = []


class _ProductHandler(BaseHTTPRequestHandler):
    server: _Product

    def do_GET(self) -> None:
        if self.path == "/sign-in/company":
            self.send_response(303)
            self.send_header("Location", self.server.start)
        else:
            self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.told += [f"{self.path} {token}" for token in parse_qs(body)["logout_token"]]
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


@pytest.fixture
def product() -> Iterator[_Product]:
    with _Product() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_signing_out_at_the_provider_tells_the_product_over_the_back_channel(
    provider: OpenIDProvider, browser: httpx.Client, product: _Product
) -> None:
    provider.register("almanac", "secret", base_url=product.url)
    redirect = f"{product.url}/sign-in/callback"
    asked = {"response_type": "code", "client_id": "almanac", "redirect_uri": redirect}
    asked |= {"scope": "openid email", "code_challenge_method": "S256", "code_challenge": "c" * 43}
    product.start = str(httpx.URL(f"{provider.issuer}/auth", params=asked))

    landed = sign_in(browser, f"{product.url}/sign-in/company", "alice@cryodyne.example")
    hint = {"client_id": "almanac", "post_logout_redirect_uri": f"{product.url}/sign-in"}
    question = browser.get(f"{provider.issuer}/session/end", params=hint | {"state": "s"})
    left = confirm_sign_out(browser, question)

    assert landed.url.path == "/sign-in/callback"
    assert str(left.url) == f"{product.url}/sign-in?state=s"
    (path, token) = product.told[0].split(" ")
    claims = _claims(provider, token)
    assert path == "/sign-in/back-channel-logout"
    assert claims["aud"] == "almanac"
    assert claims["sid"]
    assert "http://schemas.openid.net/event/backchannel-logout" in claims["events"]
    assert "nonce" not in claims


def test_its_lock_has_a_hash_for_everything_and_names_no_registry() -> None:
    lock = json.loads((ROOT / "tests/servers/openid/package-lock.json").read_text("utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}

    assert (
        packages["node_modules/oidc-provider"]["version"]
        == lock["packages"][""]["dependencies"]["oidc-provider"]
    )
    assert [name for name, entry in packages.items() if "integrity" not in entry] == []
    assert [name for name, entry in packages.items() if "resolved" in entry] == []
    assert re.findall(r"registry|\.tgz", json.dumps(lock)) == []
