"""Folders that settings name and that are not there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from app.settings import Settings


def missing_places(settings: Settings) -> Iterator[str]:
    """A sentence for each folder from which documents or profiles were to be read."""
    for place in settings.sources:
        if not place.startswith("s3://") and not Path(place).is_dir():
            yield _missing("ALMANAC_SOURCES", place)
    if not settings.profiles.is_dir():
        yield _missing("ALMANAC_PROFILES", str(settings.profiles))


def _missing(setting: str, place: str) -> str:
    return f"{setting} names {place}, and no folder is there. Correct it, or mount the folder."
