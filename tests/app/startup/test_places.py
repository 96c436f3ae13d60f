"""Folders that settings name and that are not there."""

from __future__ import annotations

from pathlib import Path

from app.settings import Settings
from app.startup.places import missing_places


def test_each_folder_that_is_not_there_is_named_with_its_setting(tmp_path: Path) -> None:
    away = str(tmp_path / "away")
    settings = Settings(sources=(str(tmp_path), away, "s3://bucket/sources"), profiles=Path(away))

    said = list(missing_places(settings))

    assert [one.split(" names ")[0] for one in said] == ["ALMANAC_SOURCES", "ALMANAC_PROFILES"]
    assert all(away in one for one in said)
