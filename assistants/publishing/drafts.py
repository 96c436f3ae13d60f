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
from assistants.translations import Sentence

FIELDS = tuple(Configuration.model_fields)
# An assistant keeps both for ever: who approves follows from the department.
FIXED = ("slug", "department")
LONGEST_TEXT = 50_000
_LONGEST_DRAFT = 300_000
_MOST_ITEMS = 500
_DEEPEST = 3
_NO_SUCH_FIELD = Sentence(
    en="There is no field {name}. Fields are: {known}.",
    de="Ein Feld {name} gibt es nicht. Felder sind: {known}.",
    fr="Il n’y a pas de champ {name}. Les champs sont : {known}.",
)
_DRAFT_TOO_LARGE = Sentence(
    en="The draft is too large: {most} characters at most, all fields together.",
    de="Der Entwurf ist zu groß: höchstens {most} Zeichen, alle Felder zusammen.",
    fr="Le brouillon est trop grand : {most} caractères au plus, tous champs réunis.",
)
_FIELD_TOO_LONG = Sentence(
    en="{name}: {length} characters are too many; a draft keeps {most} in one field.",
    de="{name}: {length} Zeichen sind zu viele; ein Entwurf behält {most} in einem Feld.",
    fr="{name} : {length} caractères, c’est trop ; un brouillon en garde {most} par champ.",
)
_TOO_MANY_PARTS = Sentence(
    en="{name}: it has too many parts.",
    de="{name}: Es hat zu viele Teile.",
    fr="{name} : il y a trop d’éléments.",
)
_NO_NUMBER = Sentence(
    en="{name}: it is no number that can be kept.",
    de="{name}: Das ist keine Zahl, die sich aufheben lässt.",
    fr="{name} : ce n’est pas un nombre qui se conserve.",
)
_NO_VALUE = Sentence(
    en="{name}: it is neither text nor number.",
    de="{name}: Das ist weder Text noch Zahl.",
    fr="{name} : ce n’est ni un texte ni un nombre.",
)


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
        name = repr(unknown[0][:60])
        known = ", ".join(FIELDS)
        raise ChangeRefusedError(_NO_SUCH_FIELD, "unknown_field", name=name, known=known)
    for name, value in content.items():
        _bounded(name, value, _DEEPEST)
    kept = {name: content[name] for name in FIELDS if name in content}
    if len(json.dumps(kept, ensure_ascii=False)) > _LONGEST_DRAFT:
        raise ChangeRefusedError(_DRAFT_TOO_LARGE, "too_long", most=_LONGEST_DRAFT)
    return kept


def _bounded(name: str, value: Any, deeper: int) -> None:
    if isinstance(value, str):
        if len(value) > LONGEST_TEXT:
            raise ChangeRefusedError(
                _FIELD_TOO_LONG, "too_long", name=name, length=len(value), most=LONGEST_TEXT
            )
    elif isinstance(value, Mapping | list | tuple):
        inner = list(value.values() if isinstance(value, Mapping) else value)
        if len(inner) > _MOST_ITEMS or deeper == 0:
            raise ChangeRefusedError(_TOO_MANY_PARTS, "too_long", name=name)
        for one in inner:
            _bounded(name, one, deeper - 1)
    elif isinstance(value, float) and not math.isfinite(value):
        raise ChangeRefusedError(_NO_NUMBER, "unknown_field", name=name)
    elif not isinstance(value, bool | int | float | None):
        raise ChangeRefusedError(_NO_VALUE, "unknown_field", name=name)


def with_contributor(
    contributors: Sequence[Participant], somebody: Participant
) -> tuple[Participant, ...]:
    """The same with ``somebody`` among them."""
    if any(one.id == somebody.id for one in contributors):
        return tuple(contributors)
    return (*contributors, somebody)
