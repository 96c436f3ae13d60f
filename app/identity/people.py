"""People, and what their groups allow them to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.identity.claims import Scope
from gateway.configuration.yaml_lines import content_of, repeated_key
from retrieval.access import Access

# Whoever runs a command on the machine itself.
OPERATOR = "operator"


class UnknownPersonError(LookupError):
    """Nobody with this address has signed in here."""

    def __init__(self, email: str) -> None:
        super().__init__(f"No person has the address {email}. Use one that has signed in before.")
        self.email = email


class RoleName(StrEnum):
    """What a person may be; ``EMPLOYEE`` comes with a department."""

    EMPLOYEE = "employee"
    DEPARTMENT_ADMIN = "department admin"
    DEPARTMENT_APPROVER = "department approver"
    DATA_SCIENTIST = "data scientist"
    COMPLIANCE_OFFICER = "compliance officer"
    PLATFORM_ADMIN = "platform admin"


Model = TypeVar("Model", bound=BaseModel)
_COMPANY_WIDE = {RoleName.COMPLIANCE_OFFICER, RoleName.PLATFORM_ADMIN}


@dataclass(frozen=True, slots=True)
class Grant:
    """A role in a department; ``department`` is ``None`` for company-wide roles."""

    role: RoleName
    department: str | None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is signed in, with the groups and grants of this moment.

    ``scopes`` is what the token at hand may be used for; ``None`` for all that the person may do.
    ``by_command`` marks a command on this machine, which no limit of the service is meant for.
    ``elsewhere`` is the claim whose groups were too many for a token, and so count for nothing;
    ``misspelt`` are the words of the token that mean us and name no scope.
    """

    id: str
    email: str
    name: str
    groups: frozenset[str]
    grants: frozenset[Grant]
    scopes: frozenset[Scope] | None = None
    by_command: bool = False
    elsewhere: str | None = None
    misspelt: tuple[str, ...] = ()

    @property
    def access(self) -> Access:
        """What the person may read."""
        return Access(self.groups)

    def may_use(self, scope: Scope) -> bool:
        """Tell whether the token at hand may be used for ``scope``; a session may for all."""
        return self.scopes is None or scope in self.scopes

    def departments_as(self, role: RoleName) -> frozenset[str]:
        """The departments in which the person holds ``role``."""
        return frozenset(g.department for g in self.grants if g.role is role and g.department)

    def holds(self, role: RoleName) -> bool:
        """Tell whether the person holds ``role`` anywhere."""
        return any(grant.role is role for grant in self.grants)


class _Department(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    groups: tuple[str, ...] = Field(min_length=1)


class _RoleRule(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    role: RoleName
    groups: tuple[str, ...] = Field(min_length=1)
    departments: tuple[str, ...] = ()


class ClientRule(BaseModel):
    """A machine client of the provider: which groups it counts to, and what it may be used for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    groups: tuple[str, ...] = Field(min_length=1)
    scopes: tuple[Scope, ...] = Field(min_length=1)


class IdentityRules(BaseModel):
    """Which groups mean which departments and roles; an unknown group means nothing.

    ``clients`` are machine clients by their name at the provider; any other is nobody.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    departments: dict[str, _Department] = {}
    roles: tuple[_RoleRule, ...] = ()
    clients: dict[str, ClientRule] = {}

    def groups(self) -> frozenset[str]:
        """Every group that stands in the file."""
        return frozenset[str]().union(
            *(department.groups for department in self.departments.values()),
            *(rule.groups for rule in self.roles),
            *(client.groups for client in self.clients.values()),
        )

    def grants_of(self, groups: Iterable[str]) -> frozenset[Grant]:
        """The grants that ``groups`` give."""
        held = frozenset(groups)
        grants = {
            Grant(RoleName.EMPLOYEE, slug)
            for slug, department in self.departments.items()
            if not held.isdisjoint(department.groups)
        }
        for rule in self.roles:
            if held.isdisjoint(rule.groups):
                continue
            if rule.role in _COMPANY_WIDE:
                grants.add(Grant(rule.role, None))
            grants.update(Grant(rule.role, slug) for slug in rule.departments)
        return frozenset(grants)


class IdentityFileError(ValueError):
    """A file about people or roles cannot be used."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path


class SamplePerson(BaseModel):
    """One of the people to sign in as in demo mode."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    email: str
    name: str
    role: str = Field(description="One line for the sign-in page.")
    role_in_other_languages: dict[str, str] = Field(default={}, alias="roles")
    groups: tuple[str, ...]

    def role_in(self, language: str) -> str:
        """The line in a language; as it is where nobody translated it."""
        return self.role_in_other_languages.get(language, self.role)


class _SamplePeople(BaseModel):
    people: tuple[SamplePerson, ...]


def read_rules(path: Path | None) -> IdentityRules:
    """Read the identity file; no file means no departments and no roles.

    Raises `IdentityFileError`.
    """
    if path is None:
        return IdentityRules()
    return _read(path, IdentityRules)


def read_sample_people(path: Path) -> tuple[SamplePerson, ...]:
    """Read the sample people of demo mode; raises `IdentityFileError`."""
    return _read(path, _SamplePeople).people


@lru_cache(maxsize=2)
def _content(text: str) -> tuple[tuple[str, int] | None, object]:
    """A key that stands twice, and all that stands there; rules and people are in one file."""
    tree = yaml.compose(text, Loader=yaml.SafeLoader)
    return repeated_key(tree), content_of(tree)


def _read(path: Path, model: type[Model]) -> Model:
    try:
        twice, content = _content(path.read_text("utf-8-sig"))
        if twice is not None:
            reason = f"the key {twice[0]!r} stands twice, at line {twice[1]}; keep one of them"
            raise IdentityFileError(path, reason)
        return model.model_validate(content)
    except OSError as error:
        raise IdentityFileError(path, "the file cannot be read") from error
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise IdentityFileError(path, "not valid YAML") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise IdentityFileError(path, f"{place}: {first['msg']}") from error
