"""As whom an assistant is tried: a role of its department, and never more than the asker's rights.

A role lends the groups that the identity file gives it, and those that the assistant is for. Of
these only the ones count that whoever asks has as well.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.identity.people import IdentityRules, Person, RoleName
from assistants.publishing import sentences
from assistants.publishing.refusals import ChangeRefusedError
from retrieval.access import Access

# Whoever asks, with all that they may read themselves.
MYSELF = "myself"
OFFERED = (
    RoleName.EMPLOYEE,
    RoleName.DATA_SCIENTIST,
    RoleName.DEPARTMENT_ADMIN,
    RoleName.DEPARTMENT_APPROVER,
)


@dataclass(frozen=True, slots=True)
class AskedAs:
    """A role with the groups that it lends; ``lacking`` are those that the asker does not have."""

    role: str
    groups: frozenset[str]
    lacking: frozenset[str] = frozenset()

    @property
    def access(self) -> Access:
        """What may be read so."""
        return Access(self.groups)


def offered(
    person: Person, department: str, audience: Iterable[str], rules: IdentityRules
) -> tuple[AskedAs, ...]:
    """The roles of a department that somebody may ask as, themselves last."""
    lent = [(role, _groups_of(role, department, rules)) for role in OFFERED]
    roles = [
        _bounded(person, role.value, groups | frozenset(audience))
        for role, groups in lent
        if groups
    ]
    return (*roles, AskedAs(MYSELF, person.groups))


def chosen(
    role: str, person: Person, department: str, audience: Iterable[str], rules: IdentityRules
) -> AskedAs:
    """The one that somebody chose; raises `ChangeRefusedError` for one that is not offered."""
    found = {one.role: one for one in offered(person, department, audience, rules)}
    if role not in found:
        raise ChangeRefusedError(
            sentences.NO_SUCH_ROLE, "unknown_role", department=department, known=", ".join(found)
        )
    return found[role]


def _bounded(person: Person, role: str, groups: frozenset[str]) -> AskedAs:
    return AskedAs(role, groups & person.groups, groups - person.groups)


def _groups_of(role: RoleName, department: str, rules: IdentityRules) -> frozenset[str]:
    known = rules.departments.get(department)
    employees = frozenset(known.groups) if known else frozenset[str]()
    if role is RoleName.EMPLOYEE:
        return employees
    own = frozenset[str]().union(
        *(
            rule.groups
            for rule in rules.roles
            if rule.role is role and department in rule.departments
        )
    )
    return own | employees if own else own
