"""What an error means, in the words of the servers that say it."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.attempts import FieldRefusedError, RouteFailedError, RouteRefusedError
from gateway.resilience.failure_reasons import Cause, cause_of, is_of_the_setup
from gateway.routes.errors import judged, read

SENT = frozenset({"stream_options", "max_tokens", "temperature", "system"})


def error(message: str, **more: Any) -> dict[str, Any]:
    return {"error": {"message": message, **more}}


LITELLM = "litellm.BadRequestError: OpenAIException - "
TOO_LONG: list[tuple[int, object]] = [
    (400, error("it exceeds the available context size", type="exceed_context_size_error")),
    (500, error("the request exceeds the available context size, try increasing it")),
    (400, error("x", code="context_length_exceeded")),
    (400, error("This model's maximum context length is 4096 tokens. However, you requested 5000 "
                "tokens (4100 in the messages, 900 in the completion). Please reduce the length.")),
    (400, error("'max_tokens' or 'max_completion_tokens' is too large: 900. This model's maximum "
                "context length is 4096 tokens and your request has 3500 input tokens")),
    (400, error("litellm.ContextWindowExceededError: " + LITELLM + "too much", code="400")),
    (400, error("input length and `max_tokens` exceed context limit: 190000 + 20000 > 200000")),
    (400, error("prompt is too long: 201000 tokens > 200000 maximum")),
    (400, {"object": "error", "message": "Input is too long for requested model.", "code": 400}),
    (422, {"error": "Input validation error: `inputs` must have less than 1024 tokens."}),
    (413, "Request Entity Too Large"),
    (400, error("The decoder prompt (length 5000) is longer than the maximum model length")),
    (422, {"error": "Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096"}),
    (400, [error("The input token count (1200000) exceeds the maximum number of tokens allowed.")]),
    (400, error("This model's maximum prompt length is 131072 but the request has 200000 tokens.")),
    (400, error("Range of input length should be [1, 30720]", code="invalid_parameter_error")),
    (400, error("Invalid request: Your request exceeded model token limit: 8192")),
    (400, {"message": "prompt token count (9000) cannot be greater than 4096"}),
    (400, error("the number of input tokens 5000 cannot exceed the total tokens limit 4096")),
    (400, error("x", type="context_overflow")),
    (400, {"Message": "Input is too long for requested model."}),
    (500, error("context size has been exceeded")),
]  # fmt: skip
NO_KEY: list[tuple[int, object]] = [
    (400, error("Authentication Error, No api key passed in.", type="auth_error", code="400")),
    (400, error("No connected db.", type="no_db_connection", code="400")),
    (400, error("API key not valid. Please pass a valid API key.", status="INVALID_ARGUMENT")),
    (401, error("x")),
    (403, error("x")),
    (422, {"message": "Invalid API key", "code": "invalid_api_key"}),
    (400, error("Access denied due to invalid subscription key or wrong API endpoint.")),
    (400, {"message": "Missing Authorization header"}),
    (400, error("No auth credentials found")),
    (400, {"Message": "The security token included in the request is invalid."}),
]
NO_MODEL: list[tuple[int, object]] = [
    (400, error("{'error': '/chat/completions: Invalid model name passed in model=foo. Call "
                "`/v1/models` to view available models for your key.'}", type="None", code="400")),
    (400, {"object": "error", "message": "Invalid model: foo", "type": "invalid_model"}),
    (400, error("litellm.BadRequestError: You passed in model=foo. There are no healthy "
                "deployments for this model", code="400")),
    (404, error("The model `foo` does not exist.", type="NotFoundError")),
    (400, {"message": "The provided model identifier is invalid."}),
    (400, error("The model `foo` has been decommissioned and is no longer supported.")),
    (400, error("Model Not Exist", code="invalid_request_error")),
    (400, error("foo is not a valid model ID", code=400)),
    (400, error("model `foo` isn't supported on this route")),
    (400, error("litellm.BadRequestError: LLM Provider NOT provided. You passed model=foo")),
    (422, {"detail": "Model foo is not a chat model"}),
]  # fmt: skip
FILTERED: list[tuple[int, object]] = [
    (400, error("The response was filtered", code="content_filter",
                innererror={"code": "ResponsibleAIPolicyViolation"})),
    (400, error("litellm.ContentPolicyViolationError: AzureException", code="400")),
    (403, error("x", type="guardrail_violation")),
    (400, {"error": {"message": {"error": "Violated guardrail policy"}, "code": "400"}}),
    (400, error("Content blocked: keyword 'x' found", code="400")),
]  # fmt: skip
NO_CREDIT: list[tuple[int, object]] = [
    (400, error("Budget has been exceeded! Current cost: 2", type="budget_exceeded", code="400")),
    (402, "pay"),
]
KINDS: list[tuple[Cause, list[tuple[int, object]]]] = [
    ("too_long", TOO_LONG),
    ("unauthorised", NO_KEY),
    ("unknown_model", NO_MODEL),
    ("filtered", FILTERED),
    ("no_credit", NO_CREDIT),
    (
        "refused",
        [
            (400, error("messages must alternate")),
            (422, {}),
            (400, None),
            (400, [[[]]]),
            (400, error("Invalid value for 'stop': too many. Your notes on temperature")),
        ],
    ),
]


@pytest.mark.parametrize(
    ("cause", "status", "said"), [(cause, *each) for cause, those in KINDS for each in those]
)
def test_an_error_is_of_its_kind_whatever_its_status(
    cause: Cause, status: int, said: object
) -> None:
    found = judged(status, said, sent=SENT)

    assert isinstance(found, RouteRefusedError)
    assert not isinstance(found, FieldRefusedError)
    assert cause_of(found.reason) == cause
    assert is_of_the_setup(found.reason) == (
        cause in ("unauthorised", "unknown_model", "no_credit")
    )


@pytest.mark.parametrize(
    ("status", "said", "field"),
    [
        (422, {"object": "error", "message": {"detail": [
            {"type": "extra_forbidden", "loc": ["body", "stream_options", "include_usage"],
             "msg": "Extra inputs are not permitted"}]}}, "stream_options"),
        (400, error("Unrecognized request argument supplied: stream_options"), "stream_options"),
        (400, error("Unsupported parameter: 'max_tokens' is not supported with this model. Use "
                    "'max_completion_tokens' instead.", param="max_tokens",
                    code="unsupported_parameter"), "max_tokens"),
        (400, error("max_tokens is too large: 9000. This model supports at most 4096 completion "
                    "tokens"), "max_tokens"),
        (400, error("Unsupported value: 'temperature' does not support 0.1 with this model.",
                    param="temperature", code="unsupported_value"), "temperature"),
        (400, error(LITELLM + "`temperature` is deprecated for this model."), "temperature"),
        (400, error("Unsupported value: 'messages[0].role' does not support 'system' with this "
                    "model.", param="messages[0].role"), "system"),
        (500, error("System role not supported"), "system"),
        (400, {"message": "This model doesn't support system prompts."}, "system"),
        (400, {"errors": ["Unknown field stream_options"]}, "stream_options"),
        (422, {"errors": {"stream_options": ["Extra inputs are not permitted"]}}, "stream_options"),
        (422, {"stream_options": ["This field is not allowed."]}, "stream_options"),
        (400, error("Invalid parameter: stream_options.include_usage"), "stream_options"),
        (422, {"detail": [{"type": "extra_forbidden", "loc": ["body", "stream_options"],
            "msg": "Extra inputs are not permitted", "input": {"temperature": 1}}]},
         "stream_options"),
        (400, error("invalid temperature: only 1 is allowed for this model"), "temperature"),
        (400, error("`temperature` may only be set to 1 when thinking is enabled."), "temperature"),
        (400, error("'temperature' cannot be used with reasoning models"), "temperature"),
        (400, error("max_tokens: 20000 > 8192, which is the maximum allowed number of output "
                    "tokens"), "max_tokens"),
        (400, error("Conversation roles must alternate user/assistant/user/assistant/..."),
         "system"),
        (400, error("Only user and assistant roles are supported!"), "system"),
        (400, error("messages: Unexpected role \"system\"."), "system"),
        (422, {"detail": [{"loc": ["body", "messages", 0, "role"], "input": "system",
                           "msg": "Input should be 'user' or 'assistant'"}]}, "system"),
        (400, error("Invalid role: system"), "system"),
        (400, error("'system' is not one of ['user', 'assistant'] - 'messages.0.role'"), "system"),
    ],
)  # fmt: skip
def test_a_field_that_is_not_taken_is_named(status: int, said: object, field: str) -> None:
    found = judged(status, said, sent=SENT)

    assert isinstance(found, FieldRefusedError)
    assert found.field == field
    assert not isinstance(judged(status, said, sent=SENT - {field}), FieldRefusedError)


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
@pytest.mark.parametrize("said", [error("busy"), error("Rate limit: too many tokens"), None, "x"])
def test_what_may_be_over_in_a_moment_is_a_failure(status: int, said: object) -> None:
    found = judged(status, said, sent=SENT, retry_after=2.0)

    assert isinstance(found, RouteFailedError)
    assert (found.passing, found.retry_after) == (True, 2.0)


def test_nothing_that_a_server_says_stands_in_a_reason() -> None:
    secret = "the prompt, sk-secret and temperature, which is not supported"

    for status in (400, 401, 429, 500):
        found = judged(status, error(secret, code=secret, param=secret), sent=SENT)
        assert "secret" not in found.reason


@pytest.mark.parametrize(
    "body", [b"", b"\xff\xfe", b"[" * 20_000, b"<html>", b'{"error": 1}', b"1"]
)
def test_an_error_that_cannot_be_read_is_an_error_all_the_same(body: bytes) -> None:
    assert judged(400, read(body), sent=SENT).reason == "HTTP 400"
