"""Drafts: saved as they are typed, never lost silently, never live."""

from __future__ import annotations

import asyncio

import pytest

from app.publishing import drafting, reviewing
from app.publishing.desk import Somebody
from assistants.publishing.drafts import FIELDS, DraftStatus
from assistants.publishing.refusals import (
    ChangedMeanwhileError,
    ChangeRefusedError,
    NotAllowedError,
    UnknownChangeError,
)
from tests.app.publishing.office import Office


async def test_a_save_keeps_the_other_fields_and_counts(office: Office) -> None:
    draft = await office.drafted()

    saved = await drafting.save(
        office.desk, office.by("dana"), draft.id, draft.revision, {"welcome": "Hello."}
    )

    assert (saved.revision, saved.content["welcome"]) == (2, "Hello.")
    assert saved.content["prompt"] == "Be brief."
    stored = await office.desk.draft(office.by("dora").person, draft.id)
    assert stored == saved


async def test_what_is_not_valid_yet_is_saved_all_the_same(office: Office) -> None:
    draft = await office.drafted()

    saved = await drafting.save(
        office.desk, office.by("dana"), draft.id, 1, {"prompt": "", "evidence_threshold": "a lot"}
    )

    assert saved.content["prompt"] == ""
    fields = {problem.field for problem in await office.desk.problems(saved.content)}
    assert fields == {"prompt", "evidence_threshold"}


async def test_two_who_edit_cannot_overwrite_each_other_silently(office: Office) -> None:
    draft = await office.drafted()

    ends = await asyncio.gather(
        drafting.save(office.desk, office.by("dana"), draft.id, 1, {"prompt": "A."}),
        drafting.save(office.desk, office.by("dora"), draft.id, 1, {"prompt": "B."}),
        return_exceptions=True,
    )

    refused = [end for end in ends if isinstance(end, ChangedMeanwhileError)]
    assert [error.code for error in refused] == ["stale_revision"]


async def test_two_presses_begin_one_draft(office: Office) -> None:
    dana, dora = office.by("dana"), office.by("dora")

    async def pressed(by: Somebody) -> str:
        draft = await drafting.begin(office.desk, by, "hr", "hr", {"prompt": "A."}, once=True)
        return draft.id

    first, second, others = await asyncio.gather(pressed(dana), pressed(dana), pressed(dora))
    await drafting.discard(office.desk, dana, first, 1)
    later = await pressed(dana)

    assert first == second
    assert len({first, others, later}) == 3


async def test_the_same_sent_twice_is_saved_once(office: Office) -> None:
    draft = await office.drafted()
    fields = {"prompt": "A\0."}
    save = [drafting.save(office.desk, office.by("dana"), draft.id, 1, fields) for _ in range(3)]

    ends = await asyncio.gather(*save[:2])
    late = await save[2]

    assert {end.revision for end in (*ends, late)} == {2}


async def test_what_is_typed_on_never_ends_a_review(office: Office) -> None:
    review = await office.asked(prompt="Be kind.")
    draft = await office.desk.draft(office.by("dana").person, str(review.draft))

    with pytest.raises(ChangedMeanwhileError) as refused:
        await drafting.save(
            office.desk,
            office.by("dana"),
            draft.id,
            draft.revision,
            {"prompt": "Be kinder."},
            typing=True,
        )

    assert refused.value.code == "in_review"
    assert (await office.desk.review(office.by("dana").person, review.id)).status == "open"


async def test_typing_that_races_with_asking_for_a_review_leaves_one_of_both(
    office: Office,
) -> None:
    draft = await office.drafted(prompt="Be kind.")
    dana, fields = office.by("dana"), {"prompt": "Be kinder."}

    saved, asked = await asyncio.gather(
        drafting.save(office.desk, dana, draft.id, 1, fields, typing=True),
        reviewing.ask(office.desk, dana, draft.id, 1, "Kinder."),
        return_exceptions=True,
    )

    refused = [end for end in (saved, asked) if isinstance(end, ChangedMeanwhileError)]
    stored = await office.desk.draft(dana.person, draft.id)
    assert len(refused) == 1
    assert (stored.status == "in review") is (refused[0] is saved)


async def test_a_save_of_nothing_new_is_no_revision(office: Office) -> None:
    draft = await office.drafted()

    again = await drafting.save(office.desk, office.by("dana"), draft.id, 1, {"name": draft.name})

    assert again.revision == 1


@pytest.mark.parametrize("name", ["erik", "grace", "client:reader"])
async def test_whoever_is_no_admin_of_the_department_cannot_write(
    office: Office, name: str
) -> None:
    draft = await office.drafted()
    somebody = office.by("erik" if name.startswith("client") else name)

    with pytest.raises(NotAllowedError):
        await drafting.save(office.desk, somebody, draft.id, 1, {"prompt": "Mine."})


@pytest.mark.parametrize("name", ["ben", "alice"])
async def test_a_draft_of_another_department_is_not_there(office: Office, name: str) -> None:
    draft = await office.drafted()

    with pytest.raises(UnknownChangeError):
        await office.desk.draft(office.by(name).person, draft.id)


@pytest.mark.parametrize("field", [name for name in FIELDS if name not in {"slug", "department"}])
async def test_a_text_of_200_000_characters_is_refused_in_every_field(
    office: Office, field: str
) -> None:
    draft = await office.drafted()

    with pytest.raises(ChangeRefusedError, match=f"{field}: 200,000 characters are too many"):
        await drafting.save(office.desk, office.by("dana"), draft.id, 1, {field: "x" * 200_000})

    assert (await office.desk.draft(office.by("dana").person, draft.id)).revision == 1


@pytest.mark.parametrize(
    "content",
    [
        {"colour": "red"},
        {"reasons": ["x"] * 501},
        {"starters": [{"label": {"deep": {"deeper": {"still": "x"}}}}]},
        {"prompt": object()},
    ],
)
async def test_what_no_configuration_has_is_refused(
    office: Office, content: dict[str, object]
) -> None:
    draft = await office.drafted()

    with pytest.raises(ChangeRefusedError):
        await drafting.save(office.desk, office.by("dana"), draft.id, 1, content)


async def test_a_nul_and_half_a_letter_are_replaced(office: Office) -> None:
    draft = await office.drafted()

    saved = await drafting.save(
        office.desk, office.by("dana"), draft.id, 1, {"prompt": "a\0b\ud800c"}
    )

    stored = await office.desk.draft(office.by("dana").person, draft.id)
    assert stored == saved
    assert stored.content["prompt"] == "a\ufffdb\ufffdc"


async def test_a_discarded_draft_is_not_written_on(office: Office) -> None:
    draft = await office.drafted()
    await drafting.discard(office.desk, office.by("dora"), draft.id, draft.revision)

    with pytest.raises(ChangeRefusedError, match="discarded"):
        await drafting.save(office.desk, office.by("dana"), draft.id, 2, {"prompt": "x"})

    assert await office.desk.drafts.unfinished(["hr"]) == []
    ended = await office.desk.draft(office.by("dana").person, draft.id)
    assert ended.status is DraftStatus.DISCARDED


async def test_a_save_is_in_the_trail_by_the_names_of_its_fields(office: Office) -> None:
    draft = await office.drafted()
    await drafting.save(office.desk, office.by("dora"), draft.id, 1, {"prompt": "Secret words."})

    (entry,) = await office.trail_of("draft.saved")
    assert entry.facts["changed"] == ["prompt"]
    assert entry.facts["content"] != entry.facts["content_before"]
    assert "Secret" not in entry.detail
