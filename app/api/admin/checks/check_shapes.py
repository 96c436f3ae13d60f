"""The JSON of checks and runs."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, Field

from app.api.admin.shapes import ParticipantOut, participant_out
from app.checks.keeping import Wanted
from app.checks.planning import LARGEST_SAMPLE, MOST_TRIES, Plan
from app.checks.showing import Shown
from assistants.answers import AnswerKind
from evaluation.checks import Check, Expectation
from evaluation.comparison import Verdict
from evaluation.outcomes import Outcome
from evaluation.runs import Cost, Run, RunStatus, Summary
from evaluation.scoring import Scorer, scores

_LONG = 40_000
Entry = Annotated[str, Field(max_length=2_000)]
Entries = Annotated[list[Entry], Field(max_length=100)]


class CheckIn(BaseModel):
    """A question and what is expected of its answer.

    ``cites`` are documents as ``path`` or ``source/path``, with ``#page`` where the page counts.
    Nothing expected asks for an answer that cites something.
    """

    question: str = Field(max_length=_LONG)
    cites: Entries = []
    says: Entries = []
    never_says: Entries = []
    no_answer: bool = False
    note: str = Field("", max_length=_LONG)


class KeepIn(BaseModel):
    """Checks to keep, all or none of them."""

    checks: list[CheckIn] = Field(min_length=1, max_length=500)


class ChangeCheckIn(CheckIn):
    """A check as it is to be, over the revision that was seen."""

    revision: int = Field(ge=0, le=10**9)


class CheckOut(BaseModel):
    """A check; ``turn`` is the turn that it was made of."""

    id: str
    slug: str
    department: str
    question: str
    cites: list[str]
    says: list[str]
    never_says: list[str]
    no_answer: bool
    note: str
    origin: str
    turn: str | None
    revision: int
    created_at: datetime
    created_by: ParticipantOut
    changed_at: datetime
    changed_by: ParticipantOut


class RunIn(BaseModel):
    """How to run: as which role, how often each question, and with how many recent ones."""

    asked_as: str = Field("employee", max_length=64)
    sample: int = Field(0, ge=0, le=LARGEST_SAMPLE)
    tries: int = Field(1, ge=1, le=MOST_TRIES)


class CostOut(BaseModel):
    """What was or will be spent; ``unknown`` counts answers without a known price."""

    amounts: dict[str, Decimal]
    unknown: int


class PlanOut(BaseModel):
    """What a run would ask, and about what that costs."""

    checks: int
    sample: int
    tries: int
    live: int | None
    estimate: CostOut


class SummaryOut(BaseModel):
    """What a run says: of checks, by check and together, and of recent questions apart.

    ``chance`` is the p-value of the exact McNemar test, ``interval`` that of the difference in
    passed checks with 95 % confidence.
    """

    checks: int
    passed: int
    better: int
    same: int
    worse: int
    undecided: int
    verdict: Verdict
    chance: float
    interval: tuple[float, float]
    recent: int
    recent_better: int
    recent_worse: int
    recent_undecided: int
    words: str


class RunOut(BaseModel):
    """A run and how it stands."""

    id: str
    slug: str
    department: str
    draft: str | None
    revision: int
    hash: str
    live: int | None
    asked_as: str
    groups: list[str]
    tries: int
    sample: int
    status: RunStatus
    started_by: ParticipantOut
    started_at: datetime
    ended_at: datetime | None
    planned: int
    done: int
    estimate: CostOut
    cost: CostOut
    summary: SummaryOut | None


class OutcomeOut(BaseModel):
    """One answer; ``hidden`` where the reader may not read what it rests on.

    ``failing`` names what is not as expected.
    """

    kind: AnswerKind
    text: str
    citations: list[str]
    passed: bool | None
    failing: dict[Scorer, list[str]]
    route: str | None
    price: Decimal | None
    currency: str | None
    total_ms: float | None
    reference: str | None
    hidden: bool


class ResultOut(BaseModel):
    """What both versions made of one question.

    ``chance`` is Fisher's, over the tries; null where it would tell of a hidden answer.
    """

    position: int
    check: str | None
    question: str
    verdict: Verdict
    chance: float | None
    draft: list[OutcomeOut]
    live: list[OutcomeOut]


def wanted_of(body: CheckIn) -> Wanted:
    """A check as it was sent."""
    return Wanted(
        question=body.question,
        cites=body.cites,
        says=body.says,
        never_says=body.never_says,
        no_answer=body.no_answer,
        note=body.note,
    )


def check_out(check: Check) -> CheckOut:
    """A check as JSON."""
    expected = check.expectation
    return CheckOut(
        id=check.id,
        slug=check.slug,
        department=check.department,
        question=check.question,
        cites=list(expected.cites),
        says=list(expected.says),
        never_says=list(expected.never_says),
        no_answer=expected.no_answer,
        note=check.note,
        origin=check.origin.value,
        turn=check.turn,
        revision=check.revision,
        created_at=check.created_at,
        created_by=participant_out(check.created_by),
        changed_at=check.changed_at,
        changed_by=participant_out(check.changed_by),
    )


def cost_out(cost: Cost) -> CostOut:
    """A cost as JSON."""
    return CostOut(amounts=dict(cost.amounts), unknown=cost.unknown)


def plan_out(plan: Plan) -> PlanOut:
    """A plan as JSON."""
    return PlanOut(
        checks=plan.checks,
        sample=plan.sample,
        tries=plan.tries,
        live=plan.live.number if plan.live else None,
        estimate=cost_out(plan.estimate),
    )


def run_out(run: Run) -> RunOut:
    """A run as JSON."""
    return RunOut(
        id=run.id,
        slug=run.slug,
        department=run.department,
        draft=run.draft,
        revision=run.revision,
        hash=run.hash,
        live=run.live,
        asked_as=run.role,
        groups=list(run.groups),
        tries=run.tries,
        sample=run.sample,
        status=run.status,
        started_by=participant_out(run.started_by),
        started_at=run.started_at,
        ended_at=run.ended_at,
        planned=run.planned,
        done=run.done,
        estimate=cost_out(run.estimate),
        cost=cost_out(run.cost),
        summary=_summary_out(run.summary) if run.summary else None,
    )


def result_out(shown: Shown) -> ResultOut:
    """A result as JSON."""
    result, expected = shown.result, shown.result.item.expectation
    return ResultOut(
        position=result.item.position,
        check=result.item.check,
        question=result.item.question,
        verdict=shown.verdict,
        chance=shown.chance,
        draft=[_outcome_out(one, expected) for one in result.after],
        live=[_outcome_out(one, expected) for one in result.before],
    )


def _summary_out(summary: Summary) -> SummaryOut:
    counts = {name: getattr(summary, name) for name in SummaryOut.model_fields.keys() & _COUNTED}
    comparison = summary.comparison
    return SummaryOut(
        **counts,
        verdict=comparison.verdict,
        chance=comparison.chance,
        interval=comparison.interval,
        words=summary.words,
    )


_COUNTED = frozenset(Summary.__dataclass_fields__)


def _outcome_out(outcome: Outcome, expected: Expectation | None) -> OutcomeOut:
    # What is failing would tell what a hidden answer says.
    found = scores(expected, outcome) if expected and not outcome.hidden else ()
    return OutcomeOut(
        kind=outcome.kind,
        text=outcome.text,
        citations=[
            f"{one.source}/{one.document}" + (f"#{one.page}" if one.page else "")
            for one in outcome.citations
        ],
        passed=all(one.passed for one in found) if found else None,
        failing={one.scorer: list(one.failing) for one in found if not one.passed},
        route=outcome.route,
        price=outcome.price,
        currency=outcome.currency,
        total_ms=outcome.total_ms,
        reference=outcome.reference,
        hidden=outcome.hidden,
    )
