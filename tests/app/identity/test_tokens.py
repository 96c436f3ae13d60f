"""Bearer tokens: ours, for us, for now, or nobody's."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import stat
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey
from pydantic import SecretStr

from app.identity.tokens import MissingSecretError, Pseudonyms, Tokens, find_secret

SECRET = SecretStr("a-secret-key-of-more-than-32-characters")
ALICE = "alice@cryodyne.example"


def claims(**changes: Any) -> dict[str, Any]:
    """What a token of ours says; ``None`` leaves a claim out."""
    now = int(time.time())
    usual = {
        "iss": "almanac-local",
        "aud": "almanac",
        "sub": ALICE,
        "nbf": now,
        "exp": now + 600,
    }
    return {name: value for name, value in (usual | changes).items() if value is not None}


def signed(said: dict[str, Any], *, algorithm: str = "HS256") -> str:
    """A token under our own key, saying what no token of ours would say."""
    derived = hmac.new(SECRET.get_secret_value().encode(), b"bearer", hashlib.sha256).digest()
    return jwt.encode({"alg": algorithm}, said, OctKey.import_key(derived), algorithms=[algorithm])


def part(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def subject(token: str, tokens: Tokens | None = None) -> str | None:
    """The person whom a token names."""
    bearer = (tokens or Tokens(SECRET)).read(token)
    return bearer.subject if bearer else None


def test_a_token_names_its_person() -> None:
    assert subject(Tokens(SECRET).issue(ALICE)) == ALICE
    assert subject(signed(claims())) == ALICE


@pytest.mark.parametrize(
    "wrong",
    [
        {"exp": int(time.time()) - 31},
        {"exp": None},
        {"nbf": int(time.time()) + 86_400},
        {"nbf": None},
        {"aud": "somebody-else"},
        {"aud": None},
        {"iss": "https://elsewhere.example"},
        {"iss": None},
        {"sub": None},
        {"sub": 7},
        {"sub": ["alice@cryodyne.example"]},
        {"aud": "somebody-else", "azp": "almanac"},
    ],
    ids="+".join,
)
def test_a_token_with_a_wrong_claim_is_nobodys(wrong: dict[str, Any]) -> None:
    assert subject(signed(claims(**wrong))) is None


def test_a_token_of_another_key_is_nobodys() -> None:
    other = Tokens(SecretStr("another-key-of-more-than-32-characters-"))

    assert other.read(Tokens(SECRET).issue(ALICE)) is None


def test_a_token_without_a_signature_is_nobodys() -> None:
    head, body, signature = signed(claims()).split(".")
    unsigned = part({"alg": "none"})

    for forged in (
        f"{unsigned}.{body}.",
        f"{unsigned}.{body}.{signature}",
        f"{head}.{body}.",
        f"{head}.{part(claims(sub='hugo@cryodyne.example'))}.{signature}",
    ):
        assert subject(forged) is None


def test_another_algorithm_under_the_same_key_is_nobodys() -> None:
    assert subject(signed(claims(), algorithm="HS512")) is None


def test_an_expired_token_is_nobodys() -> None:
    assert subject(Tokens(SECRET).issue(ALICE, lifetime=-timedelta(hours=1))) is None


@pytest.mark.parametrize(
    "text", ["", ".", "..", "a.b.c", "é.é.é", "null", "x" * 100_000, "\0.\0.\0"]
)
def test_text_that_is_no_token_is_nobodys(text: str) -> None:
    assert subject(text) is None


def test_a_pseudonym_is_the_same_for_a_person_and_another_with_another_key() -> None:
    other = Pseudonyms(SecretStr("another-key-of-more-than-32-characters-"))

    assert Pseudonyms(SECRET).of("a") == Pseudonyms(SECRET).of("a")
    assert len({Pseudonyms(SECRET).of("a"), Pseudonyms(SECRET).of("b"), other.of("a")}) == 3
    assert len(Pseudonyms(SECRET).of("a")) == 32


def test_demo_mode_makes_a_secret_once_and_keeps_it_to_itself(tmp_path: Path) -> None:
    var = tmp_path / "var"

    first = find_secret(None, var, demo=True)

    assert find_secret(None, var, demo=True) == first
    assert len(first.get_secret_value()) >= 32
    (kept,) = var.iterdir()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_without_demo_mode_a_secret_has_to_be_given(tmp_path: Path) -> None:
    with pytest.raises(MissingSecretError, match="ALMANAC_SECRET_KEY"):
        find_secret(None, tmp_path, demo=False)

    assert find_secret(SECRET, tmp_path, demo=False) == SECRET
    assert list(tmp_path.iterdir()) == []
