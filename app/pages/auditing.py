"""The audit trail as a page for compliance officers; for anybody else it is not there."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse, Response, StreamingResponse

from app.api.access import PartsNeeded, actor_of
from app.api.refusals import NotFoundError
from app.audit.chain import Entry
from app.audit.descriptions import read_audit, verified
from app.audit.events import Action, Denied
from app.audit.trail import AuditTrail, Wanted
from app.identity.people import Person
from app.navigation import AUDIT
from app.pages.audit_words import Row, row_of
from app.pages.rendering import not_there, render, said, to_sign_in
from app.pages.words.audit import AUDIT as AUDIT_WORDS
from app.pages.words.audit_entries import ACTIONS, ENTRIES
from app.pages.words.reader import Reader
from app.pages.words.wording import Wording
from app.wiring import Parts
from feedback.lake.stores.object_store import LakeUnavailableError
from feedback.lake.writing import cell

router = APIRouter(prefix="/admin", include_in_schema=False)
_ON_A_PAGE = 50
_TOGETHER = 500
_ACTIONS = frozenset(action.value for action in Action)
_PRIVATE = {"Cache-Control": "private, no-store"}


@dataclass(frozen=True, slots=True)
class Filter:
    """The form above the list, as somebody filled it in; days in UTC, the last one included."""

    since: str = ""
    until: str = ""
    action: str = ""
    person: str = ""

    @property
    def problem(self) -> str:
        """The word for what cannot be understood, empty if all can."""
        if any(text and _day(text) is None for text in (self.since, self.until)):
            return "bad_day"
        if self.action and self.action not in _ACTIONS:
            return "bad_action"
        return ""

    @property
    def wanted(self) -> Wanted:
        """What to look for; what cannot be understood is left out."""
        since, until = _day(self.since), _day(self.until)
        return Wanted(
            since=_midnight(since) if since else None,
            until=_midnight(until) + timedelta(days=1) if until else None,
            action=self.action if self.action in _ACTIONS else "",
            actor=self.person,
        )

    def query(self, **more: str) -> str:
        """The filter as the query of an address, with ``more`` behind it."""
        fields = {name: getattr(self, name) for name in self.__dataclass_fields__} | more
        return urlencode({name: value for name, value in fields.items() if value})


def filter_of(
    since: Annotated[str, Query(max_length=320)] = "",
    until: Annotated[str, Query(max_length=320)] = "",
    action: Annotated[str, Query(max_length=320)] = "",
    person: Annotated[str, Query(max_length=320)] = "",
) -> Filter:
    """The filter that a request carries."""
    return Filter(since.strip(), until.strip(), action.strip(), person.strip())


Filtered = Annotated[Filter, Depends(filter_of)]


@router.get("/audit")
async def show(
    request: Request, parts: PartsNeeded, chosen: Filtered, cursor: str = "", lake: str = ""
) -> Response:
    """Show who did what, newest first, and whether the trail is whole."""
    officer = await _officer(request, parts)
    if isinstance(officer, Response):
        return officer
    before = int(cursor) if cursor.isascii() and cursor.isdigit() and len(cursor) < 19 else None
    page = await parts.audit.page(chosen.wanted, cursor=before, limit=_ON_A_PAGE)
    words, reader = said(request, ENTRIES, ACTIONS, AUDIT_WORDS), Reader.of(request)
    state = await _state(parts, words, reader)
    await parts.audit.add(read_audit(actor_of(request, officer), chosen.wanted, "page"))
    context: dict[str, object] = {
        "rows": [row_of(entry, words, reader) for entry in page.entries],
        "chosen": chosen,
        "actions": ACTIONS[reader.language],
        "problem": chosen.problem,
        "query": chosen.query(),
        "older": chosen.query(cursor=str(page.cursor)) if page.cursor else "",
        "newest": before is not None,
        "lake_away": lake == "away",
        **state,
    }
    return render(request, "audit.html", context, words=[AUDIT_WORDS], person=officer)


@router.post("/audit/check")
async def check(request: Request, parts: PartsNeeded) -> Response:
    """Check the whole trail now, and come back to the page, which says how it ended."""
    officer = await _officer(request, parts)
    if isinstance(officer, Response):
        return officer
    try:
        report = await parts.notary.check()
    except LakeUnavailableError:
        return RedirectResponse("/admin/audit?lake=away", 303)
    await parts.audit.add(verified(actor_of(request, officer), report))
    return RedirectResponse("/admin/audit", 303)


@router.get("/audit.csv")
async def download(request: Request, parts: PartsNeeded, chosen: Filtered) -> Response:
    """The entries as CSV, every one that the filter takes."""
    officer = await _officer(request, parts)
    if isinstance(officer, Response):
        return officer
    await parts.audit.add(read_audit(actor_of(request, officer), chosen.wanted, "csv"))
    return StreamingResponse(
        _csv(parts.audit, chosen.wanted),
        media_type="text/csv; charset=utf-8",
        headers=_PRIVATE | {"Content-Disposition": 'attachment; filename="audit.csv"'},
    )


async def _officer(request: Request, parts: Parts) -> Person | Response:
    person = await parts.directory.of_cookies(request.cookies)
    if person is None:
        return to_sign_in(request)
    if AUDIT.is_open_to(person):
        return person
    return not_there(request, NotFoundError("page", denied=Denied("audit")), person)


async def _state(
    parts: Parts, words: Wording, reader: Reader
) -> Mapping[str, Row | str | int | None]:
    """What is known of the chain: the last check, the last checkpoint, what is wrong."""
    checks = await parts.audit.page(Wanted(action=Action.AUDIT_VERIFIED.value), limit=1)
    signed = parts.notary.last
    flaw = parts.notary.flaw
    return {
        "checked": row_of(checks.entries[0], words, reader) if checks.entries else None,
        "checked_to": checks.entries[0].facts.get("entries", 0) if checks.entries else 0,
        "signed_number": signed.number if signed else None,
        "signed_at": reader.instant(signed.at) if signed else "",
        "flaw": flaw.message if flaw else "",
    }


async def _csv(trail: AuditTrail, wanted: Wanted) -> AsyncIterator[str]:
    names = tuple(Entry.__dataclass_fields__)
    # The mark at the beginning tells Excel that the file is UTF-8.
    yield "\ufeff" + _lines([names])
    cursor: int | None = None
    while True:
        page = await trail.page(wanted, cursor=cursor, limit=_TOGETHER)
        yield _lines([[cell(getattr(entry, name)) for name in names] for entry in page.entries])
        if page.cursor is None:
            return
        cursor = page.cursor


def _lines(rows: list[list[str]] | list[tuple[str, ...]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue()


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day < date.max else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
