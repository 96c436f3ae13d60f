"""As whom an assistant may be asked: never with more than the asker has."""

from __future__ import annotations

import pytest

from app.checks.roles import MYSELF, chosen, offered
from app.identity.people import Person
from assistants.publishing.refusals import ChangeRefusedError
from tests.app.publishing.office import RULES


def person(*groups: str) -> Person:
    held = frozenset(groups)
    return Person("p", "p@cryodyne.example", "P", held, RULES.grants_of(held))


def test_a_role_lends_its_groups_and_those_that_the_assistant_is_for() -> None:
    dana = person("everyone", "hr", "hr-admins", "secret")

    employee = chosen("employee", dana, "hr", ["everyone"], RULES)

    assert employee.groups == {"everyone", "hr"}
    assert employee.lacking == set()


def test_a_role_lends_no_group_that_the_asker_lacks() -> None:
    dana = person("hr", "hr-admins")

    approver = chosen("department approver", dana, "hr", ["everyone"], RULES)

    assert approver.groups == {"hr"}
    assert approver.lacking == {"everyone", "hr-approvers"}


def test_roles_that_a_department_does_not_have_are_not_offered() -> None:
    roles = [one.role for one in offered(person("hr"), "hr", [], RULES)]

    assert roles == ["employee", "department admin", "department approver", MYSELF]


@pytest.mark.parametrize("role", ["data scientist", "compliance officer", "", "{{7*7}}"])
def test_no_other_role_can_be_chosen(role: str) -> None:
    with pytest.raises(ChangeRefusedError, match="no such role"):
        chosen(role, person("hr", "compliance"), "hr", [], RULES)
