"""Which part really stands behind each protocol; what opens here closes here."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import structlog

from app.audit.checkpoints import Signer
from app.audit.notary import Notary
from app.audit.restoring import LakeOwnership, Restored
from app.checks.asking import Asker
from app.checks.estimates import Estimates
from app.checks.execution import Execution
from app.checks.keeping import Checks
from app.checks.playground import Playground
from app.checks.runs import Runs, places_for
from app.health import probes
from app.health.checkup import Checkup
from app.identity.directory import Directory
from app.identity.signing_in import CompanySignIn
from app.identity.tokens import Pseudonyms, find_secret
from app.inbox.inbox import Inbox
from app.middleware.rate_limits import Limits
from app.observing.tracing import tracing
from app.observing.turns import TurnObserver
from app.publishing.desk import Desk
from app.publishing.surroundings import Surveyor
from app.records.audit import SqlAuditTrail
from app.records.checks.checks import SqlCheckStore
from app.records.checks.recent import SqlRecentQuestions
from app.records.checks.runs import SqlRunStore
from app.records.configurations import SqlConfigurationStore
from app.records.database.direct import direct_to
from app.records.database.engine import Engine, Sessions, open_engine, open_sessions
from app.records.database.migration import upgrade
from app.records.documents.catalogue import SqlCatalogue
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
from app.records.spending.reservations import SqlSpending
from app.records.turns.abandoned import TurnSweeper
from app.records.turns.reactions import SqlReactionStore
from app.records.turns.satisfaction import SqlSatisfaction
from app.records.turns.threads import ThreadStore
from app.records.turns.turns import SqlTurnStore
from app.settings import ROOT, Settings
from app.startup.gateway_warnings import log_gateway_warnings
from app.startup.identity import open_identity
from app.startup.profiles import publish_new_profiles
from app.turns.kept_endings import PatientTurnStore
from app.turns.live.turns import LiveTurns
from app.turns.runner import TurnRunner
from app.turns.stopping import Stopping
from feedback.compaction.compactor import Compactor
from feedback.lake.guarded_store import GuardedStore
from feedback.lake.object_store import ObjectStore
from feedback.lake.opening import open_lake
from feedback.outbox.alarms import Alarm
from feedback.outbox.shipping import Shipper
from gateway.configuration.gateway_file import GatewayRoutes, read_routes
from gateway.telemetry import AttemptTelemetry, showing_states
from retrieval.passages import SourceCondition
from retrieval.sources.description import GroupNames

if TYPE_CHECKING:
    from gateway.serving import RoutedGateway
    from retrieval.opening import Retrieval
    from retrieval.viewing.viewer import Viewer

log = structlog.get_logger()


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


@dataclass(frozen=True, slots=True)
class Parts(Records):
    """All parts of the running service."""

    retrieval: Retrieval
    viewer: Viewer
    gateway: RoutedGateway
    spending: SqlSpending
    routes: GatewayRoutes
    runner: TurnRunner
    limits: Limits
    live: LiveTurns
    stopping: Stopping
    endings: PatientTurnStore
    checkup: Checkup
    playground: Playground
    runs: Runs

    async def prepare(self) -> None:
        """Publish the profiles, know the sample people, close what an earlier process left open."""
        await self.directory.enrol_samples()
        await publish_new_profiles(self.configurations, self.desk, self.settings.profiles)
        await self.budgets.note_budgets(self.routes.budgets)
        await log_gateway_warnings(self.routes, self.configurations)
        await self.spending.settle_expired()
        await self.sweeper.beat()
        await self.sweeper.sweep()
        await self.runs.sweep()

    async def problems(self) -> list[str]:
        """What keeps the service from answering, each with its remedy."""
        wanted = {
            source
            for version in await self.configurations.all_live()
            for source in version.configuration.sources
        }
        states = {state.source: state for state in await self.retrieval.search.states()}
        return [
            f"Source {source!r} has no index. Run `almanac ingest`."
            for source in sorted(wanted)
            if source not in states or states[source].condition is SourceCondition.NEVER_INDEXED
        ]


@asynccontextmanager
async def open_records(settings: Settings) -> AsyncIterator[Records]:
    """Open the database and the lake; enough for commands that answer no questions."""
    settings.var.mkdir(parents=True, exist_ok=True)
    async with AsyncExitStack() as stack:
        yield await _open_records(settings, stack)


@asynccontextmanager
async def open_parts(settings: Settings) -> AsyncIterator[Parts]:
    """Open everything. The embedded stores have one owner: a second one is refused.

    Raises `retrieval.indexes.ownership.StoresOwnedError`, `app.identity.people.IdentityFileError`,
    `gateway.configuration.gateway_file.GatewayFileError` and
    `app.identity.tokens.MissingSecretError`.
    """
    # Indexes and models take over a second to import, which commands that need none do not pay.
    from app.startup.embedders import open_embedders
    from gateway.quoting.similarity import EmbeddedSimilarity
    from gateway.serving import RoutedGateway
    from retrieval.opening import open_retrieval
    from retrieval.viewing.office.program import open_office_program
    from retrieval.viewing.viewer import Viewer

    settings.var.mkdir(parents=True, exist_ok=True)
    async with AsyncExitStack() as stack:
        tracer = stack.enter_context(tracing(os.environ))
        routes = read_routes(settings.gateway_file, os.environ)
        records = await _open_records(settings, stack)
        watchers = (AttemptTelemetry(tracer),)
        spending = SqlSpending(records.transactions, routes.budgets)
        stack.push_async_callback(spending.aclose)
        embedders = await stack.enter_async_context(
            open_embedders(routes, os.environ, watchers, spending, settings.embedding_model)
        )
        retrieval = await stack.enter_async_context(
            open_retrieval(
                var=settings.var,
                chroma_url=settings.chroma_url,
                documents=records.contents,
                catalog=records.documents,
                locations=settings.sources,
                embedder=embedders.used,
                vectors_in_memory=settings.vectors_in_memory_mb * 1_000_000,
                reads_pictures=settings.pictures_at_once if settings.text_recognition else 0,
                groups=GroupNames(
                    records.directory.known_groups(), complete=records.directory.provider is None
                ),
            )
        )
        viewer = Viewer(
            retrieval.originals,
            retrieval.recogniser,
            office=open_office_program(settings.office_program),
        )
        stack.push_async_callback(viewer.aclose)
        gateway = RoutedGateway(
            routes,
            # What quotes was fitted on the shipped model, and asks nobody.
            EmbeddedSimilarity(embedders.shipped),
            os.environ,
            watchers=watchers,
            spending=spending,
        )
        stack.push_async_callback(gateway.aclose)
        breakers, places = gateway.breakers, gateway.places
        if (routed := embedders.routed) is not None:
            # A route that embeds writes nothing: its own calls tell how it is.
            breakers, places = breakers | routed.breakers, places | routed.places
        stack.enter_context(showing_states(breakers, places))
        endings = PatientTurnStore(records.turns)
        runner = TurnRunner(
            turns=endings,
            configurations=records.configurations,
            search=retrieval.search,
            gateway=gateway,
            pseudonyms=records.pseudonyms,
            observer=TurnObserver(tracer),
        )
        limits = Limits(
            questions_per_minute=settings.questions_per_minute,
            requests_per_minute=settings.requests_per_minute,
        )
        live = LiveTurns()
        stack.push_async_callback(live.aclose)
        stopping = Stopping(live, limit_s=settings.stop_seconds)
        asker = Asker(retrieval.search, gateway, records.pseudonyms)
        runs = Runs(
            records.desk,
            records.checks.store,
            SqlRunStore(records.transactions),
            SqlRecentQuestions(records.transactions),
            Execution(asker, records.directory),
            Estimates(records.budgets, gateway, records.desk.clock),
            stopping,
            places_for(routes),
        )
        stack.push_async_callback(runs.aclose)
        fields = {name: getattr(records, name) for name in Records.__dataclass_fields__}
        yield Parts(
            **fields,
            retrieval=retrieval,
            viewer=viewer,
            gateway=gateway,
            spending=spending,
            routes=routes,
            runner=runner,
            limits=limits,
            live=live,
            stopping=stopping,
            endings=endings,
            checkup=_checkup(records, retrieval),
            playground=Playground(records.desk, asker, limits, stopping),
            runs=runs,
        )


def _checkup(records: Records, retrieval: Retrieval) -> Checkup:
    """What `/readyz` tries of each part."""
    settings, sessions = records.settings, records.transactions
    return Checkup(
        {
            "database": partial(probes.database, sessions),
            "clock": partial(probes.clock, sessions),
            "words": partial(probes.words, retrieval.lexical),
            "vectors": partial(probes.vectors, settings.chroma_url),
            "room": partial(probes.room, settings.var),
            "audit trail": partial(probes.audit, records.audit, records.notary),
            "lake": probes.seldom(partial(probes.lake, records.lake)),
        },
        stopping=frozenset({"database", "words"}),
    )


async def _open_records(settings: Settings, stack: AsyncExitStack) -> Records:
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
    configurations, documents = SqlConfigurationStore(sessions), SqlDocumentStore(sessions)
    surveyor = Surveyor(
        documents,
        identity.directory,
        settings.sources,
        ROOT / "public" / "icons",
        settings.gateway_file,
    )
    desk = Desk(
        configurations,
        SqlDraftStore(sessions),
        SqlReviewStore(sessions),
        surveyor,
        audit,
        lambda: identity.directory.rules,
        evidence=SqlRunStore(sessions).evidence,
    )
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
        configurations=configurations,
        desk=desk,
        checks=Checks(desk, SqlCheckStore(sessions), turns, reactions),
        inbox=inbox,
        documents=documents,
        contents=SqlDocumentStore(readers),
        titles=titles,
        catalogue=SqlCatalogue(readers),
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
