"""Who has which address and which names, and that neither passes on by itself."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import update

from app.audit.events import OPERATOR, Actor
from app.audit.trail import Wanted
from app.records.audit import SqlAuditTrail
from app.records.database.engine import Sessions, open_engine, open_sessions
from app.records.people.people import PeopleStore, PersonRow
from tests.servers.databases import migrated

ADDRESS = "ann@x.example"


@pytest.fixture
async def sessions(tmp_path: Path) -> AsyncIterator[Sessions]:
    url = f"sqlite:///{tmp_path / 'records.db'}"
    await migrated(url)
    engine = open_engine(url, inline=True)
    yield open_sessions(engine)
    await engine.dispose()


@pytest.fixture
def people(sessions: Sessions) -> PeopleStore:
    return PeopleStore(sessions)


async def test_an_address_stays_where_it_is_and_everybody_who_had_it_is_found(
    people: PeopleStore,
) -> None:
    first = await people.put(ADDRESS, "Ann", [], subject="i|1")
    second = await people.put(ADDRESS, "Ann again", [], subject="i|2")

    assert (await people.by_email(ADDRESS)) == first
    assert second.email != ADDRESS
    assert {person.id for person in await people.all_with(" ANN@x.example ")} == {
        first.id,
        second.id,
    }


async def test_whoever_gave_an_address_up_is_still_found_by_it(people: PeopleStore) -> None:
    first = await people.put(ADDRESS, "Ann", [], subject="i|1")
    await people.put("ann.new@x.example", "Ann", [], subject="i|1")

    second = await people.put(ADDRESS, "Another Ann", [], subject="i|2")

    assert second.email == ADDRESS
    assert [person.id for person in await people.all_with(ADDRESS)] == [second.id, first.id]


async def test_an_address_that_an_operator_released_goes_to_the_next_who_has_it(
    people: PeopleStore, sessions: Sessions
) -> None:
    first = await people.put(ADDRESS, "Ann", [], subject="i|1")
    await people.put(ADDRESS, "Another Ann", [], subject="i|2")

    released = await people.release(ADDRESS, Actor(OPERATOR))
    second = await people.put(ADDRESS, "Another Ann", [], subject="i|2")

    assert released is not None
    assert released.id == first.id
    assert second.email == ADDRESS
    trail = SqlAuditTrail(sessions)
    (entry,) = (await trail.page(Wanted(action="person.address_released"))).entries
    assert entry.target == f"person:{first.id}"


async def test_nobody_can_release_an_address_that_nobody_has(people: PeopleStore) -> None:
    assert await people.release(ADDRESS, Actor(OPERATOR)) is None


async def test_a_sample_person_takes_no_address_from_a_provider_s(people: PeopleStore) -> None:
    real = await people.put(ADDRESS, "Ann", [], subject="i|1")
    sample = await people.put(ADDRESS, "Sample", [])

    assert await people.by_email(ADDRESS) == real
    assert await people.sample(ADDRESS) == sample


async def test_somebody_of_a_provider_takes_the_address_of_a_sample_person(
    people: PeopleStore,
) -> None:
    await people.put(ADDRESS, "Sample", [])
    real = await people.put(ADDRESS, "Ann", [], subject="i|1")

    assert await people.by_email(ADDRESS) == real


async def test_a_person_is_found_by_every_name_that_a_token_of_ours_gave(
    people: PeopleStore,
) -> None:
    before = await people.put(ADDRESS, "Ann", [], subject="i|pairwise")
    after = await people.put(ADDRESS, "Ann", [], subject="oid i|object", also=["i|pairwise"])

    assert after.id == before.id
    found = await people.by_subject("oid i|object")
    assert found == after == await people.by_subject("i|pairwise")


async def test_a_name_that_is_somebody_s_is_not_given_to_another(people: PeopleStore) -> None:
    first = await people.put(ADDRESS, "Ann", [], subject="i|1")
    second = await people.put("bob@x.example", "Bob", [], subject="oid i|2", also=["i|1"])

    assert second.id == first.id, "one token named both, so they are one"
    third = await people.put("eve@x.example", "Eve", [], subject="oid i|3")
    again = await people.put("eve@x.example", "Eve", [], subject="oid i|3", also=["i|1"])
    assert again.id == third.id
    found = await people.by_subject("i|1")
    assert found is not None
    assert found.id == first.id


async def test_a_name_that_passed_on_does_not_open_what_its_former_owner_has(
    people: PeopleStore,
) -> None:
    first = await people.put(ADDRESS, "Ann", [], subject="uid i|1", also=["i|login"])

    second = await people.put(ADDRESS, "Another Ann", [], subject="uid i|2", also=["i|login"])

    assert second.id != first.id
    found = await people.by_subject("i|login")
    assert found is not None
    assert found.id == first.id


async def test_a_name_is_another_s_where_another_claim_says_it(people: PeopleStore) -> None:
    alice = await people.put(ADDRESS, "Alice", [], subject="i|1042")

    bob = await people.put("bob@x.example", "Bob", [], subject="no i|1042", also=["i|77"])

    assert bob.id != alice.id
    assert await people.by_subject("no i|1042", perhaps=["i|1042"]) == bob
    assert await people.by_subject("i|1042", perhaps=["no i|1042"]) == alice


async def test_whoever_was_met_by_one_name_alone_is_who_is_known_by_both(
    people: PeopleStore,
) -> None:
    before = await people.put(ADDRESS, "Ann", [], subject="i|pairwise")
    alone = await people.put(ADDRESS, "Ann", [], subject="oid i|object")

    after = await people.put(ADDRESS, "Ann", [], subject="oid i|object", also=["i|pairwise"])
    later = await people.put(ADDRESS, "Ann", [], subject="oid i|object")

    assert alone.id != before.id
    assert after.id == before.id == later.id


async def test_somebody_whom_the_release_before_stored_is_known_again(
    people: PeopleStore, sessions: Sessions
) -> None:
    old = await people.put(ADDRESS, "Ann", [], subject="i|1")
    async with sessions.begin() as session:
        await session.execute(update(PersonRow).values(subject="i|old"))

    found = await people.put(ADDRESS, "Ann", ["hr"], subject="i|old")

    assert found.id == old.id
    assert found.groups == {"hr"}
