"""The inbox of a department: what people think of its answers, and what is done about it.

Pages and API come through here. Only a person who is admin of the department at this moment gets
in; whoever reacted stays without a name until somebody says why they have to know it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from app.audit.inbox_descriptions import case_read, inbox_read, step_taken
from app.audit.trail import AuditTrail
from app.identity.directory import Directory
from app.identity.people import Person, RoleName
from app.inbox.viewing import Seen, seen, without_reasons
from app.publishing.desk import Desk, HiddenChangeError, Somebody, text_of
from app.publishing.standing import participant_of
from app.records.documents.documents import SqlDocumentStore
from app.records.documents.titles import SqlTitles
from app.records.inbox.cases import Filed, SqlCaseStore
from app.records.inbox.listing import Entry, Page, SqlInboxListing, Wanted
from app.records.turns.reactions import SqlReactionStore
from app.records.turns.turns import SqlTurnStore
from assistants.provenance import ActorKind
from assistants.publishing import sentences
from assistants.publishing.refusals import (
    ChangeRefusedError,
    NotAllowedError,
    UnknownChangeError,
)
from feedback import case_sentences
from feedback.inbox import (
    LONGEST_TEXT,
    Because,
    CaseClass,
    LinkKind,
    Outcome,
    Step,
    StepKind,
)

_FOUND = 20
# Answers of this score or less are work; the worst are sought among so many of the newest.
BAD = 2
_LOOKED_AT = 100


@dataclass(frozen=True, slots=True)
class Inbox:
    """Reactions as cases, for the admins of their department."""

    cases: SqlCaseStore
    listing: SqlInboxListing
    turns: SqlTurnStore
    reactions: SqlReactionStore
    documents: SqlDocumentStore
    titles: SqlTitles
    desk: Desk
    directory: Directory
    audit: AuditTrail
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    async def page(
        self, by: Somebody, wanted: Wanted, *, cursor: str | None = None, limit: int = 25
    ) -> Page:
        """Reactions in the departments of an admin that fit, the newest first."""
        own = departments_of(by.person)
        page = await self.listing.page(
            replace(wanted, departments=own & frozenset(wanted.departments)),
            cursor=cursor,
            limit=limit,
        )
        await self.audit.add(inbox_read(by.actor, own, len(page.entries)), self.clock())
        return page

    async def waiting(self, person: Person) -> Mapping[str, int]:
        """How many answers with a low score are not closed in somebody's inbox, by assistant."""
        return await self.listing.waiting_by_profile(departments_of(person), most=BAD)

    async def worst(
        self, by: Somebody, profiles: Collection[str], *, each: int
    ) -> Mapping[str, tuple[Entry, ...]]:
        """Of each of these assistants some answers with a low score that are not closed."""
        own = departments_of(by.person)
        found = {}
        for profile in profiles:
            wanted = Wanted(own, profile=profile, most=BAD, closed=False)
            page = await self.listing.page(wanted, limit=_LOOKED_AT, counted=False)
            found[profile] = tuple(sorted(page.entries, key=lambda one: one.score or 0)[:each])
        shown = sum(len(entries) for entries in found.values())
        if shown:
            await self.audit.add(inbox_read(by.actor, own, shown), self.clock())
        return found

    async def documents_named(self, by: Somebody, typed: str) -> list[str]:
        """The ids of documents that somebody may read, by an id or words of their names."""
        typed, access = typed.strip(), by.person.access
        one = await self.documents.document(typed)
        if one is not None and access.may_read(one.groups):
            return [one.id]
        sources = [source.name for source in await self.documents.sources()]
        found = await self.titles.find(typed, sources, access, self.clock(), limit=_FOUND)
        return [titled.id for titled in found]

    async def case(self, by: Somebody, turn_id: str) -> Seen:
        """A case as an admin may see it; recorded. Raises `UnknownChangeError`."""
        filed = await self._filed(by.person, turn_id)
        turn = await self.turns.get(turn_id)
        if turn is None:
            raise UnknownChangeError(case_sentences.CASE)
        reaction = await self.reactions.get(turn_id, filed.case.person)
        knows = any(
            step.kind is StepKind.REVEALED and step.by.id == by.person.id for step in filed.steps
        )
        who = await self.directory.by_id(filed.case.person) if knows else None
        found = await seen(
            without_reasons(filed, by.person.id),
            turn,
            reaction,
            by.person.access,
            turns=self.turns,
            documents=self.documents,
            now=self.clock(),
        )
        await self.audit.add(case_read(by.actor, filed.case), self.clock())
        return replace(found, who=who)

    async def classify(self, by: Somebody, turn_id: str, seen: int, kind: CaseClass) -> Filed:
        """Say why the answer was not what somebody needed."""
        return await self._take(by, turn_id, seen, StepKind.CLASSED, {"class": kind.value})

    async def assign(self, by: Somebody, turn_id: str, seen: int, email: str) -> Filed:
        """Make an admin of the department look after it; nobody for an empty address."""
        filed = await self._filed(by.person, turn_id)
        to: dict[str, str] | None = None
        if email.strip():
            person = await self.directory.by_email(email)
            if person is None or filed.case.department not in departments_of(person):
                raise ChangeRefusedError(case_sentences.NOT_LOOKING_AFTER, "not_an_admin")
            to = {"id": person.id, "name": person.email}
        return await self._take(by, turn_id, seen, StepKind.ASSIGNED, {"to": to})

    async def answer(self, by: Somebody, turn_id: str, seen: int, text: str) -> Filed:
        """Tell whoever reacted something."""
        text = text_of(text, sentences.WRITE_FIRST)
        return await self._take(by, turn_id, seen, StepKind.ANSWERED, {"text": text})

    async def note(self, by: Somebody, turn_id: str, seen: int, text: str) -> Filed:
        """Keep a note for the department."""
        text = text_of(text, sentences.WRITE_FIRST)
        return await self._take(by, turn_id, seen, StepKind.NOTED, {"text": text})

    async def link(
        self, by: Somebody, turn_id: str, seen: int, kind: LinkKind, target: str
    ) -> Filed:
        """Let a case lead to a draft of the department, or to a document that its admin reads."""
        filed = await self._filed(by.person, turn_id)
        if kind is LinkKind.DRAFT:
            draft = await self.desk.draft(by.person, target)
            if draft.department != filed.case.department:
                raise UnknownChangeError(sentences.DRAFT)
        else:
            document = await self.documents.document(target)
            if document is None or not by.person.access.may_read(document.groups):
                raise UnknownChangeError(case_sentences.DOCUMENT)
        detail = {"kind": kind.value, "target": target}
        return await self._take(by, turn_id, seen, StepKind.LINKED, detail)

    async def close(
        self, by: Somebody, turn_id: str, seen: int, outcome: Outcome, text: str
    ) -> Filed:
        """Close it with an outcome and words, which whoever reacted reads."""
        detail = {"outcome": outcome.value, "text": _optional(text)}
        return await self._take(by, turn_id, seen, StepKind.CLOSED, detail)

    async def reopen(self, by: Somebody, turn_id: str, seen: int) -> Filed:
        """Open a closed case again."""
        return await self._take(by, turn_id, seen, StepKind.REOPENED, {})

    async def reveal(
        self, by: Somebody, turn_id: str, seen: int, because: Because, note: str
    ) -> Filed:
        """Let this admin know who reacted, for a reason that the audit trail keeps."""
        detail = {"because": because.value, "note": _optional(note)}
        return await self._take(by, turn_id, seen, StepKind.REVEALED, detail)

    async def _take(
        self, by: Somebody, turn_id: str, seen: int, kind: StepKind, detail: Mapping[str, Any]
    ) -> Filed:
        filed = await self._filed(by.person, turn_id)
        async with self.desk.audited(by, kind.value, f"case:{turn_id}", filed.case.department):
            # Asked once more: somebody may have lost the role since the page was shown.
            now = await self.directory.by_id(by.person.id)
            if now is None or filed.case.department not in departments_of(now):
                raise NotAllowedError(case_sentences.NOT_AN_ADMIN, "not_an_admin")
            step = Step(kind, by.participant, self.clock(), detail)
            taken = await self.cases.take(
                turn_id, seen, step, step_taken(by.actor, filed.case, step)
            )
            return without_reasons(taken, by.person.id)

    async def _filed(self, person: Person, turn_id: str) -> Filed:
        filed = await self.cases.case(turn_id)
        if filed is None:
            raise UnknownChangeError(case_sentences.CASE)
        if filed.case.department not in departments_of(person):
            raise HiddenChangeError(case_sentences.CASE, f"case:{turn_id}", filed.case.department)
        return filed


def departments_of(person: Person) -> frozenset[str]:
    """The departments whose inbox somebody sees: an admin who is a person, and no program."""
    if participant_of(person).kind is not ActorKind.PERSON:
        return frozenset()
    return person.departments_as(RoleName.DEPARTMENT_ADMIN)


def _optional(text: str) -> str:
    text = text.strip()
    if len(text) > LONGEST_TEXT:
        raise ChangeRefusedError(
            sentences.TOO_LONG, "too_long", length=len(text), most=LONGEST_TEXT
        )
    return text
