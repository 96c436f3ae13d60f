"""Who may use, change and approve what, and what a given person may do and why."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from app.api.access import PartsNeeded
from app.identity import explanations
from app.identity.people import IdentityRules, Person, RoleName
from app.navigation import PEOPLE
from app.pages.admin.visiting import Visit, visit
from app.pages.admin.words.languages import WORDS
from app.pages.rendering import said
from app.pages.words.roles import ROLES
from app.pages.words.wording import Wording
from app.publishing.standing import departments_to_see
from app.wiring import Parts
from assistants.profiles import Configuration

router = APIRouter(prefix=PEOPLE.path, include_in_schema=False)
_OF_DEPARTMENTS = (
    RoleName.DEPARTMENT_ADMIN,
    RoleName.DEPARTMENT_APPROVER,
    RoleName.DATA_SCIENTIST,
)


@router.get("")
async def show(
    request: Request,
    parts: PartsNeeded,
    email: Annotated[str, Query(max_length=320)] = "",
) -> Response:
    """Show the roles of the reader's departments, and explain one person's rights."""
    found = await visit(request, parts)
    if isinstance(found, Response):
        return found
    rules = parts.directory.rules
    departments = departments_to_see(found.person)
    own = frozenset(rules.departments) if departments is None else departments
    live = [
        version.configuration
        for version in await parts.configurations.all_live()
        if version.configuration.department in own
    ]
    person = await _asked_for(parts, found, email.strip(), own)
    words = said(request, WORDS, ROLES)
    context = {
        "email": email.strip(),
        "rows": [
            *((_named(rules, where), words[role], who) for where, role, who in _rows(rules, own)),
            *(
                (_named(rules, one.department), words("users", name=one.name), _listed(one))
                for one in live
            ),
        ],
        "asked": person,
        "is": [_role(words, rules, one) for one in explanations.roles_of(person, rules)]
        if person
        else [],
        "rights": [_right(words, person, one) for one in live] if person else [],
    }
    return found.page("people", context)


def _named(rules: IdentityRules, department: str) -> str:
    """A department as its assistants and the account page call it."""
    known = rules.departments.get(department)
    return known.name if known else department


def _listed(one: Configuration) -> str:
    return ", ".join(one.audience)


def _role(words: Wording, rules: IdentityRules, reason: explanations.Reason) -> tuple[str, str]:
    """What somebody is, and by which groups."""
    role, _, slug = reason.what.partition(" of ")
    name, place = words[RoleName(role)], _named(rules, slug)
    return words("role_of", role=name, place=place) if place else name, _why(words, reason)


def _right(words: Wording, person: Person, one: Configuration) -> tuple[str, str, str]:
    """Whether somebody may use an assistant, and why."""
    reason = explanations.use_of(person, one)
    may = words["may" if reason.allowed else "may_not"]
    return may, words("use_assistant", name=one.name), _why(words, reason)


def _why(words: Wording, reason: explanations.Reason) -> str:
    if not reason.groups:
        return words["no_group"]
    groups = ", ".join(reason.groups)
    return words("in_groups" if reason.allowed else "in_none", groups=groups)


async def _asked_for(parts: Parts, found: Visit, email: str, own: frozenset[str]) -> Person | None:
    """The person, if they have to do with the reader's departments; whoever oversees finds all."""
    person = await parts.directory.by_email(email) if email else None
    if person is None or found.person.holds(RoleName.COMPLIANCE_OFFICER):
        return person
    theirs = {grant.department for grant in person.grants}
    return person if own & theirs else None


def _rows(rules: IdentityRules, own: frozenset[str]) -> list[tuple[str, str, str]]:
    """Department, role and the groups that give it."""
    rows = [
        (slug, RoleName.EMPLOYEE.value, ", ".join(department.groups))
        for slug, department in rules.departments.items()
        if slug in own
    ]
    for rule in rules.roles:
        if rule.role in _OF_DEPARTMENTS:
            groups = ", ".join(rule.groups)
            rows += [(slug, rule.role.value, groups) for slug in rule.departments if slug in own]
    return sorted(rows)
