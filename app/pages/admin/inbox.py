"""The inbox: what people think of answers, found by score, reason, version, document and state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.api.access import PartsNeeded
from app.inbox.inbox import departments_of
from app.navigation import INBOX
from app.pages.admin.visiting import Visit, visit
from app.records.cursors import CursorInvalidError
from app.records.inbox.listing import Wanted
from feedback.inbox import CaseClass

router = APIRouter(prefix=INBOX.path, include_in_schema=False)
ON_A_PAGE = 25
_LONGEST = 200
_SCORES = {"low": (None, 2), "middle": (3, 3), "good": (4, None)}
_STATES = {"open": False, "closed": True}
# Work begins with what did not help and is not done yet.
_AT_FIRST = {"score": "low", "state": "open"}
_FILTERS = ("assistant", "score", "reason", "version", "document", "state", "class", "mine")


@dataclass(frozen=True, slots=True)
class Filters:
    """What the form says; whatever it cannot mean narrows nothing."""

    typed: Mapping[str, str]

    @classmethod
    def of(cls, request: Request) -> Filters:
        """The filters of an address; those of the first look where it has none."""
        given = request.query_params
        if not any(name in given for name in _FILTERS):
            return cls(dict.fromkeys(_FILTERS, "") | _AT_FIRST)
        return cls({name: given.get(name, "").strip()[:_LONGEST] for name in _FILTERS})

    def query(self, **more: str) -> str:
        """The address of the same, or of the same further on."""
        # Kept also where they are empty, so that the first look does not come in again.
        return urlencode({**self.typed, **more})

    async def wanted(self, found: Visit) -> Wanted:
        """What is looked for, in the departments of the reader."""
        typed = self.typed
        least, most = _SCORES.get(typed["score"], (None, None))
        number = typed["version"]
        named = None
        if typed["document"]:
            named = await found.parts.inbox.documents_named(found.by, typed["document"])
        return Wanted(
            departments_of(found.person),
            profile=typed["assistant"],
            least=least,
            most=most,
            reason=typed["reason"],
            version=int(number)
            if number.isascii() and number.isdigit() and len(number) < 7
            else None,
            documents=named,
            closed=_STATES.get(typed["state"]),
            kind=CaseClass(typed["class"])
            if typed["class"] in {one.value for one in CaseClass}
            else None,
            assignee=found.person.id if typed["mine"] else "",
        )


@router.get("")
async def show(request: Request, parts: PartsNeeded) -> Response:
    """Show the reactions in the departments whose admin the reader is."""
    found = await visit(request, parts, place=INBOX)
    if isinstance(found, Response):
        return found
    filters = Filters.of(request)
    wanted = await filters.wanted(found)
    cursor = request.query_params.get("after", "")[:_LONGEST] or None
    try:
        page = await parts.inbox.page(found.by, wanted, cursor=cursor, limit=ON_A_PAGE)
    except CursorInvalidError:
        cursor = None
        page = await parts.inbox.page(found.by, wanted, limit=ON_A_PAGE)
    live = [
        version.configuration
        for version in await parts.configurations.all_live()
        if version.configuration.department in wanted.departments
    ]
    everything = Wanted(wanted.departments)
    context = {
        "page": page,
        "typed": filters.typed,
        "assistants": live,
        "names": {one.slug: one.name for one in live},
        "reasons": sorted({reason for one in live for reason in one.reasons}),
        "classes": [one.value for one in CaseClass],
        "anything": bool(page.entries) or await parts.inbox.listing.any(everything),
        "older": filters.query(after=page.cursor) if page.cursor else "",
        "newest": filters.query() if cursor else "",
    }
    return found.page("inbox", context)
