"""Where a source takes two people another one decides, and never the author."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from app.audit.trail import Wanted
from app.identity.people import Person
from app.pages.admin.waiting import documents_for
from app.publishing.desk import Somebody
from app.records.documents.change_rows import ChangeStatus, DocumentChange
from app.uploading import changing, deciding
from app.uploading.places import Place, place_of
from assistants.provenance import NotSeparatedError
from assistants.publishing.refusals import (
    ChangedMeanwhileError,
    ChangeRefusedError,
    NotAllowedError,
    UnknownChangeError,
)
from retrieval.documents import Source
from tests.app.uploading.shelves import NEWER, SLUG, STORAGE, Shelf, file, shelf
from tests.servers.console import Console

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module")
async def two(console: Console, tmp_path: Path) -> Shelf:
    return await shelf(console, tmp_path / tmp_path.name, uploads="two persons")


async def proposed(two: Shelf) -> DocumentChange:
    dana, old = await two.somebody("dana"), await two.ingested("storage.md", STORAGE)
    return await changing.put(
        two.uploads, dana, old.id, file(NEWER), seen=old.version, reason="Shorter."
    )


async def approved(two: Shelf, by: Somebody, change: DocumentChange) -> DocumentChange:
    return await deciding.approve(
        two.uploads, by, change.id, seen=change.version, replaces=change.before
    )


async def status(two: Shelf, change: DocumentChange) -> ChangeStatus:
    now = await two.uploads.changes.change(change.id)
    assert now is not None
    return now.status


async def test_a_proposal_changes_nothing_and_shows_how_it_would_be_read(two: Shelf) -> None:
    change = await proposed(two)

    found, place = await two.uploads.change(await two.somebody("erik"), change.id)
    preview = await two.uploads.preview(found, place)

    assert (change.status, two.files()) == (ChangeStatus.PROPOSED, {"storage.md": STORAGE})
    assert preview is not None
    assert "14 days" in " ".join(chunk.text for chunk in preview.chunks)


async def test_another_person_makes_it_live(two: Shelf) -> None:
    change = await proposed(two)

    done = await approved(two, await two.somebody("erik"), change)

    assert (done.status, two.files()) == (ChangeStatus.DONE, {"storage.md": NEWER})
    assert done.decided_by is not None
    assert done.decided_by.name == "erik@cryodyne.example"


async def test_a_proposal_says_why(two: Shelf) -> None:
    dana = await two.somebody("dana")

    with pytest.raises(ChangeRefusedError, match="what is changed and why"):
        await changing.add(two.uploads, dana, two.name, "a.md", file(STORAGE))

    assert two.hidden("staged") == []


async def test_nobody_approves_their_own_change(two: Shelf) -> None:
    change = await proposed(two)
    dana = await two.somebody("dana")
    both = replace(dana.person, groups=dana.person.groups | {"medinfo-approvers"})

    for by in (dana, replace(dana, person=both)):
        with pytest.raises(NotSeparatedError):
            await approved(two, by, change)

    assert (await status(two, change), two.files()) == (
        ChangeStatus.PROPOSED,
        {"storage.md": STORAGE},
    )
    page = await two.console.records.audit.page(Wanted(action="document.refused"), limit=1)
    (entry,) = page.entries
    assert (entry.outcome, entry.facts["because"], entry.actor_name) == (
        "denied",
        "own_change",
        "dana@cryodyne.example",
    )


async def test_a_second_account_of_the_author_and_a_command_are_no_other_person(
    two: Shelf,
) -> None:
    change = await proposed(two)
    erik = await two.somebody("erik")
    again = replace(erik.person, email="Dana@cryodyne.example")
    by_command = replace(erik.person, by_command=True)

    for person in (again, by_command):
        with pytest.raises(NotSeparatedError):
            await approved(two, replace(erik, person=person), change)

    assert await status(two, change) is ChangeStatus.PROPOSED


@pytest.mark.parametrize("name", ["grace"])
async def test_who_only_oversees_decides_nothing(two: Shelf, name: str) -> None:
    change = await proposed(two)
    somebody = await two.somebody(name)
    reading = replace(somebody.person, groups=somebody.person.groups | {"medical-information"})
    by = replace(somebody, person=reading)

    for attempt in (
        approved(two, by, change),
        deciding.give_back(two.uploads, by, change.id, "x"),
        deciding.take_back(two.uploads, by, change.id),
    ):
        with pytest.raises(NotAllowedError):
            await attempt

    assert await status(two, change) is ChangeStatus.PROPOSED


@pytest.mark.parametrize("name", ["alice", "ben", "chris", "fatima", "grace", "hugo", "ivy"])
async def test_for_whoever_may_not_read_or_see_it_there_is_no_such_change(
    two: Shelf, name: str
) -> None:
    change = await proposed(two)
    by = await two.somebody(name)

    for attempt in (
        approved(two, by, change),
        deciding.give_back(two.uploads, by, change.id, "x"),
        changing.bring_back(two.uploads, by, change.id, reason="x"),
    ):
        with pytest.raises(UnknownChangeError):
            await attempt


async def test_a_role_that_was_lost_a_moment_ago_counts(two: Shelf) -> None:
    change = await proposed(two)
    erik = await two.somebody("erik")
    people = two.console.records.people
    await _regroup(two, erik.person, remove="medinfo-approvers")
    try:
        with pytest.raises(NotAllowedError):
            await approved(two, erik, change)
    finally:
        await two.console.records.directory.enrol_samples()

    assert people is not None
    assert await status(two, change) is ChangeStatus.PROPOSED


async def test_an_author_who_is_no_admin_any_more_is_not_approved(two: Shelf) -> None:
    change = await proposed(two)
    dana = await two.somebody("dana")
    await _regroup(two, dana.person, remove="medinfo-admins")
    try:
        with pytest.raises(NotAllowedError, match="no admin of the department any more"):
            await approved(two, await two.somebody("erik"), change)
    finally:
        await two.console.records.directory.enrol_samples()


async def _regroup(two: Shelf, person: Person, *, remove: str) -> None:
    from sqlalchemy import update

    from app.records.people.people import PersonRow

    groups = sorted(person.groups - {remove})
    async with two.console.records.transactions.begin() as session:
        await session.execute(
            update(PersonRow).where(PersonRow.id == person.id).values(groups=groups)
        )


async def test_two_approvals_at_once_put_one_file_in_place(two: Shelf) -> None:
    change = await proposed(two)
    erik = await two.somebody("erik")

    ends = await asyncio.gather(
        *(approved(two, erik, change) for _ in range(3)), return_exceptions=True
    )

    assert sum(isinstance(end, DocumentChange) for end in ends) == 1, ends
    assert sum(isinstance(end, ChangedMeanwhileError) for end in ends) == 2, ends
    assert two.files() == {"storage.md": NEWER}


@pytest.mark.parametrize("wrong", [{"seen": "0" * 64}, {"replaces": ""}])
async def test_what_was_not_seen_is_not_approved(two: Shelf, wrong: Mapping[str, str]) -> None:
    change = await proposed(two)
    saw: dict[str, Any] = {"seen": change.version, "replaces": change.before, **wrong}

    with pytest.raises(ChangedMeanwhileError):
        await deciding.approve(two.uploads, await two.somebody("erik"), change.id, **saw)

    assert await status(two, change) is ChangeStatus.PROPOSED


async def test_what_lies_there_or_waits_has_to_be_what_was_proposed(two: Shelf) -> None:
    change = await proposed(two)
    erik = await two.somebody("erik")
    staged = two.root / ".almanac" / "staged" / change.id
    right = staged.read_text()

    staged.write_text("Something else.")
    with pytest.raises(ChangedMeanwhileError, match="waits is gone or was changed"):
        await approved(two, erik, change)
    staged.write_text(right)
    (two.root / "storage.md").write_text("By hand.")
    with pytest.raises(ChangedMeanwhileError, match="would replace"):
        await approved(two, erik, change)

    assert two.files() == {"storage.md": "By hand."}


async def test_what_is_returned_or_taken_back_leaves_nothing(two: Shelf) -> None:
    dana, erik = await two.somebody("dana"), await two.somebody("erik")
    returned = await proposed(two)
    with pytest.raises(ChangeRefusedError, match="Say why"):
        await deciding.give_back(two.uploads, erik, returned.id, " ")
    ended = await deciding.give_back(two.uploads, erik, returned.id, "28 days hold.")
    taken_back = await proposed(two)
    await deciding.take_back(two.uploads, dana, taken_back.id)

    assert (ended.status, ended.decision) == (ChangeStatus.RETURNED, "28 days hold.")
    assert two.hidden("staged") == []
    for change in (returned, taken_back):
        with pytest.raises(ChangedMeanwhileError):
            await approved(two, erik, change)
    assert two.files() == {"storage.md": STORAGE}


async def test_one_change_of_a_document_waits_at_a_time(two: Shelf) -> None:
    await proposed(two)

    with pytest.raises(ChangedMeanwhileError, match="Another change of this document"):
        await proposed(two)

    assert len(two.hidden("staged")) == 1


async def test_a_withdrawal_takes_one_person_and_its_return_two(two: Shelf) -> None:
    dana, old = await two.somebody("dana"), await two.ingested("storage.md", STORAGE)

    gone = await changing.withdraw(
        two.uploads, dana, old.id, seen=old.version, reason="It is wrong."
    )
    back = await changing.bring_back(two.uploads, dana, gone.id, reason="It is right.")

    assert await two.there("storage.md") is None
    assert (back.status, two.files()) == (ChangeStatus.PROPOSED, {})
    await approved(two, await two.somebody("erik"), back)
    assert two.files() == {"storage.md": STORAGE}


async def test_a_withdrawn_document_is_not_replaced_by_what_waited(two: Shelf) -> None:
    change = await proposed(two)
    dana, old = await two.somebody("dana"), await two.there("storage.md")
    assert old is not None
    await changing.withdraw(two.uploads, dana, old.id, seen=old.version, reason="Wrong.")

    with pytest.raises(ChangedMeanwhileError, match="would replace"):
        await approved(two, await two.somebody("erik"), change)

    assert two.files() == {}


async def test_what_waits_is_shown_by_who_reads_it_at_this_moment(
    console: Console, tmp_path: Path
) -> None:
    closed = await shelf(
        console, tmp_path / "closed", uploads="two persons", groups="medinfo-admins"
    )
    change = await proposed(closed)
    parts, erik = console.app.state.parts, await closed.somebody("erik")
    described = closed.root / "source.yaml"
    narrow = described.read_text()

    async def shown() -> bool:
        return change.id in {one.id for one in await documents_for(parts, erik.person)}

    before = await shown()
    described.write_text(narrow.replace("groups: [medinfo-admins]", f"groups: [{SLUG}]"))
    gained = await shown()
    described.write_text(narrow)

    assert (before, gained, await shown()) == (False, True, False)


async def test_a_source_that_stopped_taking_changes_takes_none_that_waits(two: Shelf) -> None:
    change = await proposed(two)
    described = two.root / "source.yaml"
    described.write_text(described.read_text().replace("two persons", "none"))

    with pytest.raises(ChangeRefusedError, match=r"source\.yaml"):
        await approved(two, await two.somebody("erik"), change)

    assert two.files() == {"storage.md": STORAGE}


async def test_what_was_withdrawn_after_the_last_look_is_not_made_live_again(
    two: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    change = await proposed(two)
    dana, erik = await two.somebody("dana"), await two.somebody("erik")

    async def look_before(*_: Any) -> None:
        """It lay there, and the withdrawal comes right after that."""
        await changing.withdraw(
            two.uploads, dana, change.document, seen=change.before, reason="Wrong."
        )

    monkeypatch.setattr(deciding, "_must_lie_there", look_before)

    with pytest.raises(ChangedMeanwhileError):
        await approved(two, erik, change)

    assert (await status(two, change), two.files()) == (ChangeStatus.PROPOSED, {})


async def test_a_share_that_hangs_takes_one_look_and_holds_up_no_page(
    two: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    change, hanging, looks = await proposed(two), asyncio.Event(), list[str]()

    async def hung(source: Source) -> Place:
        looks.append(source.name)
        await hanging.wait()
        return await place_of(source)

    monkeypatch.setattr("app.uploading.uploads.place_of", hung)
    erik = (await two.somebody("erik")).person
    uploads = replace(two.uploads, look_s=0.01)
    meanwhile = [await uploads.visible(erik, [change]) for _ in range(3)]
    hanging.set()
    afterwards = await replace(uploads, look_s=30).visible(erik, [change])

    assert (meanwhile, afterwards) == ([[], [], []], [change])
    assert len(looks) == 1
