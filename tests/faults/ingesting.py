"""A process to be killed while it ingests; first it repairs what the one before it left behind.

For every line on its standard input, ``{"step": ..., "times": ..., "seed": ...}``, it forks a child
that syncs, tells whether everything is right, changes the documents, and syncs again until it is
killed: by itself when ``step`` is reached for the time ``times``, or by whoever started it.
Forking spares the imports, so that many kills fit into a short test.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import random
import re
import signal
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import structlog
import yaml

from app.records.database.engine import open_engine, open_sessions
from app.records.documents.documents import SqlDocumentStore
from retrieval.access import Access
from retrieval.documents import DocumentStatus, content_hash
from retrieval.indexes.embedding import Vectors
from retrieval.ingesting import syncing
from retrieval.languages.detection import Language
from retrieval.opening import Retrieval, open_retrieval
from retrieval.parsing.documents import ParsedDocument
from retrieval.parsing.parse import parse

SOURCE = "works"
READERS = {"open": "staff", "closed": "board"}
_CODE = re.compile(r"code[0-9a-f]{8}")
STEPS = (
    "before upsert",
    "after upsert",
    "after replace",
    "before save_documents",
    "after save_documents",
    "before delete",
    "after delete",
    "after remove_documents",
    "after set_access",
)


class WordEmbedder:
    """A stand-in for the model: words fall into places by their hash."""

    fingerprint = "words@0123456789abcdef"
    dimensions = 64

    def __init__(self) -> None:
        self.seen: list[str] = []

    async def embed(self, texts: Sequence[str]) -> Vectors:
        self.seen += texts
        vectors = np.full((len(texts), self.dimensions), 0.01, np.float32)
        for row, text in enumerate(texts):
            for word in re.findall(r"\w+", text.lower()):
                vectors[row, hashlib.sha256(word.encode()).digest()[0] % self.dimensions] += 1
        normalised: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return normalised

    async def question(self, text: str) -> Vectors:
        vector: Vectors = (await self.embed([text]))[0]
        return vector

    def comparable(self, cosine: float) -> float:
        return cosine

    def rarity(self, word: str) -> float:
        return 1.0

    def knows(self, language: Language) -> bool:
        return True


class Works:
    """A source of small documents, each part of which holds a code of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / SOURCE
        self._former = folder / "former.json"

    def lay_out(self, count: int) -> None:
        for place in READERS:
            (self.folder / place).mkdir(parents=True)
        self._describe(())
        chance = random.Random(1)
        for number in range(count):
            self._write(f"open/{number}.md", chance)

    def change(self, chance: random.Random) -> None:
        """Change, move, close, withhold, remove and add some documents."""
        some = self.paths()
        chance.shuffle(some)
        former = self.codes().keys()
        for path in some[:3]:
            self._write(path, chance)
        for path in some[3:6]:
            self._move(path, f"{path.split('/')[0]}/{_code(chance)}.md")
        for path in some[6:8]:
            there = "closed" if path.startswith("open") else "open"
            self._move(path, f"{there}/{path.split('/')[1]}")
        (self.folder / some[8]).unlink()
        self._describe(some[9:11])
        self._write(f"open/{_code(chance)}.md", chance)
        self._former.write_text(json.dumps([*(former - self.codes().keys())]), "utf-8")

    def paths(self) -> list[str]:
        return sorted(str(path.relative_to(self.folder)) for path in self.folder.rglob("*.md"))

    def codes(self) -> dict[str, str]:
        """Every code that holds now, with the path of its document."""
        return {
            code: path
            for path in self.paths()
            for code in _CODE.findall((self.folder / path).read_text("utf-8"))
        }

    def former(self) -> list[str]:
        """The codes that the last changes took away."""
        return json.loads(self._former.read_text("utf-8")) if self._former.exists() else []

    def versions(self) -> dict[str, str]:
        return {path: content_hash((self.folder / path).read_bytes()) for path in self.paths()}

    def readers(self, path: str) -> str:
        """The one group that reads a document; empty for nobody."""
        content = yaml.safe_load((self.folder / "source.yaml").read_text("utf-8"))
        for rule in content["documents"]:
            if path == rule["match"] or path.startswith(rule["match"].removesuffix("**")):
                return str("".join(rule["groups"]))
        return READERS["open"]

    def _describe(self, withheld: Sequence[str]) -> None:
        description = {
            "source": SOURCE,
            "department": SOURCE,
            "owner": "works@x.example",
            "groups": [READERS["open"]],
            "documents": [
                *({"match": path, "groups": []} for path in withheld),
                {"match": "closed/**", "groups": [READERS["closed"]]},
            ],
        }
        (self.folder / "source.yaml").write_text(yaml.safe_dump(description), "utf-8")

    def _write(self, path: str, chance: random.Random) -> None:
        # The title stays the same where a document moves, so that nothing of it is new.
        title = f"Machine {chance.randrange(10**6)}"
        parts = [
            f"## Part {part}\n\n"
            + f"The code of the machine is {_code(chance)}. "
            + "Clean it. " * 30
            for part in range(2)
        ]
        (self.folder / path).write_text("\n\n".join([f"# {title}", *parts]), "utf-8")

    def _move(self, path: str, to: str) -> None:
        (self.folder / path).rename(self.folder / to)


def _code(chance: random.Random) -> str:
    return f"code{chance.getrandbits(32):08x}"


class Deadly:
    """Kills the process when ``step`` is reached often enough, once it is armed."""

    def __init__(self, step: str, times: int) -> None:
        self.armed = False
        self._step = step
        self._left = times

    def watch(self, part: object, name: str) -> None:
        """Make a step before and after a method."""
        method: Callable[..., Awaitable[Any]] = getattr(part, name)

        async def watched(*args: Any, **kwargs: Any) -> Any:
            self._reach(f"before {name}")
            result = await method(*args, **kwargs)
            self._reach(f"after {name}")
            return result

        setattr(part, name, watched)

    def _reach(self, step: str) -> None:
        if self.armed and step == self._step:
            self._left -= 1
            if not self._left:
                os.kill(os.getpid(), signal.SIGKILL)


async def work(folder: Path, step: str, times: int, seed: int) -> None:
    """Repair, tell, change, and ingest until this process is killed."""
    works, deadly, embedder = Works(folder), Deadly(step, times), WordEmbedder()
    engine = open_engine(f"sqlite:///{folder / 'almanac.db'}")
    documents = SqlDocumentStore(open_sessions(engine))
    async with open_retrieval(
        var=folder / "var",
        chroma_url=None,
        documents=documents,
        locations=[str(works.folder)],
        embedder=embedder,
    ) as retrieval:
        for part, names in (
            (retrieval.dense, ("upsert", "delete", "set_access")),
            (retrieval.lexical, ("replace",)),
            (documents, ("save_documents", "remove_documents")),
        ):
            for name in names:
                deadly.watch(part, name)
        _say("repaired", await repair(works, retrieval, embedder))
        works.change(random.Random(f"changes {seed}"))
        deadly.armed = True
        _say("armed", os.getpid())
        await retrieval.ingestion.sync()
        if not step:
            signal.pause()
        # There were fewer such steps this time.
        os.kill(os.getpid(), signal.SIGKILL)


async def repair(works: Works, retrieval: Retrieval, embedder: WordEmbedder) -> list[str]:
    """Sync, and find everything that is wrong afterwards."""
    stored = await retrieval.documents.documents(SOURCE)
    untouched = {
        path
        for path, version in works.versions().items()
        if path in stored
        and stored[path].status is DocumentStatus.LIVE
        and stored[path].version == version
    }
    embedder.seen.clear()
    ledger = await retrieval.ingestion.sync()
    wrong = list(ledger.problems)
    if {line.path for line in ledger.sources[0].documents} < {*works.paths()}:
        wrong.append("documents are missing in the ledger")
    codes = works.codes()
    for code in _CODE.findall("\n".join(embedder.seen)):
        if codes[code] in untouched:
            wrong.append(f"{codes[code]} had been indexed, and was embedded again")
    # The search of every code would take most of the time.
    for code in [*sorted(codes)[::3], *works.former()]:
        for group in READERS.values():
            path = codes.get(code, "")
            right = {path} if path and works.readers(path) == group else set()
            if (found := await _documents_with(code, group, retrieval)) != right:
                wrong.append(f"{group} finds {code} in {found} and not in {right}")
    return wrong


async def _documents_with(code: str, group: str, retrieval: Retrieval) -> set[str]:
    access = Access(frozenset({group}))
    found = await retrieval.search.search(f"What is {code}?", access, [SOURCE], limit=100)
    return {passage.document for passage in found.passages if code in passage.text}


async def _parse(data: bytes, path: str) -> ParsedDocument:
    return parse(data, path)


def _say(what: str, value: object) -> None:
    os.write(1, f"{what} {json.dumps(value)}\n".encode())


def serve(folder: Path) -> None:
    """Fork a working child for each line, wait for its end, and tell of it."""
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    # Processes for parsing would take longer to start than everything else takes.
    vars(syncing).update(parse_safely=_parse, GROUP=6)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            asyncio.run(work(folder, **json.loads(line)))
            os._exit(1)
        _, status = os.waitpid(child, 0)
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        _say("killed" if killed else "ended", child)


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
