"""What goes to the lake about a turn, a reaction, a passage and a configuration."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Literal

from assistants.answers import Answer
from assistants.profiles import ConfigurationVersion
from feedback.reactions import Reaction
from feedback.receipts import receipt
from feedback.turns import Turn, TurnOpening, TurnStatus
from retrieval.passages import Passage

Dataset = Literal["turns", "reactions", "passages", "configurations"]
DATASETS: tuple[Dataset, ...] = ("turns", "reactions", "passages", "configurations")


@dataclass(frozen=True, slots=True)
class Record:
    """One row on its way to the lake; ``row`` holds JSON values only.

    ``id`` is unique within the dataset and department: the same id again is the same record.
    ``day`` (UTC) and ``department`` say which partition it belongs to.
    """

    dataset: Dataset
    id: str
    day: date
    department: str
    row: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ReactedTurn:
    """What the record of a reaction says about its turn, and the palette that was offered."""

    thread_id: str
    profile: str
    department: str
    configuration_number: int
    configuration_hash: str


def turn_record(
    opening: TurnOpening,
    status: TurnStatus,
    answer: Answer | None,
    finished_at: datetime | None,
    error_reference: str | None = None,
) -> Record:
    """Describe a turn with its receipt; the person appears as a pseudonym only."""
    row: dict[str, Any] = {
        "id": opening.id,
        "thread_id": opening.thread_id,
        "pseudonym": opening.pseudonym,
        "profile": opening.profile,
        "configuration_number": opening.configuration_number,
        "configuration_hash": opening.configuration_hash,
        "groups": list(opening.groups),
        "origin": opening.origin,
        "app_version": opening.app_version,
        "sibling_of": opening.sibling_of,
        "asked_at": _instant(opening.asked_at),
        "finished_at": _instant(finished_at) if finished_at else None,
        "status": status.value,
        "error_reference": error_reference,
        "question": opening.question,
    }
    if answer is not None:
        row |= receipt(answer)
    return Record("turns", opening.id, _day(opening.asked_at), opening.department, row)


def record_of(turn: Turn) -> Record:
    """Describe a turn as it is stored."""
    return turn_record(
        turn.opening, turn.status, turn.answer, turn.finished_at, turn.error_reference
    )


def reaction_record(
    reaction: Reaction,
    *,
    event_id: str,
    pseudonym: str,
    about: ReactedTurn,
) -> Record:
    """Describe a reaction that was given or changed."""
    row = _reaction_event(event_id, reaction.turn_id, pseudonym, about) | {
        "action": "put",
        "emoji": reaction.emoji,
        "label": reaction.label,
        "score": reaction.score,
        "reasons": list(reaction.reasons),
        "comment": reaction.comment,
        "suggested_answer": reaction.suggested_answer,
        "suggested_source": reaction.suggested_source,
        "suggested_document": reaction.suggested_document,
        "reacted_at": _instant(reaction.reacted_at),
    }
    return Record("reactions", event_id, _day(reaction.reacted_at), about.department, row)


def removal_record(
    turn_id: str,
    at: datetime,
    *,
    event_id: str,
    pseudonym: str,
    about: ReactedTurn,
) -> Record:
    """Describe a reaction that was taken back."""
    row = _reaction_event(event_id, turn_id, pseudonym, about) | {
        "action": "remove",
        "reasons": [],
        "reacted_at": _instant(at),
    }
    return Record("reactions", event_id, _day(at), about.department, row)


def passage_record(passage: Passage, department: str, at: datetime) -> Record:
    """Describe a passage's text, the first time that a department's answer was made with it."""
    row = {
        "content_hash": passage.content_hash,
        "text": passage.text,
        "source": passage.source,
        "document": passage.document,
        "document_version": passage.document_version,
        "title": passage.title,
        "section": passage.section,
        "page": passage.page,
        "first_used_at": _instant(at),
    }
    return Record("passages", passage.content_hash, _day(at), department, row)


def configuration_record(version: ConfigurationVersion) -> Record:
    """Describe a published configuration; who published it stays in the database."""
    content = version.configuration
    row = {
        "id": f"{content.slug}/{version.number}",
        "profile": content.slug,
        "number": version.number,
        "hash": content.hash,
        "name": content.name,
        "language": content.language,
        "template": content.template,
        "prompt": content.prompt,
        "sources": list(content.sources),
        "passages": content.passages,
        "evidence_threshold": content.evidence_threshold,
        "content": content.model_dump_json(),
        "published_at": _instant(version.published_at),
    }
    day = _day(version.published_at)
    return Record("configurations", str(row["id"]), day, content.department, row)


def _reaction_event(
    event_id: str, turn_id: str, pseudonym: str, about: ReactedTurn
) -> dict[str, Any]:
    return {
        "id": event_id,
        "turn_id": turn_id,
        "thread_id": about.thread_id,
        "pseudonym": pseudonym,
        "profile": about.profile,
        "configuration_number": about.configuration_number,
        "configuration_hash": about.configuration_hash,
    }


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()


def _day(at: datetime) -> date:
    return at.astimezone(UTC).date()
