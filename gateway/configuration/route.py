"""One route to a model, as ``gateway.yaml`` describes it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import (
    AnyHttpUrl,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    field_validator,
    model_validator,
)

from gateway.attribution import HEADER_NAME, KNOWN, Preset
from gateway.configuration.errors import config_error
from gateway.configuration.pricing import RoutePrice
from gateway.configuration.vector_space import Embedding, VectorSpace

Kind = Literal["openai", "bedrock", "extractive"]
Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$")]
Variable = Annotated[str, Field(pattern=r"^[A-Z_][A-Z0-9_]*$")]
HeaderName = Annotated[str, Field(pattern=HEADER_NAME)]
# YAML reads 2024-10-21 as a day and 2 as a number, and an address has only text.
Text = Annotated[str, BeforeValidator(str), Field(pattern=r"^[\x20-\x7e]*$", max_length=2000)]
# What the gateway itself says in a request, or what langchain-aws takes.
OURS = frozenset({"model", "messages", "stream", "stream_options", "n"})
OURS_OF_TEXTS = frozenset({"model", "input", "inputText", "texts", "input_type"})
FOR_BEDROCK = frozenset(
    {
        "temperature",
        "max_tokens",
        "top_p",
        "stop",
        "service_tier",
        "reasoning_effort",
        "guardrail_config",
        "performance_config",
        "additional_model_request_fields",
    }
)
# What an answer can do without, and what a server may refuse to be told.
Omissible = Literal[
    "stream_options", "max_completion_tokens", "max_tokens", "temperature", "top_p", "system"
]
# What is kept free for an answer where the route does not say how long one may be.
ANSWER_TOKENS = 1024
# The names under which a route says how long an answer may be.
_MOST = ("max_tokens", "max_completion_tokens")
_ADDED = ("/chat/completions", "/embeddings")
_HOLDS_A_KEY = re.compile(r"(?i)(proxy-)?authorization|(.*-)?api-?key")
_LOOKS_LIKE_A_KEY = re.compile(r"(?i)\s*(bearer\s+\S+|sk-\S{4,})\s*")


class Frozen(BaseModel):
    """A part of the file that never changes once it is read."""

    # A key pasted into the wrong field must not come back in a message.
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Route(Frozen):
    """One way to a model. Keys stand in environment variables, which it only names.

    ``silence_timeout_s`` is the longest pause between two tokens. All times are seconds.
    ``context_tokens`` is what prompt and answer may have together, or one text that is embedded.
    ``concurrency`` is how many calls go on at once, ``queue`` how many wait for one to end.
    ``cheaper`` marks a route that is used, whatever it costs, once a department's budget is spent.
    ``keep_thoughts`` puts what the model thought on the receipt of its answer.
    A route with ``embedding`` gives vectors, and no other does. ``leave_out`` names what requests
    go without: a model's server refuses some of what others take.
    """

    kind: Kind
    name: Name
    model: str = Field("", max_length=2048)
    provider: str | None = Field(None, pattern=r"^[a-z0-9-]+$")
    base_model: str | None = Field(None, max_length=200)
    base_url: AnyHttpUrl | None = None
    query: Mapping[str, Text] = Field(default_factory=dict)
    region: str | None = Field(None, pattern=r"^[a-z0-9-]+$")
    api_key_env: Variable | None = None
    headers: Mapping[HeaderName, Text] = Field(default_factory=dict)
    headers_env: Mapping[HeaderName, Variable] = Field(default_factory=dict)
    attribution: Preset | Mapping[str, HeaderName] = "plain"
    parameters: Mapping[str, JsonValue] = Field(default_factory=dict)
    leave_out: tuple[Omissible, ...] = ()
    keep_thoughts: bool = False
    context_tokens: int | None = Field(None, ge=256, le=100_000_000)
    first_token_timeout_s: float = Field(20, gt=0, le=600)
    silence_timeout_s: float = Field(15, gt=0, le=600)
    total_timeout_s: float = Field(120, gt=0, le=3600)
    retries: int = Field(1, ge=0, le=5)
    concurrency: int = Field(256, ge=1, le=10_000)
    queue: int = Field(200, ge=0, le=100_000)
    queue_timeout_s: float = Field(15, gt=0, le=600)
    price: RoutePrice | None = None
    prices: tuple[RoutePrice, ...] = ()
    cheaper: bool = False
    embedding: Embedding | None = None

    @model_validator(mode="before")
    @classmethod
    def _without_stream_options(cls, content: object) -> object:
        """Nothing in place of ``stream_options`` means to leave it out."""
        if not isinstance(content, dict):
            return content
        parameters = content.get("parameters")
        if not isinstance(parameters, dict) or parameters.get("stream_options", 0) is not None:
            return content
        kept = {name: value for name, value in parameters.items() if name != "stream_options"}
        named = content.get("leave_out") or []
        if not isinstance(named, list):
            return content
        return {**content, "parameters": kept, "leave_out": [*named, "stream_options"]}

    @field_validator("attribution", mode="after")
    @classmethod
    def _attributes_what_is_known(cls, names: Preset | Mapping[str, str]) -> object:
        unknown = [] if isinstance(names, str) else [name for name in names if name not in KNOWN]
        if unknown:
            raise ValueError(f"nothing is known of {unknown[0]!r} (there: {', '.join(KNOWN)})")
        return names

    @model_validator(mode="after")
    def _has_what_its_kind_needs(self) -> Self:
        if self.kind != "extractive" and not self.model:
            raise ValueError(f"a route of kind {self.kind!r} needs a model; add `model:`")
        if self.kind == "openai" and self.base_url is None:
            raise ValueError("a route of kind 'openai' needs an address; add `base_url:`")
        if self.base_url is not None and (self.base_url.username or self.base_url.password):
            raise ValueError("base_url holds a password; name its variable in `api_key_env:`")
        if self.base_url is not None and self.base_url.query:
            raise ValueError("base_url ends before the '?'; put what follows under `query:`")
        self._check_address_and_headers()
        if self.kind == "extractive" and self.embedding is not None:
            raise ValueError(
                "a route of kind 'extractive' quotes and does not embed; take `embedding:` out"
            )
        if self.kind == "bedrock":
            self._check_bedrock()
        self._check_parameters()
        if self.price is not None and self.prices:
            raise ValueError("there are both `price:` and `prices:`; keep one of them")
        days = [price.valid_from for price in self.prices]
        if len(set(days)) != len(days):
            raise ValueError("two prices hold from the same day; correct one `valid_from:`")
        return self

    def _check_address_and_headers(self) -> None:
        path = (self.base_url.path or "" if self.base_url else "").rstrip("/")
        for ending in _ADDED:
            if path.endswith(ending):
                reason = f"the address ends before {ending}, which is added; take it out"
                raise config_error(["base_url"], reason)
        for name, value in self.headers.items():
            if _HOLDS_A_KEY.fullmatch(name) or _LOOKS_LIKE_A_KEY.fullmatch(value):
                raise config_error(
                    ["headers", name],
                    "keys never stand in this file; put the value into an environment variable, "
                    f"and name it: `headers_env: {{{name}: VARIABLE}}`, or `api_key_env: VARIABLE` "
                    "for a key that is sent as a bearer token",
                )

    def _check_bedrock(self) -> None:
        if self.model.startswith("arn:") and not self.provider:
            raise ValueError("an ARN does not say whose model it is; add `provider:` (anthropic)")
        if "application-inference-profile" in self.model and not self.base_model:
            raise ValueError("an inference profile hides its model; add `base_model:` with its id")
        unknown = [] if self.embedding else sorted(self.parameters.keys() - FOR_BEDROCK)
        if unknown:
            known = ", ".join(sorted(FOR_BEDROCK))
            raise ValueError(f"Bedrock takes no parameter {unknown[0]!r} (it takes: {known})")
        if self.embedding and self.family is None:
            raise ValueError(
                "Bedrock embeds with Titan and Cohere (amazon.titan-embed-text-..., "
                "cohere.embed-...); name one of them"
            )
        if self.api_key_env or self.headers or self.headers_env or self.query:
            raise ValueError("Bedrock is asked with AWS credentials; take keys and headers out")

    def _check_parameters(self) -> None:
        ours = OURS_OF_TEXTS if self.embedding else OURS
        if taken := sorted(ours & self.parameters.keys()):
            way = "take it out"
            if taken[0] == "stream_options":
                way = "take it out; `leave_out: [stream_options]` keeps it out of requests"
            raise ValueError(f"{taken[0]!r} is set by the gateway itself; {way}")
        self._check_room()
        for name in ("dimensions", "output_dimension") if self.embedding else ():
            asked = self.parameters.get(name)
            if self.embedding and asked is not None and asked != self.embedding.dimensions:
                raise ValueError(
                    f"`parameters:` asks for {name} of {asked}, and `embedding:` says "
                    f"{self.embedding.dimensions}; state one length"
                )

    def _check_room(self) -> None:
        most, whole = self.answer_tokens, self.context_tokens
        if most is not None and whole is not None and most >= whole and not self.embedding:
            name = next(name for name in _MOST if name in self.parameters)
            raise config_error(
                ["parameters", name],
                f"an answer of {most} tokens leaves no room for a prompt in `context_tokens:` of "
                f"{whole}; make it smaller",
            )

    @property
    def space(self) -> VectorSpace:
        """Where its vectors lie; only a route that embeds has any."""
        assert self.embedding is not None, self.name
        return VectorSpace.of(self.base_model or self.model, self.embedding)

    @property
    def family(self) -> Literal["titan", "cohere"] | None:
        """Whose requests for vectors Bedrock takes for this model."""
        named = f"{self.base_model or ''} {self.model}"
        if self.provider == "cohere" or "cohere.embed" in named:
            return "cohere"
        return "titan" if "titan-embed-text" in named else None

    @property
    def all_prices(self) -> tuple[RoutePrice, ...]:
        """The prices, whether one or several stand in the file."""
        return self.prices if self.price is None else (self.price,)

    @property
    def goes_on(self) -> bool:
        """Whether it is used once a department's budget is spent: it quotes, or is marked so."""
        return self.cheaper or self.kind == "extractive"

    @property
    def prompt_tokens(self) -> int | None:
        """How many tokens a prompt may have, an answer set apart; ``None`` where it is not said."""
        if self.context_tokens is None or self.kind == "extractive":
            return None
        most = self.answer_tokens
        if most is None:
            most = min(ANSWER_TOKENS, self.context_tokens // 4)
        return max(self.context_tokens - most, 0)

    @property
    def answer_tokens(self) -> int | None:
        """How many tokens an answer may have, where the route says so."""
        given = next((self.parameters[name] for name in _MOST if name in self.parameters), None)
        # Some servers take -1 for "no limit".
        return given if isinstance(given, int) and given > 0 else None

    @property
    def variables(self) -> tuple[str, ...]:
        """The environment variables this route reads."""
        named = () if self.api_key_env is None else (self.api_key_env,)
        return (*named, *self.headers_env.values())
