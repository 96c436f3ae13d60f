"""The parts that need the database and the lake, opened and closed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from app.audit.checkpoints import Signer
from app.audit.notary import Notary
from app.audit.restoring import LakeOwnership, Restored
from app.checks.keeping import Checks
from app.identity.directory import Directory
from app.identity.signing_in import CompanySignIn
from app.identity.tokens import Pseudonyms, find_secret
from app.inbox.inbox import Inbox
from app.publishing.availability import Surveyor
from app.publishing.desk import Desk
from app.records.audit import SqlAuditTrail
from app.records.checks.checks import SqlCheckStore
from app.records.checks.runs import SqlRunStore
from app.records.configurations import SqlConfigurationStore
from app.records.database.direct import direct_to
from app.records.database.engine import Engine, Sessions, open_engine, open_sessions
from app.records.database.migration import upgrade
from app.records.documents.catalogue import SqlCatalogue
from app.records.documents.changes import SqlDocumentChangeStore
from app.records.documents.documents import SqlDocumentStore
from app.records.documents.titles import SqlTitles
from app.records.inbox.cases import SqlCaseStore
from app.records.inbox.listing import SqlInboxListing
from app.records.outbox import SqlOutbox
from app.records.people.people import PeopleStore
from app.records.people.sessions import SessionStore
from app.records.publishing.drafts import SqlDraftStore
from app.records.publishing.reviews import SqlReviewStore
from app.records.spending.budgets import SqlBudgetStore
from app.records.turns.abandoned import TurnSweeper
from app.records.turns.reactions import SqlReactionStore
from app.records.turns.satisfaction import SqlSatisfaction
from app.records.turns.threads import ThreadStore
from app.records.turns.turns import SqlTurnStore
from app.settings import ROOT, Settings
from app.startup.identity import open_identity
from app.uploading.settling import Settler
from feedback.compaction.compactor import Compactor
from feedback.lake.opening import open_lake
from feedback.lake.stores.guarded_store import GuardedStore
from feedback.lake.stores.object_store import ObjectStore
from feedback.outbox.alarms import Alarm
from feedback.outbox.shipping import Shipper


@dataclass(frozen=True, slots=True)
class Records:
    """The parts that need the database and the lake, and not the indexes.

    ``documents`` is for short reads, ``contents`` for going through whole sources.
    """

    settings: Settings
    engine: Engine
    transactions: Sessions
    people: PeopleStore
    sessions: SessionStore
    directory: Directory
    company: CompanySignIn | None
    threads: ThreadStore
    turns: SqlTurnStore
    sweeper: TurnSweeper
    reactions: SqlReactionStore
    satisfaction: SqlSatisfaction
    configurations: SqlConfigurationStore
    desk: Desk
    checks: Checks
    inbox: Inbox
    documents: SqlDocumentStore
    contents: SqlDocumentStore
    titles: SqlTitles
    catalogue: SqlCatalogue
    settler: Settler
    pseudonyms: Pseudonyms
    outbox: SqlOutbox
    lake: ObjectStore
    shipper: Shipper
    compactor: Compactor
    audit: SqlAuditTrail
    notary: Notary
    restored: Restored
    budgets: SqlBudgetStore

    @property
    def alarms(self) -> list[Alarm]:
        """What a person has to look at about the lake."""
        return [*self.shipper.alarms, *self.compactor.alarms]


@asynccontextmanager
async def open_records(settings: Settings) -> AsyncIterator[Records]:
    """Open the database and the lake; enough for commands that answer no questions."""
    settings.var.mkdir(parents=True, exist_ok=True)
    async with AsyncExitStack() as stack:
        yield await opened_records(settings, stack)


async def opened_records(settings: Settings, stack: AsyncExitStack) -> Records:
    """The same, for whoever opens more: what opens is closed with ``stack``."""
    secret = find_secret(settings.secret_key, settings.var, demo=settings.demo)
    await upgrade(settings.database)
    engine = open_engine(settings.database, inline=True)
    stack.push_async_callback(engine.dispose)
    thorough = open_engine(settings.database)
    stack.push_async_callback(thorough.dispose)
    queue = asyncio.Lock()
    sessions = open_sessions(engine, queue)
    stack.push_async_callback(direct_to(sessions).finish)
    identity = open_identity(settings, sessions, secret, stack)
    readers = open_sessions(thorough, queue)
    outbox = SqlOutbox(sessions)
    ownership = LakeOwnership()
    lake = GuardedStore(open_lake(settings.lake), ownership)
    audit = SqlAuditTrail(sessions, readers)
    notary = Notary(
        audit,
        lake,
        Signer(secret),
        note=settings.var / "audit-signed.json",
        database=settings.database_name,
    )
    ownership.watch(notary, audit)
    turns = SqlTurnStore(sessions)
    documents = SqlDocumentStore(sessions)
    desk = _desk(settings, sessions, documents, identity.directory, audit)
    reactions, titles = SqlReactionStore(sessions), SqlTitles(readers)
    inbox = Inbox(
        SqlCaseStore(sessions),
        SqlInboxListing(readers),
        turns,
        reactions,
        documents,
        titles,
        desk,
        identity.directory,
        audit,
    )
    return Records(
        settings=settings,
        engine=engine,
        transactions=sessions,
        people=identity.people,
        sessions=identity.sessions,
        directory=identity.directory,
        company=identity.company,
        threads=ThreadStore(sessions),
        turns=turns,
        sweeper=TurnSweeper(sessions, turns),
        reactions=reactions,
        satisfaction=SqlSatisfaction(readers),
        configurations=desk.configurations,
        desk=desk,
        checks=Checks(desk, SqlCheckStore(sessions), turns, reactions, ThreadStore(sessions)),
        inbox=inbox,
        documents=documents,
        contents=SqlDocumentStore(readers),
        titles=titles,
        catalogue=SqlCatalogue(readers),
        settler=Settler(SqlDocumentChangeStore(sessions), documents),
        pseudonyms=Pseudonyms(secret),
        outbox=outbox,
        lake=lake,
        shipper=Shipper(outbox, lake),
        compactor=Compactor(outbox, lake),
        audit=audit,
        notary=notary,
        restored=Restored(audit, lake.unguarded, notary.signer, settings.database_name),
        budgets=SqlBudgetStore(sessions),
    )


def _desk(
    settings: Settings,
    sessions: Sessions,
    documents: SqlDocumentStore,
    directory: Directory,
    audit: SqlAuditTrail,
) -> Desk:
    """Where assistants are changed."""
    surveyor = Surveyor(
        documents,
        directory,
        settings.sources,
        ROOT / "public" / "icons",
        settings.gateway_file,
    )
    return Desk(
        SqlConfigurationStore(sessions),
        SqlDraftStore(sessions),
        SqlReviewStore(sessions),
        surveyor,
        audit,
        lambda: directory.rules,
        evidence=SqlRunStore(sessions).evidence,
    )
