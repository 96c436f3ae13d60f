"""Who somebody is in a change, and what their groups let them do in a department."""

from __future__ import annotations

from collections.abc import Iterable

from app.identity.people import OPERATOR, IdentityRules, Person, RoleName
from assistants.provenance import ActorKind, Participant
from assistants.publishing.reviews import Standing

_CLIENT = "client:"


def participant_of(person: Person) -> Participant:
    """Who somebody is to a change.

    A command on this machine names whomever it likes, so whoever it names is the operator.
    """
    if person.id.startswith(_CLIENT):
        return Participant(person.id, person.name, ActorKind.CLIENT)
    if person.by_command or person.id == OPERATOR:
        name = f"{OPERATOR} {person.email}" if person.email != OPERATOR else OPERATOR
        return Participant(OPERATOR, name, ActorKind.OPERATOR)
    return Participant(person.id, person.email)


def standing_of(groups: Iterable[str], department: str, rules: IdentityRules) -> Standing:
    """What these groups let somebody do in a department."""
    grants = rules.grants_of(groups)
    own = {grant.role for grant in grants if grant.department == department}
    return Standing(
        edits=RoleName.DEPARTMENT_ADMIN in own,
        approves=RoleName.DEPARTMENT_APPROVER in own,
        oversees=any(grant.role is RoleName.COMPLIANCE_OFFICER for grant in grants),
    )


def departments_to_edit(person: Person) -> frozenset[str]:
    """The departments whose assistants somebody may change."""
    return person.departments_as(RoleName.DEPARTMENT_ADMIN)


def departments_to_see(person: Person) -> frozenset[str] | None:
    """The departments whose changes somebody may see; ``None`` for all."""
    if person.holds(RoleName.COMPLIANCE_OFFICER):
        return None
    return departments_to_edit(person) | person.departments_as(RoleName.DEPARTMENT_APPROVER)


def may_see(person: Person, department: str) -> bool:
    """Tell whether somebody may see the changes of a department."""
    departments = departments_to_see(person)
    return departments is None or department in departments
