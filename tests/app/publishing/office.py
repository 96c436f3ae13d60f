"""An office in which assistants are changed: a real database, people, and what there is to name."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from app.audit.chain import Entry
from app.audit.events import Actor
from app.audit.trail import EVERYTHING
from app.identity.people import OPERATOR, IdentityRules, Person
from app.publishing import drafting, reviewing
from app.publishing.desk import Desk, Somebody
from app.records.audit import SqlAuditTrail
from app.records.configurations import SqlConfigurationStore
from app.records.database.engine import Sessions, open_engine, open_sessions
from app.records.people.people import PeopleStore
from app.records.publishing.drafts import SqlDraftStore
from app.records.publishing.reviews import SqlReviewStore
from assistants.profiles import Configuration
from assistants.provenance import ActorKind, Participant
from assistants.publishing.drafts import Draft
from assistants.publishing.problems import Surroundings
from assistants.publishing.reviews import Review
from tests.feedback.samples import configuration
from tests.servers.databases import migrated

AT = datetime(2026, 9, 1, 8, tzinfo=UTC)
RULES = IdentityRules.model_validate(
    {
        "departments": {
            "hr": {"name": "Human Resources", "groups": ["hr"]},
            "it": {"name": "IT", "groups": ["it"]},
        },
        "roles": [
            {"role": "department admin", "departments": ["hr"], "groups": ["hr-admins"]},
            {"role": "department approver", "departments": ["hr"], "groups": ["hr-approvers"]},
            {"role": "department admin", "departments": ["it"], "groups": ["it-admins"]},
            {"role": "department approver", "departments": ["it"], "groups": ["it-approvers"]},
            {"role": "compliance officer", "groups": ["compliance"]},
        ],
    }
)
PEOPLE = {
    "dana": {"hr", "hr-admins"},
    "dora": {"hr", "hr-admins"},
    "erik": {"hr", "hr-approvers"},
    "eva": {"hr", "hr-admins", "hr-approvers"},
    "ben": {"it", "it-admins", "it-approvers"},
    "alice": {"hr"},
    "grace": {"compliance"},
}
AROUND = Surroundings(
    templates=frozenset({"cited-answer/2"}),
    sources={"hr": "", "it": ""},
    groups=frozenset({"everyone", "hr"}),
    icons=frozenset({"people"}),
    departments=frozenset({"hr", "it"}),
    roles=frozenset({"answer"}),
)


@dataclass
class Surveyor:
    """What there is, as the test wants it."""

    around: Surroundings = AROUND

    async def surroundings(self) -> Surroundings:
        return self.around


@dataclass
class Office:
    """The desk with its people; a clock that moves at every look."""

    sessions: Sessions
    desk: Desk
    people: PeopleStore
    surveyor: Surveyor
    trail: SqlAuditTrail
    ids: dict[str, str] = field(default_factory=dict)
    groups: dict[str, set[str]] = field(default_factory=dict)

    async def know(self, name: str, groups: set[str]) -> None:
        """Store what the provider says of somebody."""
        record = await self.people.put(_email(name), name.title(), groups)
        self.ids[name], self.groups[name] = record.id, set(groups)

    def by(self, name: str) -> Somebody:
        """Somebody who acts now, with the groups that they have now."""
        if name == OPERATOR:
            person = Person(OPERATOR, "root@host", "Operator", frozenset(), frozenset())
        elif name.startswith("client:"):
            groups = frozenset({"hr-admins", "hr-approvers"})
            person = Person(name, name, name, groups, RULES.grants_of(groups))
        else:
            groups = frozenset(self.groups[name])
            grants = RULES.grants_of(groups)
            person = Person(self.ids[name], _email(name), name.title(), groups, grants)
        return Somebody(person, Actor(person.id, person.email))

    async def first(self, **changes: Any) -> None:
        """Publish a first version, as an installation does."""
        by = Participant("service", "first start", ActorKind.SERVICE)
        await self.desk.configurations.publish_first(configuration(**changes), at=AT, by=by)

    async def drafted(self, name: str = "dana", **changes: Any) -> Draft:
        """A draft with changes, written by one person."""
        content = configuration(**changes).model_dump(mode="json")
        slug, department = content["slug"], content["department"]
        return await drafting.begin(self.desk, self.by(name), slug, department, content)

    async def asked(self, name: str = "dana", **changes: Any) -> Review:
        """A review of a change."""
        draft = await self.drafted(name, **changes)
        return await reviewing.ask(self.desk, self.by(name), draft.id, draft.revision, "Better.")

    async def live(self, slug: str = "hr") -> Configuration:
        """What answers now."""
        version = await self.desk.configurations.live(slug)
        assert version is not None
        return version.configuration

    async def trail_of(self, action: str) -> list[Entry]:
        """The entries of the audit trail with this action, oldest first."""
        page = await self.trail.page(EVERYTHING, limit=1000)
        return [entry for entry in reversed(page.entries) if entry.action == action]


def _email(name: str) -> str:
    return f"{name}@cryodyne.example"


@asynccontextmanager
async def opened_office(folder: Path, *, first: bool = True) -> AsyncIterator[Office]:
    """An office over a database in ``folder``; one assistant has its first version."""
    url = f"sqlite:///{folder / 'records.db'}"
    await migrated(url)
    engine = open_engine(url, inline=True)
    try:
        office = await office_over(open_sessions(engine))
        if first:
            await office.first()
        yield office
    finally:
        await engine.dispose()


async def office_over(sessions: Sessions) -> Office:
    """The same over a database that is open."""
    surveyor, trail = Surveyor(), SqlAuditTrail(sessions)
    ticks = iter(range(10**9))
    desk = Desk(
        SqlConfigurationStore(sessions),
        SqlDraftStore(sessions),
        SqlReviewStore(sessions),
        surveyor,
        trail,
        lambda: RULES,
        lambda: AT + timedelta(seconds=next(ticks)),
    )
    office = Office(sessions, desk, PeopleStore(sessions), surveyor, trail)
    for name, groups in PEOPLE.items():
        await office.know(name, groups)
    return office


def without_source(around: Surroundings, source: str) -> Surroundings:
    """The same after a source is gone."""
    left = {name: why for name, why in around.sources.items() if name != source}
    return replace(around, sources=left)
