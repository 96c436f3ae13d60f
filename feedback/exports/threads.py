"""Threads of the lake, written out: each is one row, with its transcript as Markdown."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing
from datetime import datetime
from textwrap import shorten

import pyarrow as pa

from feedback.exports.spooling import LastReactions, Row, Spool, batches_of, texts_of
from feedback.lake.filters import Filters
from feedback.lake.reading import ahead, read
from feedback.lake.schema import INSTANT, Field
from feedback.lake.stores.object_store import ObjectStore
from feedback.transcripts import CitedPlace, Spoken, Transcript, markdown

_TURN = pa.struct(
    [
        pa.field("turn_id", pa.string()),
        pa.field("asked_at", INSTANT),
        pa.field("question", pa.string()),
        pa.field("kind", pa.string()),
        pa.field("status", pa.string()),
        pa.field("answer", pa.string()),
        pa.field(
            "citations",
            pa.list_(
                pa.struct(
                    [
                        pa.field("n", pa.int32()),
                        pa.field("source", pa.string()),
                        pa.field("document", pa.string()),
                        pa.field("section", pa.string()),
                        pa.field("page", pa.int32()),
                    ]
                )
            ),
        ),
    ]
)
_FIELDS: list[Field] = [
    pa.field("thread_id", pa.string(), nullable=False),
    pa.field("department", pa.string(), nullable=False),
    pa.field("pseudonym", pa.string(), nullable=False),
    pa.field("profile", pa.string(), nullable=False),
    pa.field("started_at", INSTANT, nullable=False),
    pa.field("turns", pa.list_(_TURN), nullable=False),
    pa.field("text", pa.string(), nullable=False),
]
TRANSCRIPT = pa.schema(_FIELDS)
_COLUMNS = (
    *("id", "thread_id", "pseudonym", "profile", "configuration_number", "asked_at"),
    *("question", "kind", "status", "answer", "passages", "citations"),
)
_TOGETHER = 200
_TITLE = 120


async def transcripts(
    store: ObjectStore, filters: Filters, reactions: LastReactions
) -> AsyncGenerator[pa.RecordBatch]:
    """Every thread with a turn that is asked for, whole within the time that is asked for.

    A version, a kind or a score chooses threads, since half a conversation would mislead.
    """
    with Spool() as spool:
        turns = ahead(read(store, "turns", filters.whole_threads(), _COLUMNS))
        async with aclosing(turns):
            async for batch in turns:
                await asyncio.to_thread(_collect, batch, filters, reactions, spool)
        made = batches_of(_written(spool), TRANSCRIPT, _TOGETHER)
        while (done := await asyncio.to_thread(next, made, None)) is not None:
            yield done


def _collect(
    batch: pa.RecordBatch, filters: Filters, reactions: LastReactions, spool: Spool
) -> None:
    scores = (
        {turn: r.score for turn, r in reactions.ratings(texts_of(batch, "id")).items()}
        if filters.by_score
        else {}
    )
    spool.add(
        (
            f"{row['department']}\n{row['thread_id']}",
            row["asked_at"],
            row["id"],
            {
                "wanted": _wanted(row, filters, scores.get(row["id"])),
                "head": {
                    name: row[name] for name in ("thread_id", "department", "pseudonym", "profile")
                },
                "line": _line(row),
            },
        )
        for row in batch.to_pylist()
    )


def _wanted(row: Row, filters: Filters, score: int | None) -> bool:
    return (
        filters.configuration in (None, row["configuration_number"])
        and (not filters.kinds or row["kind"] in filters.kinds)
        and filters.takes_score(score)
    )


def _written(spool: Spool) -> Iterator[Row]:
    for turns in spool.groups():
        if any(turn["wanted"] for turn in turns):
            yield _transcript(turns)


def _transcript(turns: Sequence[Row]) -> Row:
    head = turns[0]["head"]
    lines = [
        turn["line"] | {"asked_at": datetime.fromisoformat(turn["line"]["asked_at"])}
        for turn in turns
    ]
    written = Transcript(
        thread_id=head["thread_id"],
        title=shorten(lines[0]["question"], _TITLE, placeholder=" …"),
        profile=head["profile"],
        assistant=head["profile"],
        language="en",
        started_at=lines[0]["asked_at"],
        turns=tuple(_spoken(line) for line in lines),
    )
    started = {"started_at": written.started_at}
    return {**head, **started, "turns": lines, "text": markdown(written)}


def _spoken(line: Row) -> Spoken:
    return Spoken(
        turn_id=line["turn_id"],
        asked_at=line["asked_at"],
        question=line["question"],
        status=line["status"],
        kind=line["kind"],
        answer=line["answer"] or "",
        citations=tuple(
            CitedPlace(
                n=cited["n"],
                section=cited["section"] or "",
                page=cited["page"],
                source=cited["source"] or "",
                document=cited["document"] or "",
            )
            for cited in line["citations"]
        ),
    )


def _line(turn: Row) -> Row:
    passages = {passage["chunk_id"]: passage for passage in turn["passages"] or ()}
    return {
        "turn_id": turn["id"],
        "asked_at": turn["asked_at"].isoformat(),
        "question": turn["question"],
        "kind": turn["kind"],
        "status": turn["status"],
        "answer": turn["answer"],
        "citations": [
            {
                "n": citation["n"],
                **{
                    key: passages.get(citation["chunk_id"], {}).get(key)
                    for key in ("source", "document", "section", "page")
                },
            }
            for citation in turn["citations"] or ()
        ],
    }
