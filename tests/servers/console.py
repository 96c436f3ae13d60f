"""The console and its API over real records, with nothing ingested: what changes need no index.

Whoever tries an assistant out there searches in two passages, and a model answers with one of them.
"""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace

import httpx
from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from app.api.application import bare_api
from app.checks.asking import Asker
from app.checks.estimates import Estimates
from app.checks.execution import Execution
from app.checks.planning import Planning
from app.checks.playground import Playground
from app.checks.runs import Runs
from app.checks.searching import RetrievalTest
from app.middleware.rate_limits import Limits
from app.middleware.stack import guard
from app.pages import site
from app.records.checks.recent import SqlRecentQuestions
from app.records.checks.runs import SqlRunStore
from app.records.unanswered.groups import SqlGroupStore
from app.runtime.ingestions import Ingestions
from app.settings import ROOT, Settings
from app.startup.profiles import publish_new_profiles
from app.turns.live.turns import LiveTurns
from app.turns.stopping import Stopping
from app.unanswered.groups import QuestionGroups
from app.unanswered.vectors import QuestionVectors
from app.uploading.settling import Settler
from app.uploading.uploads import Uploads
from app.wiring import Records, open_records
from retrieval.ingesting.ledger import Ledger
from tests.fakes.gateway import FakeGateway, writing
from tests.fakes.search import FakeSearch, passage
from tests.fakes.word_vectors import WordVectors
from tests.servers.databases import migrated

DOSE = "The usual dose is 20 mg once daily."
PROFILES = ROOT / "assistants" / "profiles"
_beginning = TemporaryDirectory(prefix="almanac-console-")


@dataclass
class Console:
    """The application, and ways in as somebody."""

    app: FastAPI
    records: Records
    search: FakeSearch
    gateway: FakeGateway
    runs: Runs

    def api(self, name: str) -> httpx.AsyncClient:
        """The API by a bearer token; nobody for an empty name."""
        headers = {}
        if name:
            token = self.records.directory.tokens.issue(_email(name))
            headers = {"Authorization": f"Bearer {token}"}
        return self._client(headers)

    async def browser(self, name: str, language: str = "en") -> httpx.AsyncClient:
        """A browser in which somebody is signed in; nobody for an empty name."""
        client = self._client({"Accept": "text/html", "Accept-Language": language})
        if name:
            reply = await client.post("/sign-in/demo", data={"email": _email(name)})
            assert reply.status_code == 303, reply.text
        return client

    def _client(self, headers: dict[str, str]) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(app=self.app),
            base_url="http://almanac.test",
            headers=headers,
        )


@dataclass
class Reading:
    """An ingestion that finishes what was decided about files, and reads nothing."""

    settler: Settler

    async def sync(self, _sources: object, _progress: object) -> Ledger:
        await self.settler.prepare()
        return Ledger((), datetime.now(UTC), datetime.now(UTC))


@asynccontextmanager
async def opened_console(var: Path) -> AsyncIterator[Console]:
    """The sample company's assistants in their first versions, over records below ``var``."""
    if not (var.exists() and any(var.iterdir())):
        await _begin(var)
    async with open_records(_settings(var)) as records:
        app = bare_api()
        site.add_to(app)
        app.mount("/public", StaticFiles(directory=ROOT / "public"), name="public")
        guard(app)
        fields = {name: getattr(records, name) for name in Records.__dataclass_fields__}
        limits = Limits(questions_per_minute=10_000, requests_per_minute=100_000)
        search = FakeSearch([passage(1, DOSE), passage(2, "Keep it in the fridge.")])
        gateway = FakeGateway(answer=writing(f"{DOSE} [1]"))
        asker = Asker(search, gateway, records.pseudonyms)
        stopping = Stopping(LiveTurns(), limit_s=5)
        vectors = QuestionVectors(WordVectors())
        runs = Runs(
            records.desk,
            Planning(
                records.desk,
                records.checks.store,
                SqlRecentQuestions(records.transactions),
                Estimates(records.budgets, gateway, records.desk.clock),
            ),
            SqlRunStore(records.transactions),
            Execution(asker, records.directory),
            stopping,
            at_once=4,
        )
        ingestions = Ingestions(Reading(records.settler), records.audit)  # type: ignore[arg-type]
        app.state.parts = SimpleNamespace(
            **fields,
            limits=limits,
            stopping=stopping,
            playground=Playground(records.desk, asker, limits, stopping),
            retrieval_test=RetrievalTest(records.desk, asker, limits),
            questions=QuestionGroups(
                SqlGroupStore(records.transactions),
                vectors,
                records.checks,
                records.desk,
                records.directory,
            ),
            runs=runs,
            ingestions=ingestions,
            uploads=Uploads(records.settler, records.desk, ingestions.want),
        )
        yield Console(app, records, search, gateway, runs)
        await ingestions.aclose()
        await vectors.aclose()
        await runs.aclose()


async def _begin(var: Path) -> None:
    """Copy what every console begins with, which is made once in a process."""
    begun = Path(_beginning.name) / "var"
    if not begun.exists():
        settings = _settings(begun)
        await migrated(settings.database)
        async with open_records(settings) as records:
            await records.directory.enrol_samples()
            await publish_new_profiles(records.configurations, records.desk, PROFILES)
    shutil.copytree(begun, var, dirs_exist_ok=True)


def _settings(var: Path) -> Settings:
    return Settings(_env_file=None, var=var, demo=True)


def _email(name: str) -> str:
    return f"{name}@cryodyne.example"
