"""The groups that a provider's claims name, and those that it only says are elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Claims = Mapping[str, Any]

# Entra ID sends these in place of the groups when there are too many of them.
_NAMES, _SOURCES, _FLAG = "_claim_names", "_claim_sources", "hasgroups"
_FLAGGED = "groups"
_MOST_GROUPS = 2000
_LONGEST_GROUP = 256


def claims_named(setting: str) -> tuple[str, ...]:
    """The names of claims in a setting: one, or several with spaces or commas between them."""
    return tuple(dict.fromkeys(setting.replace(",", " ").split()))


def says_groups(claims: Claims, groups_claim: str) -> bool:
    """Tell whether the claims speak of groups at all, be it to say that they are elsewhere."""
    names = claims_named(groups_claim)
    return any(name in claims or is_elsewhere(claims, name) for name in names)


def read_groups(claims: Claims, groups_claim: str) -> frozenset[str]:
    """Read the groups of all the claims that are named: lists of texts, and nothing else.

    A claim that is missing, malformed, or replaced by a link because there were too many gives
    none; the others give theirs.
    """
    return frozenset[str]().union(
        *(_read(claims, name) for name in claims_named(groups_claim)),
    )


def groups_elsewhere(claims: Claims, groups_claim: str) -> str | None:
    """The claim that is an overage: its groups were too many for the token."""
    return next((name for name in claims_named(groups_claim) if is_elsewhere(claims, name)), None)


def is_elsewhere(claims: Claims, name: str) -> bool:
    """Tell whether the provider says that a claim is to be looked up at another address.

    A marker that cannot be read counts for every claim.
    """
    if name == _FLAGGED and claims.get(_FLAG) not in (None, False, "false"):
        return True
    if _NAMES not in claims:
        return _SOURCES in claims
    named = claims[_NAMES]
    return name in named if isinstance(named, dict) else True


def with_groups(claims: Claims, name: str, groups: list[str]) -> dict[str, Any]:
    """The claims with groups that were looked up in the place of what says so."""
    named = claims.get(_NAMES)
    rest = {key: value for key, value in claims.items() if key not in {_NAMES, _SOURCES, _FLAG}}
    if isinstance(named, dict) and (others := {k: v for k, v in named.items() if k != name}):
        rest[_NAMES] = others
    return rest | {name: groups}


def _read(claims: Claims, name: str) -> frozenset[str]:
    groups = claims.get(name)
    if is_elsewhere(claims, name) or not isinstance(groups, list):
        return frozenset()
    if len(groups) > _MOST_GROUPS or not all(_is_group(group) for group in groups):
        return frozenset()
    return frozenset(groups)


def _is_group(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= _LONGEST_GROUP and value.isprintable()
