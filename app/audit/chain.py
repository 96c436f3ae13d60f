"""The chain of the audit trail: every entry carries the hash of the one before it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from app.audit.events import Event

GENESIS = "0" * 64
"""Stands for the hash before the first entry."""

LONGEST = 320
MOST = 1_000
_FIRST, _LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
# Nothing that a database cannot keep, that breaks a line, or that turns the order of letters round.
_UNKEPT = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """An event in its place. Every field is the text or the number that is stored and hashed.

    ``number`` counts from 1 without gaps, ``at`` is an instant in UTC to the microsecond, and
    ``detail`` is an object as JSON. They stay text here, so that an entry which somebody spoilt
    can still be read, and named.
    """

    number: int
    at: str
    action: str
    outcome: str
    actor: str
    actor_name: str
    address: str
    target: str
    department: str
    detail: str
    previous: str
    hash: str

    @property
    def facts(self) -> Mapping[str, Any]:
        """The detail as an object; empty where it was spoilt."""
        try:
            facts = json.loads(self.detail)
        except ValueError:
            return {}
        return facts if isinstance(facts, dict) else {}

    def as_json(self) -> dict[str, Any]:
        """The entry as JSON-like values, the detail as an object."""
        fields = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return fields | {"detail": dict(self.facts)}


def seal(event: Event, at: datetime, *, number: int, previous: str) -> Entry:
    """Put an event in its place; over-long and unprintable text is cut and replaced."""
    detail = {_clean(name): _fact(value) for name, value in event.detail.items()}
    content = {
        "number": number,
        "at": instant(at),
        "action": event.action.value,
        "outcome": event.outcome.value,
        "actor": _clean(event.actor.id),
        "actor_name": _clean(event.actor.name.lower()),
        "address": _clean(event.actor.address),
        "target": _clean(event.target),
        "department": _clean(event.department),
        "detail": canonical(detail).decode(),
    }
    return Entry(**content, previous=previous, hash=_link(previous, content))  # type: ignore[arg-type]


def hash_of(entry: Entry) -> str:
    """The hash that an entry must have, given what is stored of it and the hash before it."""
    content = {
        "number": entry.number,
        "at": entry.at,
        "action": entry.action,
        "outcome": entry.outcome,
        "actor": entry.actor,
        "actor_name": entry.actor_name,
        "address": entry.address,
        "target": entry.target,
        "department": entry.department,
        "detail": entry.detail,
    }
    return _link(entry.previous, content)


def canonical(value: Mapping[str, Any]) -> bytes:
    """An object as JSON that is the same whoever writes it: keys sorted, no spaces, UTF-8."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def instant(at: datetime) -> str:
    """An aware instant as it is stored; sorted as text, instants are in their order.

    An instant beyond the calendar is its last or first moment.
    """
    try:
        return at.astimezone(UTC).isoformat(timespec="microseconds")
    except OverflowError:
        edge = _LAST if at.year > 1 else _FIRST
        return edge.isoformat(timespec="microseconds")


def _link(previous: str, content: Mapping[str, Any]) -> str:
    return hashlib.sha256(previous.encode() + b"\n" + canonical(content)).hexdigest()


def _fact(value: object) -> object:
    if isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return _clean(value)
    if isinstance(value, Sequence):
        return [_clean(str(one)) for one in value[:MOST]]
    raise TypeError(f"{type(value).__name__} is not a fact that an audit entry can hold")


def _clean(text: str) -> str:
    return _UNKEPT.sub("\N{REPLACEMENT CHARACTER}", text[:LONGEST])
