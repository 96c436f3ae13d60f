"""Short ways to make routes, calls and a gateway in tests."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from gateway.calls import (
    Elsewhere,
    Excerpt,
    Finished,
    GatewayEvent,
    Message,
    ModelCall,
    Reset,
    Role,
    Token,
)
from gateway.configuration.gateway_file import GatewayRoutes, Route
from gateway.quoting.terms import terms
from gateway.serving import RoutedGateway

EXCERPTS = (
    Excerpt(1, "Annual leave policy", "", "Full-time staff receive 25 days of annual leave."),
    Excerpt(2, "Travel policy", "Hotels", "The hotel limit is 190 CHF a night."),
)


class WordSimilarity:
    """Nearness by shared words: deterministic, and enough where quality is not the question."""

    async def similarity(self, question: str, sentences: Sequence[str]) -> Sequence[float]:
        asked = terms(question)
        return [len(asked & terms(one)) / max(len(asked), 1) for one in sentences]


def call(
    question: str = "What is the hotel limit?",
    excerpts: tuple[Excerpt, ...] = EXCERPTS,
    role: Role = "answer",
) -> ModelCall:
    numbered = "\n".join(f"[{excerpt.n}] {excerpt.text}" for excerpt in excerpts)
    messages = (Message("system", "Answer."), Message("user", f"{numbered}\n{question}"))
    return ModelCall(role, messages, question, excerpts)


def openai(base_url: str, model: str, name: str = "first", **settings: object) -> Route:
    """An ``openai`` route that is not asked twice, unless the test says so."""
    described = {"kind": "openai", "name": name, "base_url": base_url, "model": model, "retries": 0}
    return Route.model_validate({**described, **settings})


@asynccontextmanager
async def gateway(*routes: Route, **environment: str) -> AsyncIterator[RoutedGateway]:
    names = tuple(route.name for route in routes)
    opened = RoutedGateway(
        GatewayRoutes(routes=routes, roles={"answer": names}), WordSimilarity(), environment
    )
    try:
        yield opened
    finally:
        await opened.aclose()


async def events(
    opened: RoutedGateway, asked: ModelCall | None = None, *, into: list[GatewayEvent] | None = None
) -> list[GatewayEvent]:
    """Collect all events but ``Elsewhere``; those before a failure stand in ``into``."""
    happened = [] if into is None else into
    async for event in opened.stream(asked or call()):
        if not isinstance(event, Elsewhere):
            happened.append(event)
    return happened


def text_of(happened: Sequence[GatewayEvent]) -> str:
    return "".join(event.text for event in happened if isinstance(event, Token))


def page_of(happened: Sequence[GatewayEvent]) -> str:
    """What stands on the page in the end: what was taken back does not."""
    voids = [number for number, event in enumerate(happened) if isinstance(event, Reset)]
    return text_of(happened[voids[-1] if voids else 0 :])


def finish_of(happened: Sequence[GatewayEvent]) -> Finished:
    last = happened[-1]
    assert isinstance(last, Finished)
    return last
