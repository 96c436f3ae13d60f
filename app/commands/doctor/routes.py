"""What `doctor` finds out about the routes to models: each is asked for one token or vector."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from gateway.calls import Role
from gateway.configuration.gateway_file import ROLES, GatewayRoutes
from gateway.configuration.route import Route
from gateway.probes import Probe, probe
from gateway.resilience.failure_reasons import Cause

_LIMIT_S = 15.0
_REMEDIES: Mapping[Cause, str] = {
    "unauthorised": "The key or role is not accepted. Check {credentials}, and that it may use "
    "this model.",
    "unknown_model": "Nothing is there by that name. Check `model:` and `base_url:`, which ends "
    "before /chat/completions.",
    "throttled": "It works and is at its limit. Ask for a higher one, or ask again later.",
    "too_slow": "No token came in time. Check that the address is reached from here, and what the "
    "model is busy with.",
    "server_error": "The model server reports an error. Tell its operators.",
    "no_credit": "Its account or its key has nothing left to spend. Raise what it may, there.",
    "too_long": "Not even a short question fits into it. Check what its server lets a prompt have, "
    "and set `context_tokens:` to that.",
    "refused": "It does not take this request. Check `parameters:` and whether the model can chat.",
    "filtered": "Its content filter stops a harmless question. Check the guardrail.",
    "malformed": "What answers does not speak this dialect. Check `kind:` and `base_url:`.",
    "empty": "The answer is empty. Check `parameters:`; thoughts take room too.",
    "cut_off": "It ends its answers with an error. Tell its operators.",
}
# Where a route that embeds has another remedy.
_REMEDIES_OF_EMBEDDING: Mapping[Cause, str] = {
    "unknown_model": "Nothing is there by that name. Check `model:` and `base_url:`, which ends "
    "before /embeddings.",
    "too_slow": "No vector came in time. Check that the address is reached from here, and what "
    "the model is busy with.",
    "refused": "It does not take this request. Check `parameters:` and whether the model embeds.",
    "malformed": "What answers gives no such vectors. Check `dimensions:`, `kind:` and "
    "`base_url:`.",
}
_CONNECTIONS = (
    (("Certificate", "SSL", "TLS"), "The certificate is not trusted. Give the company's own "
     "authority in SSL_CERT_FILE (AWS_CA_BUNDLE for bedrock)."),
    (("DNS", "NameResolution", "EndpointConnection"), "The host is not found or not reached. "
     "Check `base_url:` or `region:`, and the proxy."),
    (("NoCredentials", "PartialCredentials", "Token", "Sso"), "There are no AWS credentials. Give "
     "the service a role, or set the standard AWS variables."),
)  # fmt: skip
_UNREACHED = (
    "Nothing answers at this address. Check `base_url:`, the port, the firewall and the proxy."
)
_UNFORESEEN = "Look at the log of the service, and ask the operators of the route."


@dataclass(frozen=True, slots=True)
class RouteFinding:
    """One route, how it is, and in words what to do."""

    name: str
    ok: bool
    message: str


async def examine_routes(
    routes: GatewayRoutes, environment: Mapping[str, str], *, within_s: float = _LIMIT_S
) -> list[RouteFinding]:
    """Ask every route of every role for one token, all at once; a key is never told.

    Those of ``embed`` are asked for one vector.
    """
    every: tuple[Role, ...] = (*ROLES, "embed")
    roles = {
        route.name: [role for role in every if route in routes.of(role)] for route in routes.routes
    }
    asked = [route for route in routes.routes if roles[route.name] and route.kind != "extractive"]
    probes = await asyncio.gather(
        *(probe(each, roles[each.name][0], environment, within_s=within_s) for each in asked)
    )
    found = {each.route.name: _judged(each, roles[each.route.name]) for each in probes}
    for route in routes.routes:
        if not roles[route.name]:
            words = "no role uses it. Name it under `roles:`, or take it out."
            found[route.name] = RouteFinding(route.name, True, words)
        elif route.kind == "extractive":
            words = f"{_for(roles[route.name])}: quotes, and needs no model"
            found[route.name] = RouteFinding(route.name, True, words)
    return [found[route.name] for route in routes.routes]


def _judged(each: Probe, roles: list[Role]) -> RouteFinding:
    what = f"{_for(roles)}: {each.route.model}"
    if each.works:
        came = "first token"
        if each.route.embedding is not None:
            came = f"a vector of {each.route.embedding.dimensions} dimensions"
        message = f"{what}, {came} after {each.first_ms:.0f} ms"
        fits = not _takes_less(each)
        return RouteFinding(each.route.name, fits, ". ".join([message, *_remarks(each)]))
    message = f"{what}: {each.reason} after {each.first_ms:.0f} ms. {_remedy(each)}"
    if each.cause == "unknown_model" and each.listed is not None:
        message += f" It lists: {each.listed}."
    return RouteFinding(each.route.name, False, message)


def _remarks(each: Probe) -> list[str]:
    """What could be better about a route that works."""
    route, remarks = each.route, []
    if each.listed is not None and not each.listed.holds(route.model):
        remarks.append(
            f"Its address does not list this name; check `model:` (there: {each.listed})"
        )
    if each.left_out:
        named = " and ".join(f"`{name}`" for name in each.left_out)
        remarks.append(
            f"It does not take {named}: take that out of `parameters:`, or name it under "
            "`leave_out:`, which saves the first request a refusal"
        )
    if each.thinks:
        remarks.append(
            "It writes its thoughts into the text, from which they are taken out; let its server "
            "set them apart (vLLM: --reasoning-parser)"
        )
    return remarks + _on_the_room(each)


def _on_the_room(each: Probe) -> list[str]:
    route, room = each.route, _room_of(each)
    if _takes_less(each):
        return [f"It takes {room} tokens: set `context_tokens:` to that or less"]
    if route.context_tokens is None and route.embedding is None:
        amount = f"{room}" if room else "what it takes"
        return [
            f"Without `context_tokens:` a prompt that is too long is refused; set it to {amount}, "
            "and the prompt is made to fit"
        ]
    return []


def _room_of(each: Probe) -> int | None:
    return each.listed.room_of(each.route.model) if each.listed else None


def _takes_less(each: Probe) -> bool:
    room, stated = _room_of(each), each.route.context_tokens
    return room is not None and stated is not None and room < stated


def _remedy(each: Probe) -> str:
    if each.cause == "connection":
        reason = each.reason or ""
        return next(
            (words for marks, words in _CONNECTIONS if any(mark in reason for mark in marks)),
            _UNREACHED,
        )
    remedies = {**_REMEDIES, **(_REMEDIES_OF_EMBEDDING if each.route.embedding else {})}
    words = remedies.get(each.cause or "other", _UNFORESEEN)
    return words.format(credentials=_credentials(each.route))


def _credentials(route: Route) -> str:
    """The place of a key, never the key."""
    if route.kind == "bedrock":
        return "the AWS credentials"
    names = route.variables
    return " and ".join(names) if names else "`api_key_env:`, which is not set"


def _for(roles: list[Role]) -> str:
    return ", ".join(roles)
