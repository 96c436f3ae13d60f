"""Reactions and configurations, as the database keeps them."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select, update

from app.records.database.engine import Sessions
from app.records.outbox import OutboxRow
from app.records.turns.reactions import (
    ReactionEventRow,
    ReactionRow,
    SqlReactionStore,
    TurnUnknownError,
)
from app.records.turns.turns import SqlTurnStore
from tests.feedback.samples import AT, opening, reaction

LATER = AT + timedelta(hours=1)


@pytest.fixture
async def reactions(sessions: Sessions) -> SqlReactionStore:
    await SqlTurnStore(sessions).begin(opening("a"))
    return SqlReactionStore(sessions)


async def recorded(sessions: Sessions) -> list[dict[str, object]]:
    async with sessions() as session:
        payloads = await session.scalars(select(OutboxRow.payload).order_by(OutboxRow.number))
        return [json.loads(payload) for payload in payloads]


async def history(sessions: Sessions) -> list[ReactionEventRow]:
    async with sessions() as session:
        query = select(ReactionEventRow).order_by(ReactionEventRow.reacted_at)
        return list(await session.scalars(query))


async def events(sessions: Sessions) -> int:
    async with sessions() as session:
        return await session.scalar(select(func.count()).select_from(ReactionEventRow)) or 0


async def test_a_reaction_comes_back_as_it_was_given(reactions: SqlReactionStore) -> None:
    await reactions.put(reaction("a"), pseudonym="p-1")

    assert await reactions.get("a", "person-1") == reaction("a")
    assert await reactions.of_thread("thread-1", "person-1") == {"a": reaction("a")}
    assert await reactions.of_thread("thread-1", "person-2") == {}


async def test_every_change_is_an_event_and_the_last_one_counts(
    reactions: SqlReactionStore, sessions: Sessions
) -> None:
    changed = reaction("a", emoji="🙂", label="Good", score=4, reasons=(), reacted_at=LATER)
    await reactions.put(reaction("a"), pseudonym="p-1")
    await reactions.put(changed, pseudonym="p-1")

    assert await reactions.get("a", "person-1") == changed
    assert await events(sessions) == 2
    assert [(row["action"], row["score"]) for row in await recorded(sessions)] == [
        ("put", 2),
        ("put", 4),
    ]


async def test_the_same_reaction_again_is_no_event(
    reactions: SqlReactionStore, sessions: Sessions
) -> None:
    await reactions.put(reaction("a"), pseudonym="p-1")
    await reactions.put(reaction("a", reacted_at=LATER), pseudonym="p-1")

    assert await events(sessions) == 1


async def test_a_reaction_taken_back_is_gone_and_recorded(
    reactions: SqlReactionStore, sessions: Sessions
) -> None:
    await reactions.put(reaction("a"), pseudonym="p-1")

    assert await reactions.remove("a", "person-1", LATER, pseudonym="p-1")
    assert not await reactions.remove("a", "person-1", LATER, pseudonym="p-1")
    assert await reactions.get("a", "person-1") is None
    assert await reactions.of_thread("thread-1", "person-1") == {}
    assert [row["action"] for row in await recorded(sessions)] == ["put", "remove"]


async def test_what_a_person_suggests_is_kept_changed_and_recorded(
    reactions: SqlReactionStore, sessions: Sessions
) -> None:
    right = {"suggested_source": "hr", "suggested_document": "leave/2.pdf"}
    given = reaction("a", suggested_answer="31 days, not 30.", **right)
    changed = reaction("a", suggested_answer="32 days.", reacted_at=LATER)
    await reactions.put(given, pseudonym="p-1")
    assert await reactions.get("a", "person-1") == given
    await reactions.put(changed, pseudonym="p-1")

    assert await reactions.of_thread("thread-1", "person-1") == {"a": changed}
    columns = ("suggested_answer", "suggested_source", "suggested_document")
    assert [tuple(row[name] for name in columns) for row in await recorded(sessions)] == [
        ("31 days, not 30.", "hr", "leave/2.pdf"),
        ("32 days.", None, None),
    ]


async def test_every_event_names_the_configuration_whose_palette_it_used(
    reactions: SqlReactionStore, sessions: Sessions
) -> None:
    await reactions.put(reaction("a"), pseudonym="p-1")
    await reactions.remove("a", "person-1", LATER, pseudonym="p-1")

    named = [(row.configuration_number, row.configuration_hash) for row in await history(sessions)]
    told = [(r["configuration_number"], r["configuration_hash"]) for r in await recorded(sessions)]
    assert named == told == [(1, "c0ffee")] * 2


async def test_events_stand_in_the_order_they_were_stored_whatever_the_clock_says(
    reactions: SqlReactionStore, sessions: Sessions
) -> None:
    earlier = AT - timedelta(hours=1)
    await reactions.put(reaction("a", score=2), pseudonym="p-1")
    await reactions.remove("a", "person-1", earlier, pseudonym="p-1")
    stored = await reactions.put(reaction("a", score=4, reacted_at=earlier), pseudonym="p-1")

    assert [event.score for event in await history(sessions)] == [2, None, 4]
    assert await reactions.get("a", "person-1") == stored
    instants = [row["reacted_at"] for row in await recorded(sessions)]
    assert instants == sorted(set(map(str, instants)))


async def test_changes_that_come_at_once_are_all_events_and_one_is_current(
    reactions: SqlReactionStore, sessions: Sessions
) -> None:
    given = [reaction("a", comment=f"Number {number}") for number in range(6)]
    await asyncio.gather(*(reactions.put(one, pseudonym="p-1") for one in given))

    rows = await history(sessions)
    assert sorted(row.comment for row in rows) == [one.comment for one in given]
    assert len({row.reacted_at for row in rows}) == len(given)
    current = await reactions.get("a", "person-1")
    assert current is not None
    assert current.comment == rows[-1].comment


async def test_the_release_before_and_this_one_see_each_others_reactions(
    reactions: SqlReactionStore, sessions: Sessions
) -> None:
    await reactions.put(reaction("a", suggested_answer="31 days."), pseudonym="p-1")
    async with sessions.begin() as session:
        there = (await session.scalars(select(ReactionRow))).one()
        assert (there.emoji, there.comment) == ("🙁", "Where is the rest?")
        theirs = {
            "turn_id": "a",
            "person": "person-1",
            "emoji": "🙂",
            "label": "Good",
            "score": 4,
            "reasons": [],
            "comment": "",
            "reacted_at": LATER,
        }
        await session.execute(update(ReactionRow).values(theirs))
        await session.execute(insert(ReactionEventRow), theirs | {"id": "theirs"})

    current = await reactions.get("a", "person-1")
    assert current == reaction(
        "a", emoji="🙂", label="Good", score=4, reasons=(), comment="", reacted_at=LATER
    )


async def test_s3_only_who_asked_may_react(reactions: SqlReactionStore, sessions: Sessions) -> None:
    for turn_id, person in (("a", "person-2"), ("unknown", "person-1")):
        with pytest.raises(TurnUnknownError):
            await reactions.put(reaction(turn_id, person=person), pseudonym="p-2")

    assert await events(sessions) == 0
    assert await recorded(sessions) == []
