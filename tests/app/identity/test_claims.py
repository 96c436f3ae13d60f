"""What the claims of each provider say of somebody, and what they do not."""

from __future__ import annotations

from typing import Any

import pytest

from app.identity.claims import (
    ClaimsRefusedError,
    Scope,
    client_of,
    read_identity,
    read_scopes,
    unknown_scopes,
)

ISSUER = "https://login.example"
SUB, UID = f"{ISSUER}|", f"uid {ISSUER}|"
OVERAGE = {
    "_claim_names": {"groups": "src1"},
    "_claim_sources": {"src1": {"endpoint": "https://graph.example/users/1/getMemberObjects"}},
}


def claims(**said: Any) -> dict[str, Any]:
    return {"iss": ISSUER, "sub": "s", "iat": 1} | said


@pytest.mark.parametrize(
    ("said", "ours", "subject", "also", "perhaps"),
    [
        # Okta: the ID token has the id as its subject, the access token of a server the login.
        ({"sub": "00u1"}, True, f"{SUB}00u1", (), (f"{UID}00u1",)),
        ({"sub": "ann@x.example", "uid": "00u1"}, False, f"{UID}00u1", (), (f"{SUB}00u1",)),
        # Entra: the ID token has both, and its own subject for each application.
        ({"sub": "pairwise", "uid": "object-1"}, True, f"{UID}object-1", (f"{SUB}pairwise",), ()),
        (
            {"sub": "pairwise-2", "uid": "object-1"},
            False,
            f"{UID}object-1",
            (),
            (f"{SUB}object-1",),
        ),
    ],
)
def test_the_claim_that_is_set_names_a_person_in_every_token(
    said: dict[str, Any],
    ours: bool,
    subject: str,
    also: tuple[str, ...],
    perhaps: tuple[str, ...],
) -> None:
    identity = read_identity(claims(**said), "groups", "uid", ours=ours)

    assert (identity.subject, identity.also, identity.perhaps) == (subject, also, perhaps)


@pytest.mark.parametrize("uid", [None, "", 7, ["00u1"], "a\nb", "x" * 256])
def test_a_token_for_others_without_that_claim_names_nobody(uid: object) -> None:
    with pytest.raises(ClaimsRefusedError, match="uid"):
        read_identity(claims(sub="ann@x.example", uid=uid), "groups", "uid", ours=False)


ENTRA = {"tid": "t", "azp": "client-1", "oid": "object-1", "sub": "object-1"}


@pytest.mark.parametrize("version", [ENTRA, {"appid": "client-1", **ENTRA, "azp": None}])
@pytest.mark.parametrize("said", [{}, {"idtyp": "app"}, {"roles": ["almanac.ask"], "azpacr": "1"}])
def test_a_token_of_an_entra_application_needs_no_idtyp(
    version: dict[str, Any], said: dict[str, Any]
) -> None:
    assert client_of(claims(**version, **said)) == "client-1"


@pytest.mark.parametrize(
    "said",
    [
        {"sub": "pairwise-1"},
        {"idtyp": "user"},
        {"scp": "almanac.ask"},
        {"name": "Ann"},
        {"preferred_username": "ann@x.example"},
        {"tid": None},
        {"oid": None},
    ],
    ids=str,
)
def test_a_token_of_a_person_from_entra_is_no_application_s(said: dict[str, Any]) -> None:
    assert client_of(claims(**ENTRA | said)) is None


@pytest.mark.parametrize("odd", [{"email_verified": []}, {"client_id": "c", "sub": ["c"]}], ids=str)
def test_a_claim_of_an_odd_shape_says_nothing(odd: dict[str, Any]) -> None:
    said = claims(email="a@x.example", **odd)

    assert client_of(said) is None
    if "sub" in odd:
        with pytest.raises(ClaimsRefusedError):
            read_identity(said, "groups")
    else:
        assert read_identity(said, "groups").email == "a@x.example"


@pytest.mark.parametrize("setting", ["groups roles", "groups,roles", "roles"])
def test_app_roles_beside_a_group_overage_count(setting: str) -> None:
    identity = read_identity(claims(roles=["staff"], **OVERAGE), setting)

    assert identity.groups == {"staff"}
    assert identity.elsewhere == ("groups" if "groups" in setting else None)


@pytest.mark.parametrize(
    "said",
    [
        OVERAGE,
        {"hasgroups": True},
        {"hasgroups": "true"},
        {"hasgroups": []},
        {"_claim_names": "groups"},
        {"_claim_sources": {}},
        OVERAGE | {"groups": ["staff"]},
    ],
    ids=str,
)
def test_an_overage_gives_no_group_and_is_known_as_one(said: dict[str, Any]) -> None:
    identity = read_identity(claims(**said), "groups")

    assert (identity.groups, identity.elsewhere) == (frozenset(), "groups")


@pytest.mark.parametrize(
    "said",
    [{"groups": ["staff"], "hasgroups": False}, {"groups": ["staff"], "_claim_names": {}}],
    ids=str,
)
def test_what_is_no_overage_is_not_taken_for_one(said: dict[str, Any]) -> None:
    identity = read_identity(claims(**said), "groups")

    assert identity.groups == {"staff"}
    assert identity.elsewhere is None


@pytest.mark.parametrize(
    ("said", "scopes", "unknown"),
    [
        ({"roles": ["almanac.ask", "staff"]}, {Scope.ASK}, []),
        ({"roles": ["Almanac.Ask"]}, set(), ["Almanac.Ask"]),
        ({"roles": ["almanac.everything"]}, set(), ["almanac.everything"]),
        ({"roles": ["almanac.ask", "almanac.all"]}, {Scope.ASK}, ["almanac.all"]),
        ({"roles": ["almanac-users"]}, None, []),
        ({"scope": "openid almanac.ask"}, {Scope.ASK}, []),
        ({"scope": "openid profile"}, None, []),
    ],
    ids=str,
)
def test_roles_that_read_like_scopes_count_as_scopes_or_are_told(
    said: dict[str, Any], scopes: set[Scope] | None, unknown: list[str]
) -> None:
    assert read_scopes(claims(**said)) == scopes
    assert unknown_scopes(claims(**said)) == unknown


def test_a_token_with_every_claim_of_every_provider_is_one_person_s() -> None:
    said = claims(
        sub="pairwise",
        oid="object-1",
        uid="00u1",
        tid="tenant",
        token_use="id",
        email="Ann@x.example",
        roles=["staff"],
        groups=["other"],
        preferred_username="ann",
        realm_access={"roles": ["offline_access"]},
        **{"cognito:groups": ["pool"], "cognito:username": "ann"},
    )

    identity = read_identity(said, "groups roles cognito:groups", "oid")

    assert identity.subject == f"oid {ISSUER}|object-1"
    assert identity.groups == {"other", "staff", "pool"}
    assert (client_of(said), read_scopes(said)) == (None, None)
