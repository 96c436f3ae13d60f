"""Who a call is for, as gateways and clouds want to be told: headers and request metadata.

The names of LiteLLM are from its page "Request Headers", those of Portkey from "Metadata" and
"Headers", the limits of Bedrock from ``RequestMetadata`` of its service description.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType
from typing import Literal

from gateway.calls import ModelCall

Preset = Literal["plain", "litellm", "portkey", "none"]
Attribution = Preset | Mapping[str, str]
KNOWN = ("department", "assistant", "configuration", "person", "turn", "trace", "role", "purpose")
HEADER_NAME = r"^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$"
MOST_LETTERS = 200
# What Portkey keeps of a value, and Bedrock of a request.
_PORTKEY_LETTERS, _BEDROCK_ENTRIES, _BEDROCK_LETTERS = 128, 16, 256
_NOT_IN_A_HEADER = re.compile(r"[^\x20-\x7e]+")
_NOT_IN_METADATA = re.compile(r"[^a-zA-Z0-9\s:_@$#=/+,\-.]")


_behalf: ContextVar[Mapping[str, str]] = ContextVar("behalf", default=MappingProxyType({}))


@contextmanager
def on_behalf_of(attribution: Mapping[str, str]) -> Iterator[None]:
    """Say whom a search is for, to the calls that it makes on its way; it knows nobody itself."""
    token = _behalf.set(attribution)
    try:
        yield
    finally:
        _behalf.reset(token)


def behalf() -> Mapping[str, str]:
    """Whom the search is for that is going on, as `ModelCall.attribution`; empty for nobody."""
    return _behalf.get()


def headers_of(call: ModelCall, attribution: Attribution) -> dict[str, str]:
    """The headers that say who a call is for."""
    known = _known(call)
    if isinstance(attribution, str):
        return _PRESETS[attribution](known)
    return {header: known[name] for name, header in attribution.items() if name in known}


def trace_of(call: ModelCall) -> dict[str, str]:
    """The headers of W3C Trace Context, where the call is part of a trace; they name nobody."""
    said = call.attribution
    return {name: said[name] for name in ("traceparent", "tracestate") if name in said}


def metadata_of(call: ModelCall, attribution: Attribution) -> dict[str, str]:
    """The request metadata of Bedrock; every preset but ``none`` names the facts as they are."""
    if attribution == "none":
        return {}
    known = _known(call)
    names = {name: name for name in known} if isinstance(attribution, str) else attribution
    entries = [(key, known[name]) for name, key in names.items() if name in known]
    return {
        _NOT_IN_METADATA.sub("-", key)[:_BEDROCK_LETTERS]: _NOT_IN_METADATA.sub("-", value)
        for key, value in entries[:_BEDROCK_ENTRIES]
    }


def _known(call: ModelCall) -> dict[str, str]:
    facts = {**call.attribution, "role": call.role}
    cleaned = {name: _clean(facts[name]) for name in KNOWN if name in facts}
    return {name: value for name, value in cleaned.items() if value}


def _clean(value: str) -> str:
    # A line break would end the header, and what follows would be the sender's own.
    return _NOT_IN_A_HEADER.sub("-", value)[:MOST_LETTERS].strip()


def _plain(known: Mapping[str, str]) -> dict[str, str]:
    return {f"x-almanac-{name}": value for name, value in known.items()}


def _litellm(known: Mapping[str, str]) -> dict[str, str]:
    # A tag ends at a comma; tags group the spend, so they are the few things it is grouped by.
    tags = [
        f"{name}:{known[name].replace(',', '-')}"
        for name in ("department", "assistant", "role", "purpose")
        if name in known
    ]
    headers = {
        "x-litellm-tags": ",".join(tags),
        "x-litellm-spend-logs-metadata": json.dumps(dict(known)),
    }
    if "person" in known:
        headers["x-litellm-end-user-id"] = known["person"]
    if "trace" in known:
        headers["x-litellm-trace-id"] = known["trace"]
    return headers


def _portkey(known: Mapping[str, str]) -> dict[str, str]:
    metadata = {
        "_user" if name == "person" else name: value[:_PORTKEY_LETTERS]
        for name, value in known.items()
    }
    headers = {"x-portkey-metadata": json.dumps(metadata)}
    if "trace" in known:
        headers["x-portkey-trace-id"] = known["trace"]
    return headers


def _none(_known: Mapping[str, str]) -> dict[str, str]:
    return {}


_PRESETS: Mapping[str, Callable[[Mapping[str, str]], dict[str, str]]] = {
    "plain": _plain,
    "litellm": _litellm,
    "portkey": _portkey,
    "none": _none,
}
