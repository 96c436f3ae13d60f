"""What is known, and what is not: the sources, and every document with what there is to tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from app.api.access import PartsNeeded
from app.api.refusals import NotFoundError
from app.audit.events import Denied
from app.identity.people import Person, RoleName
from app.navigation import KNOWLEDGE
from app.pages.admin.knowledge.entries import entry
from app.pages.rendering import not_there, render, said, to_sign_in
from app.pages.words.knowledge import KNOWLEDGE as KNOWLEDGE_WORDS
from app.pages.words.reader import Reader
from app.pages.words.wording import Wording
from app.records.documents.catalogue import CALM, Tally
from retrieval.access import Access
from retrieval.documents import DocumentStatus, Source
from retrieval.passages import SourceCondition

router = APIRouter(prefix="/admin", include_in_schema=False)
ON_A_PAGE = 50
_COMPANY_WIDE = (RoleName.COMPLIANCE_OFFICER, RoleName.PLATFORM_ADMIN)


@dataclass(frozen=True, slots=True)
class Shelf:
    """A source as the page shows it.

    ``hidden`` counts in words, by their status, the documents that need a look and that the reader
    may not open.
    """

    name: str
    owner: str
    department: str
    condition: str
    good: bool
    problem: str
    ingested_at: datetime | None
    counts: tuple[tuple[DocumentStatus, int], ...]
    hidden: tuple[str, ...]
    calm: bool


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
        return not_there(request, NotFoundError("page", denied=Denied("knowledge")), person)
    words, reader = said(request, KNOWLEDGE_WORDS), Reader.of(request)
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
            words,
        )
        for source in sources
    ]
    listed, count = await parts.catalogue.page(
        tallies,
        person.access,
        now,
        typed=find,
        troubled=only == "troubled",
        ageing=only == "ageing",
        offset=(page - 1) * ON_A_PAGE,
        limit=ON_A_PAGE,
    )
    wanted = {"find": find.strip(), "only": only}
    departments = person.departments_as(RoleName.DEPARTMENT_ADMIN)
    owners = {one.name: one.owner for one in sources}
    own = {one.name for one in sources if one.department in departments}
    context = {
        "shelves": sorted(shelves, key=lambda one: (one.calm, one.name)),
        "entries": [
            entry(one, now, words, reader, looks_into=one.source in own, owner=owners[one.source])
            for one in listed
        ],
        "count": count,
        "first": (page - 1) * ON_A_PAGE + 1,
        "find": find,
        "only": only,
        "earlier": _query(wanted, page - 1) if page > 1 else "",
        "later": _query(wanted, page + 1) if page * ON_A_PAGE < count else "",
        "own": own,
        "searches": bool(departments),
        "ingests": person.holds(RoleName.PLATFORM_ADMIN),
    }
    return render(request, "knowledge.html", context, words=[KNOWLEDGE_WORDS], person=person)


def _query(wanted: dict[str, str], page: int) -> str:
    fields = {name: value for name, value in wanted.items() if value} | {"page": str(page)}
    return urlencode(fields)


def shelf(
    source: Source, tallies: Sequence[Tally], access: Access, department: str, words: Wording
) -> Shelf:
    """Describe a source to somebody with these rights; ``department`` is its name for people."""
    counted: Counter[DocumentStatus] = Counter()
    hidden: Counter[DocumentStatus] = Counter()
    for tally in tallies:
        counted[tally.status] += tally.count
        if tally.urgency != CALM and not access.may_read(tally.groups):
            hidden[tally.status] += tally.count
    condition = source.state.condition
    failed = counted[DocumentStatus.FAILED] + counted[DocumentStatus.QUARANTINED]
    ready = condition is SourceCondition.READY
    good = ready and not failed
    return Shelf(
        name=source.name,
        owner=source.owner,
        department=department,
        condition=(
            words("up_to_date_but", n=failed) if ready and failed else words[f"source {condition}"]
        ),
        good=good,
        problem=source.problem,
        ingested_at=source.ingested_at,
        counts=tuple((status, counted[status]) for status in DocumentStatus),
        hidden=tuple(f"{hidden[one]} {words[f'document {one}']}" for one in sorted(hidden)),
        calm=good and all(tally.urgency == CALM for tally in tallies),
    )


def _concerns(person: Person, source: Source) -> bool:
    return any(person.holds(role) for role in _COMPANY_WIDE) or (
        source.department in person.departments_as(RoleName.DEPARTMENT_ADMIN)
    )
