from __future__ import annotations

from dataclasses import replace

import pytest

from gateway.calls import Finished, GatewayError, Started, Usage
from gateway.configuration.gateway_file import Route
from tests.gateway.calling import call, events, finish_of, gateway, text_of
from tests.servers.converse_server import WORDS, ConverseServer

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
