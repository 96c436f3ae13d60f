"""Checks over HTTP: read, kept, changed and withdrawn."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request

from app.api.access import PartsNeeded
from app.api.admin.access import Proposer, Reader, somebody
from app.api.admin.checks.check_shapes import (
    ChangeCheckIn,
    CheckOut,
    KeepIn,
    check_out,
    wanted_of,
)
from app.api.responses import refusing
from evaluation.checks import Origin

router = APIRouter(prefix="/admin", tags=["trying and checking"], responses=refusing(403, 404, 409))
Slug = Annotated[str, Path(pattern=r"^[a-z][a-z0-9-]{1,62}$")]
Id = Annotated[str, Path(pattern=r"^[0-9a-f-]{36}$")]
Offset = Annotated[int, Query(ge=0, le=10**6)]
Limit = Annotated[int, Query(ge=1, le=500)]


@router.get("/assistants/{slug}/checks")
async def list_checks(
    slug: Slug,
    request: Request,
    parts: PartsNeeded,
    person: Reader,
    *,
    offset: Offset = 0,
    limit: Limit = 100,
) -> list[CheckOut]:
    """The checks of an assistant, the newest first."""
    await parts.checks.department_of(somebody(request, person), slug)
    found = await parts.checks.store.page(slug, offset=offset, limit=limit)
    return [check_out(one) for one in found]


@router.post("/assistants/{slug}/checks", status_code=201)
async def keep_checks(
    slug: Slug, body: KeepIn, request: Request, parts: PartsNeeded, person: Proposer
) -> list[CheckOut]:
    """Keep checks of an assistant, all or none of them."""
    wanted = [wanted_of(one) for one in body.checks]
    by = somebody(request, person)
    return [check_out(one) for one in await parts.checks.keep(by, slug, wanted, origin=Origin.API)]


@router.post("/turns/{turn_id}/check", status_code=201)
async def keep_turn_as_check(
    turn_id: Annotated[str, Path(max_length=100)],
    request: Request,
    parts: PartsNeeded,
    person: Proposer,
) -> CheckOut:
    """Keep the question of somebody's turn as a check; once more gives the same one."""
    return check_out(await parts.checks.keep_turn(somebody(request, person), turn_id))


@router.get("/checks/{check_id}")
async def show_check(
    check_id: Id, request: Request, parts: PartsNeeded, person: Reader
) -> CheckOut:
    """One check."""
    return check_out(await parts.checks.check(somebody(request, person), check_id))


@router.put("/checks/{check_id}")
async def change_check(
    check_id: Id, body: ChangeCheckIn, request: Request, parts: PartsNeeded, person: Proposer
) -> CheckOut:
    """Save a check over the revision that was seen."""
    by = somebody(request, person)
    return check_out(await parts.checks.change(by, check_id, body.revision, wanted_of(body)))


@router.delete("/checks/{check_id}", status_code=204)
async def withdraw_check(
    check_id: Id,
    revision: Annotated[int, Query(ge=0, le=10**9)],
    request: Request,
    parts: PartsNeeded,
    person: Proposer,
) -> None:
    """Ask a check no more; what runs found of it stays."""
    await parts.checks.withdraw(somebody(request, person), check_id, revision)
