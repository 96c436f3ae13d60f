"""The address to sign out at, in the words that each provider wants."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from app.identity.discovery import Description
from app.identity.sign_out import sign_out_address

BACK = "https://almanac.example/sign-in"
POOL = "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_abc"


def description(issuer: str, end: str | None, sign_in: str = "/authorize") -> Description:
    host = "https://login.example"
    return Description(
        issuer=issuer,
        authorization_endpoint=f"{host}{sign_in}",
        token_endpoint=f"{host}/token",
        jwks_uri=f"{host}/jwks",
        end_session_endpoint=end,
    )


def parts(address: str | None) -> tuple[str, dict[str, list[str]]]:
    assert address is not None
    split = urlsplit(address)
    return f"{split.scheme}://{split.netloc}{split.path}", parse_qs(split.query)


def test_the_standard_s_words_are_used_where_a_provider_says_where() -> None:
    found = description("https://login.example", "https://login.example/end?x=1")

    place, words = parts(sign_out_address(found, "almanac", back_to=BACK, id_token="t"))

    assert place == "https://login.example/end"
    assert words == {
        "x": ["1"],
        "client_id": ["almanac"],
        "post_logout_redirect_uri": [BACK],
        "state": ["signed-out"],
        "id_token_hint": ["t"],
    }


@pytest.mark.parametrize("end", [None, "https://login.example/logout"])
def test_cognito_gets_its_own_word_and_the_state_in_the_way_back(end: str | None) -> None:
    found = description(POOL, end, "/oauth2/authorize")

    place, words = parts(sign_out_address(found, "almanac", back_to=BACK, id_token="t"))

    assert place == "https://login.example/logout"
    assert words == {"client_id": ["almanac"], "logout_uri": [f"{BACK}?state=signed-out"]}


def test_an_operator_can_name_any_other_address() -> None:
    pattern = "https://login.example/v2/logout?client={client_id}&returnTo={back_to}&{other}"
    found = description("https://login.example", None)

    place, words = parts(sign_out_address(found, "a b", back_to=BACK, pattern=pattern))

    assert place == "https://login.example/v2/logout"
    assert words["client"] == ["a b"]
    assert words["returnTo"] == [f"{BACK}?state=signed-out"]


def test_a_provider_that_has_no_such_place_is_left_alone() -> None:
    found = description("https://login.example", None)

    assert sign_out_address(found, "almanac", back_to=BACK) is None
