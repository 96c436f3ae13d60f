"""Looks at what the configured locations hold before anything is synced."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from retrieval.sources.description import (
    DESCRIPTION,
    SourceDescription,
    SourceDescriptionError,
    read_description,
)
from retrieval.sources.locations import find_folders
from retrieval.sources.nested import without_nested
from retrieval.sources.source_folder import Entry, FolderUnreachableError, SourceFolder


@dataclass(frozen=True, slots=True)
class Listed:
    """A source that can be synced: what it says about itself, and what lies in it."""

    folder: SourceFolder
    description: SourceDescription
    entries: tuple[Entry, ...]


@dataclass(slots=True)
class Survey:
    """What the locations hold: sources to sync, and those that cannot be.

    ``refused`` gives for a name its location and the reason, ``unreachable`` for a location why.
    """

    listed: dict[str, Listed] = field(default_factory=dict)
    refused: dict[str, tuple[str, str]] = field(default_factory=dict)
    unreachable: dict[str, str] = field(default_factory=dict)

    def names(self) -> set[str]:
        """Every source that was found, whether it can be synced or not."""
        return {*self.listed, *self.refused}

    def add(self, one: Listed) -> None:
        """Take a source in; two of one name are both refused, for either may be the false one."""
        name = one.description.source
        twin = self.listed.pop(name, None)
        if twin is None and name not in self.refused:
            self.listed[name] = one
            return
        first = twin.folder.location if twin else self.refused[name][0]
        places = f"{first} and {one.folder.location}"
        reason = f"The name {name!r} is claimed by {places}, so nobody reads either. Rename one."
        self.refused[name] = (first, reason)

    def why_unreachable(self, location: str) -> str:
        """Why a source at ``location`` cannot be read at the moment; empty if it is simply gone."""
        for place, reason in self.unreachable.items():
            if location == place or location.startswith(place.rstrip("/") + "/"):
                return reason
        return ""


async def survey(
    locations: Sequence[str], known: Mapping[str, str], *, entries: bool = True
) -> Survey:
    """Look into every location; ``known`` gives the names of earlier sources by their location.

    Without ``entries`` only what a source says of itself is read, and not what lies in it.
    """
    found = Survey()
    folders: list[SourceFolder] = []
    for location in locations:
        try:
            folders += await find_folders(location)
        except FolderUnreachableError as error:
            found.unreachable[error.location] = str(error)
    # A place that cannot be reached now is no part of the source around it either.
    places = {*(folder.location for folder in folders), *found.unreachable}
    for folder in folders:
        inner = _within(folder.location, places) if entries else None
        await _look_into(folder, known, found, inner)
    return found


def _within(location: str, places: Iterable[str]) -> frozenset[str]:
    """The paths of those places that lie in a folder, and are sources for themselves."""
    start = location.rstrip("/") + "/"
    return frozenset(place.removeprefix(start) for place in places if place.startswith(start))


async def _look_into(
    folder: SourceFolder, known: Mapping[str, str], found: Survey, elsewhere: Set[str] | None
) -> None:
    """Take in a source; without the paths that are sources ``elsewhere`` its folder is not read."""
    name = known.get(folder.location, name_of(folder.location))
    try:
        data = await folder.description()
        if data is None:
            raise SourceDescriptionError(f"there is no {DESCRIPTION} in the folder")
        description = read_description(data)
        name = description.source
        inside: tuple[Entry, ...] = ()
        if elsewhere is not None:
            inside = without_nested(await folder.entries(), elsewhere)
        listed = Listed(folder, description, inside)
    except SourceDescriptionError as error:
        if name in found.names():
            name = f"{name} at {folder.location}"
        found.refused[name] = (folder.location, str(error))
    except FolderUnreachableError as error:
        found.unreachable[error.location] = str(error)
    else:
        found.add(listed)


def name_of(location: str) -> str:
    """What to call a source that cannot tell its name."""
    return PurePosixPath(location).name or location
