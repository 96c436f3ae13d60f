"""Every fault that somebody can choose shows at a real client, in both dialects."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from gateway.calls import GatewayError, Message, ModelCall, Started
from gateway.configuration.gateway_file import Route
from tests.gateway.calling import events, finish_of, gateway, openai, page_of, text_of
from tests.servers.behaviour import FAULTS, Chosen
from tests.servers.converse_server import ConverseServer
from tests.servers.model_server import ModelServer

QUOTES = Route(kind="extractive", name="quotes")
# Whoever comes second answers; all others answer themselves, or refuse for everybody.
REFUSED = {"refused", "unauthorised", "unknown", "refusal", "filtered"}
REFUSED |= {"too_long", "wrong_key", "wrong_model", "window_full"}
ANSWERS = {"no_usage", "wrong_usage"}
ANSWERS_WELL = {"thinks", "thinks_unmarked", "ends_each", "picky"}
FALLS_THROUGH = set(FAULTS) - REFUSED - ANSWERS - ANSWERS_WELL
# These break off what they began, which says that they began.
BEGINS = {"stall", "drip", "cut", "malformed", "error_event", "huge", "flat_error", "aborted"}
PROMPT = (
    Message("system", "Answer."),
    Message(
        "user",
        "=====\n[1] Leave policy, page 1\nFull-time staff receive 25 days of annual leave.\n\n"
        "[2] Travel policy\nThe hotel limit is 190 CHF a night.\n\n=====\n"
        "Question: What is the hotel limit?",
    ),
)


@pytest.fixture(autouse=True)
def _credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


def _timeouts(fault: str) -> dict[str, Any]:
    # The first call also imports LangChain, which takes its time on a busy machine.
    waits = fault in ("hang", "stall", "drip")
    return {"retries": 0, "first_token_timeout_s": 1.5 if fault == "hang" else 60} | (
        {"silence_timeout_s": 0.3} if waits else {}
    )


@contextlib.asynccontextmanager
async def _first_route(dialect: str, fault: str) -> AsyncIterator[tuple[Route, Chosen]]:
    """A route to a server on which somebody has chosen a fault while it runs."""
    if dialect == "openai":
        async with ModelServer().running() as model:
            model.chosen.choose(fault, after=3)
            yield openai(model.base_url, "steady:interval=1", **_timeouts(fault)), model.chosen
        return
    async with ConverseServer().running() as converse:
        converse.chosen.choose(fault, after=3)
        route = {"kind": "bedrock", "name": "first", "model": "steady:interval=1"}
        route |= {"base_url": converse.url, "region": "eu-central-1"}
        yield Route.model_validate(route | _timeouts(fault)), converse.chosen


@pytest.mark.parametrize("dialect", ["openai", "converse"])
@pytest.mark.parametrize("fault", sorted(FALLS_THROUGH))
async def test_another_route_answers_in_place_of_one_with_this_fault(
    dialect: str, fault: str
) -> None:
    async with _first_route(dialect, fault) as (route, _), gateway(route, QUOTES) as opened:
        happened = await events(opened)

    assert text_of(happened).endswith("The hotel limit is 190 CHF a night. [2]")
    assert isinstance(happened[0], Started)
    assert (happened[0].route == "first") == (fault in BEGINS)


@pytest.mark.parametrize("dialect", ["openai", "converse"])
@pytest.mark.parametrize("fault", sorted(ANSWERS))
async def test_an_answer_without_a_count_that_can_be_is_an_answer(dialect: str, fault: str) -> None:
    async with _first_route(dialect, fault) as (route, _), gateway(route) as opened:
        happened = await events(opened)

    assert text_of(happened)
    usage = finish_of(happened).usage
    assert usage is not None
    assert usage.estimated


@pytest.mark.parametrize("dialect", ["openai", "converse"])
@pytest.mark.parametrize("fault", sorted(ANSWERS_WELL))
async def test_an_answer_in_an_odd_shape_is_whole_and_nothing_but_an_answer(
    dialect: str, fault: str
) -> None:
    async with _first_route(dialect, fault) as (route, chosen), gateway(route) as opened:
        odd = page_of(await events(opened))
        chosen.choose("")
        plain = text_of(await events(opened))

    assert odd == plain


@pytest.mark.parametrize("dialect", ["openai", "converse"])
@pytest.mark.parametrize("fault", sorted(REFUSED))
async def test_a_refusal_is_a_refusal(dialect: str, fault: str) -> None:
    async with _first_route(dialect, fault) as (route, _), gateway(route) as opened:
        with pytest.raises(GatewayError):
            await events(opened)


async def test_a_fault_is_chosen_over_http_and_may_end_by_itself() -> None:
    async with ModelServer().running() as server, httpx.AsyncClient(trust_env=False) as client:
        site = server.base_url.removesuffix("/v1")
        chosen = await client.post(f"{site}/fault/broken?times=2")
        unknown = await client.post(f"{site}/fault/nonsense")
        page = await client.get(f"{site}/", headers={"Accept": "text/html"})
        async with gateway(openai(server.base_url, "steady"), QUOTES) as opened:
            routes = [(await events(opened))[0] for _ in range(3)]

    assert chosen.json() == {"fault": "broken", "after": 12, "left": 2}
    assert unknown.status_code == 404
    assert all(f"/fault/{fault}" in page.text for fault in FAULTS)
    names = [event.route for event in routes if isinstance(event, Started)]
    assert names == ["quotes", "quotes", "first"]


@pytest.mark.parametrize("dialect", ["openai", "converse"])
async def test_the_writer_answers_from_the_passages_with_their_numbers(dialect: str) -> None:
    async with _first_route(dialect, "") as (route, _):
        written = route.model_copy(update={"model": "writer"})
        async with gateway(written) as opened:
            text = text_of(await events(opened, ModelCall("answer", PROMPT, "")))

    assert text.startswith("In short: the hotel limit is 190 CHF a night [2].")
