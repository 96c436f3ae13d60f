"""One turn while it is written, and those who follow it.

Whoever follows is told what was said so far, and then the rest as it is said.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Protocol

import structlog

from app.identity.people import Person
from app.middleware.rate_limits import Limits, TooManyRequestsError
from app.observing.logs import trail
from app.records.database.outages import DatabaseAwayError
from app.records.turns.threads import ThreadUnavailableError
from app.requests.questions import QuestionRefusedError
from app.turns.live.following import Ended, Follower, LiveEvent, Outcome
from app.turns.runner import EndsAs, TurnFailedError
from assistants.answers import Answered, AnswerEvent, Piece, Searched, Void
from assistants.profiles import ConfigurationVersion
from feedback.turns import Turn, TurnKnownError, TurnStatus
from gateway.calls import Elsewhere, Waiting
from retrieval.passages import Passage

log = structlog.get_logger()

NOT_BEGUN = "This question was not taken: it was stopped before it was stored."
_REFUSALS = (
    QuestionRefusedError,
    ThreadUnavailableError,
    TooManyRequestsError,
    DatabaseAwayError,
)


class Runner(Protocol):
    """Runs one turn; `app.turns.runner.TurnRunner` does."""

    def run(
        self,
        person: Person,
        version: ConfigurationVersion,
        question: str,
        *,
        thread_id: str,
        turn_id: str | None = None,
        origin: str = "api",
        sibling_of: Turn | None = None,
        ends_as: EndsAs = ...,
    ) -> AsyncGenerator[AnswerEvent]: ...


@dataclass(frozen=True, slots=True)
class LiveQuestion:
    """What is asked. ``asked_with`` are the cookies of the browser: the turn ends with its session.

    ``turn_id`` is the same for the same question sent twice; ``sibling_of`` is the turn whose
    question is asked again or edited.
    """

    turn_id: str
    thread_id: str
    person: Person
    version: ConfigurationVersion
    text: str
    asked_with: str
    sibling_of: Turn | None = None


class LiveTurn:
    """One turn while it is written."""

    def __init__(self, question: LiveQuestion) -> None:
        self.question = question
        self.stored = False
        self._ends_as = TurnStatus.INTERRUPTED
        self._searched: Searched | None = None
        self._note: Waiting | Elsewhere | None = None
        self._text: list[str] = []
        self._answered: Answered | None = None
        self._ended: Ended | None = None
        self._followers: set[Follower] = set()
        self._task: asyncio.Task[None] | None = None

    @property
    def id(self) -> str:
        """The id of the turn."""
        return self.question.turn_id

    @property
    def passages(self) -> tuple[Passage, ...]:
        """What was found, which a page that comes later may show only if its person may read it."""
        return tuple(self._searched.passages) if self._searched else ()

    def stop(self) -> None:
        """End it because nobody wants it any more: its person said so, left, or lost the right."""
        self._ends_as = TurnStatus.STOPPED
        if self._task is not None:
            self._task.cancel()

    async def follow(self) -> AsyncGenerator[LiveEvent]:
        """What was said so far, in the shortest form, then the rest; `Ended` comes last.

        Whoever stops following changes nothing for the turn.
        """
        follower = Follower(self._so_far())
        self._followers.add(follower)
        try:
            while True:
                for event in await follower.take():
                    yield event
                    if isinstance(event, Ended):
                        return
        finally:
            self._followers.discard(follower)

    def run(self, runner: Runner, limits: Limits, longest_s: float) -> asyncio.Task[None]:
        """Begin to write it, in a task of its own."""
        work = self._run(runner, limits, longest_s)
        self._task = asyncio.create_task(work, name=f"turn-{self.id}")
        return self._task

    def close(self) -> None:
        """Tell the followers of a turn that was cancelled before its task took its first step."""
        if self._ended is None:
            self._end("refused", NOT_BEGUN)

    async def interrupt(self) -> None:
        """End it because the service stops."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    async def _run(self, runner: Runner, limits: Limits, longest_s: float) -> None:
        try:
            async with asyncio.timeout(longest_s), limits.writing(self.question.person.id):
                await self._write(runner)
            self._end("finished")
        except (asyncio.CancelledError, TimeoutError):
            stopped = self._ends_as is TurnStatus.STOPPED
            self._end("stopped" if stopped else "interrupted")
        except TurnKnownError:
            self._end("known")
        except _REFUSALS as error:
            self._end("refused", str(error))
        except TurnFailedError as error:
            self._end("failed", str(error))
        except Exception as error:  # noqa: BLE001 - the outermost edge of a turn
            reference = secrets.token_hex(4)
            log.error(
                "chat.failed", reference=reference, error=type(error).__name__, trail=trail(error)
            )
            self._end("failed", str(TurnFailedError(reference)))

    async def _write(self, runner: Runner) -> None:
        asked = self.question
        events = runner.run(
            asked.person,
            asked.version,
            asked.text,
            thread_id=asked.thread_id,
            turn_id=asked.turn_id,
            origin="chat",
            sibling_of=asked.sibling_of,
            ends_as=lambda: self._ends_as,
        )
        async with aclosing(events):
            async for event in events:
                self._keep(event)
                self._tell(event)

    def _keep(self, event: AnswerEvent) -> None:
        self.stored = True
        match event:
            case Searched():
                self._searched, self._note = event, None
            case Waiting() | Elsewhere():
                self._note = event
            case Piece(text=text):
                self._note = None
                self._text.append(text)
            case Void():
                self._text.clear()
            case Answered():
                self._answered = event

    def _so_far(self) -> list[LiveEvent]:
        text = "".join(self._text)
        said = (self._searched, self._note, Piece(text) if text else None, self._answered)
        return [event for event in (*said, self._ended) if event is not None]

    def _end(self, outcome: Outcome, message: str = "") -> None:
        # A turn that was answered is stored as such, whatever comes after.
        self._ended = Ended("finished" if self._answered else outcome, message)
        self._tell(self._ended)

    def _tell(self, event: LiveEvent) -> None:
        for follower in self._followers:
            follower.tell(event)
