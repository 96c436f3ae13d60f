"""Reactions and configurations, as the database keeps them."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.records.configurations import SqlConfigurationStore
from app.records.database import Sessions
from app.records.outbox import OutboxRow
from app.records.reactions import ReactionEventRow, SqlReactionStore, TurnUnknownError
from app.records.turns import SqlTurnStore
from tests.feedback.samples import AT, configuration, opening, reaction

LATER = AT + timedelta(hours=1)


@pytest.fixture
async def reactions(sessions: Sessions) -> SqlReactionStore:
    await SqlTurnStore(sessions).begin(opening("a"))
    return SqlReactionStore(sessions)


async def recorded(sessions: Sessions) -> list[dict[str, object]]:
    async with sessions() as session:
        payloads = await session.scalars(select(OutboxRow.payload).order_by(OutboxRow.number))
        return [json.loads(payload) for payload in payloads]


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
    assert [row["action"] for row in await recorded(sessions)] == ["put", "remove"]


async def test_s3_only_who_asked_may_react(reactions: SqlReactionStore, sessions: Sessions) -> None:
    for turn_id, person in (("a", "person-2"), ("unknown", "person-1")):
        with pytest.raises(TurnUnknownError):
            await reactions.put(reaction(turn_id, person=person), pseudonym="p-2")

    assert await events(sessions) == 0
    assert await recorded(sessions) == []


async def test_a_configuration_is_published_as_the_next_number(sessions: Sessions) -> None:
    store = SqlConfigurationStore(sessions)
    first = await store.publish(configuration(), at=AT, by="dana")
    again = await store.publish(configuration(), at=LATER, by="erik")
    second = await store.publish(configuration(prompt="Be long."), at=LATER, by="erik")
    back = await store.publish(configuration(), at=LATER, by="erik")

    assert again == first
    assert [first.number, second.number, back.number] == [1, 2, 3]
    anew = SqlConfigurationStore(sessions)
    assert await anew.live("hr") == back
    assert await anew.version("hr", 2) == second
    assert await anew.version("hr", 4) is None
    assert await anew.live("unknown") is None


async def test_the_live_versions_come_by_name(sessions: Sessions) -> None:
    store = SqlConfigurationStore(sessions)
    for slug, name in (("it", "IT"), ("hr", "Human Resources"), ("ab", "Zoology")):
        await store.publish(configuration(slug=slug, name=name), at=AT, by="dana")
    await store.publish(configuration(slug="ab", name="Alpha"), at=AT, by="dana")

    names = [version.configuration.name for version in await store.all_live()]

    assert names == ["Alpha", "Human Resources", "IT"]


async def test_a_published_configuration_is_recorded_without_its_publisher(
    sessions: Sessions,
) -> None:
    published = await SqlConfigurationStore(sessions).publish(configuration(), at=AT, by="dana@x")

    (row,) = await recorded(sessions)
    assert (row["id"], row["hash"]) == ("hr/1", published.configuration.hash)
    assert "dana" not in json.dumps(row)


async def test_replicas_that_publish_at_once_agree(sessions: Sessions) -> None:
    stores = [SqlConfigurationStore(sessions) for _ in range(4)]
    versions = await asyncio.gather(
        *(store.publish(configuration(), at=AT, by="start") for store in stores)
    )

    assert {version.number for version in versions} == {1}
    assert len(await recorded(sessions)) == 1
