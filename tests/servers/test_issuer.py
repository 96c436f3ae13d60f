"""The lying issuer tells the truth until it is asked to lie, and then lies as asked."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.errors import BadSignatureError, InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet, KeySetSerialization

from tests.servers.forging import Signature, encoded
from tests.servers.issuer import ALICE, Issuer, running_issuer

VERIFIER = "v" * 43
BACK = "http://127.0.0.1:1/sign-in/callback"


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    with running_issuer() as server:
        yield server


@pytest.fixture
def client(issuer: Issuer) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=issuer.issuer, trust_env=False, timeout=5) as client:
        yield client


def _sign_in(client: httpx.Client, verifier: str = VERIFIER) -> httpx.Response:
    challenge = encoded(hashlib.sha256(VERIFIER.encode()).digest())
    asked = {"client_id": "almanac", "redirect_uri": BACK, "state": "s", "nonce": "n"}
    went = client.get("/authorize", params=asked | {"code_challenge": challenge})
    code = httpx.URL(went.headers["location"]).params["code"]
    form = {"grant_type": "authorization_code", "code": code, "code_verifier": verifier}
    return client.post("/token", data=form, auth=("almanac", "secret"))


def _claims(client: httpx.Client, token: str) -> dict[str, Any]:
    keys: KeySetSerialization = client.get("/jwks").json()
    return jwt.decode(token, KeySet.import_key_set(keys), algorithms=["RS256"]).claims


def _header(token: str) -> dict[str, Any]:
    part = token.partition(".")[0]
    header: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return header


def test_an_honest_sign_in_gives_tokens_that_hold(issuer: Issuer, client: httpx.Client) -> None:
    tokens = _sign_in(client).json()

    claims = _claims(client, tokens["id_token"])
    person = client.get(
        "/userinfo", headers={"Authorization": f"Bearer {tokens['access_token']}"}
    ).json()

    assert claims.items() >= ALICE.items()
    assert (claims["iss"], claims["aud"], claims["nonce"]) == (issuer.issuer, "almanac", "n")
    assert claims["nbf"] <= time.time() < claims["exp"]
    assert person == ALICE
    assert client.get("/.well-known/openid-configuration").json()["issuer"] == issuer.issuer


def test_a_code_works_once_and_with_its_verifier_only(client: httpx.Client) -> None:
    wrong = _sign_in(client, "w" * 43)

    assert wrong.status_code == 400
    assert wrong.json() == {"error": "invalid_grant"}


def test_a_refresh_brings_what_the_person_has_become(issuer: Issuer, client: httpx.Client) -> None:
    old = _sign_in(client).json()["refresh_token"]
    issuer.bend({"groups": ["hr"]})

    form = {"grant_type": "refresh_token", "refresh_token": old}
    renewed = client.post("/token", data=form).json()
    again = client.post("/token", data=form)

    claims = _claims(client, renewed["id_token"])
    assert claims["groups"] == ["hr"]
    assert "nonce" not in claims
    assert renewed["refresh_token"] != old
    assert again.status_code == 400


def test_people_sign_in_one_after_the_other(issuer: Issuer, client: httpx.Client) -> None:
    issuer.people = [ALICE | {"sub": "a"}, ALICE | {"sub": "b"}]

    tokens = [_sign_in(client).json()["id_token"] for _ in range(3)]

    assert [_claims(client, token)["sub"] for token in tokens] == ["a", "b", "a"]


@pytest.mark.parametrize(
    ("signature", "error"),
    [
        (Signature.NONE, JoseError),
        (Signature.PUBLIC_KEY_AS_SECRET, JoseError),
        (Signature.STRANGER, BadSignatureError),
        (Signature.UNKNOWN_KEY, InvalidKeyIdError),
        (Signature.BROKEN, BadSignatureError),
    ],
)
def test_a_forged_signature_is_seen_by_who_looks(
    issuer: Issuer, client: httpx.Client, signature: Signature, error: type[JoseError]
) -> None:
    issuer.bend(signature=signature)

    for token in (_sign_in(client).json()["id_token"], issuer.mint(signature=signature)):
        with pytest.raises(error):
            _claims(client, token)


def test_the_public_key_is_a_secret_that_a_careless_reader_accepts(issuer: Issuer) -> None:
    token = issuer.mint(signature=Signature.PUBLIC_KEY_AS_SECRET)

    content, _, signature = token.rpartition(".")
    assert _header(token)["alg"] == "HS256"
    assert signature == encoded(hmac.digest(issuer.key.pem, content.encode(), "sha256"))


def test_claims_and_header_are_merged_and_none_takes_out(issuer: Issuer) -> None:
    token = issuer.mint({"aud": ["other"], "azp": "almanac", "groups": None}, kid=None, crit=["x"])

    claims = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
    assert (claims["aud"], claims["azp"]) == (["other"], "almanac")
    assert "groups" not in claims
    assert _header(token) == {"alg": "RS256", "typ": "JWT", "crit": ["x"]}


def test_a_logout_token_is_one(issuer: Issuer, client: httpx.Client) -> None:
    claims = _claims(client, issuer.mint_logout({"sid": "session", "sub": None}))

    assert (claims["sid"], claims["aud"]) == ("session", "almanac")
    assert "sub" not in claims
    assert list(claims["events"]) == ["http://schemas.openid.net/event/backchannel-logout"]


def test_a_rotated_key_is_the_only_one(issuer: Issuer, client: httpx.Client) -> None:
    old = issuer.mint()

    issuer.rotate()

    assert _claims(client, issuer.mint())["sub"] == ALICE["sub"]
    with pytest.raises(InvalidKeyIdError):
        _claims(client, old)


def test_endpoints_lie_fail_and_hang_until_they_are_honest_again(
    issuer: Issuer, client: httpx.Client
) -> None:
    where = "/.well-known/openid-configuration"
    issuer.replies = {"discovery": {"issuer": "https://evil.example", "jwks_uri": None}}
    lied = client.get(where).json()
    issuer.faults["discovery"] = "error"
    failed = client.get(where)
    issuer.faults["discovery"] = "garbage"
    garbage = client.get(where)
    issuer.faults["discovery"] = "hang"
    with pytest.raises(httpx.ReadTimeout):
        client.get(where, timeout=0.2)

    issuer.honest()

    assert lied["issuer"] == "https://evil.example"
    assert "jwks_uri" not in lied
    assert failed.status_code == 500
    with pytest.raises(json.JSONDecodeError):
        garbage.json()
    assert client.get(where).json()["issuer"] == issuer.issuer
    assert issuer.counters == {"discovery": 5}


def test_the_way_back_can_be_bent(issuer: Issuer, client: httpx.Client) -> None:
    issuer.replies["authorize"] = {"state": "another", "code": None, "error": "access_denied"}

    went = client.get("/authorize", params={"redirect_uri": BACK, "state": "s"})

    assert went.headers["location"] == f"{BACK}?state=another&error=access_denied"
    assert issuer.last["authorize"] == {"redirect_uri": BACK, "state": "s"}
