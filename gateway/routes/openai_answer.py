"""Reading an answer of the OpenAI dialect out of its events, as servers really write them."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

import orjson
from pydantic import BaseModel, ConfigDict, ValidationError

from gateway.attempts import RouteFailedError, RouteRefusedError, Written, plausible_usage
from gateway.calls import Usage
from gateway.output.endings import ending_of
from gateway.output.kept_thoughts import KeptThoughts
from gateway.routes.errors import is_error, is_filter, is_piece, judged, status_of

# The kinds of parts of a content that are its text; thoughts, pictures and calls are not.
_TEXT_PARTS = frozenset({"text", "output_text"})
# Where servers that set thoughts apart put them: vLLM and llama.cpp, Ollama and OpenRouter.
_THOUGHTS = ("reasoning_content", "reasoning", "thinking")
_THOUGHT_PARTS = frozenset({"thinking", "reasoning", "reasoning_content"})
# What the choice of a piece has, and what says its text, of which there are hundreds an answer.
_OF_A_CHOICE = frozenset({"index", "delta", "finish_reason", "logprobs"})
_OF_A_DELTA = frozenset({"content", "role"})
# What says nothing where an object may stand, and what some set around the last word.
_NOTHING, _AROUND = frozenset({b"", b"null"}), b' \t\r\n"'


class _CachedTokens(BaseModel):
    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)

    cached_tokens: int | None = None


class _Usage(BaseModel):
    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)

    prompt_tokens: int
    completion_tokens: int
    prompt_tokens_details: _CachedTokens | None = None


class AnswerReader:
    """Collects what the events of one answer say.

    The last reason for an end counts, and none that is followed by more text: some servers give one
    with every piece. ``done`` is whether ``[DONE]`` was said, ``failure`` what ends the answer
    before its end, after the text that came with it.
    """

    def __init__(self) -> None:
        self._used: object = None
        self._reason: str | None = None
        self._refused = ""
        self._goes_on = False
        self._has_text = False
        self._thoughts = KeptThoughts()
        self.failure: RouteFailedError | RouteRefusedError | None = None
        self.done = False

    @property
    def has_ended(self) -> bool:
        """Whether the model has said that nothing more of the answer comes."""
        return self.done or bool(self._refused) or (self._reason is not None and not self._goes_on)

    def read(self, events: list[bytes]) -> str:
        """The text in these events, up to a failure."""
        text = ""
        for event in events:
            if self.done or self.failure is not None:
                break
            try:
                if event.startswith(b"{"):
                    text += self._take(_object_of(event))
                elif event.strip(_AROUND).upper() == b"[DONE]":
                    self.done = True
                elif event.strip() not in _NOTHING:
                    text += self._take(_object_of(event))
            except (RouteFailedError, RouteRefusedError) as error:
                self.failure = error
        return text

    def written(self) -> Written:
        """The end of the answer; raises `RouteFailedError` and `RouteRefusedError`."""
        if self.failure is not None:
            raise self.failure
        if self._refused:
            return Written(_usage_of(self._used, filtered=True), self._refused, self._thoughts.text)
        if not self.done and self._reason is None:
            raise RouteFailedError("the answer was cut off")
        reason = self._reason or "stop"
        filtered = ending_of(reason) == "filtered"
        return Written(_usage_of(self._used, filtered=filtered), reason, self._thoughts.text)

    def _take(self, event: dict[str, Any]) -> str:
        if self._reason is None and not self._refused and (text := _plain_piece(event)):
            self._has_text = True
            return text
        if event.get("usage") is not None:
            self._used = event["usage"]
        if is_error(event):
            self._fail(event)
            return ""
        text = ""
        for choice in _list_of(event.get("choices")):
            # One answer was asked for.
            if choice is None or choice.get("index") not in (0, None, "0"):
                continue
            if choice.get("error"):
                self._fail(choice)
                break
            text += self._choose(choice)
        return text

    def _choose(self, choice: dict[str, Any]) -> str:
        # A server that does not stream says it all at once; some say it all once more at the end.
        delta = choice.get("delta") or (None if self._has_text else choice.get("message"))
        if delta is not None and not isinstance(delta, dict):
            raise RouteFailedError("malformed event")
        if (delta or {}).get("refusal"):
            self._refused = "refusal"
        text = "" if self._refused else _text_of((delta or {}).get("content"))
        self._thoughts.add(_thoughts_of(delta or {}))
        self._has_text = self._has_text or bool(text)
        if text and self._reason is not None:
            self._reason, self._goes_on = None, True
        reason = choice.get("finish_reason")
        if reason:
            self._reason = str(reason)
        return text

    def _fail(self, event: dict[str, Any]) -> None:
        """Take an error. What a filter ends has been read by a model, which may say its usage."""
        error = event["error"] if event.get("error") is not None else event
        if is_filter(error):
            self._refused = "content_filter"
            return
        begun = self._has_text or bool(self._thoughts.text)
        judgement = judged(status_of(error), error, in_mid_stream=True, begun=begun)
        if isinstance(judgement, RouteRefusedError):
            judgement.begun = True
        raise judgement


def _plain_piece(event: dict[str, Any]) -> str:
    """The text of a piece that says nothing else, as nearly all do; empty for any other."""
    choices = event.get("choices")
    if not isinstance(choices, list) or len(choices) != 1 or not is_piece(event):
        return ""
    choice = choices[0]
    if not isinstance(choice, dict) or not choice.keys() <= _OF_A_CHOICE:
        return ""
    delta = choice.get("delta")
    if not isinstance(delta, dict) or not delta.keys() <= _OF_A_DELTA:
        return ""
    if choice.get("index") != 0 or choice.get("finish_reason") or event.get("usage") is not None:
        return ""
    text = delta.get("content")
    return text if isinstance(text, str) else ""


def _object_of(event: bytes) -> dict[str, Any]:
    try:
        said = orjson.loads(event)
    except orjson.JSONDecodeError:
        # Some servers cut a character in half, or write numbers that are none.
        said = _object_of_a_sloppy(event)
    if not isinstance(said, dict):
        raise RouteFailedError("malformed event")
    return said


def _object_of_a_sloppy(event: bytes) -> Any:
    try:
        return json.loads(event)
    except (ValueError, RecursionError):
        # Without its cause, which holds what was answered.
        raise RouteFailedError("malformed event") from None


def _list_of(choices: object) -> list[dict[str, Any] | None]:
    if not choices and isinstance(choices, dict | str | None):
        return []
    if not isinstance(choices, list):
        raise RouteFailedError("malformed event")
    if any(choice is not None and not isinstance(choice, dict) for choice in choices):
        raise RouteFailedError("malformed event")
    return choices


def _text_of(content: object) -> str:
    """The text of a content: one text, one part, or a list of parts of which some are."""
    if content is None:
        return ""
    if isinstance(content, str):
        return content
    if isinstance(content, dict):
        return _text_of_part(content)
    if not isinstance(content, list):
        raise RouteFailedError("malformed event")
    return "".join(map(_text_of_part, content))


def _text_of_part(part: object) -> str:
    if isinstance(part, str):
        return part
    if not isinstance(part, dict) or not _is_of(part, _TEXT_PARTS):
        return ""
    # Gemini marks a part as a thought.
    text = None if part.get("thought") is True else part.get("text")
    text = text.get("value") if isinstance(text, dict) else text
    return text if isinstance(text, str) else ""


def _thoughts_of(delta: dict[str, Any]) -> str:
    """The thoughts beside a text, of which some servers give the same under two names."""
    for name in _THOUGHTS:
        if isinstance(thoughts := delta.get(name), str) and thoughts:
            return thoughts
    content = delta.get("content")
    return "".join(map(_thought_of_part, content)) if isinstance(content, list) else ""


def _thought_of_part(part: object) -> str:
    if not isinstance(part, dict):
        return ""
    if not _is_of(part, _THOUGHT_PARTS) and part.get("thought") is not True:
        return ""
    said = next((part[name] for name in ("thinking", "text", "reasoning") if part.get(name)), "")
    if not isinstance(said, list):
        return said if isinstance(said, str) else ""
    # Mistral has a list of texts in one part.
    texts = [each.get("text") for each in said if isinstance(each, dict)]
    return "".join(text for text in texts if isinstance(text, str))


def _is_of(part: dict[str, Any], kinds: Collection[str]) -> bool:
    kind = part.get("type") or "text"
    return isinstance(kind, str) and kind in kinds


def _usage_of(said: object, *, filtered: bool) -> Usage | None:
    """What a model says that it used; ``None`` where that cannot be, which spoils no answer."""
    try:
        usage = _Usage.model_validate(said)
    except ValidationError:
        return None
    cached = usage.prompt_tokens_details.cached_tokens if usage.prompt_tokens_details else None
    return plausible_usage(
        usage.prompt_tokens, usage.completion_tokens, cached or 0, filtered=filtered
    )
