"""The identity file counts as it is now, and as it was while it cannot be used."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from app.identity.people import Grant, IdentityFileError, RoleName
from app.identity.rules_file import RulesFile

HR = frozenset({Grant(RoleName.EMPLOYEE, "hr")})
IT = frozenset({Grant(RoleName.EMPLOYEE, "it")})


def write(path: Path, department: str) -> None:
    """Replace the file as an editor or a cluster does, by one that is complete."""
    draft = path.with_suffix(".new")
    draft.write_text(f"departments: {{{department}: {{name: X, groups: [staff]}}}}\n", "utf-8")
    draft.replace(path)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "identity.yaml"
    write(path, "hr")
    return path


def test_a_changed_file_counts_from_the_next_question_on(path: Path) -> None:
    rules = RulesFile(path)
    before = rules().grants_of({"staff"})
    write(path, "it")

    assert (before, rules().grants_of({"staff"})) == (HR, IT)


@pytest.mark.parametrize(
    "broken", ["departments: [", "departments: {}\ndepartments: {}\n", "", None]
)
def test_while_a_file_cannot_be_used_the_rules_before_it_hold_and_that_is_told_once(
    path: Path, broken: str | None
) -> None:
    rules = RulesFile(path)
    with capture_logs() as logs:
        if broken is None:
            path.unlink()
        else:
            path.write_text(broken, "utf-8")
        held = [rules().grants_of({"staff"}) for _ in range(3)]
        write(path, "it")
        mended = rules().grants_of({"staff"})

    assert (held, mended) == ([HR] * 3, IT)
    assert [each["event"] for each in logs] == ["identity_file.refused", "identity_file.read"]


def test_a_file_that_did_not_change_is_not_read_again(path: Path) -> None:
    rules = RulesFile(path)

    with capture_logs() as logs:
        os.utime(path, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns))
        first, second = rules(), rules()

    assert first is second
    assert logs == []


def test_without_a_file_groups_mean_nothing() -> None:
    assert RulesFile(None)().grants_of({"staff"}) == frozenset()


def test_a_first_file_that_cannot_be_used_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(IdentityFileError):
        RulesFile(tmp_path / "absent.yaml")
