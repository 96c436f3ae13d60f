"""Refusals with the status of an invalid request, in the words of the servers that say so."""

from __future__ import annotations

from typing import Any

# llama.cpp's server, LiteLLM without a database, LiteLLM, and Mistral's way of refusing a field.
_OPENAI: dict[str, tuple[int, dict[str, Any]]] = {
    "too_long": (
        400,
        {
            "error": {
                "code": 400,
                "message": "the request exceeds the available context size. try increasing it",
                "type": "exceed_context_size_error",
                "n_prompt_tokens": 5120,
                "n_ctx": 4096,
            }
        },
    ),
    "wrong_key": (
        400,
        {"error": {"message": "No connected db.", "type": "no_db_connection", "code": "400"}},
    ),
    "wrong_model": (
        400,
        {
            "error": {
                "message": "{'error': '/chat/completions: Invalid model name passed in model=m. "
                "Call `/v1/models` to view available models for your key.'}",
                "type": "None",
                "param": "None",
                "code": "400",
            }
        },
    ),
}
_CONVERSE = {
    "too_long": "Input is too long for requested model.",
    "wrong_key": "The security token included in the request is invalid.",
    "wrong_model": "The provided model identifier is invalid.",
}
REFUSALS = frozenset(_OPENAI)
# What the fault ``picky`` does not take, one after the other.
_PICKY = ("stream_options", "max_tokens", "temperature", "system")


def of_openai(fault: str, request: dict[str, Any]) -> tuple[int, dict[str, Any]] | None:
    """The status and the body of a refusal; ``None`` where the request is taken."""
    if fault != "picky":
        return _OPENAI.get(fault)
    for name in _PICKY:
        if name in request or (name == "system" and request["messages"][0]["role"] == "system"):
            return _not_taken(name)
    return None


def _not_taken(name: str) -> tuple[int, dict[str, Any]]:
    if name == "stream_options":
        told = {"type": "extra_forbidden", "loc": ["body", name, "include_usage"]}
        said = {"detail": [{**told, "msg": "Extra inputs are not permitted"}]}
        return 422, {"object": "error", "message": said, "type": "invalid_request_error"}
    if name == "system":
        return 500, {"error": {"message": "System role not supported", "type": "server_error"}}
    message = f"Unsupported parameter: '{name}' is not supported with this model."
    message += " Use 'max_completion_tokens' instead." if name == "max_tokens" else ""
    error = {"message": message, "type": "invalid_request_error", "param": name}
    return 400, {"error": {**error, "code": "unsupported_parameter"}}


def of_converse(fault: str, request: dict[str, Any]) -> str | None:
    """The message of a ``ValidationException``; ``None`` where the request is taken."""
    if fault != "picky":
        return _CONVERSE.get(fault)
    if "temperature" in request.get("inferenceConfig", {}):
        return "`temperature` is deprecated for this model."
    return "This model doesn't support system prompts." if request.get("system") else None
