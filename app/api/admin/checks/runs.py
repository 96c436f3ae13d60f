"""Runs of checks over HTTP: planned, begun, followed, cancelled, and what they found."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request

from app.api.access import PartsNeeded
from app.api.admin.access import Proposer, Reader, somebody
from app.api.admin.checks.checks import Id, Limit, Offset, Slug
from app.api.admin.checks.run_shapes import (
    PlanOut,
    ResultOut,
    RunIn,
    RunOut,
    plan_out,
    result_out,
    run_out,
)
from app.api.responses import refusing
from app.checks.planning import LARGEST_SAMPLE, MOST_TRIES
from app.checks.showing import readable

router = APIRouter(prefix="/admin", tags=["trying and checking"], responses=refusing(403, 404, 409))
Sample = Annotated[int, Query(ge=0, le=LARGEST_SAMPLE)]
Tries = Annotated[int, Query(ge=1, le=MOST_TRIES)]


@router.get("/drafts/{draft_id}/plan")
async def plan_run(
    draft_id: Id,
    request: Request,
    parts: PartsNeeded,
    person: Reader,
    *,
    sample: Sample = 0,
    tries: Tries = 1,
) -> PlanOut:
    """What a run of a draft would ask, and about what that costs."""
    by = somebody(request, person)
    return plan_out(await parts.runs.planning.plan(by, draft_id, sample=sample, tries=tries))


@router.post("/drafts/{draft_id}/runs", status_code=201)
async def begin_run(
    draft_id: Id, body: RunIn, request: Request, parts: PartsNeeded, person: Proposer
) -> RunOut:
    """Run the checks of a draft's assistant, on the draft and on what is live; a person begins."""
    run = await parts.runs.begin(
        somebody(request, person),
        draft_id,
        role=body.asked_as,
        sample=body.sample,
        tries=body.tries,
    )
    return run_out(run)


@router.get("/assistants/{slug}/runs")
async def list_runs(
    slug: Slug, request: Request, parts: PartsNeeded, person: Reader
) -> list[RunOut]:
    """The runs of an assistant, newest first."""
    await parts.checks.department_of(somebody(request, person), slug)
    return [run_out(one) for one in await parts.runs.store.of_assistant(slug)]


@router.get("/runs/{run_id}")
async def show_run(run_id: Id, request: Request, parts: PartsNeeded, person: Reader) -> RunOut:
    """A run and how far it is."""
    return run_out(await parts.runs.run(somebody(request, person), run_id))


@router.get("/runs/{run_id}/results")
async def list_results(
    run_id: Id,
    request: Request,
    parts: PartsNeeded,
    person: Reader,
    *,
    offset: Offset = 0,
    limit: Limit = 100,
) -> list[ResultOut]:
    """What a run found, the worst first; answers only as far as the reader may read them."""
    run = await parts.runs.run(somebody(request, person), run_id)
    found = await parts.runs.store.results(run.id, offset=offset, limit=limit)
    search = parts.runs.execution.asker.search
    return [result_out(one) for one in await readable(found, search, person.access)]


@router.post("/runs/{run_id}/cancel")
async def cancel_run(run_id: Id, request: Request, parts: PartsNeeded, person: Proposer) -> RunOut:
    """End a run before its time; what it found until then stays."""
    return run_out(await parts.runs.cancel(somebody(request, person), run_id))
