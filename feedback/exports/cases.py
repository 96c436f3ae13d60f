"""Evaluation cases: turns in the shapes that evaluation tools read.

A case is a question that stands alone, the texts that were found, the answer, and a reference
where people gave one. The reference is what a person suggested as the right answer; failing that,
the answer itself where its score is 4 or 5; failing that, there is none. ``reference_from`` tells
which, for an answer that is its own reference proves nothing about itself.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Literal

import pyarrow as pa

from assistants.answers import AnswerKind
from feedback.exports.spooling import LastReactions, Rating, Row, TextShelf
from feedback.lake.filters import Filters
from feedback.lake.reading import ahead, read
from feedback.lake.schema import INSTANT, Field
from feedback.lake.stores.object_store import ObjectStore

Shape = Literal["cases-ragas", "cases-deepeval", "cases-openai"]

GOOD_SCORE = 4
# The other kinds depend on who asked, or on the day.
ANSWERED = frozenset({AnswerKind.ANSWER.value, AnswerKind.NOT_FOUND.value})
_COLUMNS = (
    *("id", "profile", "configuration_number", "asked_at", "status", "question"),
    *("standalone_question", "kind", "answer", "passages", "origin"),
)
_SLICE = 512


def _text(name: str, *, nullable: bool = True) -> Field:
    return pa.field(name, pa.string(), nullable=nullable)


_TEXTS = pa.list_(pa.string())
MESSAGES = pa.list_(pa.struct([_text("role"), _text("content")]))
_METADATA = pa.struct(
    [
        _text("turn_id"),
        _text("department"),
        _text("assistant"),
        pa.field("configuration_number", pa.int32()),
        pa.field("asked_at", INSTANT),
        _text("kind"),
        _text("question_as_typed"),
        pa.field("score", pa.int32()),
        _text("reference_from"),
        pa.field("contexts_missing", pa.int32()),
    ]
)


@dataclass(frozen=True, slots=True)
class _Case:
    question: str
    contexts: list[str]
    answer: str
    reference: str | None
    prompt: str | None
    metadata: Row


@dataclass(frozen=True, slots=True)
class _Form:
    """How a case is written; a shape that cannot do without a reference takes no other cases."""

    schema: pa.Schema
    write: Callable[[_Case], Row]
    columns: tuple[str, ...] = _COLUMNS
    needs_reference: bool = False


def messages_of(prompt: str | None, question: str) -> list[Row]:
    """The messages that the model was sent; the question alone where no model was called."""
    said = json.loads(prompt) if prompt is not None else [["user", question]]
    return [{"role": author, "content": text} for author, text in said]


def _ragas(case: _Case) -> Row:
    return {
        "user_input": case.question,
        "retrieved_contexts": case.contexts,
        "response": case.answer,
        "reference": case.reference,
        "metadata": case.metadata,
    }


def _deepeval(case: _Case) -> Row:
    return {
        "input": case.question,
        "actual_output": case.answer,
        "expected_output": case.reference,
        "retrieval_context": case.contexts,
        "additional_metadata": case.metadata,
    }


def _openai(case: _Case) -> Row:
    return {
        "input": messages_of(case.prompt, case.question),
        "ideal": case.reference,
        "completion": case.answer,
        "metadata": case.metadata,
    }


_FORMS: dict[Shape, _Form] = {
    "cases-ragas": _Form(
        pa.schema(
            [
                _text("user_input", nullable=False),
                pa.field("retrieved_contexts", _TEXTS, nullable=False),
                _text("response", nullable=False),
                _text("reference"),
                pa.field("metadata", _METADATA, nullable=False),
            ]
        ),
        _ragas,
    ),
    "cases-deepeval": _Form(
        pa.schema(
            [
                _text("input", nullable=False),
                _text("actual_output", nullable=False),
                _text("expected_output"),
                pa.field("retrieval_context", _TEXTS, nullable=False),
                pa.field("additional_metadata", _METADATA, nullable=False),
            ]
        ),
        _deepeval,
    ),
    "cases-openai": _Form(
        pa.schema(
            [
                pa.field("input", MESSAGES, nullable=False),
                _text("ideal", nullable=False),
                _text("completion", nullable=False),
                pa.field("metadata", _METADATA, nullable=False),
            ]
        ),
        _openai,
        columns=(*_COLUMNS, "prompt"),
        needs_reference=True,
    ),
}
CASES: dict[Shape, pa.Schema] = {shape: form.schema for shape, form in _FORMS.items()}


async def cases(
    store: ObjectStore, shape: Shape, filters: Filters, reactions: LastReactions
) -> AsyncGenerator[pa.RecordBatch]:
    """The turns that were answered, or were told that there is no answer, as cases.

    ``filters.kinds`` names other kinds.
    """
    form = _FORMS[shape]
    filters = filters if filters.kinds else replace(filters, kinds=ANSWERED)
    with TextShelf() as shelf:
        passages = read(store, "passages", Filters(filters.departments), ("content_hash", "text"))
        async with aclosing(passages):
            async for batch in passages:
                await asyncio.to_thread(shelf.add, batch)
        turns = ahead(read(store, "turns", filters, form.columns))
        async with aclosing(turns):
            async for batch in turns:
                for first in range(0, batch.num_rows, _SLICE):
                    part = batch.slice(first, _SLICE)
                    made = await asyncio.to_thread(_make, form, part, filters, reactions, shelf)
                    if made.num_rows:
                        yield made


def _make(
    form: _Form, turns: pa.RecordBatch, filters: Filters, reactions: LastReactions, shelf: TextShelf
) -> pa.RecordBatch:
    rows: list[Row] = turns.to_pylist()
    ratings = reactions.ratings([row["id"] for row in rows])
    texts = _texts(rows, shelf)
    made: list[Row] = []
    for row in rows:
        rating = ratings.get(row["id"])
        if row["status"] != "completed" or not row["answer"]:
            continue
        if not filters.takes_score(rating.score if rating else None):
            continue
        case = _case(row, rating, texts[row["department"]])
        known = case.reference is not None
        if filters.reference in (None, known) and (known or not form.needs_reference):
            made.append(form.write(case))
    return pa.RecordBatch.from_pylist(made, schema=form.schema)


def _texts(rows: list[Row], shelf: TextShelf) -> dict[str, dict[str, str]]:
    hashes: dict[str, set[str]] = {}
    for row in rows:
        named = (passage["content_hash"] for passage in row["passages"] or ())
        hashes.setdefault(row["department"], set()).update(named)
    return {
        department: shelf.texts(department, sorted(named)) for department, named in hashes.items()
    }


def _case(row: Row, rating: Rating | None, texts: dict[str, str]) -> _Case:
    found = [texts.get(passage["content_hash"]) for passage in row["passages"] or ()]
    contexts = [text for text in found if text is not None]
    reference, source = _reference(row["answer"], rating)
    return _Case(
        question=row["standalone_question"] or row["question"],
        contexts=contexts,
        answer=row["answer"],
        reference=reference,
        prompt=row.get("prompt"),
        metadata={
            "turn_id": row["id"],
            "department": row["department"],
            "assistant": row["profile"],
            "configuration_number": row["configuration_number"],
            "asked_at": row["asked_at"],
            "kind": row["kind"],
            "question_as_typed": row["question"],
            "score": rating.score if rating else None,
            "reference_from": source,
            "contexts_missing": len(found) - len(contexts),
        },
    )


def _reference(answer: str, rating: Rating | None) -> tuple[str | None, str | None]:
    if rating is not None and rating.suggested_answer:
        return rating.suggested_answer, "suggested_answer"
    if rating is not None and (rating.score or 0) >= GOOD_SCORE:
        return answer, "answer_scored_well"
    return None, None
