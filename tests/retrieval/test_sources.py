"""What a ``source.yaml`` says, and what it may not say."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from retrieval.sources.description import (
    GroupNames,
    SourceDescriptionError,
    name_problem,
    read_description,
)

HEAD = "source: quality\ndepartment: quality\nowner: qa@cryodyne.example\n"


def described(rest: str) -> str:
    return HEAD + rest


@pytest.mark.parametrize(
    ("glob", "path", "matches"),
    [
        ("restricted/**", "restricted/a/b.pdf", True),
        ("restricted/**", "restricted.md", False),
        ("**/secret.md", "secret.md", True),
        ("**/secret.md", "a/b/secret.md", True),
        ("*.md", "a/b.md", False),
        ("a?.md", "a1.md", True),
        ("./sop/v1.md", "sop/v1.md", True),
        ("a.md", "aXmd", False),
        ("[x].md", "[x].md", True),
    ],
)
def test_a_glob_means_what_it_means_elsewhere(glob: str, path: str, matches: bool) -> None:
    text = described(f"groups: [staff]\ndocuments:\n  - match: '{glob}'\n    groups: [board]\n")

    rules = read_description(text.encode()).rules(path)

    assert rules.groups == (("board",) if matches else ("staff",))


def test_the_first_override_that_matches_wins() -> None:
    text = described(
        "groups: [staff]\ndocuments:\n"
        "  - {match: 'a/*', effective_until: 2026-07-01}\n"
        "  - {match: 'a/**', groups: [board]}\n"
    )

    rules = read_description(text.encode()).rules("a/b.md")

    assert rules.groups == ("staff",)
    assert rules.effective_until == datetime(2026, 7, 1, tzinfo=UTC)


def test_an_override_says_who_looks_at_a_document_again_and_until_when() -> None:
    text = described(
        "groups: [staff]\ndocuments:\n"
        "  - {match: 'a/*', review_by: 2026-07-01, owner: desk@x.example}\n"
    )

    description = read_description(text.encode())

    ruled, free = description.rules("a/b.md"), description.rules("b.md")
    assert (ruled.review_by, ruled.owner) == (datetime(2026, 7, 1, tzinfo=UTC), "desk@x.example")
    assert (free.review_by, free.owner) == (None, "")


def test_an_override_can_take_all_readers_away() -> None:
    text = described("groups: [staff]\ndocuments:\n  - {match: '**', groups: []}\n")

    assert read_description(text.encode()).rules("a.md").groups == ()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "- a list",
        "source: [",
        described("groups: staff"),
        described("groups: [1, {a: b}]"),
        described("groups: ['']"),
        described("group: [staff]"),
        described("groups: [staff]\ndocuments: [{groups: [board]}]"),
        described("groups: [staff]\ndocuments: [{match: a, effective_until: 2026-06-31}]"),
        HEAD.replace("source: quality", "source: ../quality"),
        "!!python/object/apply:os.system ['true']",
        "a: &a [*a]",
    ],
)
def test_what_is_not_understood_is_refused(text: str) -> None:
    with pytest.raises(SourceDescriptionError, match="nobody reads"):
        read_description(text.encode())


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(SourceDescriptionError, match="UTF-8"):
        read_description(b"\xff\xfe\x00")


@pytest.mark.parametrize("path", ["../a.md", "a/../b.md", "/etc/passwd", "a\x00.md", "a\u202eb.md"])
def test_a_name_that_misleads_is_not_opened(path: str) -> None:
    assert name_problem(path) != ""


def test_an_ordinary_name_is_opened() -> None:
    assert name_problem("sop/Überblick 2026 (final).md") == ""


@pytest.mark.parametrize("complete", [True, False])
def test_a_group_that_nobody_knows_is_told_wherever_it_stands(complete: bool) -> None:
    text = described("groups: [staff]\ndocuments: [{match: 'a/*', groups: [bord]}, {match: b}]\n")

    told = GroupNames(frozenset({"staff"}), complete).warnings(read_description(text.encode()))

    assert len(told) == 1
    assert "'bord' is not known" in told[0]
    assert ("nobody reads" in told[0]) == complete


def test_where_no_group_is_known_nothing_is_told() -> None:
    text = described("groups: [staff]\n")

    assert GroupNames().warnings(read_description(text.encode())) == ()


def test_a_key_that_stands_twice_is_refused() -> None:
    text = "source: hr\ndepartment: hr\nowner: hr@x.example\ngroups: [hr]\ngroups: [everybody]\n"

    with pytest.raises(SourceDescriptionError, match="'groups' stands twice, at line 5"):
        read_description(text.encode())


def test_an_exception_that_does_nothing_is_told() -> None:
    text = (
        "source: hr\ndepartment: hr\nowner: hr@x.example\ngroups: [hr]\ndocuments:\n"
        "  - {match: 'restrcted/**', groups: [board]}\n"
        "  - {match: 'pay/**', groups: [board]}\n"
        "  - {match: new.md, supersedes: old.md}\n"
    )

    told = read_description(text.encode()).idle({"restricted/plan.md", "pay/scale.md", "new.md"})

    assert len(told) == 2
    assert "'restrcted/**' matches no document" in told[0]
    assert "no document 'old.md'" in told[1]
