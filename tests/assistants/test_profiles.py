"""The sample company's profiles, and what a profile file must not be."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
import yaml

from app.settings import SAMPLES, Settings
from assistants.profiles import (
    DEFAULT_PALETTE,
    Configuration,
    ProfileFileError,
    read_profile,
    read_profiles,
)

FOLDER = Settings.model_fields["profiles"].default
SAMPLE_PROFILES = read_profiles(FOLDER)
SLUGS = ("hr", "it", "medical-information", "regulatory")


def _write(folder: Path, name: str, **changes: object) -> Path:
    content = SAMPLE_PROFILES[0].model_dump(mode="json") | changes
    path = folder / name
    path.write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")
    return path


def test_the_sample_company_has_an_assistant_for_each_department() -> None:
    assert tuple(profile.slug for profile in SAMPLE_PROFILES) == SLUGS


@pytest.mark.parametrize("profile", SAMPLE_PROFILES, ids=lambda profile: profile.slug)
def test_an_assistant_searches_a_source_of_its_own_department(profile: Configuration) -> None:
    for source in profile.sources:
        written = yaml.safe_load((SAMPLES / "sources" / source / "source.yaml").read_text("utf-8"))
        assert written["source"] == source
        assert written["department"] == profile.department
        assert set(profile.audience) <= set(written["groups"])


@pytest.mark.parametrize("profile", SAMPLE_PROFILES, ids=lambda profile: profile.slug)
def test_a_starter_is_a_question_that_the_documents_answer(profile: Configuration) -> None:
    lines = (SAMPLES / "questions.jsonl").read_text("utf-8").splitlines()
    answerable = {
        question["text"]
        for question in map(json.loads, lines)
        if question["metadata"]["department"] == profile.department
    }

    assert len(profile.starters) == 4
    assert {starter.question for starter in profile.starters} <= answerable


def test_every_assistant_has_a_voice_and_a_list_of_reasons_of_its_own() -> None:
    assert len({profile.prompt for profile in SAMPLE_PROFILES}) == len(SLUGS)
    assert len({profile.welcome for profile in SAMPLE_PROFILES}) == len(SLUGS)
    assert len({profile.reasons for profile in SAMPLE_PROFILES}) == len(SLUGS)


@pytest.mark.parametrize("profile", SAMPLE_PROFILES, ids=lambda profile: profile.slug)
def test_a_palette_covers_every_score_best_first(profile: Configuration) -> None:
    assert [entry.score for entry in profile.palette] == [5, 4, 3, 2, 1]


def test_human_resources_has_a_palette_of_its_own() -> None:
    palettes = {profile.slug: profile.palette for profile in SAMPLE_PROFILES}
    default = {entry.emoji for entry in DEFAULT_PALETTE}

    assert {entry.emoji for entry in palettes["hr"]}.isdisjoint(default)
    assert palettes["regulatory"] == DEFAULT_PALETTE


def test_the_hash_changes_with_any_word_and_with_nothing_else() -> None:
    profile = SAMPLE_PROFILES[0]
    same = Configuration.model_validate(profile.model_dump())
    other = Configuration.model_validate(profile.model_dump() | {"prompt": profile.prompt + "!"})

    assert same.hash == profile.hash
    assert other.hash != profile.hash


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"sources": []}, "sources"),
        ({"slug": "../hr"}, "slug"),
        ({"icon": "../../hr"}, "icon"),
        ({"evidence_threshold": 1.5}, "evidence_threshold"),
        ({"colour": "red"}, "colour"),
        ({"palette": [{"emoji": "🙂", "label": "Good", "score": 4}] * 2}, "twice in the palette"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_the_place(
    tmp_path: Path, changes: dict[str, object], place: str
) -> None:
    path = _write(tmp_path, "hr.yaml", **changes)

    with pytest.raises(ProfileFileError, match=place) as refused:
        read_profile(path)

    assert refused.value.path == path


@pytest.mark.parametrize(
    "twice", ["slug: hr\n", "audience: [everyone]\n", "starters: [{label: a, label: b}]\n"]
)
def test_a_key_that_stands_twice_is_refused_with_its_line(tmp_path: Path, twice: str) -> None:
    path = _write(tmp_path, "hr.yaml")
    path.write_text(path.read_text("utf-8") + twice, "utf-8")

    with pytest.raises(ProfileFileError, match=r"stands twice, at line \d+; keep one"):
        read_profile(path)


def test_two_files_cannot_share_a_slug(tmp_path: Path) -> None:
    _write(tmp_path, "a.yaml")
    _write(tmp_path, "b.yaml")

    with pytest.raises(ProfileFileError, match="used twice"):
        read_profiles(tmp_path)


@pytest.mark.parametrize("content", [b"slug: [", b"\xff\xfe\x00", b"- just a list", b""])
def test_a_file_that_is_no_profile_at_all_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(content)

    with pytest.raises(ProfileFileError, match=r"x\.yaml"):
        read_profile(path)


def test_a_named_pipe_and_a_folder_are_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "folder.yaml").mkdir()
    (tmp_path / "link.yaml").symlink_to(tmp_path / "pipe.yaml")

    for name in ("pipe.yaml", "folder.yaml", "link.yaml"):
        with pytest.raises(ProfileFileError, match="not a regular file"):
            read_profile(tmp_path / name)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="nowhere"):
        read_profiles(tmp_path / "nowhere")
