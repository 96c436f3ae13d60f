from __future__ import annotations

from dataclasses import replace

import pytest

from gateway.calls import (
    AnswerRefusedError,
    Finished,
    GatewayError,
    GatewayEvent,
    PromptTooLongError,
    Started,
    Usage,
)
from gateway.configuration.gateway_file import Route
from tests.gateway.calling import call, events, finish_of, gateway, text_of
from tests.servers.converse_server import STOPS, WORDS, ConverseServer

QUOTES = Route(kind="extractive", name="quotes")


@pytest.fixture(autouse=True)
def _credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


def bedrock(url: str, model: str, **settings: object) -> Route:
    return Route.model_validate(
        {
            "kind": "bedrock",
            "name": "bedrock",
            "model": model,
            "base_url": url,
            "region": "eu-central-1",
            "retries": 0,
            "parameters": {"temperature": 0.5, "max_tokens": 99},
            # The first call also imports LangChain, which takes its time on a busy machine.
            "first_token_timeout_s": 1 if model == "hang" else 60,
            **settings,
        }
    )


async def test_a_model_behind_converse_streams_and_reports_its_usage() -> None:
    async with (
        ConverseServer().running() as server,
        gateway(bedrock(server.url, "unheard.of-model-v9:0")) as opened,
    ):
        happened = await events(opened)

    assert isinstance(happened[0], Started)
    assert text_of(happened) == "".join(WORDS)
    assert len(happened) > 3, "a model id that is not known must be streamed as well"
    assert finish_of(happened) == Finished(Usage(100, 6), None)
    assert server.requests[0]["inferenceConfig"] == {"temperature": 0.5, "maxTokens": 99}
    assert server.requests[0]["system"] == [{"text": "Answer."}]


@pytest.mark.parametrize("model", ["throttled", "broken", "hang", "cut", "error_event", "empty"])
async def test_the_next_route_answers_in_place_of_converse(model: str) -> None:
    async with (
        ConverseServer().running() as server,
        gateway(bedrock(server.url, model), QUOTES) as opened,
    ):
        happened = await events(opened)

    assert text_of(happened).endswith("The hotel limit is 190 CHF a night. [2]")
    assert isinstance(happened[0], Started)
    assert (happened[0].route == "bedrock") == (model in ("cut", "error_event"))


async def test_what_converse_refuses_is_not_tried_elsewhere() -> None:
    async with (
        ConverseServer().running() as server,
        gateway(bedrock(server.url, "refused"), QUOTES) as opened,
    ):
        with pytest.raises(GatewayError) as caught:
            await events(opened)

    assert caught.value.reason == "bedrock: Converse: ValidationException"


async def test_bedrock_is_told_who_the_call_is_for() -> None:
    asked = replace(call(), attribution={"department": "hr", "person": "p-1f"})
    async with (
        ConverseServer().running() as server,
        gateway(bedrock(server.url, "steady"), bedrock(server.url, "x", name="other")) as opened,
    ):
        await events(opened, asked)
        await events(opened, replace(asked, attribution={"department": "it"}))

    told = [request["requestMetadata"] for request in server.requests]
    assert told[0] == {"department": "hr", "person": "p-1f", "role": "answer"}
    assert told[1] == {"department": "it", "role": "answer"}, "each call has its own"


async def charged(model: str) -> list[Usage]:
    """What is booked for an answer that a guardrail withholds."""
    booked: list[Usage] = []
    asked = replace(call(), charged=lambda usage, _: booked.append(usage))
    async with ConverseServer().running() as server, gateway(bedrock(server.url, model)) as opened:
        with pytest.raises(AnswerRefusedError):
            await events(opened, asked)
    return booked


async def test_thoughts_that_converse_sets_apart_are_kept_by_a_route_that_keeps_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tests.servers.converse_server.THOUGHTS", ["Let me", " see."])
    async with ConverseServer().running() as server:
        kept = bedrock(server.url, "steady", keep_thoughts=True)
        async with gateway(kept) as opened:
            happened = await events(opened)

    assert finish_of(happened).thoughts == "Let me see."
    assert "Let me" not in text_of(happened)


async def test_what_a_guardrail_says_that_was_used_is_booked() -> None:
    assert await charged("filtered") == [Usage(100, 0)]


async def test_a_guardrail_that_let_nothing_through_has_used_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    nothing = {"inputTokens": 0, "outputTokens": 0, "totalTokens": 0}
    monkeypatch.setattr("tests.servers.converse_server.USED", nothing)

    assert await charged("filtered") == [Usage(0, 0)]


@pytest.mark.parametrize(
    ("reason", "refusal"),
    [
        ("model_context_window_exceeded", PromptTooLongError),
        ("malformed_model_output", GatewayError),
        ("malformed_tool_use", GatewayError),
        ("what_comes_next_year", GatewayError),
    ],
)
async def test_an_answer_that_ended_for_another_reason_is_unfinished(
    monkeypatch: pytest.MonkeyPatch, reason: str, refusal: type[GatewayError]
) -> None:
    monkeypatch.setitem(STOPS, "aborted", reason)
    happened: list[GatewayEvent] = []
    async with (
        ConverseServer().running() as server,
        gateway(bedrock(server.url, "aborted")) as opened,
    ):
        with pytest.raises(refusal):
            await events(opened, into=happened)

    assert text_of(happened) == "".join(WORDS[:3])


PROFILE = "arn:aws:bedrock:eu-central-1:123456789012:application-inference-profile/a1b2c3"


async def test_an_inference_profile_is_asked_by_its_arn_and_nobody_is_asked_what_it_is() -> None:
    route = {"provider": "anthropic", "base_model": "anthropic.claude-sonnet-4-5-20250929-v1:0"}
    async with (
        ConverseServer().running() as server,
        gateway(bedrock(server.url, PROFILE, **route)) as opened,
    ):
        happened = await events(opened)

    assert text_of(happened) == "".join(WORDS)
    assert len(server.requests) == 1
