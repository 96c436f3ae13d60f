"""What is known, and what is not: the sources, and every document with what there is to tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from app.api.access import PartsNeeded
from app.api.errors import denial
from app.api.refusals import NotFoundError
from app.audit.events import Denied
from app.identity.people import Person, RoleName
from app.navigation import KNOWLEDGE
from app.pages.audit_words import instant_of
from app.pages.rendering import message, render, to_sign_in
from app.records.documents.catalogue import BROKEN, CALM, REMARKED, Listed, Tally
from retrieval.access import Access
from retrieval.documents import DocumentStatus, Source
from retrieval.passages import SourceCondition

router = APIRouter(prefix="/admin", include_in_schema=False)
ON_A_PAGE = 50
_COMPANY_WIDE = (RoleName.COMPLIANCE_OFFICER, RoleName.PLATFORM_ADMIN)
_UNREAD = frozenset({DocumentStatus.FAILED, DocumentStatus.QUARANTINED})
_CONDITIONS = {
    SourceCondition.READY: "Up to date",
    SourceCondition.NEVER_INDEXED: "Never ingested",
    SourceCondition.STALE: "May be old",
    SourceCondition.FAILED: "Failed",
}
_STATUSES = {
    DocumentStatus.LIVE: "live",
    DocumentStatus.EXPIRED: "expired",
    DocumentStatus.SUPERSEDED: "replaced",
    DocumentStatus.FAILED: "failed",
    DocumentStatus.QUARANTINED: "quarantined",
}


@dataclass(frozen=True, slots=True)
class Shelf:
    """A source as the page shows it.

    ``hidden`` counts, by their status, the documents that need a look and that the reader may not
    open.
    """

    name: str
    owner: str
    department: str
    condition: str
    good: bool
    problem: str
    ingested_at: str
    counts: tuple[tuple[str, int], ...]
    hidden: tuple[tuple[str, int], ...]
    calm: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """A document as the page shows it; ``href`` is empty for one that cannot be opened."""

    title: str
    path: str
    source: str
    href: str
    status: str
    bad: bool
    notes: tuple[str, ...]
    version: str
    ingested: str
    holds: str
    pages: str
    answered: str


@router.get("/knowledge")
async def show(
    request: Request,
    parts: PartsNeeded,
    find: Annotated[str, Query(max_length=200)] = "",
    only: Annotated[str, Query(max_length=20)] = "",
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> Response:
    """Show the sources of one's departments, or of the company, and their documents.

    A role opens no document: one that its reader may not open is counted, and not named.
    """
    person = await parts.directory.of_cookies(request.cookies)
    if person is None:
        return to_sign_in(request)
    if not KNOWLEDGE.is_open_to(person):
        error = NotFoundError("page", denied=Denied("knowledge"))
        missing = message(request, "Not found", str(error), status=404, person=person)
        missing.background = denial(request, error, person)
        return missing
    now = datetime.now(UTC)
    names = {slug: one.name for slug, one in parts.directory.rules.departments.items()}
    sources = [one for one in await parts.documents.sources() if _concerns(person, one)]
    tallies = await parts.catalogue.tallies([one.name for one in sources], now)
    shelves = [
        shelf(
            source,
            [one for one in tallies if one.source == source.name],
            person.access,
            names.get(source.department, source.department),
        )
        for source in sources
    ]
    listed, count = await parts.catalogue.page(
        tallies,
        person.access,
        now,
        typed=find,
        troubled=only == "troubled",
        offset=(page - 1) * ON_A_PAGE,
        limit=ON_A_PAGE,
    )
    wanted = {"find": find.strip(), "only": only}
    context = {
        "shelves": sorted(shelves, key=lambda one: (one.calm, one.name)),
        "entries": [entry(one, now) for one in listed],
        "count": count,
        "first": (page - 1) * ON_A_PAGE + 1,
        "find": find,
        "troubled": only == "troubled",
        "earlier": _query(wanted, page - 1) if page > 1 else "",
        "later": _query(wanted, page + 1) if page * ON_A_PAGE < count else "",
        "ingests": person.holds(RoleName.PLATFORM_ADMIN),
    }
    return render(request, "knowledge.html", context, person=person)


def _query(wanted: dict[str, str], page: int) -> str:
    fields = {name: value for name, value in wanted.items() if value} | {"page": str(page)}
    return urlencode(fields)


def shelf(source: Source, tallies: Sequence[Tally], access: Access, department: str) -> Shelf:
    """Describe a source to somebody with these rights; ``department`` is its name for people."""
    counted: Counter[DocumentStatus] = Counter()
    hidden: Counter[str] = Counter()
    for tally in tallies:
        counted[tally.status] += tally.count
        if tally.urgency != CALM and not access.may_read(tally.groups):
            hidden[_STATUSES[tally.status]] += tally.count
    condition = source.state.condition
    failed = counted[DocumentStatus.FAILED] + counted[DocumentStatus.QUARANTINED]
    ready = condition is SourceCondition.READY
    good = ready and not failed
    return Shelf(
        name=source.name,
        owner=source.owner,
        department=department,
        condition=f"Up to date but for {failed}" if ready and failed else _CONDITIONS[condition],
        good=good,
        problem=source.problem,
        ingested_at=instant_of(source.ingested_at) if source.ingested_at else "",
        counts=tuple((word, counted[status]) for status, word in _STATUSES.items()),
        hidden=tuple(sorted(hidden.items())),
        calm=good and all(tally.urgency == CALM for tally in tallies),
    )


def entry(listed: Listed, now: datetime) -> Entry:
    """Describe a document to somebody who may read it."""
    unread = listed.status in _UNREAD
    return Entry(
        title=listed.title,
        path=listed.path,
        source=listed.source,
        href="" if unread else f"/documents/{quote(listed.id, safe='')}/pages/1",
        status=_STATUSES[listed.status],
        bad=listed.urgency == BROKEN,
        notes=tuple(_notes(listed, now)),
        version=listed.version[:8],
        ingested=str(listed.ingested_at.date()) if listed.ingested_at and listed.version else "",
        holds=_holds(listed),
        pages=str(listed.pages) if listed.pages else "",
        answered=str(listed.answered_at.date()) if listed.answered_at else "",
    )


def _notes(listed: Listed, now: datetime) -> list[str]:
    """What there is to tell of a document."""
    status, reason = listed.status, listed.reason
    if status is DocumentStatus.SUPERSEDED:
        return [reason or _since("Replaced by a newer version", listed.superseded_from)]
    if status is DocumentStatus.EXPIRED:
        return [reason or _since("No longer in effect", listed.effective_until)]
    if status in _UNREAD:
        return [reason]
    notes = [f"The version before it goes on answering. {reason}"] if reason else []
    ends = (listed.effective_until, listed.superseded_from)
    begins = listed.effective_from
    if (begins and now < begins) or any(end is not None and end <= now for end in ends):
        notes.append("Does not answer today: see its dates in source.yaml.")
    return [*notes, *(listed.remarks if listed.urgency <= REMARKED else ())]


def _holds(listed: Listed) -> str:
    begins, ends = listed.effective_from, listed.effective_until
    since = f"from {begins.date()}" if begins and begins.year > 1 else ""
    until = f"until {ends.date()}" if ends else ""
    return " ".join(filter(None, (since, until)))


def _concerns(person: Person, source: Source) -> bool:
    return any(person.holds(role) for role in _COMPANY_WIDE) or (
        source.department in person.departments_as(RoleName.DEPARTMENT_ADMIN)
    )


def _since(said: str, at: datetime | None) -> str:
    return f"{said} since {at.date()}." if at is not None and at.year > 1 else f"{said}."
