"""Preference pairs: for one question, an answer that people chose and one that they rejected."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing
from dataclasses import replace
from itertools import chain

import pyarrow as pa

from feedback.exports.cases import ANSWERED, GOOD_SCORE, MESSAGES, messages_of
from feedback.exports.spooling import LastReactions, Row, Spool, batches_of, texts_of
from feedback.lake.filters import Filters
from feedback.lake.reading import ahead, read
from feedback.lake.schema import Field
from feedback.lake.stores.object_store import ObjectStore

_POOR_SCORE = 2
_METADATA: list[Field] = [
    pa.field("department", pa.string()),
    pa.field("assistant", pa.string()),
    pa.field("question", pa.string()),
    pa.field("chosen_from", pa.string()),
    pa.field("chosen_turn_id", pa.string()),
    pa.field("chosen_score", pa.int32()),
    pa.field("rejected_turn_id", pa.string()),
    pa.field("rejected_score", pa.int32()),
    pa.field("times", pa.int32()),
]
_FIELDS: list[Field] = [
    pa.field("prompt", MESSAGES, nullable=False),
    pa.field("chosen", MESSAGES, nullable=False),
    pa.field("rejected", MESSAGES, nullable=False),
    pa.field("metadata", pa.struct(_METADATA), nullable=False),
]
PREFERENCE = pa.schema(_FIELDS)
_COLUMNS = (
    *("id", "profile", "configuration_number", "asked_at", "status", "question"),
    *("standalone_question", "kind", "answer", "prompt", "origin"),
)
_TOGETHER = 100


async def preferences(
    store: ObjectStore, filters: Filters, reactions: LastReactions
) -> AsyncGenerator[pa.RecordBatch]:
    """A pair for each answer that was scored poorly and has a better one beside it.

    The better one is what its reader suggested (the answer scored below 4), or else the answer of
    the same assistant to the same question that scored best, 4 at least, where this one scored 2 at
    most. The prompt is what the model was sent for the chosen answer, so that its citations fit.
    Pairs of the same two answers to the same question are one, and ``times`` counts them.
    """
    filters = filters if filters.kinds else replace(filters, kinds=ANSWERED)
    with Spool() as spool:
        turns = ahead(read(store, "turns", filters, _COLUMNS))
        async with aclosing(turns):
            async for batch in turns:
                await asyncio.to_thread(_collect, batch, reactions, spool)
        pairs = chain.from_iterable(map(_pairs, spool.groups()))
        made = batches_of(pairs, PREFERENCE, _TOGETHER)
        while (done := await asyncio.to_thread(next, made, None)) is not None:
            yield done


def _collect(batch: pa.RecordBatch, reactions: LastReactions, spool: Spool) -> None:
    ids = texts_of(batch, "id")
    ratings = reactions.ratings(ids)
    rated = batch.filter(pa.array([turn in ratings for turn in ids], pa.bool_()))
    spool.add(
        (
            "\n".join((row["department"], row["profile"], _alike(_question(row)))),
            row["asked_at"],
            row["id"],
            {
                "turn_id": row["id"],
                "department": row["department"],
                "assistant": row["profile"],
                "question": _question(row),
                "answer": row["answer"],
                "prompt": row["prompt"],
                "score": ratings[row["id"]].score,
                "suggestion": ratings[row["id"]].suggested_answer,
            },
        )
        for row in rated.to_pylist()
        if row["status"] == "completed" and row["answer"]
    )


def _pairs(turns: Sequence[Row]) -> Iterator[Row]:
    """The pairs of one question, each once."""
    made: dict[tuple[str, str], Row] = {}
    for pair in _every_pair(turns):
        texts = pair["chosen"][0]["content"], pair["rejected"][0]["content"]
        made.setdefault(texts, pair)["metadata"]["times"] += 1
    yield from made.values()


def _every_pair(turns: Sequence[Row]) -> Iterator[Row]:
    good = [turn for turn in turns if turn["score"] >= GOOD_SCORE]
    # The newest of those that scored best: they come oldest first.
    best = max(reversed(good), key=lambda turn: int(turn["score"]), default=None)
    for turn in turns:
        if turn["score"] >= GOOD_SCORE:
            continue
        if turn["suggestion"]:
            yield _pair(turn["suggestion"], "suggested_answer", turn, None, turn)
        elif best is not None and turn["score"] <= _POOR_SCORE and best["answer"] != turn["answer"]:
            yield _pair(best["answer"], "answer_scored_well", best, best["score"], turn)


def _pair(chosen: str, source: str, of: Row, score: int | None, rejected: Row) -> Row:
    return {
        "prompt": messages_of(of["prompt"], of["question"]),
        "chosen": [{"role": "assistant", "content": chosen}],
        "rejected": [{"role": "assistant", "content": rejected["answer"]}],
        "metadata": {
            "department": rejected["department"],
            "assistant": rejected["assistant"],
            "question": rejected["question"],
            "chosen_from": source,
            "chosen_turn_id": of["turn_id"],
            "chosen_score": score,
            "rejected_turn_id": rejected["turn_id"],
            "rejected_score": rejected["score"],
            "times": 0,
        },
    }


def _question(row: Row) -> str:
    question: str = row["standalone_question"] or row["question"]
    return question


def _alike(question: str) -> str:
    """The same for questions that differ in case, spaces and the mark at their end only."""
    return re.sub(r"\s+", " ", question).strip(" ?!.").casefold()
