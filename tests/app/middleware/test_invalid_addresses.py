"""Zeros and halves of characters, which PostgreSQL has no text for, are refused wherever sent."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import httpx
import pytest

from tests.servers.postgres import postgres_programs, running_postgres
from tests.servers.product import Product, running

ADDRESSES = [
    "/api/v1/turns/a%00b/receipt",
    "/api/v1/turns/a%00b/reaction",
    "/api/v1/documents/a%00b",
    "/api/v1/documents/x/pages/1?chunk=a%00b",
    "/chat/thread/a%00b",
    "/chat/answers/a%00b",
    "/chat/cite/a%00b/1",
    "/documents/a%00b/pages/1",
]
BODIES = [
    ("POST", "/api/v1/search", '{"query": "dose", "assistant": "a%sb"}', 422),
    ("POST", "/api/v1/assistants/hr/ask", '{"question": "a%sb"}', 422),
    ("PUT", "/api/v1/turns/x/reaction", '{"emoji": "a%sb"}', 404),
    ("PUT", "/chat/project/thread", '{"threadId": "a%sb", "name": "x"}', 404),
    ("DELETE", "/chat/project/thread", '{"threadId": "a%sb"}', 404),
    (
        "POST",
        "/chat/project/threads",
        '{"pagination": {"first": 5}, "filter": {"search": "a%sb"}}',
        200,
    ),
    (
        "POST",
        "/chat/project/threads",
        '{"pagination": {"first": 5, "cursor": "a%sb"}, "filter": {}}',
        200,
    ),
]


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    programs = postgres_programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed here, and SQLite takes anything for text")
    var = tmp_path_factory.mktemp("addresses") / "var"
    with (
        running_postgres(programs) as url,
        running(var, {"ALMANAC_DATABASE_URL": url}) as product,
    ):
        yield product


@pytest.fixture
def alice(product: Product) -> Iterator[httpx.Client]:
    with closing(product.sign_in("alice@cryodyne.example")) as client:
        yield client


@pytest.mark.parametrize("path", ADDRESSES)
def test_a_zero_in_an_address_is_refused_in_words(alice: httpx.Client, path: str) -> None:
    reply = alice.get(path)

    assert reply.status_code == 400
    assert reply.json()["error"]["code"] == "illegible_address"


@pytest.mark.parametrize("odd", ["\\u0000", "\\ud800"], ids=["zero", "half a character"])
@pytest.mark.parametrize(("method", "path", "body", "status"), BODIES)
def test_what_is_no_text_in_a_body_finds_nothing_and_breaks_nothing(
    alice: httpx.Client, method: str, path: str, body: str, status: int, odd: str
) -> None:
    headers = {"Content-Type": "application/json"}

    reply = alice.request(method, path, content=body % odd, headers=headers)

    assert reply.status_code in {status, 422}
