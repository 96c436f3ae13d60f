"""Vectors from Titan and Cohere behind Bedrock, and how such calls end."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import numpy as np
import pytest

from gateway.configuration.route import Route
from gateway.embedding.embedder import EmbeddingError
from tests.gateway.embedding.test_embedder import SOON_S, TEXTS, embedding, normalised
from tests.servers.converse_server import ConverseServer
from tests.servers.vectors import DIMENSIONS

TITAN, COHERE = "amazon.titan-embed-text-v2:0", "cohere.embed-multilingual-v3"


@pytest.fixture(autouse=True)
def _credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


def bedrock(url: str, model: str, **settings: Any) -> Route:
    described: dict[str, Any] = {
        "kind": "bedrock",
        "name": "vectors",
        "model": model,
        "base_url": url,
    }
    described |= {"region": "eu-central-1", "retries": 0, "embedding": {"dimensions": DIMENSIONS}}
    return Route.model_validate({**described, **settings})


@pytest.mark.parametrize("model", [TITAN, COHERE, "eu.cohere.embed-v4:0"])
async def test_every_model_gives_each_text_its_vector(model: str) -> None:
    more: dict[str, Any] = {"parameters": {"output_dimension": DIMENSIONS}} if "v4" in model else {}
    async with (
        ConverseServer().running() as server,
        embedding(bedrock(server.url, model, **more)) as opened,
    ):
        found = await opened.documents(TEXTS)

    assert np.allclose(found, normalised(TEXTS), atol=1e-6)
    assert len(server.requests) == (3 if model == TITAN else 1), "Titan takes one text at a time"


async def test_cohere_is_told_what_a_document_is_and_what_a_question() -> None:
    async with ConverseServer().running() as server, embedding(bedrock(server.url, COHERE)) as one:
        await one.documents(["word " * 1000])
        await one.question("Who?")

    document, question = server.requests
    assert document["input_type"] == "search_document"
    assert document["truncate"] == "END"
    assert len(document["texts"][0]) <= 2048
    assert question["input_type"] == "search_query"
    assert any("purpose" in head and "search" in head for head in server.heads[1:])


@pytest.mark.parametrize("fault", ["throttled", "broken", "malformed", "short_vector",
                                   "not_a_number", "refused", "unauthorised"])  # fmt: skip
async def test_a_fault_is_a_failure_with_a_plain_reason(fault: str) -> None:
    async with ConverseServer().running() as server, embedding(bedrock(server.url, TITAN)) as one:
        server.chosen.choose(fault)
        with pytest.raises(EmbeddingError, match=r"InvokeModel: |malformed") as caught:
            await one.question("Who?")

    assert caught.value.of_the_texts == (fault == "refused")


async def test_leaving_ends_thread_and_connection() -> None:
    async with ConverseServer().running() as server:
        async with embedding(bedrock(server.url, TITAN)) as one:
            server.chosen.choose("hang")
            leaving = asyncio.create_task(one.documents(TEXTS))
            async with asyncio.timeout(SOON_S):
                while len(server.requests) < 3:
                    await asyncio.sleep(0.01)
                leaving.cancel()
                await asyncio.wait([leaving])
                while server.open_connections:
                    await asyncio.sleep(0.01)

        names = [thread.name for thread in threading.enumerate()]
        assert not [name for name in names if name.startswith("bedrock ")]
