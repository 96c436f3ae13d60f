"""Reads what a source says about itself: owner, readers, and its exceptions."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from functools import cache
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

DESCRIPTION = "source.yaml"
MAX_DESCRIPTION = 1_000_000


def _instant(value: object) -> object:
    """A day means its first moment in UTC."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value) if len(value) > 10 else date.fromisoformat(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime.combine(value, time())
    if isinstance(value, datetime) and value.tzinfo is None:
        value = value.replace(tzinfo=UTC)
    return value


def _listed(value: object) -> object:
    return () if value is None else value


Instant = Annotated[datetime, BeforeValidator(_instant)]
Group = Annotated[str, Field(min_length=1, max_length=200)]
Groups = Annotated[tuple[Group, ...], BeforeValidator(_listed)]
Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]


class _Frozen(BaseModel):
    # A misspelt key would widen rights in silence, so no key is unknown.
    model_config = ConfigDict(frozen=True, extra="forbid")


class Override(_Frozen):
    """What differs for the documents whose path matches.

    ``effective_until`` is the first moment at which a document no longer holds. ``review_by`` says
    until when ``owner``, or else the owner of the source, has to look whether it is still right.
    """

    match: str = Field(min_length=1, max_length=1000)
    groups: Groups | None = None
    effective_from: Instant | None = None
    effective_until: Instant | None = None
    review_by: Instant | None = None
    owner: str | None = Field(None, min_length=3, max_length=200)
    supersedes: str | None = Field(None, min_length=1, max_length=1000)


class Uploads(StrEnum):
    """Whether documents of a source are changed in the console, and how many people that takes."""

    NONE = "none"
    ONE_PERSON = "one person"
    TWO_PERSONS = "two persons"


class SourceDescription(_Frozen):
    """The content of a ``source.yaml``."""

    source: Name
    department: Name
    owner: str = Field(min_length=3, max_length=200)
    groups: Groups = ()
    uploads: Uploads = Uploads.NONE
    documents: Annotated[tuple[Override, ...], BeforeValidator(_listed)] = ()

    def named_groups(self) -> frozenset[str]:
        """Every group that may read something of it."""
        inner = (one.groups or () for one in self.documents)
        return frozenset(self.groups).union(*inner)

    def override(self, path: str) -> Override | None:
        """The first override that matches ``path``."""
        return next((one for one in self.documents if _pattern(one.match).fullmatch(path)), None)

    def idle(self, paths: Collection[str]) -> tuple[str, ...]:
        """What to tell the owner about exceptions that do nothing for documents at these paths.

        A document that was moved or misspelt is read by everybody who reads the source.
        """
        matches = {one.match for one in self.documents if not _matching(one.match, paths)}
        names = {one.supersedes for one in self.documents if one.supersedes}
        gone = {name for name in names if _plain(name) not in paths}
        return (
            *(
                f"The exception for {match!r} matches no document, so whatever it was meant for is "
                f"read like the rest of the source. Check {DESCRIPTION}."
                for match in sorted(matches)
            ),
            *(f"There is no document {name!r} to be superseded." for name in sorted(gone)),
        )

    def rules(self, path: str) -> Rules:
        """What holds for the document at ``path``."""
        found = self.override(path)
        if found is None:
            return Rules(groups=_sorted(self.groups))
        return Rules(
            groups=_sorted(self.groups if found.groups is None else found.groups),
            effective_from=found.effective_from,
            effective_until=found.effective_until,
            supersedes=_plain(found.supersedes) if found.supersedes else None,
            review_by=found.review_by,
            owner=found.owner or "",
        )


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for one document. Without ``groups`` nobody reads it.

    ``owner`` is empty where the owner of the source answers for it.
    """

    groups: tuple[str, ...]
    effective_from: datetime | None = None
    effective_until: datetime | None = None
    supersedes: str | None = None
    review_by: datetime | None = None
    owner: str = ""


@dataclass(frozen=True, slots=True)
class GroupNames:
    """The groups that are known; where they are not ``complete``, people may have others too."""

    names: frozenset[str] = frozenset()
    complete: bool = False

    def warnings(self, description: SourceDescription) -> tuple[str, ...]:
        """What to tell the owner of a source about groups that may be misspelt."""
        if not self.names:
            return ()
        effect = (
            "nobody reads anything through it"
            if self.complete
            else "only people whom the sign-in provider counts to it read through it"
        )
        return tuple(
            f"The group {group!r} is not known, so {effect}. Check its spelling in {DESCRIPTION}."
            for group in sorted(description.named_groups() - self.names)
        )


class SourceDescriptionError(ValueError):
    """A ``source.yaml`` cannot be used; until it is repaired nobody reads the source."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"{DESCRIPTION} cannot be used, so nobody reads the source: {reason}")
        self.reason = reason


def read_description(data: bytes) -> SourceDescription:
    """Read the content of a ``source.yaml``; raises `SourceDescriptionError`."""
    if len(data) > MAX_DESCRIPTION:
        raise SourceDescriptionError("it is larger than 1 MB")
    try:
        content = yaml.load(data.decode("utf-8-sig"), _UniqueKeys)  # noqa: S506 - a safe loader
        return SourceDescription.model_validate(content)
    except UnicodeDecodeError as error:
        raise SourceDescriptionError("it is not UTF-8 text") from error
    except (yaml.YAMLError, RecursionError) as error:
        place = getattr(error, "problem_mark", None)
        where = f" at line {place.line + 1}" if place else ""
        raise SourceDescriptionError(f"it is not valid YAML{where}") from error
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        key = ".".join(str(part) for part in first["loc"])
        raise SourceDescriptionError(f"{key or 'the file'}: {first['msg']}") from error
    except ValueError as error:
        # YAML turns what looks like a date into one, and fails on the 31st of June.
        raise SourceDescriptionError(str(error)) from error


def name_problem(path: str) -> str:
    """Why a document of this name is not opened; empty if it may be."""
    if any(part in {"", ".", ".."} for part in path.split("/")) or path.startswith("/"):
        return "Its name leads out of the source. Rename it."
    if not path.isprintable():
        return "Its name holds invisible characters. Rename it."
    if len(path) > 1000:
        return "Its name is longer than 1,000 characters. Rename it."
    return ""


class _UniqueKeys(yaml.SafeLoader):
    """Refuses what YAML lets pass: a key that stands twice, of which the last would count."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[object] = set()
        for key, _ in node.value:
            name = self.construct_object(key, deep=True)
            if isinstance(name, str):
                if name in seen:
                    raise ValueError(
                        f"the key {name!r} stands twice, at line {key.start_mark.line + 1}"
                    )
                seen.add(name)
        return super().construct_mapping(node, deep)


def _matching(match: str, paths: Collection[str]) -> bool:
    return any(_pattern(match).fullmatch(path) for path in paths)


def _sorted(groups: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(set(groups)))


def _plain(path: str) -> str:
    return path.removeprefix("./").lstrip("/")


@cache
def _pattern(glob: str) -> re.Pattern[str]:
    """``**`` crosses folders, ``*`` and ``?`` do not."""
    parts = re.split(r"(\*\*/|\*\*|\*|\?)", _plain(glob))
    meanings = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    return re.compile("".join(meanings.get(part, re.escape(part)) for part in parts), re.DOTALL)
