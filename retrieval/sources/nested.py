"""Closes the folders of a source that seem to say for themselves who reads them.

Whoever puts a ``source.yaml`` into a folder means its rights for what lies there. A source reads
none but its own, so that folder is left out of it: nobody reads it by the rights around it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from retrieval.sources.description import DESCRIPTION, SourceDescriptionError
from retrieval.sources.source_folder import Entry

# How the problem of such a folder begins.
NESTED = "A source within a source is not read"
# As people and their editors misspell it; some add an ending of their own.
_MEANT = re.compile(r"source\.ya?ml(?:\.txt)?")


def is_description(name: str) -> bool:
    """Tell whether a file of this name is meant to say who reads its folder."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    seen = "".join(letter for letter in plain if letter.isprintable() and not letter.isspace())
    return _MEANT.fullmatch(seen) is not None


def described_folders(paths: Iterable[str]) -> dict[str, str]:
    """The folders that hold a description, ``""`` for the source itself, with its name there."""
    found: dict[str, str] = {}
    for path in paths:
        parts = path.split("/")
        for i, part in enumerate(parts):
            if path != DESCRIPTION and is_description(part):
                found.setdefault("/".join(parts[:i]), part)
    return found


def without_nested(entries: Sequence[Entry], elsewhere: Collection[str] = ()) -> tuple[Entry, ...]:
    """The entries of a source without the folders in it that have a description of their own.

    Of such a folder only that description stays, with its problem; nothing at all of a folder that
    is a source ``elsewhere``, given by its path. Raises `SourceDescriptionError` where a second
    description lies beside the first.
    """
    described = described_folders(entry.path for entry in entries)
    if "" in described:
        raise SourceDescriptionError(
            f"{described['']!r} lies beside it, and may be what was meant. Keep only one"
        )
    closed = {*described, *elsewhere}
    if not closed:
        return tuple(entries)
    kept: list[Entry] = []
    told = set(elsewhere)
    for entry in entries:
        outermost = closed_around(entry.path, closed)
        if outermost is None:
            kept.append(entry)
        elif outermost not in told and _is_at(entry.path, f"{outermost}/{described[outermost]}"):
            told.add(outermost)
            kept.append(replace(entry, problem=_problem_of(outermost)))
    return tuple(kept)


def closed_around(path: str, closed: Collection[str]) -> str | None:
    """The outermost of these folders that a path leads into."""
    parts = path.split("/")
    around = ("/".join(parts[:i]) for i in range(1, len(parts)))
    return next((folder for folder in around if folder in closed), None)


def _is_at(path: str, place: str) -> bool:
    """Tell whether a path is a place or, where that is a folder itself, below it."""
    return path == place or path.startswith(f"{place}/")


def _problem_of(folder: str) -> str:
    return (
        f"{NESTED}, so nothing of the folder {folder!r} is. Move the folder out of this source, or "
        "name it in ALMANAC_SOURCES."
    )
