"""What every page of the console does first and last: who reads, and what a refusal looks like."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.api.access import actor_of
from app.api.errors import describe
from app.api.refusals import NotFoundError
from app.audit.events import Denied
from app.identity.people import Person
from app.navigation import CONSOLE, PLACES, Place
from app.pages.admin.waiting import Waits, waits_for
from app.pages.admin.words.languages import FIELDS, WORDS
from app.pages.emoji import face
from app.pages.rendering import message, not_there, render, said, to_sign_in, told
from app.pages.words.reader import Reader
from app.pages.words.wording import Wording
from app.publishing.desk import Somebody
from app.wiring import Parts
from assistants.provenance import NotSeparatedError, Provenance, Way
from assistants.publishing.refusals import ChangeRefusedError, UnknownChangeError


@dataclass(frozen=True, slots=True)
class Visit:
    """A person at a page of the console, and the words that they read.

    ``waits`` is looked up where a page is read, and not where a form is sent.
    """

    request: Request
    parts: Parts
    person: Person
    waits: Waits = field(default_factory=Waits)

    @property
    def words(self) -> Wording:
        """What the pages say in the reader's language."""
        return said(self.request, WORDS)

    @property
    def language(self) -> str:
        """The reader's language."""
        return Reader.of(self.request).language

    @property
    def fields(self) -> Mapping[str, str]:
        """What the pages call the fields of a configuration."""
        return FIELDS[self.language]

    @property
    def by(self) -> Somebody:
        """Who acts."""
        return Somebody(self.person, actor_of(self.request, self.person))

    def page(
        self, template: str, context: Mapping[str, object], *, status: int = 200
    ) -> HTMLResponse:
        """A page in the reader's language."""
        shared = {
            "fields": self.fields,
            "when": Reader.of(self.request).instant,
            "came": self.came,
            "face": face,
        }
        return render(
            self.request,
            f"admin/{template}.html",
            shared | dict(context),
            words=[WORDS],
            person=self.person,
            status=status,
        )

    def came(self, provenance: Provenance) -> str:
        """How a version came to be live, in words."""
        key = "emergency_way" if provenance.way is Way.EMERGENCY else provenance.way.value
        return self.words[key]

    def missing(self, error: Exception) -> Response:
        """The page for what is not there, or not for this person."""
        denied: Denied | None = getattr(error, "denied", None)
        return not_there(self.request, NotFoundError("page", denied=denied), self.person)

    def refused(self, error: Exception, back: str) -> Response:
        """The page that says why something was not done, and leads back."""
        status, _ = describe(error)
        return message(
            self.request,
            self.words["refused"],
            told(self.request, error),
            status=status,
            person=self.person,
            action=(self.words["to_console"], back),
        )


async def visit(
    request: Request, parts: Parts, *, lead: bool = False, place: Place = CONSOLE
) -> Visit | Response:
    """Who reads at a place; for anybody else the page is not there.

    With ``lead`` whoever manages something else is led there.
    """
    person = await parts.directory.of_cookies(request.cookies)
    if person is None:
        return to_sign_in(request)
    found = Visit(request, parts, person)
    if not place.is_open_to(person):
        others = [other for other in PLACES if other.roles and other.is_open_to(person)]
        if lead and others:
            return RedirectResponse(others[0].path, 303)
        return found.missing(NotFoundError("page", denied=Denied(place.name)))
    if request.method != "GET":
        return found
    waits = await waits_for(parts, person)
    request.state.waits = waits.by_place()
    return replace(found, waits=waits)


async def done(visit: Visit, work: Callable[[], Awaitable[str]], back: str) -> Response:
    """Do what a form asks, and go to where ``work`` says; a refusal says why."""
    try:
        return RedirectResponse(await work(), 303)
    except UnknownChangeError as error:
        return visit.missing(error)
    except (ChangeRefusedError, NotSeparatedError) as error:
        return visit.refused(error, back)


def days_since(at: datetime, now: datetime) -> int:
    """Whole days."""
    return max((now - at).days, 0)
