"""S11: an exception that holds a secret is a reference for the person, and a kind for the log."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from retrieval.parsing.isolation import child
from tests.servers.chat_socket import ask, connected
from tests.servers.product import Product, running

ROOT = Path(__file__).parents[2]
SECRET = "postgresql://u:S3cret@db"
VPN = "# VPN\n\nWhen a VPN session ends: BREAK-GATEWAY, BREAK-SEARCH, BREAK-HANDLER.\n"
# Loaded by the interpreter of the product before anything else: parts that fail on demand.
FAILING = f"""
import sys

sys.path.insert(0, {str(ROOT)!r})


def fail(*_arguments, **_options):
    raise RuntimeError("cannot connect to {SECRET}")


def prepare():
    import app.chat.answers, app.turns.runner, gateway.serving
    from retrieval.searching.hybrid import HybridSearch
    from retrieval.sources.folders import LocalFolder

    def failing(of, name, word, told):
        whole = getattr(of, name)

        def tried(self, *arguments, **options):
            if word in told(*arguments):
                fail()
            return whole(self, *arguments, **options)

        setattr(of, name, tried)

    said = lambda *arguments: str(arguments)
    failing(HybridSearch, "search", "BREAK-SEARCH", said)
    failing(gateway.serving.RoutedGateway, "stream", "BREAK-GATEWAY", lambda call: call.question)
    failing(app.turns.runner.TurnRunner, "run", "BREAK-HANDLER", said)
    whole = LocalFolder.read

    async def read(self, path):
        if path == "broken.md":
            raise OSError("cannot connect to {SECRET}")
        if path == "worse.md":
            fail()
        return await whole(self, path)

    LocalFolder.read = read


if "serve" in " ".join(sys.orig_argv):
    prepare()
"""


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    folder = tmp_path_factory.mktemp("secrets")
    hooks, sources = folder / "hooks", folder / "sources" / "it"
    hooks.mkdir()
    sources.mkdir(parents=True)
    (hooks / "sitecustomize.py").write_text(FAILING, "utf-8")
    source = "source: it\ndepartment: it\nowner: it@cryodyne.example\ngroups: [employees]\n"
    (sources / "source.yaml").write_text(source, "utf-8")
    for name in ("vpn.md", "broken.md"):
        (sources / name).write_text(VPN, "utf-8")
    settings = {"PYTHONPATH": str(hooks), "ALMANAC_SOURCES": str(sources.parent)}
    with running(folder / "var", settings, new=True) as product:
        yield product


@pytest.fixture
def ivy(product: Product) -> Iterator[httpx.Client]:
    with closing(product.sign_in("ivy@cryodyne.example")) as client:
        yield client


def written(product: Product) -> bytes:
    """All that the product has on the disk: database, indexes, lake and log."""
    return b"".join(path.read_bytes() for path in product.var.rglob("*") if path.is_file())


@pytest.mark.parametrize("where", ["BREAK-SEARCH", "BREAK-GATEWAY", "BREAK-HANDLER"])
async def test_s11_a_failing_part_shows_a_reference_that_finds_it_in_the_log(
    product: Product, ivy: httpx.Client, where: str
) -> None:
    question = f"When does a VPN session {where} end?"
    async with connected(ivy) as socket:
        steps = await ask(socket, question)
    api = ivy.post("/api/v1/assistants/it/ask", json={"question": question})
    stream = ivy.post(
        "/api/v1/assistants/it/ask",
        json={"question": question},
        headers={"Accept": "text/event-stream"},
    )

    log = product.log.read_text("utf-8")
    for said in (str(steps), api.text, stream.text):
        assert "S3cret" not in said
        assert "RuntimeError" not in said
    references = re.findall(r"reference (?:is )?([0-9a-f]{8})", f"{steps} {api.text}")
    assert len(set(references)) == 2
    assert all(reference in log for reference in references)
    assert api.status_code == 500


async def test_s11_the_secret_is_nowhere_on_the_disk(product: Product, ivy: httpx.Client) -> None:
    (Path(product.var).parent / "sources" / "it" / "worse.md").write_text("# Worse\n\nText.\n")
    with closing(product.sign_in("hugo@cryodyne.example")) as hugo:
        failed = hugo.post("/api/v1/ingest", json={})
        (Path(product.var).parent / "sources" / "it" / "worse.md").unlink()
        ledger = hugo.post("/api/v1/ingest", json={})
    question = "When does a VPN session BREAK-GATEWAY end?"
    turn = ivy.post("/api/v1/assistants/it/ask", json={"question": question})

    assert failed.status_code == 500
    (broken,) = [line for line in _lines(ledger.json()) if line.get("path") == "broken.md"]
    assert broken["status"] == "failed"
    for said in (failed.text, ledger.text, turn.text):
        assert "S3cret" not in said
    # What waits to be shipped is in the lake at the latest when the product has stopped.
    product.stop()
    assert b"S3cret" not in written(product)
    assert b"BREAK-GATEWAY" in written(product)


def _lines(ledger: object) -> list[dict[str, object]]:
    """Every object in a JSON value, however deep."""
    if isinstance(ledger, dict):
        return [ledger, *(line for value in ledger.values() for line in _lines(value))]
    if isinstance(ledger, list):
        return [line for value in ledger for line in _lines(value)]
    return []


def test_s11_a_parser_that_fails_tells_the_kind_of_its_failure_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def failing(*_: object, **_options: object) -> None:
        raise ValueError(f"cannot parse {SECRET}")

    monkeypatch.setattr(child, "parse", failing)

    reply, result = child._answer({"do": "parse", "path": "a.md"}, b"text", 500)

    assert "ValueError" in json.dumps(reply)
    assert "S3cret" not in f"{reply} {result!r}"
