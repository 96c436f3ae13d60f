"""All parts of the running service, opened over its records and closed before them."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from app.checks.asking import Asker
from app.checks.estimates import Estimates
from app.checks.execution import Execution, places_for
from app.checks.planning import Planning
from app.checks.playground import Playground
from app.checks.runs import Runs
from app.checks.searching import RetrievalTest
from app.health import probes
from app.health.checkup import Checkup
from app.middleware.rate_limits import Limits
from app.observing.tracing import tracing
from app.observing.turns import TurnObserver
from app.parts.backends import open_backends
from app.parts.records import Records, opened_records
from app.records.checks.recent import SqlRecentQuestions
from app.records.checks.runs import SqlRunStore
from app.records.spending.reservations import SqlSpending
from app.records.unanswered.groups import SqlGroupStore
from app.runtime.ingestions import Ingestions
from app.settings import Settings
from app.startup.gateway_warnings import log_gateway_warnings
from app.startup.profiles import publish_new_profiles
from app.turns.kept_endings import BufferedTurnStore
from app.turns.live.turns import LiveTurns
from app.turns.runner import TurnRunner
from app.turns.stopping import Stopping
from app.uploading.uploads import Uploads
from gateway.configuration.gateway_file import GatewayRoutes, read_routes
from gateway.telemetry import AttemptTelemetry
from retrieval.passages import SourceCondition

if TYPE_CHECKING:
    from app.unanswered.groups import QuestionGroups
    from gateway.serving import RoutedGateway
    from retrieval.embedding.onnx_embedder import OnnxEmbedder
    from retrieval.opening import Retrieval
    from retrieval.viewing.viewer import Viewer


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
    endings: BufferedTurnStore
    checkup: Checkup
    playground: Playground
    retrieval_test: RetrievalTest
    questions: QuestionGroups
    ingestions: Ingestions
    uploads: Uploads
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
async def open_parts(settings: Settings) -> AsyncIterator[Parts]:
    """Open everything. The embedded stores have one owner: a second one is refused.

    Raises `retrieval.indexes.ownership.StoresOwnedError`, `app.identity.people.IdentityFileError`,
    `gateway.configuration.gateway_file.GatewayFileError` and
    `app.identity.tokens.MissingSecretError`.
    """
    settings.var.mkdir(parents=True, exist_ok=True)
    async with AsyncExitStack() as stack:
        tracer = stack.enter_context(tracing(os.environ))
        routes = read_routes(settings.gateway_file, os.environ)
        records = await opened_records(settings, stack)
        backends = await open_backends(records, routes, [AttemptTelemetry(tracer)], stack)
        search, gateway = backends.retrieval.search, backends.gateway
        endings = BufferedTurnStore(records.turns)
        runner = TurnRunner(
            turns=endings,
            configurations=records.configurations,
            search=search,
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
        stopping = Stopping(
            live, limit_s=settings.stop_seconds, when_interrupted=endings.wait_no_more
        )
        asker = Asker(search, gateway, records.pseudonyms)
        runs = _runs(records, asker, stopping, routes)
        stack.push_async_callback(runs.aclose)
        ingestions = Ingestions(backends.retrieval.ingestion, records.audit)
        stack.push_async_callback(ingestions.aclose)
        fields = {name: getattr(records, name) for name in Records.__dataclass_fields__}
        yield Parts(
            **fields,
            retrieval=backends.retrieval,
            viewer=backends.viewer,
            gateway=gateway,
            spending=backends.spending,
            routes=routes,
            runner=runner,
            limits=limits,
            live=live,
            stopping=stopping,
            endings=endings,
            checkup=_checkup(records, backends.retrieval),
            playground=Playground(records.desk, asker, limits, stopping),
            retrieval_test=RetrievalTest(records.desk, asker, limits),
            ingestions=ingestions,
            uploads=_uploads(records, backends.retrieval, ingestions),
            questions=_questions(records, backends.shipped, stack),
            runs=runs,
        )


def _runs(records: Records, asker: Asker, stopping: Stopping, routes: GatewayRoutes) -> Runs:
    """Runs of checks over the same parts that people ask."""
    desk = records.desk
    return Runs(
        desk,
        Planning(
            desk,
            records.checks.store,
            SqlRecentQuestions(records.transactions),
            Estimates(records.budgets, asker.gateway, desk.clock),
        ),
        SqlRunStore(records.transactions),
        Execution(asker, records.directory),
        stopping,
        places_for(routes),
    )


def _questions(records: Records, model: OnnxEmbedder, stack: AsyncExitStack) -> QuestionGroups:
    """Questions without an answer, compared by the model that ships, which asks nobody."""
    from app.unanswered.groups import QuestionGroups
    from app.unanswered.vectors import QuestionVectors

    vectors = QuestionVectors(model)
    stack.push_async_callback(vectors.aclose)
    return QuestionGroups(
        SqlGroupStore(records.transactions),
        vectors,
        records.checks,
        records.desk,
        records.directory,
    )


def _uploads(records: Records, retrieval: Retrieval, ingestions: Ingestions) -> Uploads:
    """Changing documents: what becomes of one is read by the ingestion of this process."""
    recogniser = retrieval.recogniser
    return Uploads(
        records.settler,
        records.desk,
        ingestions.want,
        recogniser.of if recogniser is not None else None,
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
