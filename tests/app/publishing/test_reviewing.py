"""From a draft to a live version: by two people, as it was seen, in one transaction."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from app.publishing import drafting, reviewing
from assistants.provenance import NotSeparatedError, Way
from assistants.publishing.drafts import DraftStatus
from assistants.publishing.refusals import (
    ChangedMeanwhileError,
    ChangeRefusedError,
    NotAllowedError,
    ProblemsError,
    UnknownChangeError,
)
from assistants.publishing.reviews import Evidence, Review, ReviewStatus
from tests.app.publishing.office import AROUND, Office, without_source


async def approve(office: Office, review: Review, name: str = "erik", **changes: Any) -> None:
    seen: dict[str, Any] = {"seen": review.hash, "replaces": review.replaces} | changes
    await reviewing.approve(office.desk, office.by(name), review.id, **seen)


async def test_another_person_makes_a_change_live(office: Office) -> None:
    review = await office.asked(prompt="Be kind.")

    await approve(office, review)

    version = await office.desk.configurations.live("hr")
    assert version is not None
    assert (version.number, version.configuration.prompt) == (2, "Be kind.")
    came = version.provenance
    assert came.approver is not None
    assert (came.way, came.author.name) == (Way.REVIEWED, "dana@cryodyne.example")
    assert (came.approver.name, came.reason) == ("erik@cryodyne.example", "Better.")
    ended = await office.desk.review(office.by("dana").person, review.id)
    assert (ended.status, ended.version) == (ReviewStatus.PUBLISHED, 2)
    assert review.draft is not None
    draft = await office.desk.draft(office.by("dana").person, review.draft)
    assert draft.status is DraftStatus.PUBLISHED


async def test_a_draft_alone_changes_nothing(office: Office) -> None:
    before = await office.live()
    await office.drafted(prompt="Be kind.")

    assert await office.live() == before


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("dana", NotSeparatedError),
        ("dora", NotAllowedError),
        ("grace", NotAllowedError),
        ("alice", UnknownChangeError),
        ("ben", UnknownChangeError),
        ("client:ci", NotSeparatedError),
        ("operator", NotSeparatedError),
    ],
)
async def test_whoever_lacks_the_role_in_that_department_cannot_approve(
    office: Office, name: str, error: type[Exception]
) -> None:
    review = await office.asked(prompt="Be kind.")

    with pytest.raises(error):
        await approve(office, review, name)

    assert (await office.live()).prompt == "Be brief."


async def test_whoever_had_a_hand_in_the_content_cannot_approve_it(office: Office) -> None:
    draft = await office.drafted(prompt="Be kind.")
    draft = await drafting.save(
        office.desk, office.by("eva"), draft.id, draft.revision, {"prompt": "Be very kind."}
    )
    review = await reviewing.ask(
        office.desk, office.by("dana"), draft.id, draft.revision, "Better."
    )

    with pytest.raises(NotSeparatedError, match="hand in this change"):
        await approve(office, review, "eva")

    await approve(office, review, "erik")
    assert (await office.live()).prompt == "Be very kind."


async def test_two_approvals_at_once_make_one_version(office: Office) -> None:
    review = await office.asked(prompt="Be kind.")

    ends = await asyncio.gather(
        approve(office, review, "erik"), approve(office, review, "eva"), return_exceptions=True
    )

    assert sorted(type(end).__name__ for end in ends) == ["ChangedMeanwhileError", "NoneType"]
    assert len(await office.desk.configurations.history("hr")) == 2


async def test_an_edit_under_review_makes_a_new_draft_and_ends_the_review(office: Office) -> None:
    review = await office.asked(prompt="Be kind.")
    assert review.draft is not None
    draft = await office.desk.draft(office.by("dana").person, review.draft)

    after = await drafting.save(
        office.desk, office.by("dora"), draft.id, draft.revision, {"prompt": "Be rude."}
    )

    assert after.id != draft.id
    with pytest.raises(ChangedMeanwhileError, match="voided by dora"):
        await approve(office, review)
    assert (await office.live()).prompt == "Be brief."
    assert {one.name[:4] for one in after.contributors} == {"dana", "dora"}


@pytest.mark.parametrize(
    ("seen", "code"),
    [({"seen": "0" * 64}, "other_hash"), ({"replaces": 7}, "other_live")],
)
async def test_an_approval_is_for_exactly_what_was_seen(
    office: Office, seen: dict[str, Any], code: str
) -> None:
    review = await office.asked(prompt="Be kind.")

    with pytest.raises(ChangedMeanwhileError) as refused:
        await approve(office, review, **seen)

    assert refused.value.code == code


async def test_an_approver_who_lost_the_role_a_second_ago_is_refused(office: Office) -> None:
    review = await office.asked(prompt="Be kind.")
    erik = office.by("erik")
    await office.know("erik", {"hr"})

    with pytest.raises(NotAllowedError):
        await reviewing.approve(
            office.desk, erik, review.id, seen=review.hash, replaces=review.replaces
        )

    assert (await office.live()).prompt == "Be brief."


async def test_an_author_who_lost_the_role_answers_for_nothing_more(office: Office) -> None:
    review = await office.asked(prompt="Be kind.")
    await office.know("dana", {"hr"})

    with pytest.raises(NotAllowedError, match=r"dana@cryodyne\.example may no longer"):
        await approve(office, review)


async def test_what_a_change_names_is_looked_for_again_when_it_becomes_live(
    office: Office,
) -> None:
    review = await office.asked(prompt="Be kind.")
    office.surveyor.around = without_source(AROUND, "hr")

    with pytest.raises(ProblemsError, match="no source 'hr'"):
        await approve(office, review)


async def test_one_review_is_open_for_each_assistant(office: Office) -> None:
    await office.asked(prompt="Be kind.")

    with pytest.raises(ChangedMeanwhileError, match="under review"):
        await office.asked("dora", prompt="Be rude.")


async def test_a_returned_change_is_written_on_and_asked_again(office: Office) -> None:
    review = await office.asked(prompt="Be kind.")
    returned = await reviewing.give_back(office.desk, office.by("erik"), review.id, "Too short.")
    assert (returned.status, returned.decision) == (ReviewStatus.RETURNED, "Too short.")
    assert review.draft is not None
    draft = await office.desk.draft(office.by("dana").person, review.draft)
    draft = await drafting.save(
        office.desk, office.by("dana"), draft.id, draft.revision, {"prompt": "Be kind, please."}
    )
    again = await reviewing.ask(office.desk, office.by("dana"), draft.id, draft.revision, "Longer.")

    await approve(office, again)

    assert (await office.live()).prompt == "Be kind, please."


async def test_a_change_that_fails_its_checks_is_approved_with_a_reason_that_stays(
    office: Office,
) -> None:
    review = await office.asked(prompt="Be kind.")
    evidence = Evidence("run", 20, 2, "2 of 20 checks got worse")
    await reviewing.note_evidence(office.desk, office.by("dana"), review.id, evidence)

    with pytest.raises(ChangeRefusedError, match="2 of its checks got worse"):
        await approve(office, review)
    await approve(office, review, despite="The two checks are out of date.")

    version = await office.desk.configurations.live("hr")
    assert version is not None
    assert version.provenance.despite == "The two checks are out of date."
    assert version.provenance.evidence == "2 of 20 checks got worse"


async def test_a_change_of_nothing_is_not_reviewed(office: Office) -> None:
    with pytest.raises(ChangeRefusedError, match="no difference"):
        await office.asked()


async def test_a_new_assistant_begins_by_a_review_too(office: Office) -> None:
    review = await office.asked(slug="hr-plus")
    assert review.replaces is None

    await approve(office, review)

    assert (await office.live("hr-plus")).slug == "hr-plus"


async def test_an_assistant_of_another_department_cannot_be_taken(office: Office) -> None:
    with pytest.raises(NotAllowedError, match="another department"):
        await office.drafted("ben", department="it")
    draft = await office.drafted()
    with pytest.raises(ChangeRefusedError, match="keeps its address and its department"):
        await drafting.save(
            office.desk, office.by("dana"), draft.id, draft.revision, {"department": "it"}
        )


async def test_what_is_stored_wrongly_is_not_made_live(office: Office) -> None:
    review = await office.asked(prompt="Be kind.")
    forged = replace(review, hash="0" * 64)

    with pytest.raises(ChangedMeanwhileError):
        await approve(office, forged)


async def test_every_refusal_is_in_the_trail(office: Office) -> None:
    review = await office.asked("eva", prompt="Be kind.")
    with pytest.raises(NotSeparatedError):
        await approve(office, review, "eva")

    (entry,) = await office.trail_of("change.refused")
    assert (entry.actor_name, entry.outcome) == ("eva@cryodyne.example", "denied")
    assert entry.target == f"review:{review.id}"
    assert entry.facts["because"] == "own_change"
