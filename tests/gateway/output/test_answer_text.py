"""What is shown of an answer, kept and paid for, where the model thinks aloud."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from structlog.testing import capture_logs

from gateway.attempts import Attempt
from gateway.calls import Finished, GatewayError, GatewayEvent, Reset, Started, Token
from gateway.configuration.gateway_file import GatewayRoutes, Route
from gateway.serving import RoutedGateway
from tests.gateway.calling import (
    WordSimilarity,
    call,
    events,
    finish_of,
    gateway,
    openai,
    page_of,
    text_of,
)
from tests.servers.behaviour import SECRET
from tests.servers.model_server import ModelServer

QUOTES = Route(kind="extractive", name="quotes")


@asynccontextmanager
async def thinking(model: str, *others: Route) -> AsyncIterator[tuple[RoutedGateway, ModelServer]]:
    """A gateway to a model that behaves so, and its server."""
    async with (
        ModelServer().running() as server,
        gateway(openai(server.base_url, model), *others) as opened,
    ):
        yield opened, server


def secret_in(text: str) -> bool:
    return any(piece.strip() in text for piece in SECRET)


async def test_thoughts_between_marks_are_in_no_event() -> None:
    async with thinking("thinks:interval=1") as (opened, _):
        happened = await events(opened)

    assert not secret_in(repr(happened))
    assert [type(event) for event in happened].count(Started) == 1
    assert text_of(happened).startswith(" The approved")


async def test_an_end_without_a_beginning_takes_back_what_was_shown_and_the_answer_begins() -> None:
    async with thinking("thinks_unmarked:tokens=6,interval=100") as (opened, _):
        happened = await events(opened)

    kinds = [type(event) for event in happened]
    reset = kinds.index(Reset)
    assert secret_in(text_of(happened[:reset]))
    assert kinds[reset + 1] is Started
    assert not secret_in(page_of(happened))
    assert finish_of(happened).reason == "stop"


async def test_from_the_second_answer_on_thoughts_without_a_beginning_are_not_shown_at_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("gateway.routes.clients.ANSWERS_REMEMBERED", 2)
    async with thinking("thinks_unmarked:tokens=6,interval=100") as (opened, server):
        with capture_logs() as logs:
            await events(opened)
            second = await events(opened)
        server.healed = True
        later = [await events(opened) for _ in range(3)]

    assert not secret_in(repr(second))
    assert [entry["event"] for entry in logs].count("gateway.thoughts_in_text") == 1
    # A model that has ceased to think is heard at once again, after some answers.
    assert len({text_of(each) for each in later}) == 1
    assert [sum(isinstance(event, Token) for event in each) > 1 for each in later] == [
        False,
        False,
        True,
    ]


async def test_thoughts_without_an_end_are_no_answer() -> None:
    async with ModelServer().running() as server:
        async with gateway(openai(server.base_url, "thinks_on"), QUOTES) as opened:
            happened = await events(opened)
        async with gateway(openai(server.base_url, "thinks_on")) as opened:
            with pytest.raises(GatewayError) as caught:
                await events(opened)

    assert not secret_in(repr(happened))
    assert text_of(happened).startswith("The hotel limit")
    assert caught.value.reason == "first: the answer was empty"


@pytest.mark.parametrize(
    ("written", "whole"),
    [("It is 190 CHF. <think>Is it?", True), ("It is <think>how much?", False)],
)
async def test_an_answer_that_ends_in_thoughts_is_whole_where_a_sentence_ended(
    written: str, whole: bool
) -> None:
    async with (
        ModelServer(reply=lambda _: written).running() as server,
        gateway(openai(server.base_url, "steady"), QUOTES) as opened,
    ):
        happened = await events(opened)

    assert page_of(happened).startswith("It is 190 CHF." if whole else "The hotel limit")


async def test_a_rewritten_question_has_no_thoughts() -> None:
    async with thinking("thinks_unmarked") as (opened, _):
        happened = await events(opened, call(role="rewrite"))

    assert not secret_in(page_of(happened))


async def test_thoughts_are_paid_for_where_a_model_does_not_count() -> None:
    seen: list[Attempt] = []

    class Watching:
        def began(self, attempt: Attempt) -> None:
            seen.append(attempt)

        def ended(self, attempt: Attempt) -> None: ...

    async with ModelServer(reply=lambda _: "<think>" + "deep " * 99 + "</think>No.").running() as (
        server
    ):
        routes = (openai(server.base_url, "no_usage"),)
        opened = RoutedGateway(
            GatewayRoutes(routes=routes, roles={"answer": ("first",)}),
            WordSimilarity(),
            {},
            watchers=[Watching()],
        )
        happened: list[GatewayEvent] = await events(opened)
        await opened.aclose()

    assert text_of(happened) == "No."
    last = happened[-1]
    assert isinstance(last, Finished)
    assert last.usage is not None
    assert last.usage.output_tokens > 90
