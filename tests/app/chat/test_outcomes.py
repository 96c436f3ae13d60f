"""What the chat tells of cases about somebody's reactions."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from app.chat.outcomes import latest_of, outcome_of
from app.records.inbox.cases import Heard
from assistants.provenance import Participant
from feedback.inbox import Step, StepKind

AT = datetime(2026, 11, 30, 12, tzinfo=UTC)
DANA = Participant("1", "dana@cryodyne.example")
CLOSED = Step(StepKind.CLOSED, DANA, AT, {"outcome": "mended", "text": "New version."})
HEARD = Heard("turn", "thread", "Why?", AT, (Step(StepKind.ANSWERED, DANA, AT), CLOSED))


def test_a_closed_case_tells_its_outcome_and_one_that_was_opened_again_does_not() -> None:
    later = Step(StepKind.REOPENED, DANA, AT + timedelta(hours=1))

    assert outcome_of(HEARD) == {
        "by": "dana@cryodyne.example",
        "outcome": "mended",
        "text": "New version.",
    }
    assert outcome_of(replace(HEARD, steps=(*HEARD.steps, later))) is None


def test_the_latest_word_is_the_latest_of_all_cases() -> None:
    later = Step(StepKind.ANSWERED, DANA, AT + timedelta(hours=1))

    assert latest_of([]) is None
    assert latest_of([replace(HEARD, steps=(later,)), HEARD]) == later.at.isoformat()
