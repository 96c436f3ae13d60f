"""What of a case is for one admin alone."""

from __future__ import annotations

from app.inbox.viewing import without_reasons
from app.records.inbox.cases import Filed
from assistants.provenance import ActorKind, Participant
from feedback.inbox import Case, Step, StepKind
from tests.feedback.samples import AT

DANA = Participant("dana", "Dana", ActorKind.PERSON)


def test_what_an_admin_wrote_to_be_told_a_name_is_for_that_admin() -> None:
    steps = (
        Step(StepKind.REVEALED, DANA, AT, {"because": "harm", "note": "Alice spoke of a rash."}),
        Step(StepKind.NOTED, DANA, AT, {"text": "Somebody spoke of a rash."}),
    )
    filed = Filed(Case("turn", "hr", "alice"), steps, AT, taken_back=False)

    assert without_reasons(filed, "dana") == filed
    other, noted = without_reasons(filed, "another").steps
    assert (other.kind, other.detail) == (StepKind.REVEALED, {"because": "harm", "note": None})
    assert noted == steps[1]
