"""The audit trail over HTTP, for compliance officers; reading it is recorded in it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field

from app.api.access import Auditing, PartsNeeded, actor_of
from app.api.refusals import ForbiddenError
from app.audit.chain import Entry
from app.audit.descriptions import read_audit
from app.audit.events import Action
from app.audit.trail import Wanted
from app.identity.people import RoleName
from app.requests.instants import in_utc

router = APIRouter(tags=["audit"])


class AuditEntryOut(BaseModel):
    """What somebody did; `docs/operations.md` says how `hash` follows from the rest."""

    number: int = Field(description="Counts from 1 without gaps.")
    at: str = Field(description="An instant in UTC, as it was hashed.")
    action: str
    outcome: str = Field(description="ok, denied or failed.")
    actor: str = Field(description="Id of a person; client:NAME, operator, service or nobody.")
    actor_name: str = Field(description="E-mail address of a person.")
    address: str = Field(description="Where the request came from.")
    target: str = Field(description="What it was about, as KIND:ID.")
    department: str
    detail: dict[str, Any]
    previous: str = Field(description="The hash of the entry before it.")
    hash: str


class AuditPageOut(BaseModel):
    """Entries, newest first; ``cursor`` asks for the next ones and is null at the end."""

    entries: list[AuditEntryOut]
    cursor: str | None


@router.get("/audit")
async def list_audit_entries(
    request: Request,
    response: Response,
    parts: PartsNeeded,
    person: Auditing,
    *,
    since: Annotated[datetime | None, Query(description="From this instant on.")] = None,
    until: Annotated[datetime | None, Query(description="Before this instant.")] = None,
    action: Action | None = None,
    actor: Annotated[
        str, Query(max_length=320, description="An e-mail address, or the id of an actor.")
    ] = "",
    cursor: Annotated[str | None, Query(pattern=r"^[0-9]{1,18}$")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> AuditPageOut:
    """Who did what, newest first; compliance officers only. Reading it is recorded in it."""
    if not person.holds(RoleName.COMPLIANCE_OFFICER):
        raise ForbiddenError("Only a compliance officer may read the audit trail.", target="audit")
    wanted = Wanted(in_utc(since), in_utc(until), action.value if action else "", actor)
    page = await parts.audit.page(wanted, cursor=int(cursor) if cursor else None, limit=limit)
    await parts.audit.add(read_audit(actor_of(request, person), wanted, "json"))
    response.headers["Cache-Control"] = "private, no-store"
    return AuditPageOut(
        entries=[_out(entry) for entry in page.entries],
        cursor=None if page.cursor is None else str(page.cursor),
    )


def _out(entry: Entry) -> AuditEntryOut:
    return AuditEntryOut.model_validate(entry.as_json())
