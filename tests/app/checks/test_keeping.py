"""Checks are kept once, by those who answer for the assistant, and never saved over each other."""

from __future__ import annotations

import asyncio

import pytest

from app.checks.keeping import HiddenCheckError, Wanted
from app.publishing.desk import HiddenChangeError
from app.records.checks.checks import MOST_CHECKS
from assistants.publishing.refusals import (
    ChangedMeanwhileError,
    ChangeRefusedError,
    NotAllowedError,
    UnknownChangeError,
)
from evaluation.checks import Origin
from tests.app.checks.conftest import Bench
from tests.feedback.samples import AT, opening, reaction

MARKUP = "<img src=x onerror=alert(1)>{{7*7}}=HYPERLINK('x')"


async def test_a_check_is_kept_with_its_author(bench: Bench) -> None:
    (check,) = await bench.kept("How many days?", cites=["hr/handbook.md"], note=MARKUP)

    found = await bench.checks.check(bench.office.by("erik"), check.id)

    assert found == check
    assert (found.created_by.name, found.note) == ("dana@cryodyne.example", MARKUP)
    (entry,) = await bench.office.trail_of("check.kept")
    assert (entry.target, entry.facts["cites"]) == (f"check:{check.id}", 1)
    assert "days" not in str(entry)


async def test_a_question_is_kept_once_however_it_is_spelled(bench: Bench) -> None:
    await bench.kept("How many days?")

    with pytest.raises(ChangeRefusedError, match="kept already"):
        await bench.kept("how  many DAYS?")


async def test_of_many_all_or_none_are_kept(bench: Bench) -> None:
    with pytest.raises(ChangeRefusedError):
        await bench.kept("One?", "Two?", "one?")

    assert await bench.checks.store.page("hr") == []
    assert await bench.office.trail_of("check.kept") == []


async def test_ten_thousand_checks_are_too_many(bench: Bench) -> None:
    with pytest.raises(ChangeRefusedError, match=f"{MOST_CHECKS:,} checks at most"):
        await bench.kept(*(f"Question {n}?" for n in range(10_000)))

    assert await bench.checks.store.page("hr") == []


@pytest.mark.parametrize(
    ("name", "refused"),
    [("grace", NotAllowedError), ("alice", UnknownChangeError), ("ben", UnknownChangeError)],
)
async def test_nobody_else_keeps_or_changes_one(
    bench: Bench, name: str, refused: type[Exception]
) -> None:
    (check,) = await bench.kept("How many days?")
    by = bench.office.by(name)

    with pytest.raises(refused):
        await bench.checks.keep(by, "hr", [Wanted("Another?")])
    with pytest.raises(refused):
        await bench.checks.change(by, check.id, 1, Wanted("Another?"))
    with pytest.raises(refused):
        await bench.checks.withdraw(by, check.id, 1)

    assert await bench.checks.store.page("hr") == [check]


async def test_a_stale_form_is_not_saved_over_a_newer_one(bench: Bench) -> None:
    (check,) = await bench.kept("How many days?")
    dana, erik = bench.office.by("dana"), bench.office.by("erik")
    await bench.checks.change(dana, check.id, 1, Wanted("How many days?", says=["25"]))

    with pytest.raises(ChangedMeanwhileError, match="dana"):
        await bench.checks.change(erik, check.id, 1, Wanted("How many days?", says=["24"]))
    with pytest.raises(ChangedMeanwhileError):
        await bench.checks.withdraw(erik, check.id, 1)

    assert (await bench.checks.check(dana, check.id)).expectation.says == ("25",)


async def test_one_that_was_withdrawn_is_gone_and_its_question_free(bench: Bench) -> None:
    (check,) = await bench.kept("How many days?")
    dana = bench.office.by("dana")

    await bench.checks.withdraw(dana, check.id, 1)
    (again,) = await bench.kept("How many days?")

    with pytest.raises(UnknownChangeError):
        await bench.checks.check(dana, check.id)
    assert await bench.checks.store.page("hr") == [again]


@pytest.mark.parametrize(
    "wanted",
    [
        Wanted("x" * 200_000),
        Wanted("?"),
        Wanted("How?", says=["x" * 501]),
        Wanted("How?", no_answer=True, cites=["a.md"]),
        Wanted("How?", note="x" * 2_001),
    ],
)
async def test_what_cannot_be_kept_is_refused_in_words(bench: Bench, wanted: Wanted) -> None:
    with pytest.raises(ChangeRefusedError):
        await bench.checks.keep(bench.office.by("dana"), "hr", [wanted])


async def test_an_answer_that_was_rated_badly_becomes_a_check_once(bench: Bench) -> None:
    alice = bench.office.ids["alice"]
    asked = opening("turn-1", person=alice, profile="hr", department="hr", question="How much?")
    await bench.turns.begin(asked)
    said = reaction("turn-1", person=alice, suggested_source="hr", suggested_document="rules.md")
    await bench.reactions.put(said, pseudonym="p")
    dana = bench.office.by("dana")

    check = await bench.checks.keep_turn(dana, "turn-1")
    again = await bench.checks.keep_turn(dana, "turn-1")

    assert again == check
    assert (check.question, check.expectation.cites) == ("How much?", ("hr/rules.md",))
    assert (check.origin, check.turn) == (Origin.TURN, "turn-1")


@pytest.mark.parametrize("name", ["alice", "ben", "grace"])
async def test_an_answer_becomes_a_check_only_by_those_of_its_department(
    bench: Bench, name: str
) -> None:
    alice = bench.office.ids["alice"]
    await bench.turns.begin(opening("turn-1", person=alice, profile="hr", department="hr"))

    with pytest.raises((UnknownChangeError, HiddenChangeError, NotAllowedError)):
        await bench.checks.keep_turn(bench.office.by(name), "turn-1")

    assert await bench.checks.store.page("hr") == []


async def test_a_turn_that_nobody_is_shown_becomes_no_check(bench: Bench) -> None:
    office = bench.office
    await bench.turns.begin(
        opening("turn-1", person=office.ids["alice"], profile="hr", department="hr")
    )
    await bench.turns.begin(
        opening(
            "turn-2",
            person=office.ids["dana"],
            profile="hr",
            department="hr",
            thread_id="thread-2",
        )
    )

    with pytest.raises(HiddenCheckError):
        await bench.checks.keep_turn(office.by("dana"), "turn-1")
    own = await bench.checks.keep_turn(office.by("dana"), "turn-2")

    assert await bench.checks.store.page("hr") == [own]


async def test_ones_own_question_of_a_deleted_conversation_becomes_no_check(bench: Bench) -> None:
    dana = bench.office.by("dana")
    await bench.turns.begin(
        opening("turn-1", person=dana.person.id, profile="hr", department="hr", thread_id="one")
    )
    await bench.checks.threads.delete("one", dana.person.id, AT)

    with pytest.raises(UnknownChangeError) as refused:
        await bench.checks.keep_turn(dana, "turn-1")

    assert not isinstance(refused.value, HiddenCheckError)
    assert await bench.checks.store.page("hr") == []


async def test_whoever_presses_twice_at_once_keeps_once(bench: Bench) -> None:
    dana = bench.office.by("dana")
    wanted = Wanted("How many days?")

    first, second = await asyncio.gather(
        *(bench.checks.keep_once(dana, "hr", wanted, origin=Origin.PLAYGROUND) for _ in range(2))
    )

    assert first == second
    assert await bench.checks.store.page("hr") == [first]


async def test_one_that_is_kept_already_is_no_way_around_the_right(bench: Bench) -> None:
    wanted = Wanted("How many days?")
    await bench.kept(wanted.question)

    with pytest.raises(NotAllowedError):
        await bench.checks.keep_once(
            bench.office.by("grace"), "hr", wanted, origin=Origin.PLAYGROUND
        )
