"""What the audit trail says of a page that saves at each pause of its writer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import update

from app.audit.chain import Entry
from app.audit.events import Actor
from app.publishing import drafting, reviewing
from app.publishing.desk import Somebody
from app.publishing.recording import record_saves
from app.records.publishing.rows import DraftRow
from app.records.publishing.save_series import LASTS
from assistants.publishing.drafts import Draft
from assistants.publishing.refusals import ChangedMeanwhileError
from tests.app.publishing.office import Office


async def type_on(
    office: Office, draft: Draft, *prompts: str, by: Somebody | None = None, field: str = "prompt"
) -> Draft:
    """Save each text as its writer pauses."""
    writer = by or office.by("dana")
    for prompt in prompts:
        draft = await drafting.save(
            office.desk, writer, draft.id, draft.revision, {field: prompt}, typing=True
        )
    return draft


def later(office: Office, by: timedelta = LASTS) -> None:
    """Let time pass."""
    clock = office.desk.clock
    office.desk = replace(office.desk, clock=lambda: clock() + by)


async def saves(office: Office) -> Sequence[Entry]:
    return await office.trail_of("draft.saved")


async def test_the_first_save_of_whoever_types_is_in_the_trail_at_once(office: Office) -> None:
    await type_on(office, await office.drafted(), "A.", "B.", "C.")

    (entry,) = await saves(office)
    assert (entry.facts["revision"], entry.facts["changed"]) == (2, ["prompt"])
    assert "saves" not in entry.facts


async def test_what_follows_within_a_quarter_of_an_hour_is_one_entry(office: Office) -> None:
    draft = await type_on(office, await office.drafted(), *"ABCDE")
    draft = await type_on(office, draft, "Hello.", "Good day.", field="welcome")
    later(office)
    await record_saves(office.desk)
    await record_saves(office.desk)

    first, rest = await saves(office)
    assert rest.actor_name == "dana@cryodyne.example"
    assert rest.target == f"draft:{draft.id}"
    assert (rest.facts["saves"], rest.facts["revision"]) == (6, 8)
    assert rest.facts["changed"] == ["prompt", "welcome"]
    assert rest.facts["content_before"] == first.facts["content"]
    assert str(rest.facts["since"]) < str(rest.facts["until"]) < rest.at


async def test_before_that_is_over_nothing_is_told_twice(office: Office) -> None:
    await type_on(office, await office.drafted(), "A.", "B.")

    await record_saves(office.desk)

    assert len(await saves(office)) == 1


async def test_a_save_after_the_quarter_of_an_hour_tells_of_those_before_it(
    office: Office,
) -> None:
    draft = await type_on(office, await office.drafted(), "A.", "B.", "C.")
    later(office)
    draft = await type_on(office, draft, "D.", "E.")

    _, rest = await saves(office)
    assert (rest.facts["saves"], rest.facts["revision"]) == (3, 5)

    later(office)
    await record_saves(office.desk)
    assert (await saves(office))[2].facts["saves"] == 1


async def test_another_persons_save_is_an_entry_of_its_own_after_those_before(
    office: Office,
) -> None:
    draft = await type_on(office, await office.drafted(), "A.", "B.", "C.")

    await type_on(office, draft, "D.", by=office.by("dora"))

    _, dana, dora = await saves(office)
    assert (dana.actor_name, dana.facts["saves"]) == ("dana@cryodyne.example", 2)
    assert (dora.actor_name, dora.facts["revision"]) == ("dora@cryodyne.example", 5)
    assert dora.facts["content_before"] == dana.facts["content"]


async def test_the_same_person_from_another_place_is_told_apart(office: Office) -> None:
    draft, dana = await office.drafted(), office.by("dana")
    elsewhere = Somebody(dana.person, Actor(dana.person.id, dana.person.email, "192.0.2.7"))

    draft = await type_on(office, draft, "A.", "B.")
    await type_on(office, draft, "C.", by=elsewhere)

    assert [entry.address for entry in await saves(office)] == ["", "", "192.0.2.7"]


async def test_a_pressed_button_tells_of_all_that_was_typed_before(office: Office) -> None:
    draft = await type_on(office, await office.drafted(), "A.", "B.")
    await drafting.save(office.desk, office.by("dana"), draft.id, draft.revision, {"prompt": "C."})

    _, rest = await saves(office)
    assert (rest.facts["saves"], rest.facts["revision"]) == (2, 4)


@pytest.mark.parametrize("then", ["review.asked", "draft.discarded"])
async def test_what_is_done_to_a_draft_comes_after_what_was_typed(
    office: Office, then: str
) -> None:
    draft = await type_on(office, await office.drafted(), "Be kind.", "Be kinder.")
    dana = office.by("dana")
    if then == "review.asked":
        await reviewing.ask(office.desk, dana, draft.id, draft.revision, "Kinder.")
    else:
        await drafting.discard(office.desk, dana, draft.id, draft.revision)
    later(office)
    await record_saves(office.desk)

    (done,) = await office.trail_of(then)
    first, rest = await saves(office)
    assert first.number < rest.number < done.number
    # Putting it away is a revision of its own.
    assert rest.facts["revision"] == draft.revision


async def test_a_save_that_is_refused_is_not_counted(office: Office) -> None:
    draft = await office.drafted()
    await type_on(office, draft, "A.", "B.")
    with pytest.raises(ChangedMeanwhileError):
        await type_on(office, draft, "C.")
    later(office)
    await record_saves(office.desk)

    assert (await saves(office))[1].facts["saves"] == 1


async def test_each_state_is_the_one_that_the_entry_before_it_left(office: Office) -> None:
    draft = await office.drafted()
    for name in ("dana", "dora", "dana", "eva"):
        draft = await type_on(office, draft, *(f"{name} {n}." for n in "123"), by=office.by(name))
        later(office, timedelta(minutes=6))
    later(office)
    await record_saves(office.desk)

    entries = await saves(office)
    assert sum(int(str(entry.facts.get("saves", 1))) for entry in entries) == 12
    for before, after in pairwise(entries):
        assert after.facts["content_before"] == before.facts["content"]


@pytest.mark.parametrize("spoiled", [{"status": "unheard of"}, {"series": {"saves": 1}}])
async def test_a_draft_of_which_nothing_can_be_told_keeps_it_from_no_other(
    office: Office, spoiled: dict[str, Any]
) -> None:
    first = await type_on(office, await office.drafted(), "A.", "B.")
    other = await type_on(office, await office.drafted(welcome="Good day."), "A.", "B.")
    async with office.sessions.begin() as session:
        await session.execute(update(DraftRow).where(DraftRow.id == first.id).values(**spoiled))
    later(office)

    with pytest.raises((ValueError, KeyError)):
        await record_saves(office.desk)

    gathered = [entry.target for entry in await saves(office) if "saves" in entry.facts]
    assert gathered == [f"draft:{other.id}"]
