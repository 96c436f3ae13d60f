"""Published versions: numbered, immutable, and never live by one person alone."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.audit.events import Actor
from app.records.configurations import SqlConfigurationStore, add_version
from app.records.database.engine import Sessions
from assistants.profiles import ConfigurationVersion
from assistants.provenance import ActorKind, NotSeparatedError, Participant, Provenance, Way
from tests.app.records.test_reactions import recorded
from tests.fakes.publishing import DANA, ERIK, publish
from tests.feedback.samples import AT, configuration

LATER = datetime(2026, 9, 2, 8, tzinfo=UTC)


async def test_a_configuration_is_published_as_the_next_number(sessions: Sessions) -> None:
    first = await publish(sessions, configuration(), AT)
    second = await publish(sessions, configuration(prompt="Be long."), LATER)
    back = await publish(sessions, configuration(), LATER)

    assert [first.number, second.number, back.number] == [1, 2, 3]
    anew = SqlConfigurationStore(sessions)
    assert await anew.live("hr") == back
    assert await anew.version("hr", 2) == second
    assert await anew.version("hr", 4) is None
    assert await anew.live("unknown") is None
    assert list(await anew.history("hr")) == [back, second, first]


async def test_a_version_keeps_who_wrote_it_who_approved_it_and_why(sessions: Sessions) -> None:
    await publish(sessions, configuration(), AT)
    await publish(sessions, configuration(prompt="Be long."), LATER)

    first, second = reversed(await SqlConfigurationStore(sessions).history("hr"))

    assert (first.provenance.way, first.provenance.approver) == (Way.FIRST_START, None)
    assert second.provenance.way is Way.REVIEWED
    assert (second.provenance.author, second.provenance.approver) == (DANA, ERIK)
    assert second.provenance.reason == "For the test."


async def test_the_live_versions_come_by_name(sessions: Sessions) -> None:
    for slug, name in (("it", "IT"), ("hr", "Human Resources"), ("ab", "Zoology")):
        await publish(sessions, configuration(slug=slug, name=name), AT)
    await publish(sessions, configuration(slug="ab", name="Alpha"), AT)

    names = [v.configuration.name for v in await SqlConfigurationStore(sessions).all_live()]

    assert names == ["Alpha", "Human Resources", "IT"]


async def test_a_published_configuration_is_recorded_without_its_people(
    sessions: Sessions,
) -> None:
    published = await publish(sessions, configuration(), AT)

    (row,) = await recorded(sessions)
    assert (row["id"], row["hash"]) == ("hr/1", published.configuration.hash)
    assert "dana" not in json.dumps(row)


async def test_replicas_that_start_first_at_once_publish_one_version(sessions: Sessions) -> None:
    stores = [SqlConfigurationStore(sessions) for _ in range(4)]
    versions = await asyncio.gather(
        *(store.publish_first(configuration(), at=AT, by=DANA) for store in stores)
    )

    assert len([version for version in versions if version is not None]) == 1
    assert len(await recorded(sessions)) == 1


async def test_nothing_is_a_first_version_twice(sessions: Sessions) -> None:
    await publish(sessions, configuration(), AT)
    store = SqlConfigurationStore(sessions)

    again = await store.publish_first(configuration(prompt="Be long."), at=LATER, by=DANA)

    assert again is None
    assert [version.number for version in await store.history("hr")] == [1]


@pytest.mark.parametrize(
    ("author", "contributors", "approver"),
    [
        (DANA, (), DANA),
        (DANA, (), None),
        (DANA, (DANA, ERIK), ERIK),
        (DANA, (), replace(DANA, id="another account")),
        (DANA, (), Participant("client:ci", "client:ci", ActorKind.CLIENT)),
        (DANA, (), Participant("operator", "erik@host", ActorKind.OPERATOR)),
        (Participant("client:ci", "client:ci", ActorKind.CLIENT), (), ERIK),
        (Participant("operator", "operator", ActorKind.OPERATOR), (), ERIK),
    ],
)
def test_a_reviewed_version_needs_two_people(
    author: Participant, contributors: tuple[Participant, ...], approver: Participant | None
) -> None:
    with pytest.raises(NotSeparatedError):
        Provenance(Way.REVIEWED, author, approver, contributors, "why", "review")


@pytest.mark.parametrize(
    ("author", "reason", "restores"),
    [
        (DANA, "", 1),
        (DANA, "Wrong dose", None),
        (Participant("client:ci", "client:ci", ActorKind.CLIENT), "Wrong dose", 1),
    ],
)
def test_an_emergency_is_a_persons_and_says_why(
    author: Participant, reason: str, restores: int | None
) -> None:
    with pytest.raises(NotSeparatedError):
        Provenance(Way.EMERGENCY, author, reason=reason, restores=restores)


@pytest.mark.parametrize(
    "provenance",
    [
        Provenance(Way.BEFORE, DANA),
        Provenance(Way.FIRST_START, DANA),
        Provenance(Way.REVIEWED, DANA, ERIK, (), "why", "no such review"),
        Provenance(Way.EMERGENCY, DANA, reason="why", restores=1),
    ],
    ids=["without a mark", "a second first", "no review", "an emergency with new content"],
)
async def test_the_database_itself_refuses_what_one_person_made_live(
    sessions: Sessions, provenance: Provenance
) -> None:
    await publish(sessions, configuration(), AT)
    version = ConfigurationVersion(2, configuration(prompt="Mine."), LATER, provenance)

    with pytest.raises(DBAPIError, match="by two people"):
        async with sessions.begin() as session:
            await add_version(session, version, Actor(DANA.id))

    assert len(await SqlConfigurationStore(sessions).history("hr")) == 1


@pytest.mark.parametrize(
    "statement",
    ["UPDATE configurations SET number = 7", "DELETE FROM configurations"],
)
async def test_a_version_never_changes(sessions: Sessions, statement: str) -> None:
    await publish(sessions, configuration(), AT)

    with pytest.raises(DBAPIError, match="never changes"):
        async with sessions.begin() as session:
            await session.execute(text(statement))
