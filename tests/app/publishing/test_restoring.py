"""Earlier versions come back through a review, or at once and marked."""

from __future__ import annotations

import pytest

from app.publishing import restoring, reviewing
from assistants.provenance import NotSeparatedError, Way
from assistants.publishing.refusals import (
    ChangedMeanwhileError,
    ChangeRefusedError,
    NotAllowedError,
    ProblemsError,
    UnknownChangeError,
)
from assistants.publishing.reviews import ReviewStatus
from tests.app.publishing.office import AROUND, Office, without_source


@pytest.fixture
async def changed(office: Office) -> Office:
    """The same office with a second version live."""
    review = await office.asked(prompt="Be kind.")
    await reviewing.approve(office.desk, office.by("erik"), review.id, seen=review.hash, replaces=1)
    return office


async def test_an_earlier_version_comes_back_as_a_new_one_by_review(changed: Office) -> None:
    draft = await restoring.restore(changed.desk, changed.by("dana"), "hr", 1)
    assert (await changed.live()).prompt == "Be kind."
    review = await reviewing.ask(changed.desk, changed.by("dana"), draft.id, 1, "It was better.")

    version = await reviewing.approve(
        changed.desk, changed.by("erik"), review.id, seen=review.hash, replaces=2
    )

    assert (version.number, version.configuration.prompt) == (3, "Be brief.")
    assert (version.provenance.way, version.provenance.restores) == (Way.REVIEWED, 1)


async def test_in_an_emergency_one_person_restores_at_once_and_is_marked(changed: Office) -> None:
    version = await restoring.restore_at_once(
        changed.desk, changed.by("dana"), "hr", 1, replaces=2, reason="Names a wrong dose."
    )

    assert (version.number, (await changed.live()).prompt) == (3, "Be brief.")
    assert version.provenance.way is Way.EMERGENCY
    assert version.provenance.reason == "Names a wrong dose."
    (waiting,) = await changed.desk.reviews.waiting(["hr"])
    assert (waiting.status, waiting.version) == (ReviewStatus.AFTERWARDS, 3)
    assert len(await changed.trail_of("emergency.restored")) == 1


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("alice", UnknownChangeError),
        ("ben", UnknownChangeError),
        ("grace", NotAllowedError),
        ("operator", NotAllowedError),
        ("client:ci", NotAllowedError),
    ],
)
async def test_whoever_neither_edits_nor_approves_restores_nothing(
    changed: Office, name: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        await restoring.restore_at_once(
            changed.desk, changed.by(name), "hr", 1, replaces=2, reason="Mine."
        )

    assert (await changed.live()).prompt == "Be kind."


@pytest.mark.parametrize(
    ("number", "replaces", "reason", "error"),
    [
        (1, 1, "Old page.", ChangedMeanwhileError),
        (1, 2, "  ", ChangeRefusedError),
        (2, 2, "It is live.", ChangeRefusedError),
        (9, 2, "Never was.", UnknownChangeError),
    ],
)
async def test_an_emergency_restores_what_was_live_instead_of_what_is(
    changed: Office, number: int, replaces: int, reason: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        await restoring.restore_at_once(
            changed.desk, changed.by("dana"), "hr", number, replaces=replaces, reason=reason
        )

    assert len(await changed.desk.configurations.history("hr")) == 2


async def test_a_version_whose_source_is_gone_is_not_restored(changed: Office) -> None:
    changed.surveyor.around = without_source(AROUND, "hr")

    with pytest.raises(ProblemsError, match="no source 'hr'"):
        await restoring.restore(changed.desk, changed.by("dana"), "hr", 1)
    with pytest.raises(ProblemsError, match="no source 'hr'"):
        await restoring.restore_at_once(
            changed.desk, changed.by("dana"), "hr", 1, replaces=2, reason="Wrong dose."
        )


@pytest.mark.parametrize(("name", "stands"), [("erik", True), ("grace", False)])
async def test_somebody_else_looks_at_an_emergency_afterwards(
    changed: Office, name: str, stands: bool
) -> None:
    await restoring.restore_at_once(
        changed.desk, changed.by("dana"), "hr", 1, replaces=2, reason="Wrong dose."
    )
    (waiting,) = await changed.desk.reviews.waiting(["hr"])

    ended = await restoring.look_afterwards(
        changed.desk, changed.by(name), waiting.id, stands=stands, note="Not needed."
    )

    assert ended.status is (ReviewStatus.CONFIRMED if stands else ReviewStatus.OBJECTED)
    assert await changed.desk.reviews.waiting(["hr"]) == []


async def test_nobody_judges_their_own_emergency(changed: Office) -> None:
    await restoring.restore_at_once(
        changed.desk, changed.by("eva"), "hr", 1, replaces=2, reason="Wrong dose."
    )
    (waiting,) = await changed.desk.reviews.waiting(["hr"])

    with pytest.raises(NotSeparatedError):
        await restoring.look_afterwards(
            changed.desk, changed.by("eva"), waiting.id, stands=True, note=""
        )
