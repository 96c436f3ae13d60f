"""Vectors through the routes of ``embed``: right ones, or none and a reason."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from prometheus_client import REGISTRY

from gateway.attempts import RouteFailedError
from gateway.calls import Price
from gateway.configuration.route import Route
from gateway.embedding.embedder import EmbeddingError, RoutedEmbedding
from gateway.embedding.vectors import MOST_CHARACTERS, Answered, batches, checked, shortened
from gateway.telemetry import AttemptTelemetry
from tests.fakes.spending import FakeSpending
from tests.servers.model_server import ModelServer
from tests.servers.vectors import DIMENSIONS, of_words

KEY = "a-key-that-nobody-may-see"
TEXTS = ["A recall is announced at once.", "Gifts are refused.", "Leave is 25 days."]
SOON_S = 10
PRICE = {
    "input_per_million": "1000000",
    "output_per_million": 0,
    "currency": "CHF",
    "valid_from": "2026-01-01",
}


def route(base_url: str, model: str = "steady", name: str = "vectors", **settings: Any) -> Route:
    """An ``openai`` route that embeds."""
    described: dict[str, Any] = {
        "kind": "openai",
        "name": name,
        "base_url": base_url,
        "model": model,
    }
    described |= {"api_key_env": "KEY", "retries": 0, "embedding": {"dimensions": DIMENSIONS}}
    return Route.model_validate({**described, **settings})


async def at_once(_seconds: float) -> None:
    return None


@asynccontextmanager
async def embedding(
    *routes: Route, spending: FakeSpending | None = None
) -> AsyncIterator[RoutedEmbedding]:
    """What embeds, and pauses no time before it asks again."""
    opened = RoutedEmbedding(
        routes, {"KEY": KEY}, watchers=(AttemptTelemetry(),), spending=spending, pause=at_once
    )
    try:
        yield opened
    finally:
        await opened.aclose()
        # Nothing goes on once it is closed: no request, no place, no task.
        assert all(each.free == 256 and not each.waiting for each in opened.places.values())
        names = [getattr(task.get_coro(), "__qualname__", "") for task in asyncio.all_tasks()]
        assert not [name for name in names if name.startswith("RoutedEmbedding")]


def normalised(texts: Sequence[str]) -> np.ndarray:
    rows = np.asarray(of_words(texts))
    found: np.ndarray = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return found


async def test_every_text_gets_its_own_vector_of_length_one() -> None:
    async with ModelServer().running() as server, embedding(route(server.base_url)) as opened:
        found = await opened.documents(TEXTS)
        asked = await opened.question(TEXTS[1])

    assert found.dtype == np.float32
    assert np.allclose(found, normalised(TEXTS), atol=1e-6)
    assert np.allclose(asked, found[1])


async def test_no_texts_are_no_vectors_and_no_request() -> None:
    async with ModelServer().running() as server, embedding(route(server.base_url)) as opened:
        assert (await opened.documents([])).shape == (0, DIMENSIONS)
        assert server.requests == []


async def test_the_key_the_parameters_and_the_purpose_go_with_the_texts() -> None:
    settings: dict[str, Any] = {
        "parameters": {"dimensions": DIMENSIONS, "encoding_format": "float"},
        "query": {"api-version": "2024-10-21"},
        "embedding": {"dimensions": DIMENSIONS, "before_document": "passage: ",
                      "before_question": "query: "},
    }  # fmt: skip
    async with (
        ModelServer().running() as server,
        embedding(route(server.base_url, **settings)) as opened,
    ):
        await opened.documents(TEXTS)
        await opened.question("Who?")

    first, second = server.requests
    assert first["input"] == [f"passage: {text}" for text in TEXTS]
    assert (first["model"], first["dimensions"]) == ("steady", DIMENSIONS)
    assert second["input"] == ["query: Who?"]
    assert "/embeddings?api-version=2024-10-21 " in server.heads[0]
    assert f"Authorization: Bearer {KEY}" in server.heads[0]
    assert "x-almanac-purpose: ingest" in server.heads[0]
    assert "x-almanac-purpose: search" in server.heads[1]
    assert "x-almanac-role: embed" in server.heads[1]


async def test_many_texts_go_in_batches_and_come_back_in_their_order() -> None:
    texts = [f"Machine {number} has the code {number * number}." for number in range(50)]
    settings: dict[str, Any] = {"embedding": {"dimensions": DIMENSIONS, "batch": 7}}
    async with (
        ModelServer().running() as server,
        embedding(route(server.base_url, **settings)) as opened,
    ):
        found = await opened.documents(texts)

    assert sorted(len(request["input"]) for request in server.requests) == [1, *[7] * 7]
    assert np.allclose(found, normalised(texts), atol=1e-6)


MALFORMED = ["malformed", "wrong_count", "short_vector", "not_a_number", "no_direction",
             "wrong_order"]  # fmt: skip


@pytest.mark.parametrize("fault", ["throttled", "broken", "cut", *MALFORMED])
async def test_what_a_route_answers_wrongly_is_a_failure_and_no_vector(fault: str) -> None:
    async with ModelServer().running() as server, embedding(route(server.base_url)) as opened:
        server.chosen.choose(fault)
        with pytest.raises(EmbeddingError) as caught:
            await opened.documents(TEXTS)

    assert caught.value.reason.startswith("vectors: ")
    assert ("malformed" in caught.value.reason) == (fault in MALFORMED)
    assert KEY not in caught.value.reason
    assert not caught.value.of_the_texts
    # A model that answers nonsense does so again; the others may be over in a moment.
    assert len(server.requests) == (1 if fault in MALFORMED else 5)


@pytest.mark.parametrize("fault", ["throttled", "broken", *MALFORMED])
async def test_a_second_route_to_the_same_model_stands_in(fault: str) -> None:
    async with (
        ModelServer().running() as server,
        embedding(
            route(server.base_url, fault, base_model="m"),
            route(server.base_url, "steady", "other", base_model="m"),
        ) as opened,
    ):
        found = await opened.question(TEXTS[0])

    assert np.allclose(found, normalised(TEXTS[:1])[0], atol=1e-6)
    assert [request["model"] for request in server.requests] == [fault, "steady"]


async def test_a_route_that_hangs_is_left_in_time() -> None:
    slow: dict[str, Any] = {"first_token_timeout_s": 0.1}
    async with (
        ModelServer().running() as server,
        embedding(route(server.base_url, "hang", **slow)) as opened,
    ):
        with pytest.raises(EmbeddingError, match="too slow"):
            await opened.question("Who?")
        async with asyncio.timeout(SOON_S):
            while server.connections:
                await asyncio.sleep(0.01)


async def test_whoever_leaves_closes_every_request_that_goes_on() -> None:
    settings: dict[str, Any] = {"embedding": {"dimensions": DIMENSIONS, "batch": 1}}
    async with (
        ModelServer().running() as server,
        embedding(route(server.base_url, "hang", **settings)) as opened,
    ):
        leaving = asyncio.create_task(opened.documents(TEXTS * 4))
        async with asyncio.timeout(SOON_S):
            while len(server.requests) < 4:
                await asyncio.sleep(0.01)
            leaving.cancel()
            await asyncio.wait([leaving])
            while server.connections:
                await asyncio.sleep(0.01)

        assert len(server.requests) == 4, "no more than four at once"
        assert opened.breakers["vectors"].state == "closed"


@pytest.mark.parametrize(
    ("fault", "of_the_texts"), [("refused", True), ("unauthorised", False), ("unknown", False)]
)
async def test_what_is_refused_is_asked_of_no_other_route(fault: str, of_the_texts: bool) -> None:
    async with (
        ModelServer().running() as server,
        embedding(
            route(server.base_url, fault, base_model="m"),
            route(server.base_url, "steady", "other", base_model="m"),
        ) as opened,
    ):
        with pytest.raises(EmbeddingError, match="HTTP 40") as caught:
            await opened.documents(TEXTS)

    assert len(server.requests) == 1
    assert caught.value.of_the_texts == of_the_texts


async def test_a_failure_in_passing_is_waited_for_with_documents() -> None:
    async with ModelServer().running() as server, embedding(route(server.base_url)) as opened:
        server.chosen.choose("throttled", times=3)
        found = await opened.documents(TEXTS)

    assert len(found) == 3
    assert len(server.requests) == 4


async def test_a_question_does_not_wait_for_a_route_that_rests() -> None:
    async with ModelServer().running() as server, embedding(route(server.base_url)) as opened:
        server.chosen.choose("broken")
        for _ in range(7):
            with pytest.raises(EmbeddingError):
                await opened.question("Who?")

        assert len(server.requests) == 5
        assert opened.breakers["vectors"].state == "open"


async def test_tokens_and_price_are_counted() -> None:
    labels = {"department": "", "assistant": "", "role": "embed", "route": "priced"}

    def counted(name: str, **more: str) -> float:
        return REGISTRY.get_sample_value(name, labels | more) or 0.0

    async with (
        ModelServer().running() as server,
        embedding(
            route(server.base_url, name="priced", price=PRICE),
            route(server.base_url, name="unpriced"),
        ) as opened,
    ):
        await opened.question("What is the hotel limit?")

    assert counted("almanac_gateway_tokens_total", kind="input") == 5
    assert counted("almanac_gateway_price_total", currency="CHF") == 5


async def test_a_question_is_booked_on_whom_it_is_for_and_documents_on_nobody() -> None:
    spending = FakeSpending()
    async with (
        ModelServer().running() as server,
        embedding(route(server.base_url, price=PRICE), spending=spending) as opened,
    ):
        asked_by = {"department": "hr", "assistant": "people", "turn": "t-1"}
        await opened.question("What is the hotel limit?", asked_by)
        await opened.documents(["What is the hotel limit?"])

    assert [(e.department, e.assistant, e.most) for e in spending.expenses] == [
        ("hr", "people", Price(Decimal(0), "CHF")),
        ("", "", Price(Decimal(0), "CHF")),
    ]
    assert [charge and charge.price for _, charge in spending.charges] == [
        Price(Decimal(5), "CHF"),
        Price(Decimal(5), "CHF"),
    ]
    assert "x-almanac-department: hr" in server.heads[0]
    assert "x-almanac-turn: t-1" in server.heads[0]
    assert "x-almanac-department" not in server.heads[1]
    assert spending.open == 0


async def test_a_question_that_is_left_after_a_failure_is_booked_and_leaves_nothing_open() -> None:
    spending = FakeSpending()
    async with (
        ModelServer().running() as server,
        embedding(
            route(server.base_url, "broken", name="failing", base_model="m"),
            route(server.base_url, "hang", name="hanging", base_model="m"),
            spending=spending,
        ) as opened,
    ):
        asking = asyncio.create_task(opened.question("Who?"))
        while len(server.requests) < 2:
            await asyncio.sleep(0.01)
        asking.cancel()
        await asyncio.wait([asking])

    [(first, failed), (second, left)] = spending.charges
    assert (first, second) == ("failing", "hanging")
    assert failed is not None
    assert failed.usage is None
    assert left is not None
    assert left.usage is not None
    assert left.estimated
    assert spending.open == 0


async def test_what_is_refused_costs_nothing_and_stays_in_its_currency() -> None:
    spending = FakeSpending()
    async with (
        ModelServer().running() as server,
        embedding(route(server.base_url, "refused", price=PRICE), spending=spending) as opened,
    ):
        with pytest.raises(EmbeddingError):
            await opened.question("Who?")

    [(_, charge)] = spending.charges
    assert charge is not None
    assert charge.usage is None
    [expense] = spending.expenses
    assert expense.most == Price(Decimal(0), "CHF")


async def test_what_no_price_is_known_for_is_counted_as_such_also_by_our_own_count() -> None:
    labels = {"department": "", "assistant": "", "role": "embed", "route": "free"}
    async with (
        ModelServer().running() as server,
        embedding(route(server.base_url, "wrong_usage", name="free")) as opened,
    ):
        await opened.question("What is the hotel limit?")

    assert REGISTRY.get_sample_value("almanac_gateway_unpriced_total", labels) == 1
    tokens = REGISTRY.get_sample_value("almanac_gateway_tokens_total", {**labels, "kind": "input"})
    assert tokens is not None
    assert tokens >= 5


async def test_a_long_text_is_shortened_to_what_the_model_takes() -> None:
    async with (
        ModelServer().running() as server,
        embedding(route(server.base_url, context_tokens=256)) as opened,
    ):
        await opened.documents(["deviation " * 1000, "short"])

    long, short = server.requests[0]["input"]
    assert 70 <= len(long.split()) <= 256
    assert set(long.split()) == {"deviation"}
    assert short == "short"


def test_a_text_is_cut_between_two_words_and_otherwise_left_alone() -> None:
    assert shortened("one two three", None) == "one two three"
    assert shortened("one two three", 300) == "one two three"
    assert shortened("alpha beta gamma", 2) == "alpha beta"
    assert shortened("x" * 5000, 256) == "x" * len(shortened("x" * 5000, 256))
    assert 500 < len(shortened("x" * 5000, 256)) < 5000


def test_a_batch_is_bounded_in_texts_and_in_characters() -> None:
    half = "x" * (MOST_CHARACTERS // 2)

    assert list(batches(["a", "b", "c"], 2)) == [["a", "b"], ["c"]]
    assert [len(batch) for batch in batches([half, half, half], 10)] == [2, 1]
    assert [len(batch) for batch in batches(["x" * 2 * MOST_CHARACTERS, "b"], 10)] == [1, 1]


@pytest.mark.parametrize(
    "rows", [[], [[0.0, 0.0]], [[1.0, float("inf")]], [[1.0]], [[1.0, 0.0]] * 2]
)
def test_what_is_no_vector_of_the_text_is_refused(rows: list[list[float]]) -> None:
    with pytest.raises(RouteFailedError, match="malformed"):
        checked(Answered(rows, None), 1, 2)
