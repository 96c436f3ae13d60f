"""The inbox as a list: what fits, the newest first, page by page."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.audit.events import Action, Actor, Event
from app.records.cursors import CursorInvalidError
from app.records.database.engine import Sessions
from app.records.inbox.cases import SqlCaseStore
from app.records.inbox.listing import SqlInboxListing, Wanted
from app.records.turns.reactions import SqlReactionStore
from assistants.provenance import Participant
from feedback.inbox import CaseClass, Step, StepKind
from tests.app.inbox.reacting import answered, document, reacted
from tests.feedback.samples import AT

HR = Wanted(["hr"])
POLICY, PAY = document("policy.md", "staff"), document("pay.md", "staff")
ODD = 'Says "50 %_\\ off" in Zürich'
DANA = Participant("d", "dana@x")


@pytest.fixture
async def listing(sessions: Sessions) -> SqlInboxListing:
    """Four reactions of one department, from the oldest to the newest, and one of another."""
    given: list[tuple[str, int, dict[str, Any]]] = [
        ("a", 1, {"profile": "hr-de", "configuration_number": 7}),
        ("b", 2, {}),
        ("c", 3, {}),
        ("d", 5, {}),
        ("e", 1, {"department": "it"}),
    ]
    for number, (turn, score, more) in enumerate(given):
        made_of = {"a": [POLICY], "b": [POLICY, PAY]}.get(turn, [])
        await answered(sessions, turn, *made_of, **more)
        reasons = (ODD,) if turn == "b" else ("Wrong",)
        at = AT + timedelta(minutes=number)
        await reacted(sessions, turn, at=at, score=score, reasons=reasons)
    return SqlInboxListing(sessions)


async def found(listing: SqlInboxListing, wanted: Wanted) -> str:
    page = await listing.page(wanted)
    assert page.count == len(page.entries)
    return "".join(entry.turn_id for entry in page.entries)


async def do(sessions: Sessions, turn: str, kind: StepKind, **detail: object) -> None:
    step = Step(kind, DANA, AT + timedelta(hours=1), detail)
    event = Event(Action.CASE_CHANGED, Actor("d"), f"case:{turn}")
    await SqlCaseStore(sessions).take(turn, 0, step, event)


@pytest.mark.parametrize(
    ("wanted", "fits"),
    [
        (HR, "dcba"),
        (Wanted([]), ""),
        (Wanted(["hr", "it"], most=1), "ea"),
        (replace(HR, profile="hr-de"), "a"),
        (replace(HR, profile="hr' OR 1=1"), ""),
        (replace(HR, most=2), "ba"),
        (replace(HR, least=3), "dc"),
        (replace(HR, version=7), "a"),
        (replace(HR, reason="Wrong"), "dca"),
        (replace(HR, reason=ODD), "b"),
        (replace(HR, reason="%"), ""),
        (replace(HR, documents=[PAY.id]), "b"),
        (replace(HR, documents=[PAY.id, POLICY.id]), "ba"),
        (replace(HR, documents=[]), ""),
    ],
)
async def test_filters_narrow_it(listing: SqlInboxListing, wanted: Wanted, fits: str) -> None:
    assert await found(listing, wanted) == fits


async def test_steps_narrow_it_too(listing: SqlInboxListing, sessions: Sessions) -> None:
    await do(sessions, "a", StepKind.CLOSED, outcome="mended", text="")
    await do(sessions, "b", StepKind.CLASSED, **{"class": "model"})
    await do(sessions, "c", StepKind.ASSIGNED, to={"id": "d", "name": "dana@x"})

    assert await found(listing, replace(HR, closed=True)) == "a"
    assert await found(listing, replace(HR, closed=False)) == "dcb"
    assert await found(listing, replace(HR, kind=CaseClass.MODEL)) == "b"
    assert await found(listing, replace(HR, assignee="d")) == "c"
    assert await listing.waiting_by_profile(["hr"], most=2) == {"hr": 1}

    await reacted(sessions, "a", at=AT + timedelta(hours=2), score=1, comment="Still.")
    assert await found(listing, replace(HR, closed=True)) == ""


async def test_only_what_somebody_thinks_now_is_there(
    listing: SqlInboxListing, sessions: Sessions
) -> None:
    store = SqlReactionStore(sessions)
    await do(sessions, "a", StepKind.ANSWERED, text="Thanks.")
    for turn in ("a", "b"):
        await store.remove(turn, "person-1", AT + timedelta(hours=2), pseudonym="p-1")
    await reacted(sessions, "c", at=AT + timedelta(hours=1), score=1)

    page = await listing.page(HR)

    # What was worked on stays, and says that it was taken back.
    assert [(one.turn_id, one.score) for one in page.entries] == [("a", None), ("c", 1), ("d", 5)]


async def test_pages_follow_each_other_and_miss_none(listing: SqlInboxListing) -> None:
    first = await listing.page(HR, limit=3)
    second = await listing.page(HR, cursor=first.cursor, limit=3)

    assert [one.turn_id for one in (*first.entries, *second.entries)] == ["d", "c", "b", "a"]
    assert (first.count, second.cursor) == (4, None)


@pytest.mark.parametrize("cursor", ["", "x", "2026-01-01", "2026-01-01T00:00:00|a", "|"])
async def test_a_cursor_that_no_page_gave_is_refused(listing: SqlInboxListing, cursor: str) -> None:
    with pytest.raises(CursorInvalidError):
        await listing.page(HR, cursor=cursor)
