"""What is known, and what is not: the sources, and the documents that could not be read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.api.access import PartsNeeded
from app.api.errors import denial
from app.api.refusals import NotFoundError
from app.audit.events import Denied
from app.identity.people import Person, RoleName
from app.navigation import KNOWLEDGE
from app.pages.audit_words import instant_of
from app.pages.rendering import message, render, to_sign_in
from retrieval.access import Access
from retrieval.documents import Document, DocumentStatus, Source
from retrieval.passages import SourceCondition

router = APIRouter(prefix="/admin", include_in_schema=False)
_MOST = 100
_COMPANY_WIDE = (RoleName.COMPLIANCE_OFFICER, RoleName.PLATFORM_ADMIN)
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
class Trouble:
    """A document that does not answer as it might, and that its reader may open."""

    path: str
    status: str
    reason: str
    bad: bool


@dataclass(frozen=True, slots=True)
class Shelf:
    """A source as the page shows it.

    ``more`` counts troubles that are not listed, ``hidden``, by their status, those of documents
    that the reader may not open.
    """

    name: str
    owner: str
    department: str
    condition: str
    good: bool
    problem: str
    ingested_at: str
    counts: tuple[tuple[str, int], ...]
    troubles: tuple[Trouble, ...]
    hidden: tuple[tuple[str, int], ...]
    more: int

    @property
    def calm(self) -> bool:
        """Whether nothing needs a look."""
        return self.good and not self.troubles and not self.hidden


@router.get("/knowledge")
async def show(request: Request, parts: PartsNeeded) -> Response:
    """Show the sources of one's departments, or of the company, and what is wrong with them.

    A role opens no document: one that its reader may not open is counted, and not named.
    """
    person = await parts.directory.of_cookies(request.cookies)
    if person is None:
        return to_sign_in(request)
    if not KNOWLEDGE.is_open_to(person):
        error = NotFoundError("page", denied=Denied("knowledge"))
        page = message(request, "Not found", str(error), status=404, person=person)
        page.background = denial(request, error, person)
        return page
    names = {slug: one.name for slug, one in parts.directory.rules.departments.items()}
    shelves = [
        shelf(
            source,
            await parts.contents.documents(source.name),
            person.access,
            names.get(source.department, source.department),
        )
        for source in await parts.documents.sources()
        if _concerns(person, source)
    ]
    context = {
        "shelves": sorted(shelves, key=lambda one: (one.calm, one.name)),
        "ingests": person.holds(RoleName.PLATFORM_ADMIN),
    }
    return render(request, "knowledge.html", context, person=person)


def shelf(
    source: Source, documents: Mapping[str, Document], access: Access, department: str
) -> Shelf:
    """Describe a source to somebody with these rights; ``department`` is its name for people."""
    counted = Counter(document.status for document in documents.values())
    now = datetime.now(UTC)
    troubled = [(one, _trouble(one, now)) for one in documents.values()]
    found = [trouble for one, trouble in troubled if trouble and access.may_read(one.groups)]
    hidden = Counter(t.status for one, t in troubled if t and not access.may_read(one.groups))
    troubles = sorted(found, key=lambda one: (not one.bad, one.path))
    condition = source.state.condition
    failed = counted[DocumentStatus.FAILED] + counted[DocumentStatus.QUARANTINED]
    ready = condition is SourceCondition.READY
    return Shelf(
        name=source.name,
        owner=source.owner,
        department=department,
        condition=f"Up to date but for {failed}" if ready and failed else _CONDITIONS[condition],
        good=ready and not failed,
        problem=source.problem,
        ingested_at=instant_of(source.ingested_at) if source.ingested_at else "",
        counts=tuple((word, counted[status]) for status, word in _STATUSES.items()),
        troubles=tuple(troubles[:_MOST]),
        hidden=tuple(sorted(hidden.items())),
        more=max(0, len(troubles) - _MOST),
    )


def _concerns(person: Person, source: Source) -> bool:
    return any(person.holds(role) for role in _COMPANY_WIDE) or (
        source.department in person.departments_as(RoleName.DEPARTMENT_ADMIN)
    )


def _trouble(document: Document, now: datetime) -> Trouble | None:
    status, reason = document.status, document.reason
    if status is DocumentStatus.SUPERSEDED:
        reason = reason or _since("Replaced by a newer version", document.superseded_from)
    elif status is DocumentStatus.EXPIRED:
        reason = reason or _since("No longer in effect", document.effective_until)
    elif status is DocumentStatus.LIVE and not document.answers_at(now):
        reason = reason or "Does not answer today: see its dates in source.yaml."
    elif status is DocumentStatus.LIVE and reason:
        reason = f"The version before it goes on answering. {reason}"
    elif status is DocumentStatus.LIVE and document.remarks:
        reason = " ".join(document.remarks)
    elif status is DocumentStatus.LIVE:
        return None
    return Trouble(
        path=document.path,
        status=_STATUSES[status],
        reason=reason,
        bad=status in {DocumentStatus.FAILED, DocumentStatus.QUARANTINED},
    )


def _since(said: str, at: datetime | None) -> str:
    return f"{said} since {at.date()}." if at is not None and at.year > 1 else f"{said}."
