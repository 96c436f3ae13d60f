"""Counts of turns and reactions by assistant."""

from __future__ import annotations

from datetime import timedelta

from app.records.database.engine import Sessions
from app.records.turns.reactions import ReactionEventRow
from app.records.turns.satisfaction import SqlSatisfaction
from app.records.turns.thread_rows import ThreadRow
from app.records.turns.turn_rows import TurnRow
from feedback.satisfaction import Tally
from tests.feedback.samples import AT

_TURNS = [
    ("a", "hr", "completed", "answer", "chat"),
    ("b", "hr", "completed", "not_found", "api"),
    ("c", "hr", "failed", "failed", "chat"),
    ("d", "it", "completed", "answer", "chat"),
    ("e", "hr", "completed", "answer", "cli"),
]


def _turn(key: str, profile: str, status: str, kind: str, origin: str) -> TurnRow:
    return TurnRow(
        id=key,
        thread_id="t",
        person="p",
        pseudonym="p",
        profile=profile,
        department="hr",
        configuration_number=1,
        configuration_hash="h",
        groups=[],
        question="?",
        asked_at=AT,
        origin=origin,
        app_version="1",
        status=status,
        touched_at=AT,
        kind=kind,
    )


def _reaction(number: int, turn: str, score: int) -> ReactionEventRow:
    return ReactionEventRow(
        id=f"r{number}",
        turn_id=turn,
        person="p",
        emoji="x",
        label="x",
        score=score,
        reasons=[],
        comment="",
        reacted_at=AT + timedelta(minutes=number),
    )


async def test_turns_and_the_current_reactions_of_a_period_are_counted(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        thread = ThreadRow(
            id="t",
            person="p",
            profile="hr",
            name="n",
            folded_name="n",
            folded_questions="n",
            created_at=AT,
            updated_at=AT,
        )
        session.add(thread)
        await session.flush()
        session.add_all([_turn(*turn) for turn in _TURNS])
        await session.flush()
        # What failed is not counted, and neither are batches of commands, which are mostly tests.
        changed = [("a", 1), ("a", 5), ("b", 2), ("c", 1), ("e", 1)]
        session.add_all([_reaction(n, turn, score) for n, (turn, score) in enumerate(changed)])
    store = SqlSatisfaction(sessions)

    found = await store.since(["hr", "nobody"], AT - timedelta(days=1))
    later = await store.since(["hr"], AT + timedelta(days=1))

    scores = await store.scores(["hr"], AT)

    assert found == {"hr": Tally(2, 1, 2, 1)}
    assert later == {}
    # What somebody thinks now counts, and not what they thought first.
    assert sorted(one.score for one in scores) == [2, 5]
    assert {(one.profile, one.at, one.person) for one in scores} == {("hr", AT, "p")}
    assert await store.scores(["hr"], AT + timedelta(days=1)) == []
