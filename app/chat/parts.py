"""What the chat needs of the running service."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, Self

from app.chat.outcomes import Cases
from app.identity.people import Person
from app.middleware.cross_origin import origin_of
from app.middleware.rate_limits import Limits
from app.records.turns.threads import ThreadStore
from app.turns.live.turns import LiveTurns
from app.turns.runner import TurnRunner
from app.turns.stopping import Stopping
from assistants.profiles import ConfigurationStore
from feedback.reactions import ReactionStore
from feedback.turns import TurnStore
from retrieval.documents import DocumentStore

if TYPE_CHECKING:
    from app.wiring import Parts


class Sessions(Protocol):
    """Tells who is signed in."""

    async def of_cookies(self, cookies: Mapping[str, str]) -> Person | None: ...

    async def of_many_cookies(self, cookies: Sequence[Mapping[str, str]]) -> list[Person | None]:
        """The same for many browsers at once."""

    def session_token(self, cookies: Mapping[str, str]) -> str | None:
        """The value of the session's cookie."""


class Leaving(Protocol):
    """Ends the session of a browser, and knows whether its person did."""

    async def end(self, token: str, *, address: str = "") -> str | None: ...

    async def left(self, token: str) -> bool: ...


@dataclass(frozen=True, slots=True)
class ChatParts:
    """The parts behind the chat. ``origins`` are the addresses under which people open it."""

    sessions: Sessions
    leaving: Leaving
    threads: ThreadStore
    turns: TurnStore
    reactions: ReactionStore
    configurations: ConfigurationStore
    documents: DocumentStore
    runner: TurnRunner
    limits: Limits
    live: LiveTurns
    stopping: Stopping
    cases: Cases
    origins: frozenset[str] = frozenset()

    @classmethod
    def of(cls, parts: Parts) -> Self:
        """Those of the running service."""
        public = parts.settings.public_url
        return cls(
            sessions=parts.directory,
            leaving=parts.sessions,
            threads=parts.threads,
            turns=parts.turns,
            reactions=parts.reactions,
            configurations=parts.configurations,
            documents=parts.documents,
            runner=parts.runner,
            limits=parts.limits,
            live=parts.live,
            stopping=parts.stopping,
            cases=parts.inbox.cases,
            origins=frozenset({origin_of(public)} if public else ()),
        )


class ChatNotMountedError(RuntimeError):
    """The chat was used before it was mounted."""

    def __init__(self) -> None:
        super().__init__("The chat is not mounted. Call app.chat.mounting.mount first.")


_mounted: dict[str, ChatParts] = {}


def mount_parts(parts: ChatParts) -> None:
    """Put ``parts`` behind the chat of this process; Chainlit allows one chat a process."""
    _mounted["parts"] = parts


def mounted() -> ChatParts:
    """The parts behind the chat; raises `ChatNotMountedError`."""
    try:
        return _mounted["parts"]
    except KeyError:
        raise ChatNotMountedError from None
