"""The JSON of runs and of what these found."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from decimal import Decimal

from pydantic import BaseModel, Field

from app.api.admin.shapes import ParticipantOut, participant_out
from app.checks.planning import LARGEST_SAMPLE, MOST_TRIES, Plan
from app.checks.showing import Shown
from assistants.answers import AnswerKind
from evaluation.checks import Expectation
from evaluation.comparison import Verdict
from evaluation.outcomes import Outcome
from evaluation.runs import Cost, Run, RunStatus, Summary
from evaluation.scoring import Scorer, scores


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
    comparison = summary.comparison
    return SummaryOut(
        **asdict(summary),
        verdict=comparison.verdict,
        chance=comparison.chance,
        interval=comparison.interval,
        words=summary.words,
    )


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
