"""What a provider's claims say of somebody; a claim that can be misread says nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from app.identity.groups import Claims, groups_elsewhere, read_groups

__all__ = [
    "Claims",
    "ClaimsRefusedError",
    "Identity",
    "Scope",
    "client_of",
    "read_identity",
    "read_scopes",
    "subject_of",
    "unknown_scopes",
]

_END_OF_TIME = 1e11
# A provider may want a resource's name before a scope, after a slash or a colon.
_SCOPE = re.compile(r"(?:.*[/:])?almanac[./:]([a-z]+)")
_LIKE_A_SCOPE = re.compile(r"(?:.*[/:])?almanac[./:].*", re.IGNORECASE | re.DOTALL)


class Scope(StrEnum):
    """What a token may be used for. ``READ`` opens documents, own reactions and receipts.

    ``PROPOSE`` writes drafts and asks for reviews, ``APPROVE`` decides them: for people alone.
    """

    ASK = "ask"
    SEARCH = "search"
    READ = "read"
    REACT = "react"
    EXPORT = "export"
    INGEST = "ingest"
    AUDIT = "audit"
    PROPOSE = "propose"
    APPROVE = "approve"


class ClaimsRefusedError(PermissionError):
    """A token is sound and says too little to act upon; the text names the claim."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody as a provider's claims describe them; ``said_at`` is when they were made.

    ``email`` is empty where the claims have none. ``also`` are other names of theirs, and
    ``perhaps`` what they may be called in tokens of another kind. ``elsewhere`` is the claim whose
    groups were too many for a token.
    """

    subject: str
    email: str
    name: str
    groups: frozenset[str]
    said_at: datetime
    also: tuple[str, ...] = ()
    perhaps: tuple[str, ...] = ()
    elsewhere: str | None = None


def read_identity(
    claims: Claims, groups_claim: str, subject_claim: str = "sub", *, ours: bool = True
) -> Identity:
    """Read who somebody is; raises `ClaimsRefusedError`.

    ``subject_claim`` holds what the provider calls a person in every token. ``ours`` says that the
    claims were made for our application: only there ``sub`` stands for a person where that claim is
    missing, and is one more name of theirs where it is not. In a token for another audience ``sub``
    may be a login, which can pass on, or differ for each application.

    One claim may call somebody what another claim calls somebody else, so that a name says which
    claim it is from. What stands in ``sub`` of a token without the claim may stand in the claim of
    another token, as at Okta: that is what ``perhaps`` is about.
    """
    issuer, sub = str(claims.get("iss")), _subject(claims, "sub")
    if sub is None:
        raise ClaimsRefusedError("The claim sub is missing.")
    own, also, perhaps = subject_of(issuer, sub), tuple[str, ...](), tuple[str, ...]()
    named = _subject(claims, subject_claim)
    if subject_claim == "sub":
        subject = own
    elif named is not None:
        subject = subject_of(issuer, named, subject_claim)
        also, perhaps = ((own,), ()) if ours else ((), (subject_of(issuer, named),))
    elif ours:
        subject, perhaps = own, (subject_of(issuer, sub, subject_claim),)
    else:
        raise ClaimsRefusedError(f"The claim {subject_claim} is missing.")
    email = _text(claims, "email") or _text(claims, "preferred_username")
    # A provider lets people choose an address, and says when it has not seen them read it.
    if "@" not in email or claims.get("email_verified") in (False, "false"):
        email = ""
    return Identity(
        subject=subject,
        email=email,
        name=_text(claims, "name") or email or named or sub,
        groups=read_groups(claims, groups_claim),
        said_at=_instant(claims.get("iat")),
        also=also,
        perhaps=perhaps,
        elsewhere=groups_elsewhere(claims, groups_claim),
    )


def subject_of(issuer: str, subject: str, claim: str = "sub") -> str:
    """The name under which we know somebody of a provider.

    No other provider can claim it, nor another claim of the same.
    """
    return f"{issuer}|{subject}" if claim == "sub" else f"{claim} {issuer}|{subject}"


# What Entra's tokens of people say, and those of applications do not.
_OF_A_PERSON = ("scp", "name", "preferred_username", "upn", "unique_name", "email")


def read_scopes(claims: Claims) -> frozenset[Scope] | None:
    """Read our scopes out of ``scope``, ``scp`` and ``roles``; ``None`` where none is meant for us.

    A word that means us in a spelling that we do not know gives nothing, and is no reason to give
    everything.
    """
    meant = _meant_for_us(claims)
    found = {match.group(1) for word in meant if (match := _SCOPE.fullmatch(word))}
    return frozenset(scope for scope in Scope if scope.value in found) if meant else None


def unknown_scopes(claims: Claims) -> list[str]:
    """The words that mean us and name no scope that there is, as they stand in the token."""
    known = {scope.value for scope in Scope}
    return [
        word
        for word in _meant_for_us(claims)
        if not (match := _SCOPE.fullmatch(word)) or match.group(1) not in known
    ]


def _meant_for_us(claims: Claims) -> list[str]:
    stated = [word for name in ("scope", "scp") for word in _words(claims.get(name))]
    # A role may be called after us and be no scope, such as almanac-users: that one is a group.
    roles = [word for word in _words(claims.get("roles")) if _LIKE_A_SCOPE.fullmatch(word)]
    return [word for word in stated if "almanac" in word.lower()] + roles


def _words(value: object) -> list[str]:
    if isinstance(value, str):
        return value.replace(",", " ").split()
    if isinstance(value, list):
        return [word if isinstance(word, str) else "almanac?" for word in value]
    return [] if value is None else ["almanac?"]


def client_of(claims: Claims) -> str | None:
    """The client that a token was given to for itself, with nobody behind it; else ``None``."""
    for name in ("client_id", "azp", "cid", "appid"):
        client = claims.get(name)
        if isinstance(client, str) and client:
            for_itself = (
                claims.get("sub") in (client, f"{client}@clients")
                or claims.get("idtyp") == "app"
                or claims.get("preferred_username") == f"service-account-{client}"
                or _is_of_an_entra_application(claims)
            )
            return client if for_itself else None
    return None


def _is_of_an_entra_application(claims: Claims) -> bool:
    """Whether Entra made a token for an application alone, also without the optional ``idtyp``.

    The subject of an application is its object id, that of a person another one for every
    application; and a person's token says for what they lent themselves, or who they are.
    """
    object_id = claims.get("oid")
    if not object_id or claims.get("tid") is None or claims.get("sub") != object_id:
        return False
    return claims.get("idtyp") in (None, "app") and not any(map(claims.get, _OF_A_PERSON))


def _subject(claims: Claims, name: str) -> str | None:
    value = claims.get(name)
    sound = isinstance(value, str) and 0 < len(value) <= 255 and value.isprintable()
    return value if sound else None


def _instant(value: object) -> datetime:
    # Claims that do not say when they were made are older than any others.
    known = isinstance(value, int | float) and 0 <= value < _END_OF_TIME
    return datetime.fromtimestamp(value if known else 0, UTC)  # type: ignore[arg-type]


def _text(claims: Claims, name: str) -> str:
    value = claims.get(name)
    return " ".join(value.split())[:320] if isinstance(value, str) else ""
