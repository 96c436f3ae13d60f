"""The whole product over a model of the company's own, served over HTTP."""

from __future__ import annotations

import json
import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from prometheus_client import REGISTRY
from typer.testing import CliRunner

from app.api.application import create_api
from app.commands.service.benchmarks import cli
from app.identity.people import Person
from app.settings import SAMPLES, Settings
from app.spending.accounts import COMPANY
from app.startup.embedders import GatewayEmbedder, open_embedders
from app.turns.differences import Cause, of_parameters
from app.wiring import Parts, open_parts
from gateway.configuration.gateway_file import GatewayRoutes
from gateway.spending.charges import month_after, month_of
from retrieval.access import Access
from retrieval.embedding.onnx_embedder import OnnxEmbedder
from retrieval.embedding.scale import SCALE
from retrieval.embedding.shipped import MODELS
from retrieval.memory import MemoryDocumentStore
from retrieval.opening import Retrieval, open_retrieval
from retrieval.passages import Found
from tests.servers.model_server import ModelServer
from tests.servers.vectors import DIMENSIONS, Rows

HR = SAMPLES / "sources" / "hr"
PRICE = {
    "input_per_million": "0.02",
    "output_per_million": 0,
    "currency": "USD",
    "valid_from": "2026-01-01",
}
EVERYBODY = Access(frozenset({"employees", "hr"}))


class Shipped(OnnxEmbedder):
    """A shipped model, as a server answers with it."""

    def rows(self, texts: Sequence[str]) -> Rows:
        rows: Rows = self._embed(texts, 1).tolist()
        return rows


@cache
def shipped() -> Shipped:
    return Shipped(MODELS["all-MiniLM-L6-v2"])


def routes_of(url: str, model: str = "minilm", **embedding: Any) -> dict[str, Any]:
    """The content of a gateway file whose documents a server embeds."""
    vectors = {"kind": "openai", "base_url": url, "model": model, "retries": 0}
    vectors["embedding"] = {"dimensions": 384, **embedding}
    return {
        "routes": {"quotes": {"kind": "extractive"}, "vectors": vectors},
        "roles": {"answer": ["quotes"], "embed": ["vectors"]},
    }


@asynccontextmanager
async def product(folder: Path, routes: dict[str, Any]) -> AsyncIterator[Parts]:
    file = folder / "gateway.yaml"
    file.write_text(yaml.safe_dump(routes), "utf-8")
    settings = Settings(
        _env_file=None,
        var=folder / "var",
        demo=True,
        sources=str(HR),
        gateway_file=file,
        embedding_model="all-MiniLM-L6-v2",
    )
    async with open_parts(settings) as parts:
        yield parts


def questions() -> list[str]:
    rows = [json.loads(line) for line in (SAMPLES / "questions.jsonl").read_text().splitlines()]
    return [row["text"] for row in rows if row["metadata"]["department"] == "hr"]


async def search(retrieval: Retrieval, question: str) -> Found:
    return await retrieval.search.search(question, EVERYBODY, ["hr"], limit=5)


def ranking(found: Found) -> list[tuple[str, str]]:
    return [(passage.document, passage.text) for passage in found.passages]


async def test_a_served_model_ranks_as_the_same_model_does_here(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    async with (
        ModelServer(embed=shipped().rows).running() as server,
        product(tmp_path, routes_of(server.base_url)) as parts,
        open_retrieval(
            var=tmp_path / "here",
            chroma_url=None,
            documents=MemoryDocumentStore(),
            locations=[str(HR)],
            embedder=shipped(),
        ) as here,
    ):
        ledger = await parts.retrieval.ingestion.sync()
        await here.ingestion.sync()
        asked = questions()
        pairs = [(await search(parts.retrieval, q), await search(here, q)) for q in asked]
        requests = len(server.requests)
        await search(parts.retrieval, asked[0])
        again = len(server.requests)

    assert ledger.reconciled
    assert len(pairs) > 10
    for served, local in pairs:
        assert ranking(served) == ranking(local)
        assert served.evidence == pytest.approx(local.evidence, abs=0.01)
        assert str(served.parameters["embedding"]).startswith("minilm/384@")
    assert again == requests, "a question that comes back is remembered"
    assert ledger.sources[0].stages.embedded > 0


async def test_another_model_in_the_file_makes_every_vector_anew(tmp_path: Path) -> None:
    async with ModelServer(embed=shipped().rows).running() as server:
        async with product(tmp_path, routes_of(server.base_url)) as parts:
            first = await parts.retrieval.ingestion.sync()
            unchanged = await parts.retrieval.ingestion.sync()
        async with product(tmp_path, routes_of(server.base_url, "minilm-2")) as parts:
            second = await parts.retrieval.ingestion.sync()

    embedded = [each.sources[0].stages.embedded for each in (first, unchanged, second)]
    assert embedded[0] == embedded[2] > 0
    assert embedded[1] == 0
    assert second.reconciled


async def test_a_department_pays_for_the_vectors_of_its_questions_and_the_company_for_documents(
    tmp_path: Path,
) -> None:
    async with ModelServer(embed=shipped().rows).running() as server:
        routes = routes_of(server.base_url)
        routes["routes"]["vectors"]["price"] = PRICE
        async with product(tmp_path, routes) as parts:
            await parts.prepare()
            await parts.retrieval.ingestion.sync()
            documents = len(server.requests)
            for _ in range(2):
                await ask(parts, "How many days of annual leave are there?")
            await search_over_http(parts, "Who approves a business trip?")
        async with product(tmp_path, routes) as parts:
            month = month_of(datetime.now(UTC))
            days = await parts.budgets.days(None, month, month_after(month))

    booked = {(day.department, day.assistant): day for day in days}
    assert set(booked) == {("hr", "hr"), (COMPANY, "")}
    assert booked["hr", "hr"].calls == 2, "the second question is remembered"
    assert booked[COMPANY, ""].calls == documents
    assert all(day.known_price > 0 and day.unpriced == 0 for day in days)
    assert "x-almanac-department: hr" in server.heads[documents]


async def search_over_http(parts: Parts, query: str) -> None:
    token = parts.directory.tokens.issue("ivy@cryodyne.example")
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=create_api(parts)),
        base_url="http://almanac.test",
        headers={"Authorization": f"Bearer {token}"},
    ) as client:
        reply = await client.post("/api/v1/search", json={"query": query, "assistant": "hr"})
    assert reply.is_success


async def ask(parts: Parts, question: str) -> None:
    person = Person("ivy", "ivy@x", "Ivy", frozenset({"employees", "hr"}), frozenset())
    version = await parts.runner.assistant_for(person, "hr")
    run = parts.runner.run(person, version, question, thread_id=str(uuid.uuid4()))
    async with aclosing(run) as events:
        assert [event async for event in events]


async def test_the_product_starts_and_answers_by_words_while_the_model_is_away(
    tmp_path: Path,
) -> None:
    async with ModelServer(embed=shipped().rows).running() as server:
        async with product(tmp_path, routes_of(server.base_url)) as parts:
            await parts.retrieval.ingestion.sync()
        server.chosen.choose("unauthorised")
        async with product(tmp_path, routes_of(server.base_url)) as parts:
            assert isinstance(parts.retrieval.embedder, GatewayEmbedder)
            found = await search(parts.retrieval, "How many days of annual leave are there?")
            state = REGISTRY.get_sample_value(
                "almanac_gateway_breaker", {"route": "vectors", "state": "closed"}
            )

    assert found.passages
    assert found.parameters["words_alone"] is True
    assert state == 1


async def test_the_cosines_of_a_model_are_brought_to_the_common_scale() -> None:
    content = routes_of("http://nobody/v1", cosines={"unrelated": 0.7, "same": 0.9})
    async with open_embedders(GatewayRoutes.model_validate(content), {}) as embedders:
        told = [embedders.used.comparable(cosine) for cosine in (0.7, 0.9, 0.8, 5.0, -5.0)]
        assert embedders.used.rarity("zyxw") == embedders.shipped.rarity("zyxw") == 1.0

    assert told == pytest.approx(
        [SCALE.unrelated, SCALE.same, (SCALE.unrelated + SCALE.same) / 2, 1.0, -1.0]
    )


async def test_without_the_role_the_shipped_model_embeds() -> None:
    content = routes_of("http://nobody/v1")
    del content["roles"]["embed"]
    async with open_embedders(GatewayRoutes.model_validate(content), {}) as embedders:
        assert embedders.used is embedders.shipped
        assert embedders.routed is None


def write_set(folder: Path) -> None:
    """A set to measure on: two documents, and a question about each."""
    texts = {"a": "A recall is announced at once.", "b": "Gifts above 50 CHF are refused."}
    corpus = [{"_id": one, "title": one, "text": text} for one, text in texts.items()]
    asked = [{"_id": "1", "text": "When is a recall announced?"},
             {"_id": "2", "text": "Which gifts are refused?"}]  # fmt: skip
    (folder / "qrels").mkdir()
    for name, rows in (("corpus", corpus), ("queries", asked)):
        (folder / f"{name}.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    judged = "query-id\tcorpus-id\tscore\n1\ta\t1\n2\tb\t1\n"
    (folder / "qrels/test.tsv").write_text(judged, "utf-8")


def test_a_measurement_is_one_of_the_model_that_the_file_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_set(tmp_path)
    file = tmp_path / "gateway.yaml"
    monkeypatch.setenv("ALMANAC_GATEWAY_FILE", str(file))
    with ModelServer().in_thread() as server:
        content = routes_of(server.base_url, "steady", dimensions=DIMENSIONS)
        file.write_text(yaml.safe_dump(content), "utf-8")
        told = CliRunner().invoke(cli, ["retrieval", str(tmp_path)]).stdout
        server.chosen.choose("unknown")
        failed = CliRunner().invoke(cli, ["retrieval", str(tmp_path)])

    measured = json.loads(told.splitlines()[-1])
    assert measured["embedding"].startswith("steady/64@")
    assert -1 < measured["cosines"]["unrelated"] < measured["cosines"]["same"] <= 1
    assert measured["ndcg@10"] == 1
    assert "The embedding model is away (vectors: HTTP 404)" in str(failed.exception)


def test_a_replay_tells_that_the_model_was_away_and_not_that_the_index_was_rebuilt() -> None:
    whole = {"embedding": "m/384@1", "evidence": "logistic/2"}
    alone = {"embedding": "m/384@1", "evidence": "words/1", "words_alone": True}

    (then,) = of_parameters(alone, whole)
    (now,) = of_parameters(whole, alone)

    assert (then.cause, now.cause) == (Cause.SEARCH_CHANGED, Cause.SEARCH_CHANGED)
    assert "was away then" in then.text
    assert "is away now" in now.text
    assert list(of_parameters(alone, alone)) == []
