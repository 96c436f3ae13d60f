"""Who takes part in a change, as the tables keep them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from assistants.provenance import ActorKind, Participant


def kept(somebody: Participant) -> dict[str, str]:
    """A participant as JSON."""
    return {"id": somebody.id, "name": somebody.name, "kind": somebody.kind.value}


def all_kept(everybody: Iterable[Participant]) -> list[dict[str, str]]:
    """Participants as JSON."""
    return [kept(one) for one in everybody]


def participant(value: dict[str, Any]) -> Participant:
    """A participant out of JSON."""
    return Participant(value["id"], value["name"], ActorKind(value["kind"]))
