"""What was stored of all that was asked, beside what people were shown."""

from __future__ import annotations

import io
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow.parquet as pq
from sqlalchemy import select

from app.chat.citation_links import linked
from app.records.database.engine import open_engine
from app.records.database.upserts import table_of
from app.records.turns.turn_rows import TurnRow
from tests.benchmarks.replicas.installation import BUCKET, Installation
from tests.benchmarks.replicas.page import Asked

_TURNS = table_of(TurnRow)
_MOST_OF_A_NOTICE = 160


@dataclass(frozen=True, slots=True)
class Stored:
    """A turn as the database has it."""

    id: str
    thread: str
    question: str
    status: str
    answer: str


async def stored(installation: Installation) -> list[Stored]:
    """All turns, each thread in its order."""
    engine = open_engine(installation.postgres.url)
    columns = (_TURNS.c.id, _TURNS.c.thread_id, _TURNS.c.question, _TURNS.c.status, _TURNS.c.answer)
    try:
        async with engine.connect() as connection:
            query = select(*columns).order_by(_TURNS.c.thread_id, _TURNS.c.asked_at, _TURNS.c.id)
            return [Stored(*row[:4], row.answer or "") for row in await connection.execute(query)]
    finally:
        await engine.dispose()


def in_the_lake(installation: Installation) -> Counter[str]:
    """How often each turn is in the lake."""
    found: Counter[str] = Counter()
    bucket: Any = installation.bucket
    pages = bucket.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix="lake/turns/")
    for page in pages:
        for item in page.get("Contents", ()):
            if item["Key"].endswith(".parquet"):
                data = bucket.get_object(Bucket=BUCKET, Key=item["Key"])["Body"].read()
                ids: list[Any] = pq.read_table(io.BytesIO(data), columns=["id"])["id"].to_pylist()
                found.update(ids)
    return found


def figures(asked: Sequence[Asked], turns: Sequence[Stored], lake: Counter[str]) -> dict[str, Any]:
    """What was lost or doubled, and what is open; 0 is what each of them should be."""
    of_question: dict[tuple[str, str], list[Stored]] = defaultdict(list)
    for turn in turns:
        of_question[turn.thread, turn.question].append(turn)
    found = {"lost": 0, "without_an_end": 0, "doubled": 0, "out_of_order": 0}
    for one in asked:
        there = of_question.get((one.thread, one.text), [])
        found["doubled"] += max(0, len(there) - 1)
        found["without_an_end"] += not one.ended
        found["lost"] += _is_lost(one, there)
    found["out_of_order"] = _out_of_order(asked, turns)
    ended = [turn for turn in turns if turn.status != "streaming"]
    statuses = Counter(turn.status for turn in turns)
    return {
        "questions": len(asked),
        "refused": sum(one.refused for one in asked),
        **{status: statuses[status] for status in ("completed", "interrupted", "failed")},
        **found,
        "told_of_failures": notices(turns),
        "left_open": statuses["streaming"],
        "not_in_the_lake": sum(lake[turn.id] == 0 for turn in ended),
        "twice_in_the_lake": sum(lake[turn.id] > 1 for turn in ended),
    }


def without_a_good_end(asked: Sequence[Asked], turns: Sequence[Stored]) -> list[str]:
    """What became of each question that was taken and not answered, for whoever looks into it."""
    of_question = {(turn.thread, turn.question): turn for turn in turns}
    found = []
    for one in asked:
        turn = of_question.get((one.thread, one.text))
        if one.refused or (one.ended and turn is not None and turn.status == "completed"):
            continue
        status = turn.status if turn else "not stored"
        found.append(f"{one.text}: {status}, ended {one.ended}, {one.happened}, {one.said!r}")
    return found


def notices(turns: Sequence[Stored]) -> dict[str, int]:
    """What people were told whose answers did not come to their end, and how often."""
    return dict(Counter(map(_notice, filter(_has_failed, turns))))


def _has_failed(turn: Stored) -> bool:
    return turn.status in ("failed", "interrupted")


def _notice(turn: Stored) -> str:
    """What an answer that failed ended with, and whether more of it was there."""
    text, _, notice = turn.answer.strip().rpartition("\n\n")
    begun = "half an answer, and: " if text else ""
    return f"{turn.status}: {begun}{notice[-_MOST_OF_A_NOTICE:]}"


def _is_lost(one: Asked, there: Sequence[Stored]) -> bool:
    """Whether nothing is stored of what was not refused, or other than what was shown."""
    if one.refused:
        return False
    if not there:
        return True
    turn = there[0]
    return one.ended and turn.status == "completed" and one.said != linked(turn.answer, turn.id)


def _out_of_order(asked: Sequence[Asked], turns: Sequence[Stored]) -> int:
    places = {(one.thread, one.text): number for number, one in enumerate(asked)}
    wrong, last = 0, ("", -1)
    for turn in turns:
        place = (turn.thread, places.get((turn.thread, turn.question), -1))
        wrong += place[0] == last[0] and place[1] < last[1]
        last = place
    return wrong
