"""The retriever for other teams: what it sends, what it gives, and how it fails."""

from __future__ import annotations

import ast
import json
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from langchain_core.documents import Document
from pydantic import SecretStr, ValidationError

from retrieval import langchain
from retrieval.langchain import (
    AlmanacError,
    AlmanacRetriever,
    NotAllowedError,
    NotSignedInError,
    QueryRefusedError,
    ServiceUnavailableError,
    TooManySearchesError,
    UnknownAssistantError,
)

URL = "https://almanac.example"
TOKEN = "eyJ-very-secret"
PASSAGE = {
    "rank": 1,
    "source": "hr",
    "document": "leave.pdf",
    "page": 3,
    "section": "Leave > Annual",
    "title": "Leave",
    "text": "You have 25 days.",
    "score": 0.91,
    "document_id": "d1",
    "chunk_id": "c1",
}
Handler = Callable[[httpx.Request], httpx.Response]
Run = Callable[..., Any]


def retriever(answer: Handler | httpx.Response, **changes: Any) -> AlmanacRetriever:
    handler = (lambda _: answer) if isinstance(answer, httpx.Response) else answer
    transport = httpx.MockTransport(handler)
    given = {"url": URL, "assistant": "hr", "token": TOKEN} | changes
    return AlmanacRetriever(
        **given,
        client=httpx.Client(transport=transport),
        async_client=httpx.AsyncClient(transport=transport),
    )


@pytest.fixture(params=["sync", "async"])
def run(request: pytest.FixtureRequest) -> Run:
    """Invoke a retriever in both ways."""

    async def invoke(one: AlmanacRetriever, query: str = "How many days?", **extra: Any) -> Any:
        if request.param == "sync":
            return one.invoke(query, **extra)
        return await one.ainvoke(query, **extra)

    return invoke


async def test_a_passage_becomes_a_document(run: Run) -> None:
    found = await run(retriever(httpx.Response(200, json=[PASSAGE])))

    kept = {name: PASSAGE[name] for name in PASSAGE if name != "text"}
    address = f"{URL}/documents/d1/pages/3?chunk=c1"
    expected = Document(id="c1", page_content="You have 25 days.", metadata=kept | {"url": address})
    assert found == [expected]


async def test_nothing_found_is_an_empty_list(run: Run) -> None:
    assert await run(retriever(httpx.Response(200, json=[]))) == []


async def test_the_query_the_assistant_and_the_token_are_sent(run: Run) -> None:
    sent: list[httpx.Request] = []

    def note(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(200, json=[])

    await run(retriever(note, limit=5))
    await run(retriever(note, limit=5), limit=2)

    assert [str(request.url) for request in sent] == [f"{URL}/api/v1/search"] * 2
    assert sent[0].headers["authorization"] == f"Bearer {TOKEN}"
    body = {"query": "How many days?", "assistant": "hr", "limit": 5}
    assert [json.loads(request.content) for request in sent] == [body, body | {"limit": 2}]


async def test_a_function_gives_a_fresh_token_for_every_search(run: Run) -> None:
    tokens = iter(["first", "second"])
    seen: list[str] = []

    def note(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers["authorization"])
        return httpx.Response(200, json=[])

    one = retriever(note, token=lambda: next(tokens))
    await run(one)
    await run(one)

    assert seen == ["Bearer first", "Bearer second"]


async def test_an_asynchronous_token_is_awaited() -> None:
    async def fresh() -> str:
        return TOKEN

    one = retriever(httpx.Response(200, json=[PASSAGE]), token=fresh)

    assert len(await one.ainvoke("days")) == 1
    with pytest.raises(TypeError, match="ainvoke"):
        one.invoke("days")


REFUSALS: list[tuple[int, type[AlmanacError], str]] = [
    (401, NotSignedInError, "fresh token"),
    (403, NotAllowedError, "almanac.search"),
    (404, UnknownAssistantError, "/api/v1/assistants"),
    (422, QueryRefusedError, "What they said"),
    (429, TooManySearchesError, "Wait 17 seconds"),
    (500, ServiceUnavailableError, "Try again later"),
    (418, AlmanacError, "What they said"),
]


@pytest.mark.parametrize(
    ("status", "kind", "says"), REFUSALS, ids=[str(status) for status, *_ in REFUSALS]
)
async def test_a_refusal_says_what_to_do(
    run: Run, status: int, kind: type[AlmanacError], says: str
) -> None:
    body = {"error": {"code": "x", "message": "What they said."}}
    refused = retriever(httpx.Response(status, json=body, headers={"Retry-After": "17"}))

    with pytest.raises(kind, match=says) as raised:
        await run(refused)

    assert raised.value.status == status
    assert "What they said." in str(raised.value)


async def test_how_long_to_wait_is_a_number(run: Run) -> None:
    with pytest.raises(TooManySearchesError) as raised:
        await run(retriever(httpx.Response(429, headers={"Retry-After": "17"})))
    assert raised.value.retry_after_s == 17

    with pytest.raises(TooManySearchesError) as vague:
        await run(retriever(httpx.Response(429, headers={"Retry-After": "Wed, 21 Oct 2026"})))
    assert vague.value.retry_after_s is None


@pytest.mark.parametrize(
    "reply",
    [b"<html>", b'{"a": 1}', b"[1]", b'[{"rank": 1}]'],
    ids=["html", "object", "number", "short"],
)
async def test_what_is_no_answer_of_this_api_is_said(run: Run, reply: bytes) -> None:
    with pytest.raises(ServiceUnavailableError, match="not this service's API"):
        await run(retriever(httpx.Response(200, content=reply)))


async def test_a_redirect_takes_the_token_nowhere(run: Run) -> None:
    hosts: list[str] = []

    def lead_away(request: httpx.Request) -> httpx.Response:
        hosts.append(request.url.host)
        return httpx.Response(307, headers={"Location": "https://elsewhere.example/"})

    with pytest.raises(AlmanacError, match="307"):
        await run(retriever(lead_away))

    assert hosts == ["almanac.example"]


@pytest.mark.parametrize("token", [TOKEN, SecretStr(TOKEN)], ids=["text", "secret"])
async def test_the_token_is_printed_nowhere(run: Run, token: object) -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no route", request=request)

    one = retriever(fail, token=token)
    with pytest.raises(ServiceUnavailableError, match="ConnectError") as raised:
        await run(one)

    printed = "".join(traceback.format_exception(raised.value))
    assert raised.value.__cause__ is None
    for text in (printed, repr(one), str(one), one.model_dump_json(), repr(one.to_json())):
        assert TOKEN not in text


@pytest.mark.parametrize(
    "changes",
    [
        {"url": "almanac.example"},
        {"url": "http://almanac.example"},
        {"url": f"https://{TOKEN}:x@almanac.example"},
        {"limit": 0},
        {"limit": 51},
        {"token": None},
        {"token": 5},
    ],
    ids=["no scheme", "plain http", "name in address", "none", "too many", "no token", "number"],
)
def test_what_cannot_work_is_refused_at_once(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as raised:
        AlmanacRetriever(**{"url": URL, "assistant": "hr", "token": TOKEN} | changes)

    assert TOKEN not in str(raised.value)


def test_the_one_file_is_all_that_another_team_needs() -> None:
    source = Path(langchain.__file__).read_text("utf-8")
    imported = {
        (node.module or "").partition(".")[0]
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ImportFrom)
    }

    assert imported <= {*sys.stdlib_module_names, "langchain_core", "pydantic"}


@pytest.mark.parametrize("url", ["http://localhost:8000", "http://127.0.0.1:8000/"])
def test_plain_http_is_for_this_machine(url: str) -> None:
    assert AlmanacRetriever(url=url, assistant="hr", token=TOKEN).url == url.rstrip("/")
