"""A company of a few tiny documents behind the real parts, and what ought to be true of it."""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import httpx
import yaml

from app.api.application import create_api
from app.identity.directory import COOKIE
from app.identity.people import Person
from app.settings import Settings
from app.wiring import Parts, open_parts
from gateway.calls import Finished, GatewayEvent, ModelCall, Role, Started, Token
from retrieval.documents import document_id
from tests.servers.databases import migrated
from tests.servers.one_model import one_model

ASSISTANT = "works"
STAFF = "staff"
SOURCES = ("alpha", "beta")
PEOPLE = ("ann", "bob")
_FENCE = re.compile(r"=====[0-9a-f]{24}=====")


@dataclass(frozen=True, slots=True)
class Doc:
    """A document: ``key`` finds it; ``secrets`` are in its text and title, and nowhere else."""

    key: str
    secrets: tuple[str, str]
    groups: tuple[str, ...] | None
    begins: date | None
    ends: date | None

    @property
    def text(self) -> str:
        return f"# {self.key} {self.secrets[0]}\n\nThe code of {self.key} is {self.secrets[1]}.\n"

    def in_effect(self, now: datetime) -> bool:
        return (self.begins is None or _midnight(self.begins) <= now) and (
            self.ends is None or now < _midnight(self.ends)
        )


Place = tuple[str, str]
BROKEN = ("broken",)


@dataclass(slots=True)
class Model:
    """Who may read what. ``docs`` and ``readers`` lie in the folders, ``known_*`` were ingested.

    A source whose readers are `BROKEN` has a description that cannot be read.
    """

    groups: dict[str, set[str]] = field(default_factory=lambda: {name: set() for name in PEOPLE})
    docs: dict[Place, Doc] = field(default_factory=dict)
    readers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    known_docs: dict[Place, Doc] = field(default_factory=dict)
    known_readers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    issued: list[Doc] = field(default_factory=list)
    now: datetime = datetime(2026, 6, 1, 12, tzinfo=UTC)

    def sync(self) -> None:
        """What an ingestion makes known; of a broken source it only knows that it is."""
        self.known_readers = dict(self.readers)
        for source, readers in self.readers.items():
            if readers != BROKEN:
                old = {place for place in self.known_docs if place[0] == source}
                for place in old:
                    del self.known_docs[place]
                self.known_docs |= {p: d for p, d in self.docs.items() if p[0] == source}

    def readers_of(self, place: Place) -> tuple[str, ...]:
        readers = self.known_readers.get(place[0], BROKEN)
        if readers == BROKEN or place not in self.known_docs:
            return ()
        groups = self.known_docs[place].groups
        return readers if groups is None else groups

    def may_open(self, person: str, place: Place) -> bool:
        return not self.groups[person].isdisjoint(self.readers_of(place))

    def answering(self, person: str) -> list[Doc]:
        """The documents that may reach a person in answers now."""
        return [
            doc
            for place, doc in self.known_docs.items()
            if self.may_open(person, place) and doc.in_effect(self.now)
        ]

    def leaks(self, person: str, said: str, *, besides: Doc | None = None) -> list[str]:
        """The secrets in what was said that are not for this person now."""
        own = {secret for doc in self.answering(person) for secret in doc.secrets}
        own |= set(besides.secrets) if besides else set()
        return [s for doc in self.issued for s in doc.secrets if s in said and s not in own]


class Echo:
    """A model in an attacker's hands: says whatever it was given, but for its instructions."""

    def prompt_tokens(self, role: Role) -> int | None:
        return None

    def only_quotes(self, role: Role) -> bool:
        return False

    async def stream(self, call: ModelCall) -> AsyncGenerator[GatewayEvent]:
        yield Started("echo", "echo", {})
        given = "\n".join(m.text for m in call.messages if m.author != "system")
        for line in _FENCE.sub("", given).splitlines(keepends=True):
            yield Token(line)
        yield Finished(None, None)


class SmallCompany:
    """The real parts, with one assistant over two sources, reset between runs."""

    def __init__(self, folder: Path, parts: Parts) -> None:
        self.folder = folder
        runner = replace(parts.runner, gateway=Echo())
        self.parts = replace(parts, runner=runner)
        self.model = Model()
        # The clock of everything that decides by dates.
        clock: Any = lambda: self.model.now  # noqa: E731
        parts.retrieval.search.proposing.clock = clock
        vars(parts.retrieval.ingestion)["_clock"] = clock
        self.client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=create_api(self.parts)),
            base_url="http://almanac.test",
        )
        self.cookies: dict[str, str] = {}
        self.turns: dict[str, list[tuple[str, str]]] = {}

    async def reset(self, model: Model) -> None:
        """Begin again with nothing known but the people."""
        self.model = model
        self.cookies, self.turns = {}, {name: [] for name in PEOPLE}
        for source in SOURCES:
            shutil.rmtree(self.folder / source, ignore_errors=True)
            await self.parts.retrieval.indexer.drop(source)
            (self.folder / source).mkdir()
        for name in PEOPLE:
            await self.put_person(name)

    async def put_person(self, name: str) -> None:
        await self.parts.people.put(f"{name}@x.example", name, self.model.groups[name])

    async def sign_in(self, name: str) -> None:
        person = await self.parts.people.by_email(f"{name}@x.example")
        assert person is not None
        self.cookies[name] = await self.parts.sessions.open(person.id)

    async def signed_in(self, name: str) -> Person | None:
        """Who is signed in, as every request asks anew."""
        return await self.parts.directory.of_cookies({COOKIE: self.cookies[name]})

    def write_out(self) -> None:
        """Let the folders hold what the model says."""
        for source in SOURCES:
            files = {place[1]: doc for place, doc in self.model.docs.items() if place[0] == source}
            for path in (self.folder / source).glob("*.md"):
                if path.name not in files:
                    path.unlink()
            for name, doc in files.items():
                self._write(f"{source}/{name}", doc.text)
            self._write(f"{source}/source.yaml", self._description(source, files))

    async def ingest(self) -> None:
        """Sync the sources; the ledger must reconcile where every source can be read."""
        ledger = await self.parts.retrieval.ingestion.sync()
        assert ledger.reconciled or BROKEN in self.model.readers.values()

    def _write(self, path: str, text: str) -> None:
        full = self.folder / path
        if not full.exists() or full.read_text("utf-8") != text:
            full.write_text(text, "utf-8")

    def _description(self, source: str, files: dict[str, Doc]) -> str:
        readers = self.model.readers[source]
        if readers == BROKEN:
            return f"source: {source}\ngroups: [{STAFF}\n"
        rules: list[dict[str, Any]] = [
            {
                "match": name,
                **({"groups": list(doc.groups)} if doc.groups is not None else {}),
                **({"effective_from": doc.begins} if doc.begins else {}),
                **({"effective_until": doc.ends} if doc.ends else {}),
            }
            for name, doc in files.items()
        ]
        about = {"source": source, "department": source, "owner": f"{source}@x.example"}
        return yaml.safe_dump({**about, "groups": list(readers), "documents": rules})

    async def request(self, name: str, method: str, path: str, **body: Any) -> httpx.Response:
        headers = {"Cookie": f"{COOKIE}={self.cookies[name]}"} if name in self.cookies else {}
        return await self.client.request(
            method, f"/api/v1/{path}", headers=headers, json=body or None
        )

    @staticmethod
    def document(place: Place) -> str:
        return document_id(*place)


async def open_small_company(folder: Path, stack: AsyncExitStack) -> SmallCompany:
    """Open it in ``folder``, for as long as ``stack`` is."""
    sources, profiles = folder / "sources", folder / "profiles"
    for source in SOURCES:
        (sources / source).mkdir(parents=True)
    profiles.mkdir()
    profile = {
        "slug": ASSISTANT,
        "name": "Works",
        "department": ASSISTANT,
        "description": "Knows the codes.",
        "icon": "it",
        "audience": [STAFF],
        "owner": "works@x.example",
        "next_step": "Ask the works.",
        "welcome": "Ask.",
        "prompt": "Tell codes.",
        "sources": list(SOURCES),
        "evidence_threshold": 0,
        "passages": 10,
    }
    (profiles / "works.yaml").write_text(yaml.safe_dump(profile), "utf-8")
    settings = Settings(
        _env_file=None,
        var=folder / "var",
        demo=True,
        sources=str(sources),
        profiles=profiles,
        questions_per_minute=1_000_000,
        requests_per_minute=1_000_000,
    )
    await migrated(settings.database)
    stack.enter_context(one_model())
    parts = await stack.enter_async_context(open_parts(settings))
    await parts.prepare()
    company = SmallCompany(sources, parts)
    stack.push_async_callback(company.client.aclose)
    return company


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
