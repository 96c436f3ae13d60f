"""What a sample of a token would give here, and why not: for whoever sets a provider up."""

from __future__ import annotations

import json
import time
from base64 import urlsafe_b64decode
from dataclasses import dataclass, field
from pathlib import Path

from app.errors import CommandError
from app.identity.claims import (
    Claims,
    ClaimsRefusedError,
    Identity,
    Scope,
    client_of,
    read_scopes,
    unknown_scopes,
)
from app.identity.discovery import ProviderUnavailableError
from app.identity.people import ClientRule, IdentityRules
from app.identity.provider import OpenIdProvider
from app.identity.signing_in import OVERAGE
from app.identity.verification import TokenRefusedError, names_its_client_only

_LARGEST = 1_000_000


@dataclass(slots=True)
class Sample:
    """A token read: ``identity`` of a person or ``client``, a machine; neither if it says neither.

    ``problems`` are why it would be refused, ``notes`` what else to know. ``scopes`` is ``None``
    where it may be used for all that its person may.
    """

    identity: Identity | None = None
    client: str | None = None
    groups: frozenset[str] = frozenset()
    scopes: frozenset[Scope] | None = None
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


async def read_sample(path: Path, provider: OpenIdProvider, rules: IdentityRules) -> Sample:
    """Read a file that holds a token, or the claims of one as JSON; raises `CommandError`."""
    token, claims = _open(path)
    sample = Sample(scopes=read_scopes(claims))
    if token is None:
        sample.notes.append("These are claims only, so no signature was checked.")
        sample.problems += _claim_problems(claims, provider, rules)
    else:
        await _check(token, claims, provider, rules, sample)
    sample.client = client_of(claims)
    if sample.client is not None:
        _as_client(sample, rules.clients.get(sample.client))
    else:
        await _as_person(sample, claims, provider)
    if unknown := unknown_scopes(claims):
        known = ", ".join(f"almanac.{scope.value}" for scope in Scope)
        sample.notes.append(f"{', '.join(unknown)}: no scope here. Those that there are: {known}.")
    return sample


def _open(path: Path) -> tuple[str | None, Claims]:
    try:
        text = path.read_text("utf-8-sig").strip()[:_LARGEST]
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{path}: the file cannot be read") from error
    text = text.removeprefix("Bearer ").strip()
    token = None if text.startswith("{") else text
    try:
        claims = json.loads(text if token is None else _payload(token))
    except (ValueError, RecursionError, IndexError) as error:
        raise CommandError(
            f"{path}: neither a signed token (three parts with dots between) nor its claims as "
            "JSON. A token that is not a JWT says nothing to us."
        ) from error
    if not isinstance(claims, dict):
        raise CommandError(f"{path}: the claims are no JSON object")
    return token, claims


def _payload(token: str) -> bytes:
    part = token.split(".")[1]
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))


async def _check(
    token: str, claims: Claims, provider: OpenIdProvider, rules: IdentityRules, sample: Sample
) -> None:
    try:
        await provider.checker.bearer(token, rules.clients)
    except ProviderUnavailableError as error:
        sample.notes.append(
            f"The signature was not checked: the provider is away ({error.reason})."
        )
    except TokenRefusedError as error:
        if not error.signed:
            sample.problems.append(f"The token would be refused: {error}.")
    else:
        sample.notes.append("The signature holds.")
    sample.problems += _claim_problems(claims, provider, rules)


def _claim_problems(claims: Claims, provider: OpenIdProvider, rules: IdentityRules) -> list[str]:
    """What the checks of a bearer token would refuse, with the values: an operator asked."""
    problems = []
    if (issuer := claims.get("iss")) != provider.issuer:
        problems.append(f"iss is {issuer!r}; ALMANAC_OIDC_ISSUER is {provider.issuer!r}.")
        if isinstance(issuer, str) and issuer.startswith("https://sts.windows.net/"):
            problems[-1] += " Set requestedAccessTokenVersion to 2 in the manifest at Entra."
    problems += _audience_problems(claims, provider, rules)
    expires = claims.get("exp")
    if not isinstance(expires, int | float):
        problems.append("exp is missing.")
    elif expires < time.time():
        problems.append("It has expired; a fresh one of the same kind would not.")
    return problems


def _audience_problems(claims: Claims, provider: OpenIdProvider, rules: IdentityRules) -> list[str]:
    known = sorted(provider.checker.audiences)
    if names_its_client_only(claims):
        client = claims["client_id"]
        if client in known or (claims.get("sub") == client and client in rules.clients):
            return []
        return [f"client_id is {client!r}, which is neither ours nor under clients:."]
    said = claims.get("aud")
    if not set(known).isdisjoint(said if isinstance(said, list) else [said]):
        return []
    problem = f"aud is {said!r}; what is accepted is {' and '.join(map(repr, known))}."
    return [f"{problem} Set ALMANAC_OIDC_AUDIENCE, or let the provider name us."]


def _as_client(sample: Sample, rule: ClientRule | None) -> None:
    if rule is None:
        sample.problems.append(
            f"The client {sample.client!r} does not stand under clients: in the identity file."
        )
        return
    sample.groups = frozenset(rule.groups)
    said = sample.scopes or frozenset()
    sample.scopes = said & frozenset(rule.scopes)
    if over := sorted(scope.value for scope in said - frozenset(rule.scopes)):
        sample.notes.append(f"The identity file does not allow this client: {', '.join(over)}.")
    if not sample.scopes:
        sample.problems.append("It names no scope that the identity file allows this client.")


async def _as_person(sample: Sample, claims: Claims, provider: OpenIdProvider) -> None:
    try:
        claims = await provider.with_overage(claims)
    except ProviderUnavailableError as error:
        sample.notes.append(f"The groups could not be asked for ({error.reason}).")
    try:
        identity = provider.identity(claims)
    except ClaimsRefusedError as error:
        sample.problems.append(f"The token would be refused. {error}")
        return
    sample.identity, sample.groups = identity, identity.groups
    if identity.elsewhere is not None:
        sample.notes.append(OVERAGE)
    elif not identity.groups:
        sample.notes.append(
            f"No group: ALMANAC_OIDC_GROUPS_CLAIM is {provider.groups_claim!r}, and the token has "
            f"{', '.join(sorted(map(str, claims))) or 'nothing'}."
        )
    if claims.get("oid") is not None and claims.get("oid") == claims.get("sub"):
        sample.notes.append(
            "oid and sub are the same, as in a token of an application of Entra, and other claims "
            "speak of a person: add the optional claim idtyp there, so that it counts as a machine "
            "client."
        )
