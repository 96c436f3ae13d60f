"""What a provider's claims say of somebody; a claim that can be misread says nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

Claims = Mapping[str, Any]

# Entra ID sends these in place of the groups when there are too many of them.
_OVERAGE = ("_claim_names", "_claim_sources", "hasgroups")
_MOST_GROUPS = 2000
_LONGEST_GROUP = 256
_END_OF_TIME = 1e11
# A provider may want a resource's name before a scope, after a slash or a colon.
_SCOPE = re.compile(r"(?:.*[/:])?almanac[./:]([a-z]+)")


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

    ``email`` is empty where the claims have none.
    """

    subject: str
    email: str
    name: str
    groups: frozenset[str]
    said_at: datetime


def read_identity(claims: Claims, groups_claim: str) -> Identity:
    """Read who somebody is; raises `ClaimsRefusedError`."""
    subject, issuer = claims.get("sub"), claims.get("iss")
    if not (isinstance(subject, str) and 0 < len(subject) <= 255 and subject.isprintable()):
        raise ClaimsRefusedError("The claim sub is missing.")
    email = _text(claims, "email") or _text(claims, "preferred_username")
    # A provider lets people choose an address, and says when it has not seen them read it.
    if "@" not in email or claims.get("email_verified") in {False, "false"}:
        email = ""
    return Identity(
        subject=subject_of(str(issuer), subject),
        email=email,
        name=_text(claims, "name") or email or subject,
        groups=read_groups(claims, groups_claim),
        said_at=_instant(claims.get("iat")),
    )


def subject_of(issuer: str, subject: str) -> str:
    """The name under which we know somebody of a provider; no other provider can claim it."""
    return f"{issuer}|{subject}"


def says_groups(claims: Claims, groups_claim: str) -> bool:
    """Tell whether the claims speak of groups at all, be it to say that they are elsewhere."""
    return groups_claim in claims or any(name in claims for name in _OVERAGE)


def read_groups(claims: Claims, groups_claim: str) -> frozenset[str]:
    """Read the groups: a list of texts, and nothing else.

    Missing, malformed, or replaced by a link because there were too many, they are none.
    """
    groups = claims.get(groups_claim)
    if any(name in claims for name in _OVERAGE) or not isinstance(groups, list):
        return frozenset()
    if len(groups) > _MOST_GROUPS or not all(_is_group(group) for group in groups):
        return frozenset()
    return frozenset(groups)


def read_scopes(claims: Claims) -> frozenset[Scope] | None:
    """Read our scopes out of ``scope``, ``scp`` and ``roles``; ``None`` where none is meant for us.

    A word that means us in a spelling that we do not know gives nothing, and is no reason to give
    everything.
    """
    stated = [word for name in ("scope", "scp") for word in _words(claims.get(name))]
    found = [_SCOPE.fullmatch(word) for word in [*stated, *_words(claims.get("roles"))]]
    ours = {match.group(1) for match in found if match}
    if not ours and not any("almanac" in word.lower() for word in stated):
        return None
    return frozenset(scope for scope in Scope if scope.value in ours)


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
                claims.get("sub") in {client, f"{client}@clients"}
                or claims.get("idtyp") == "app"
                or claims.get("preferred_username") == f"service-account-{client}"
            )
            return client if for_itself else None
    return None


def _is_group(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= _LONGEST_GROUP and value.isprintable()


def _instant(value: object) -> datetime:
    # Claims that do not say when they were made are older than any others.
    known = isinstance(value, int | float) and 0 <= value < _END_OF_TIME
    return datetime.fromtimestamp(value if known else 0, UTC)  # type: ignore[arg-type]


def _text(claims: Claims, name: str) -> str:
    value = claims.get(name)
    return " ".join(value.split())[:320] if isinstance(value, str) else ""
