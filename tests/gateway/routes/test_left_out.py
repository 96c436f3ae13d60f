"""What a server will not be told is left out, once it has said so or where the file does."""

from __future__ import annotations

from typing import Any

import pytest
from structlog.testing import capture_logs

from gateway.calls import AnswerRefusedError, NotSetUpError, PromptTooLongError, Started
from gateway.configuration.route import Route
from tests.gateway.calling import events, gateway, openai, text_of
from tests.servers.converse_server import ConverseServer
from tests.servers.model_server import ModelServer

QUOTES = Route(kind="extractive", name="quotes")


@pytest.fixture(autouse=True)
def _credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


GIVEN = {"max_tokens": 99, "temperature": 0.5, "stop": ["END"], "seed": 1}


async def test_what_is_refused_is_left_out_and_remembered_and_the_receipt_says_so() -> None:
    async with (
        ModelServer().running() as server,
        gateway(openai(server.base_url, "picky", parameters=GIVEN)) as opened,
    ):
        with capture_logs() as logs:
            first, asked = await events(opened), len(server.requests)
            second = await events(opened)

    last = server.requests[-1]
    assert text_of(first) == text_of(second) != ""
    assert (asked, len(server.requests)) == (5, 6), "one further request for each, and none later"
    assert "stream_options" not in last
    assert {name: last[name] for name in last if name not in ("model", "messages", "stream")} == {
        "max_completion_tokens": 99,
        "stop": ["END"],
        "seed": 1,
    }
    assert [message["role"] for message in last["messages"]] == ["user"]
    assert last["messages"][0]["content"].startswith("Answer.\n\n")
    assert isinstance(second[0], Started)
    assert second[0].parameters == {"max_completion_tokens": 99, "stop": ["END"], "seed": 1}
    told = [each["parameter"] for each in logs if each["event"] == "gateway.parameter_left_out"]
    assert told == ["stream_options", "max_tokens", "temperature", "system"]


async def test_converse_goes_without_what_its_model_refuses_too() -> None:
    async with ConverseServer().running() as server:
        route = Route.model_validate(
            {
                "kind": "bedrock",
                "name": "bedrock",
                "model": "picky",
                "base_url": server.url,
                "region": "eu-central-1",
                "retries": 0,
                "parameters": {"temperature": 0.5, "max_tokens": 99},
                "first_token_timeout_s": 60,
            }
        )
        async with gateway(route) as opened:
            first, asked = await events(opened), len(server.requests)
            await events(opened)

    assert text_of(first)
    assert (asked, len(server.requests)) == (3, 4)
    assert server.requests[-1]["inferenceConfig"] == {"maxTokens": 99}
    assert not server.requests[-1].get("system")


@pytest.mark.parametrize(
    "settings",
    [
        {"leave_out": ["stream_options", "system", "temperature"]},
        {"leave_out": ["system", "temperature"], "parameters": {"stream_options": None}},
    ],
)
async def test_what_the_file_leaves_out_is_never_sent(settings: dict[str, Any]) -> None:
    async with (
        ModelServer().running() as server,
        gateway(openai(server.base_url, "picky", **settings)) as opened,
    ):
        assert text_of(await events(opened))

    assert len(server.requests) == 1


async def test_lists_and_objects_among_the_parameters_are_sent_as_they_are() -> None:
    given = {
        "stop": ["\n\n", "END"],
        "guardrail_config": {"guardrailIdentifier": "g-1", "trace": None},
        "chat_template_kwargs": {"enable_thinking": False},
        "extra_body": {"top_k": 5, "nested": [{"a": [1, 2.5, True]}]},
    }
    async with (
        ModelServer().running() as server,
        gateway(openai(server.base_url, "steady", parameters=given)) as opened,
    ):
        happened = await events(opened)

    assert {name: server.requests[0][name] for name in given} == given
    assert isinstance(happened[0], Started)
    assert happened[0].parameters == given


async def test_converse_takes_a_guardrail_and_words_to_stop_at() -> None:
    guardrail = {"guardrailIdentifier": "g-1", "guardrailVersion": "1", "trace": "enabled"}
    async with ConverseServer().running() as server:
        route = Route.model_validate(
            {
                "kind": "bedrock",
                "name": "bedrock",
                "model": "steady",
                "base_url": server.url,
                "region": "eu-central-1",
                "parameters": {"stop": "END", "guardrail_config": guardrail},
                "first_token_timeout_s": 60,
            }
        )
        async with gateway(route) as opened:
            await events(opened)

    assert server.requests[0]["guardrailConfig"] == guardrail
    assert server.requests[0]["inferenceConfig"] == {"stopSequences": ["END"]}


@pytest.mark.parametrize(
    ("model", "refusal", "says"),
    [
        ("too_long", PromptTooLongError, "fewer words"),
        ("window_full", PromptTooLongError, "fewer words"),
        ("wrong_key", NotSetUpError, "tell your support"),
        ("wrong_model", NotSetUpError, "tell your support"),
        ("refused", AnswerRefusedError, "other words"),
    ],
)
async def test_what_was_amiss_is_told_as_that(
    model: str, refusal: type[Exception], says: str
) -> None:
    async with (
        ModelServer().running() as server,
        gateway(openai(server.base_url, model), QUOTES) as opened,
    ):
        for _ in range(6):
            with pytest.raises(refusal, match=says):
                await events(opened)

        assert len(server.requests) == 6
        assert opened.breakers["first"].state == "closed"
