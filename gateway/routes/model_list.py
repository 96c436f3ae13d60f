"""The models that an address of the OpenAI dialect lists, and how much each takes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from gateway.configuration.route import Route
from gateway.routes.openai_address import OpenAiAddress

# The names under which servers say how many tokens a model takes: vLLM, LM Studio (as it is loaded
# first, and as it could be), Mistral, OpenRouter, Groq, Gemini and Anthropic.
_ROOM = (
    "max_model_len",
    "loaded_context_length",
    "max_context_length",
    "context_length",
    "context_window",
    "max_input_tokens",
    "inputTokenLimit",
)
_MOST_TOLD = 8


@dataclass(frozen=True, slots=True)
class ModelList:
    """The names of the models, each with the tokens that it takes, ``None`` where unsaid.

    ``others`` are further names of them.
    """

    models: Mapping[str, int | None]
    others: Mapping[str, str]

    def holds(self, model: str) -> bool:
        """Whether a model is listed; Ollama adds a tag to a name that has none."""
        return self._name_of(model) in self.models

    def room_of(self, model: str) -> int | None:
        """How many tokens prompt and answer may have together, where the server says so.

        A server of one model may answer to any name.
        """
        only = next(iter(self.models)) if len(self.models) == 1 else ""
        return self.models.get(self._name_of(model), self.models.get(only))

    def _name_of(self, model: str) -> str:
        tagged = f"{model}:latest"
        return self.others.get(model, tagged if tagged in self.models else model)

    def __str__(self) -> str:
        named = ", ".join(list(self.models)[:_MOST_TOLD])
        more = len(self.models) - _MOST_TOLD
        return f"{named} and {more} more" if more > 0 else named


async def listed(
    route: Route, environment: Mapping[str, str], *, within_s: float
) -> ModelList | None:
    """What an ``openai`` route's address lists; ``None`` where it does not say."""
    address = OpenAiAddress(route, environment, "models", "application/json")
    try:
        return _read(await address.got(within_s=within_s))
    finally:
        await address.aclose()


def _read(received: bytes) -> ModelList | None:
    try:
        said = json.loads(received)
    except (ValueError, RecursionError):
        return None
    # Together lists them without anything around.
    rows = said.get("data") if isinstance(said, dict) else said
    if not isinstance(rows, list):
        return None
    named = [row for row in rows if isinstance(row, dict) and isinstance(row.get("id"), str)]
    models = {row["id"]: _room_of(row) for row in named}
    others = {
        other: row["id"]
        for row in named
        if isinstance(aliases := row.get("aliases"), list)
        for other in aliases
        if isinstance(other, str)
    }
    return ModelList(models, others) if models else None


def _room_of(row: Mapping[str, object]) -> int | None:
    meta = row.get("meta")
    # llama.cpp's server says under `meta` how much it was started with.
    named = [row.get(name) for name in _ROOM]
    named.append(meta.get("n_ctx") if isinstance(meta, dict) else None)
    return next((room for room in named if isinstance(room, int) and room > 0), None)
