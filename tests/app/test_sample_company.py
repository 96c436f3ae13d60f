"""CryoDyne: its people show every role, and its files agree with each other."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from app.identity.people import Grant, RoleName, read_rules, read_sample_people
from app.settings import ROOT, SAMPLES
from assistants.profiles import read_profiles

RULES = read_rules(SAMPLES / "identity.yaml")
PEOPLE = {
    person.email.partition("@")[0]: person for person in read_sample_people(SAMPLES / "people.yaml")
}
SOURCES: list[dict[str, Any]] = [
    yaml.safe_load(path.read_text("utf-8"))
    for path in sorted((SAMPLES / "sources").glob("*/source.yaml"))
]
MEDICAL, REGULATORY = "medical-information", "regulatory"


@pytest.mark.parametrize(
    ("person", "grants"),
    [
        ("alice", {(RoleName.EMPLOYEE, MEDICAL)}),
        ("ben", {(RoleName.EMPLOYEE, "hr")}),
        ("chris", {(RoleName.EMPLOYEE, MEDICAL), (RoleName.EMPLOYEE, REGULATORY)}),
        ("dana", {(RoleName.EMPLOYEE, MEDICAL), (RoleName.DEPARTMENT_ADMIN, MEDICAL)}),
        ("erik", {(RoleName.EMPLOYEE, MEDICAL), (RoleName.DEPARTMENT_APPROVER, MEDICAL)}),
        (
            "fatima",
            {(RoleName.DATA_SCIENTIST, MEDICAL), (RoleName.DATA_SCIENTIST, REGULATORY)},
        ),
        ("grace", {(RoleName.COMPLIANCE_OFFICER, None)}),
        ("hugo", {(RoleName.PLATFORM_ADMIN, None)}),
        ("ivy", {(RoleName.EMPLOYEE, "it")}),
    ],
)
def test_a_person_has_these_roles_and_no_other(
    person: str, grants: set[tuple[RoleName, str | None]]
) -> None:
    assert RULES.grants_of(PEOPLE[person].groups) == {Grant(*grant) for grant in grants}


def test_there_is_nobody_else() -> None:
    assert len(PEOPLE) == 9
    assert {person.email.partition("@")[2] for person in PEOPLE.values()} == {"cryodyne.example"}


def test_nobody_writes_and_approves_in_the_same_department() -> None:
    for person in PEOPLE.values():
        grants = RULES.grants_of(person.groups)
        written = {g.department for g in grants if g.role is RoleName.DEPARTMENT_ADMIN}
        approved = {g.department for g in grants if g.role is RoleName.DEPARTMENT_APPROVER}

        assert written.isdisjoint(approved), person.email


def test_every_group_that_somebody_has_means_something() -> None:
    held = {group for person in PEOPLE.values() for group in person.groups}
    meaning = {group for department in RULES.departments.values() for group in department.groups}
    meaning |= {group for rule in RULES.roles for group in rule.groups}
    meaning |= {group for source in SOURCES for group in source["groups"]}

    assert held == meaning


def test_every_employee_reads_human_resources_and_information_technology() -> None:
    open_sources = {source["source"] for source in SOURCES if source["groups"] == ["employees"]}

    assert open_sources == {"hr", "it"}
    assert all("employees" in person.groups for person in PEOPLE.values())


@pytest.mark.parametrize(
    ("person", "assistants"),
    [
        ("alice", {MEDICAL, "hr", "it"}),
        ("ben", {"hr", "it"}),
        ("chris", {MEDICAL, REGULATORY, "hr", "it"}),
        ("grace", {"hr", "it"}),
    ],
)
def test_a_person_is_offered_these_assistants(person: str, assistants: set[str]) -> None:
    groups = set(PEOPLE[person].groups)
    profiles = read_profiles(ROOT / "assistants" / "profiles")

    assert {p.slug for p in profiles if groups & set(p.audience)} == assistants


def test_every_source_lies_in_a_folder_of_its_name_and_has_an_owner() -> None:
    folders = {path.name for path in (SAMPLES / "sources").iterdir()}

    assert {source["source"] for source in SOURCES} == folders
    assert all(source["owner"].endswith("@cryodyne.example") for source in SOURCES)
    assert {source["department"] for source in SOURCES} <= RULES.departments.keys()


def test_an_override_names_documents_that_exist() -> None:
    for source in SOURCES:
        folder = SAMPLES / "sources" / source["source"]
        for override in source.get("documents", ()):
            assert list(folder.glob(override["match"])), override
            assert (folder / override["supersedes"]).is_file(), override


def test_every_question_belongs_to_an_assistant_and_says_what_answers_it() -> None:
    lines = (SAMPLES / "questions.jsonl").read_text("utf-8").splitlines()
    questions = [json.loads(line) for line in lines]

    assert len(questions) == 78
    assert {q["metadata"]["department"] for q in questions} == RULES.departments.keys()
    assert all(q["metadata"]["answer_contains"] for q in questions)
    assert len((SAMPLES / "unanswerable.jsonl").read_text("utf-8").splitlines()) == 8
