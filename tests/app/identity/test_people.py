"""What groups allow people to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.identity.people import (
    Grant,
    IdentityFileError,
    IdentityRules,
    Person,
    RoleName,
    read_rules,
    read_sample_people,
)
from app.settings import SAMPLES

RULES = IdentityRules.model_validate(
    {
        "departments": {
            "hr": {"name": "Human Resources", "groups": ["hr", "hr-abroad"]},
            "it": {"name": "Information Technology", "groups": ["it"]},
        },
        "roles": [
            {"role": "department admin", "departments": ["hr"], "groups": ["hr-admins"]},
            {"role": "data scientist", "departments": ["hr", "it"], "groups": ["science"]},
            {"role": "data scientist", "groups": ["science-without-department"]},
            {"role": "compliance officer", "groups": ["compliance"]},
        ],
    }
)


@pytest.mark.parametrize(
    ("groups", "grants"),
    [
        ({"hr"}, {Grant(RoleName.EMPLOYEE, "hr")}),
        ({"hr-abroad"}, {Grant(RoleName.EMPLOYEE, "hr")}),
        ({"hr", "it"}, {Grant(RoleName.EMPLOYEE, "hr"), Grant(RoleName.EMPLOYEE, "it")}),
        ({"hr-admins"}, {Grant(RoleName.DEPARTMENT_ADMIN, "hr")}),
        (
            {"science"},
            {Grant(RoleName.DATA_SCIENTIST, "hr"), Grant(RoleName.DATA_SCIENTIST, "it")},
        ),
        ({"compliance"}, {Grant(RoleName.COMPLIANCE_OFFICER, None)}),
        ({"science-without-department"}, set()),
        ({"HR", "hr ", "everyone", ""}, set()),
        (set(), set()),
    ],
    # Sets have no order that two runs would share.
    ids=lambda value: "+".join(sorted(map(str, value))) or "none",
)
def test_groups_give_what_the_rules_say_and_no_more(groups: set[str], grants: set[Grant]) -> None:
    assert RULES.grants_of(groups) == grants


def test_a_role_reaches_no_further_than_its_departments() -> None:
    groups = frozenset({"hr", "hr-admins"})
    person = Person("p", "p@x", "P", groups, RULES.grants_of(groups))

    assert person.departments_as(RoleName.DEPARTMENT_ADMIN) == {"hr"}
    assert person.departments_as(RoleName.DATA_SCIENTIST) == frozenset()
    assert person.holds(RoleName.DEPARTMENT_ADMIN)
    assert not person.holds(RoleName.PLATFORM_ADMIN)


def test_without_an_identity_file_groups_mean_nothing() -> None:
    assert read_rules(None).grants_of({"hr", "platform", "compliance"}) == frozenset()


@pytest.mark.parametrize(
    "text",
    [
        "roles: [{role: emperor, groups: [hr]}]",
        "roles: [{role: platform admin, groups: []}]",
        "departments: {hr: {name: HR, groups: []}}",
        "departments: {hr: {name: HR, groups: [hr], admins: [x]}}",
        "grants: []",
        "- a list",
        "departments: [",
        "departments: {hr: {name: HR, groups: [hr]}, hr: {name: HR, groups: [all]}}",
        "roles: []\nroles: [{role: platform admin, groups: [all]}]",
        "departments: {hr: {name: HR, groups: [hr], groups: [all]}}",
        "",
    ],
)
def test_a_file_that_could_be_misread_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "identity.yaml"
    path.write_text(text, "utf-8")

    with pytest.raises(IdentityFileError, match=r"identity\.yaml"):
        read_rules(path)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IdentityFileError, match="cannot be read"):
        read_rules(tmp_path / "absent.yaml")


def test_nobody_of_the_sample_company_holds_every_role() -> None:
    rules = read_rules(SAMPLES / "identity.yaml")
    held = {
        person.email: {grant.role for grant in rules.grants_of(person.groups)}
        for person in read_sample_people(SAMPLES / "people.yaml")
    }

    assert set().union(*held.values()) == set(RoleName)
    assert all(len(roles - {RoleName.EMPLOYEE}) <= 1 for roles in held.values()), held
