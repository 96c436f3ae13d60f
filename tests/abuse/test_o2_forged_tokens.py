"""O2: a token that was not made for us, by our provider, for now, opens nothing."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from app.settings import SAMPLES
from tests.servers.forging import Signature
from tests.servers.issuer import Issuer, running_issuer
from tests.servers.product import Product, running

NOW = int(time.time())
FORGED: dict[str, dict[str, Any]] = {
    "another issuer": {"claims": {"iss": "https://other.example"}},
    "no issuer": {"claims": {"iss": None}},
    "another audience": {"claims": {"aud": "other"}},
    "another audience, azp ours": {"claims": {"aud": "other", "azp": "almanac"}},
    "no audience": {"claims": {"aud": None}},
    "no subject": {"claims": {"sub": None}},
    "expired": {"claims": {"iat": NOW - 7200, "nbf": NOW - 7200, "exp": NOW - 60}},
    "never expires": {"claims": {"exp": None}},
    "not yet valid": {"claims": {"nbf": NOW + 86_400}},
    "from the future": {"claims": {"iat": NOW + 86_400}},
    "not a number": {"claims": {"exp": float("nan")}},
    "alg none": {"signature": Signature.NONE},
    "HS256 with the public key": {"signature": Signature.PUBLIC_KEY_AS_SECRET},
    "another key under our id": {"signature": Signature.STRANGER},
    "a key nobody published": {"signature": Signature.UNKNOWN_KEY},
    "a bit turned": {"signature": Signature.BROKEN},
    "alg None in capitals": {"signature": Signature.NONE, "alg": "None"},
}


@pytest.fixture(scope="module")
def issuer() -> Iterator[Issuer]:
    with running_issuer() as issuer:
        yield issuer


@pytest.fixture(scope="module")
def product(issuer: Issuer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    settings = {
        "ALMANAC_DEMO": "false",
        "ALMANAC_SECRET_KEY": "a-secret-key-of-more-than-32-characters",
        "ALMANAC_OIDC_ISSUER": issuer.issuer,
        "ALMANAC_OIDC_CLIENT_ID": "almanac",
        "ALMANAC_OIDC_CLIENT_SECRET": "a-secret-of-the-provider",
        "ALMANAC_IDENTITY_FILE": str(SAMPLES / "identity.yaml"),
    }
    with running(tmp_path_factory.mktemp("forged") / "var", settings) as product:
        yield product


@pytest.fixture(autouse=True)
def honest(issuer: Issuer) -> Iterator[None]:
    yield
    issuer.honest()


@contextmanager
def browser_of(product: Product) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=product.url, trust_env=False, follow_redirects=True) as browser:
        yield browser


def with_bearer(product: Product, token: str) -> httpx.Response:
    headers = [(b"authorization", f"Bearer {token}".strip().encode("latin-1"))]
    return httpx.get(f"{product.url}/api/v1/assistants", headers=headers, trust_env=False)


def test_honest_tokens_are_accepted(product: Product, issuer: Issuer) -> None:
    with browser_of(product) as browser:
        assert browser.get("/sign-in/company").url.path == "/chat/"
        assert browser.get("/api/v1/assistants").status_code == 200

    reply = with_bearer(product, issuer.mint())
    assert [entry["slug"] for entry in reply.json()] == ["medical-information"]
    assert with_bearer(product, issuer.mint(typ="at+jwt")).status_code == 200
    assert with_bearer(product, issuer.mint({"aud": ["other", "almanac"]})).status_code == 200


@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED.keys())
def test_a_forged_id_token_signs_nobody_in(
    product: Product, issuer: Issuer, forged: dict[str, Any]
) -> None:
    issuer.bend(**forged)

    with browser_of(product) as browser:
        reply = browser.get("/sign-in/company")

        assert reply.status_code == 400
        assert "cannot be accepted" in reply.text
        assert browser.get("/api/v1/assistants").status_code == 401


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": ["almanac", "other"]},
        {"azp": "other"},
        {"at_hash": "of-another-token"},
    ],
    ids=str,
)
def test_an_id_token_of_another_sign_in_is_refused(
    product: Product, issuer: Issuer, claims: dict[str, object]
) -> None:
    issuer.bend(claims)

    with browser_of(product) as browser:
        assert browser.get("/sign-in/company").status_code == 400


@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED.keys())
def test_a_forged_bearer_token_is_nobodys(
    product: Product, issuer: Issuer, forged: dict[str, Any]
) -> None:
    reply = with_bearer(product, issuer.mint(**forged))

    assert reply.status_code == 401
    assert reply.json()["error"]["code"] == "not_signed_in"
    challenge = reply.headers["www-authenticate"]
    assert challenge.startswith('Bearer error="invalid_token", error_description="')
    # Whoever made a token up learns nothing of what would be accepted.
    assert issuer.issuer not in challenge
    if "signature" in forged:
        assert "It is no token that the sign-in of this service made" in challenge


@pytest.mark.parametrize(
    "token", ["", "x", "a.b.c", "ey.ey.ey", "e30.e30.", "\xe9.\xe9.\xe9", "x" * 60_000], ids=len
)
def test_what_is_no_token_at_all_is_nobodys(product: Product, token: str) -> None:
    assert with_bearer(product, token).status_code == 401


def test_a_logout_token_is_no_bearer_token(product: Product, issuer: Issuer) -> None:
    assert with_bearer(product, issuer.mint_logout()).status_code == 401
    assert with_bearer(product, issuer.mint_logout(typ="JWT")).status_code == 401


def test_made_up_keys_do_not_make_us_ask_all_the_time(product: Product, issuer: Issuer) -> None:
    assert with_bearer(product, issuer.mint()).status_code == 200
    before = issuer.counters["jwks"]

    for number in range(20):
        token = issuer.mint(signature=Signature.UNKNOWN_KEY, kid=f"made-up-{number}")
        assert with_bearer(product, token).status_code == 401

    assert issuer.counters["jwks"] - before <= 3
    assert with_bearer(product, issuer.mint()).status_code == 200


def test_userinfo_about_somebody_else_is_not_believed(product: Product, issuer: Issuer) -> None:
    issuer.bend({"groups": None})
    issuer.replies["userinfo"] = {"sub": "somebody-else", "groups": ["medical-information"]}

    with browser_of(product) as browser:
        assert browser.get("/sign-in/company").status_code == 400


def test_groups_that_stand_in_userinfo_only_are_found_there(
    product: Product, issuer: Issuer
) -> None:
    issuer.bend({"groups": None})

    with browser_of(product) as browser:
        browser.get("/sign-in/company")

        slugs = [entry["slug"] for entry in browser.get("/api/v1/assistants").json()]
    assert slugs == ["medical-information"]


LOGOUTS: dict[str, dict[str, Any]] = {
    "another audience": {"claims": {"aud": "other"}},
    "too old": {"claims": {"iat": NOW - 900, "exp": None}},
    "no event": {"claims": {"events": None}},
    "another event": {"claims": {"events": {"urn:other": {}}}},
    "with a nonce": {"claims": {"nonce": "n"}},
    "about nobody": {"claims": {"sub": None, "sid": None}},
    "no id": {"claims": {"jti": None}},
    "alg none": {"signature": Signature.NONE},
    "another key": {"signature": Signature.STRANGER},
}


@pytest.mark.parametrize("forged", LOGOUTS.values(), ids=LOGOUTS.keys())
def test_a_forged_logout_token_ends_nothing(
    product: Product, issuer: Issuer, forged: dict[str, Any]
) -> None:
    with browser_of(product) as browser:
        browser.get("/sign-in/company")

        reply = httpx.post(
            f"{product.url}/sign-in/back-channel-logout",
            data={"logout_token": issuer.mint_logout(**forged)},
            trust_env=False,
        )

        assert reply.status_code == 400
        assert browser.get("/api/v1/assistants").status_code == 200


def test_an_honest_logout_token_ends_the_sessions_of_its_person(
    product: Product, issuer: Issuer
) -> None:
    with browser_of(product) as browser:
        browser.get("/sign-in/company")

        reply = httpx.post(
            f"{product.url}/sign-in/back-channel-logout",
            data={"logout_token": issuer.mint_logout()},
            trust_env=False,
        )

        assert reply.status_code == 200
        assert browser.get("/api/v1/assistants").status_code == 401


@pytest.mark.parametrize("fault", ["error", "garbage"])
def test_a_provider_that_fails_on_the_way_back_is_named(
    product: Product, issuer: Issuer, fault: Any
) -> None:
    issuer.faults["token"] = fault

    with browser_of(product) as browser:
        reply = browser.get("/sign-in/company")

    assert reply.status_code == 503
    assert "cannot be reached just now" in reply.text


def test_no_secret_and_no_token_stands_in_the_log(product: Product, issuer: Issuer) -> None:
    token = issuer.mint()
    with_bearer(product, token)
    with browser_of(product) as browser:
        browser.get("/sign-in/company")

    log = product.log.read_text()
    for secret in (token, "a-secret-of-the-provider", "a-secret-key-of-more-than-32", "eyJ"):
        assert secret not in log
