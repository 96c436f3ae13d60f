"""Runs of checks: begun from a draft, followed while they go on, and what they found."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import Response, StreamingResponse

from app.api.access import PartsNeeded
from app.checks.planning import LARGEST_SAMPLE, MOST_TRIES
from app.checks.roles import offered
from app.checks.runs import Runs
from app.checks.showing import readable
from app.navigation import CHECKS
from app.pages.admin.visiting import done, visit
from app.publishing.standing import standing_of
from assistants.publishing.problems import parse
from assistants.publishing.refusals import UnknownChangeError
from evaluation.outcomes import Outcome
from evaluation.runs import Result, RunStatus
from evaluation.scoring import Score, scores

router = APIRouter(include_in_schema=False)
# Twenty results with two long answers each are what a page of 150 kB holds.
PAGE = 20
_LONGEST_SHOWN = 500
_LOOKS_EVERY_S = 1.0
# A browser that follows comes back after this, and is asked again who it is.
_LOOKS = 300


@dataclass(frozen=True, slots=True)
class Side:
    """What one side made of a question: its first try, and how many of all passed."""

    outcome: Outcome
    text: str
    failing: tuple[Score, ...]
    passed: int | None
    tries: int


@router.get("/admin/drafts/{draft_id}/checks")
async def plan(draft_id: str, request: Request, parts: PartsNeeded) -> Response:
    """Show what a run of a draft would ask and cost, and earlier runs."""
    found = await visit(request, parts)
    if isinstance(found, Response):
        return found
    try:
        plan = await parts.runs.planning.plan(found.by, draft_id)
    except UnknownChangeError as error:
        return found.missing(error)
    draft = plan.draft
    configuration, problems = parse(draft.content)
    if configuration is not None:
        problems = await parts.desk.problems_with(configuration)
    standing = standing_of(found.person.groups, draft.department, parts.directory.rules)
    answers = plan.checks * (2 if plan.live else 1)
    context: dict[str, Any] = {
        "plan": plan,
        "draft": draft,
        "answers": answers,
        "problems": problems,
        "hash": configuration.hash if configuration else "",
        "roles": offered(
            found.person,
            draft.department,
            configuration.audience if configuration else (),
            parts.directory.rules,
        ),
        "runs": await parts.runs.store.of_assistant(draft.slug),
        "writes": standing.edits or standing.approves,
        "most_tries": MOST_TRIES,
        "largest_sample": LARGEST_SAMPLE,
    }
    return found.page("checks/plan", context)


@router.post("/admin/drafts/{draft_id}/checks")
async def begin(
    draft_id: str,
    request: Request,
    parts: PartsNeeded,
    *,
    asked_as: Annotated[str, Form(max_length=64)] = "employee",
    sample: Annotated[int, Form(ge=0, le=LARGEST_SAMPLE)] = 0,
    tries: Annotated[int, Form(ge=1, le=MOST_TRIES)] = 1,
) -> Response:
    """Begin a run."""
    found = await visit(request, parts)
    if isinstance(found, Response):
        return found

    async def work() -> str:
        run = await parts.runs.begin(found.by, draft_id, role=asked_as, sample=sample, tries=tries)
        return f"{CHECKS.path}/runs/{run.id}"

    return await done(found, work, f"/admin/drafts/{draft_id}/checks")


@router.get(f"{CHECKS.path}/runs/{{run_id}}")
async def show(
    run_id: str,
    request: Request,
    parts: PartsNeeded,
    *,
    page: Annotated[int, Query(ge=1, le=10**6)] = 1,
) -> Response:
    """Show how far a run is, and what it found, the worst first."""
    found = await visit(request, parts)
    if isinstance(found, Response):
        return found
    try:
        run = await parts.runs.run(found.by, run_id)
    except UnknownChangeError as error:
        return found.missing(error)
    results = await parts.runs.store.results(run.id, offset=(page - 1) * PAGE, limit=PAGE)
    search = parts.runs.execution.asker.search
    shown = await readable(results, search, found.person.access)
    draft = await parts.desk.drafts.draft(run.draft) if run.draft else None
    standing = standing_of(found.person.groups, run.department, parts.directory.rules)
    now = parse(draft.content)[0] if draft else None
    context: dict[str, Any] = {
        "run": run,
        "results": [
            (one, _side(one.result, "after"), _side(one.result, "before")) for one in shown
        ],
        "page": page,
        "pages": max(1, -(-run.done // PAGE)),
        # Edited since, so that it is about what is no longer there.
        "changed": draft is not None and (now is None or now.hash != run.hash),
        "running": run.status is RunStatus.RUNNING,
        "writes": standing.edits or standing.approves,
    }
    return found.page("checks/run", context)


@router.post(f"{CHECKS.path}/runs/{{run_id}}/cancel")
async def cancel(run_id: str, request: Request, parts: PartsNeeded) -> Response:
    """End a run before its time."""
    found = await visit(request, parts)
    if isinstance(found, Response):
        return found
    here = f"{CHECKS.path}/runs/{run_id}"

    async def work() -> str:
        await parts.runs.cancel(found.by, run_id)
        return here

    return await done(found, work, here)


@router.get(f"{CHECKS.path}/runs/{{run_id}}/events")
async def follow(run_id: str, request: Request, parts: PartsNeeded) -> Response:
    """Tell how far a run is, as server-sent events, until it ends."""
    found = await visit(request, parts)
    if isinstance(found, Response):
        return found
    try:
        await parts.runs.run(found.by, run_id)
    except UnknownChangeError as error:
        return found.missing(error)
    return StreamingResponse(
        _progress(parts.runs, run_id),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def _progress(runs: Runs, run_id: str) -> AsyncGenerator[str]:
    told = None
    for _ in range(_LOOKS):
        if runs.stopping.begun:
            # Whoever follows comes back, and finds another process or this one again.
            return
        run = await runs.store.run(run_id)
        if run is None or run.status is not RunStatus.RUNNING:
            yield "event: ended\ndata: {}\n\n"
            return
        if told != run.done:
            told = run.done
            facts = json.dumps({"done": run.done, "planned": run.planned})
            yield f"event: progress\ndata: {facts}\n\n"
        await asyncio.sleep(_LOOKS_EVERY_S)


def _side(result: Result, side: str) -> Side | None:
    outcomes = result.after if side == "after" else result.before
    if not outcomes:
        return None
    first, expected = outcomes[0], result.item.expectation
    found = scores(expected, first) if expected and not first.hidden else ()
    passed = result.passes_after if side == "after" else None
    if side == "before" and result.passed is not None:
        passed = result.passed.before
    cut = first.text[:_LONGEST_SHOWN] + (" …" if len(first.text) > _LONGEST_SHOWN else "")
    return Side(
        first,
        cut,
        tuple(one for one in found if not one.passed),
        # Of a hidden answer the scores are not known here.
        passed if expected and not any(one.hidden for one in outcomes) else None,
        len(outcomes),
    )
