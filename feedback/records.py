"""What goes to the lake about a turn, a reaction, a passage and a configuration."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Literal

from assistants.answers import Answer
from assistants.profiles import ConfigurationVersion
from assistants.verdicts import Grounding
from feedback.reactions import Reaction
from feedback.turns import Turn, TurnOpening, TurnStatus
from retrieval.parsing.instructions.orders import orders
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
        "asked_at": _instant(opening.asked_at),
        "finished_at": _instant(finished_at) if finished_at else None,
        "status": status.value,
        "error_reference": error_reference,
        "question": opening.question,
    }
    if answer is not None:
        row |= _receipt(answer)
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


def _receipt(answer: Answer) -> dict[str, Any]:
    usage, price, timings = answer.usage, answer.price, answer.timings
    cited = {citation.passage.chunk_id for citation in answer.citations}
    grounding = answer.grounding
    return {
        "kind": answer.kind.value,
        "answer": answer.text,
        "quotes": answer.quotes,
        "standalone_question": answer.standalone_question,
        "evidence": answer.evidence,
        "passages": [_passage(passage, cited) for passage in answer.passages],
        "citations": [_citation(citation.n, citation.passage) for citation in answer.citations],
        "retrieval_parameters": _parameters(answer.retrieval_parameters),
        "prompt": answer.prompt,
        "prompt_hash": answer.prompt_hash,
        "prompt_limit": answer.prompt_tokens,
        "left_out": _left_out(answer),
        "verified_sentences": grounding.verified if grounding else None,
        "unverified_sentences": grounding.unverified if grounding else None,
        "sentences": _sentences(grounding),
        "answer_withdrawn": grounding.withdrawn if grounding else None,
        "passages_with_orders": _with_orders(answer.passages),
        "route": answer.route,
        "model": answer.model,
        "model_parameters": _parameters(answer.model_parameters),
        "input_tokens": usage.input_tokens if usage else None,
        "output_tokens": usage.output_tokens if usage else None,
        "cached_tokens": usage.cached_tokens if usage else None,
        "usage_estimated": usage.estimated if usage else None,
        "price": str(price.amount) if price else None,
        "currency": price.currency if price else None,
        "retrieval_ms": timings.retrieval_ms,
        "first_token_ms": timings.first_token_ms,
        "total_ms": timings.total_ms,
    }


def _passage(passage: Passage, cited: set[str]) -> dict[str, Any]:
    return {
        "rank": passage.rank,
        "score": passage.score,
        "cited": passage.chunk_id in cited,
        "chunk_id": passage.chunk_id,
        "content_hash": passage.content_hash,
        "document_id": passage.document_id,
        "document_version": passage.document_version,
        "source": passage.source,
        "document": passage.document,
        "title": passage.title,
        "section": passage.section,
        "page": passage.page,
    }


def _left_out(answer: Answer) -> str | None:
    out = answer.left_out
    if not (out.passages or out.exchanges):
        return None
    passages = [
        {
            "rank": passage.rank,
            "chunk_id": passage.chunk_id,
            "source": passage.source,
            "document": passage.document,
            "reason": "no_room",
        }
        for passage in out.passages
    ]
    return json.dumps({"passages": passages, "exchanges": out.exchanges}, ensure_ascii=False)


def _sentences(grounding: Grounding | None) -> list[dict[str, Any]] | None:
    if grounding is None:
        return None
    return [
        {
            "text": one.text,
            "citations": list(one.citations),
            "verdict": one.verdict.value,
            "reason": one.reason.value,
            "shown": one.shown,
        }
        for one in grounding.sentences
    ]


def _with_orders(passages: Sequence[Passage]) -> list[str] | None:
    """The chunks whose text gives orders to a model; ``None`` where there are none."""
    return [passage.chunk_id for passage in passages if orders(passage.text)] or None


def _citation(n: int, passage: Passage) -> dict[str, Any]:
    return {"n": n, "chunk_id": passage.chunk_id, "content_hash": passage.content_hash}


def _parameters(parameters: Mapping[str, object]) -> str:
    return json.dumps(dict(parameters), ensure_ascii=False, sort_keys=True)


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()


def _day(at: datetime) -> date:
    return at.astimezone(UTC).date()
