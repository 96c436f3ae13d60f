"""A gateway that plays back events."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence

from gateway.calls import Finished, GatewayEvent, ModelCall, Role, Started, Token

WRITES = Started("test", "test-model", {"temperature": 0.0})
QUOTES = Started("extractive", "none", {}, quotes=True)
DONE = Finished(None, None)


class FakeGateway:
    """Streams a script for each role; an exception in the script is raised at its place."""

    def __init__(self, **scripts: Sequence[GatewayEvent | Exception]) -> None:
        self.scripts = scripts
        self.calls: list[ModelCall] = []
        self.room: int | None = None

    def prompt_tokens(self, role: Role) -> int | None:
        return self.room

    def only_quotes(self, role: Role) -> bool:
        return any(event == QUOTES for event in self.scripts.get(role, (QUOTES, DONE)))

    async def stream(self, call: ModelCall) -> AsyncGenerator[GatewayEvent]:
        self.calls.append(call)
        for event in self.scripts.get(call.role, (QUOTES, DONE)):
            if isinstance(event, Exception):
                raise event
            yield event


def writing(*pieces: str) -> list[GatewayEvent | Exception]:
    """A script that writes these pieces."""
    return [WRITES, *(Token(piece) for piece in pieces), DONE]
