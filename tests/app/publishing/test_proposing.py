"""Files and programs propose; a person answers for it, and another one approves."""

from __future__ import annotations

import pytest

from app.publishing import reviewing
from app.publishing.proposing import Outcome, propose
from assistants.provenance import NotSeparatedError
from assistants.publishing.refusals import ChangedMeanwhileError, NotAllowedError
from tests.app.publishing.office import Office
from tests.feedback.samples import configuration

WANTED = configuration(prompt="From files.")


async def test_a_proposal_is_a_review_and_not_live(office: Office) -> None:
    (proposal,) = await propose(office.desk, office.by("client:ci"), [WANTED], "Pull request 7")

    assert proposal.outcome is Outcome.PROPOSED
    assert (await office.live()).prompt == "Be brief."


async def test_what_is_live_or_proposed_already_is_not_proposed_again(office: Office) -> None:
    first, again, live = [
        (await propose(office.desk, office.by("operator"), [wanted], "Files"))[0]
        for wanted in (WANTED, WANTED, configuration())
    ]

    assert again.outcome is Outcome.UNDER_REVIEW
    assert first.review is not None
    assert again.review is not None
    assert again.review.id == first.review.id
    assert (live.outcome, live.review) == (Outcome.LIVE, None)


@pytest.mark.parametrize("name", ["client:ci", "operator"])
async def test_nobody_can_approve_what_no_person_answers_for(office: Office, name: str) -> None:
    (proposal,) = await propose(office.desk, office.by(name), [WANTED], "Files")
    review = proposal.review
    assert review is not None

    with pytest.raises(NotSeparatedError, match="takes it over first"):
        await reviewing.approve(
            office.desk, office.by("erik"), review.id, seen=review.hash, replaces=1
        )
    await reviewing.take_over(office.desk, office.by("dana"), review.id)
    version = await reviewing.approve(
        office.desk, office.by("erik"), review.id, seen=review.hash, replaces=1
    )

    assert version.provenance.author.name == "dana@cryodyne.example"
    assert list(version.provenance.contributors) == [office.by(name).participant]


async def test_whoever_takes_it_over_cannot_approve_it(office: Office) -> None:
    (proposal,) = await propose(office.desk, office.by("operator"), [WANTED], "Files")
    review = proposal.review
    assert review is not None
    await reviewing.take_over(office.desk, office.by("eva"), review.id)

    with pytest.raises(NotSeparatedError):
        await reviewing.approve(
            office.desk, office.by("eva"), review.id, seen=review.hash, replaces=1
        )


async def test_a_later_proposal_of_a_program_replaces_the_earlier(office: Office) -> None:
    later = configuration(prompt="From files, again.")
    await propose(office.desk, office.by("client:ci"), [WANTED], "Pull request 7")

    (proposal,) = await propose(office.desk, office.by("client:ci"), [later], "Pull request 7")

    assert proposal.outcome is Outcome.PROPOSED
    (waiting,) = await office.desk.reviews.waiting(["hr"])
    assert waiting.hash == later.hash


async def test_a_program_does_not_push_a_persons_review_aside(office: Office) -> None:
    await office.asked(prompt="By a person.")

    with pytest.raises(ChangedMeanwhileError, match=r"dana@cryodyne\.example asked"):
        await propose(office.desk, office.by("client:ci"), [WANTED], "Files")


async def test_a_client_proposes_for_its_departments_only(office: Office) -> None:
    it = configuration(slug="it", department="it")

    with pytest.raises(NotAllowedError):
        await propose(office.desk, office.by("client:ci"), [it], "Files")
