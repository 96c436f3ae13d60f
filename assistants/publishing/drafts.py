"""A draft: a change as it is being written. It is saved as it stands, and is never live."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from assistants.profiles import Configuration
from assistants.provenance import Participant
from assistants.publishing.refusals import ChangeRefusedError

FIELDS = tuple(Configuration.model_fields)
# An assistant keeps both for ever: who approves follows from the department.
FIXED = ("slug", "department")
LONGEST_TEXT = 50_000
_LONGEST_DRAFT = 300_000
_MOST_ITEMS = 500
_DEEPEST = 3


class DraftStatus(StrEnum):
    """Where a draft stands; the last three are its ends."""

    OPEN = "open"
    IN_REVIEW = "in review"
    PUBLISHED = "published"
    REPLACED = "replaced"
    DISCARDED = "discarded"


class Origin(StrEnum):
    """Where a draft came from."""

    PAGE = "page"
    API = "api"
    FILES = "files"
    RESTORE = "restore"


@dataclass(frozen=True, slots=True)
class Draft:
    """A change of one assistant. ``revision`` grows with every save.

    ``content`` has the fields of `Configuration`, as somebody typed them: it need not be valid.
    ``base`` is the number of the version that it began from, ``None`` for a new assistant.
    """

    id: str
    slug: str
    department: str
    base: int | None
    content: Mapping[str, Any]
    revision: int
    status: DraftStatus
    origin: Origin
    restores: int | None
    contributors: tuple[Participant, ...]
    created_at: datetime
    created_by: Participant
    updated_at: datetime
    updated_by: Participant

    @property
    def name(self) -> str:
        """What the assistant is called in it."""
        name = self.content.get("name")
        return name if isinstance(name, str) and name.strip() else self.slug


def readable_content(content: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a draft, as far as a draft may hold them.

    Raises `ChangeRefusedError` for what no configuration has, and for what is far too long.
    """
    unknown = sorted(set(content) - set(FIELDS))
    if unknown:
        raise ChangeRefusedError(
            f"There is no field {unknown[0][:60]!r}. Fields are: {', '.join(FIELDS)}.",
            "unknown_field",
        )
    for name, value in content.items():
        _bounded(name, value, _DEEPEST)
    kept = {name: content[name] for name in FIELDS if name in content}
    if len(json.dumps(kept, ensure_ascii=False)) > _LONGEST_DRAFT:
        raise ChangeRefusedError(
            f"The draft is too large: {_LONGEST_DRAFT:,} characters at most, all fields together.",
            "too_long",
        )
    return kept


def _bounded(name: str, value: Any, deeper: int) -> None:
    if isinstance(value, str):
        if len(value) > LONGEST_TEXT:
            raise ChangeRefusedError(
                f"{name}: {len(value):,} characters are too many; a draft keeps {LONGEST_TEXT:,} "
                "in one field.",
                "too_long",
            )
    elif isinstance(value, Mapping | list | tuple):
        inner = list(value.values() if isinstance(value, Mapping) else value)
        if len(inner) > _MOST_ITEMS or deeper == 0:
            raise ChangeRefusedError(f"{name}: it has too many parts.", "too_long")
        for one in inner:
            _bounded(name, one, deeper - 1)
    elif isinstance(value, float) and not math.isfinite(value):
        raise ChangeRefusedError(f"{name}: it is no number that can be kept.", "unknown_field")
    elif not isinstance(value, bool | int | float | None):
        raise ChangeRefusedError(f"{name}: it is neither text nor number.", "unknown_field")


def with_contributor(
    contributors: Sequence[Participant], somebody: Participant
) -> tuple[Participant, ...]:
    """The same with ``somebody`` among them."""
    if any(one.id == somebody.id for one in contributors):
        return tuple(contributors)
    return (*contributors, somebody)
