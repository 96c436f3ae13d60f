"""One turn: rights, record, answer, record again, whatever happens in between."""

from __future__ import annotations

import asyncio
import importlib.metadata
import secrets
import uuid
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial

import structlog

from app.audit.events import Denied
from app.identity.people import Person
from app.identity.tokens import Pseudonyms
from app.observing.logs import trail
from app.observing.turns import ObservedTurn, TurnObserver
from app.records.database.outages import DatabaseAwayError
from app.requests.questions import clean_question
from app.turns import history
from app.turns.completion import Ending, status_of, undisturbed
from app.turns.outage_waiting import RetryingGateway, RetryingSearch
from app.turns.search_queue import AT_ONCE, StaggeredSearch
from assistants.answering import Answering
from assistants.answers import Answered, AnswerEvent, Piece
from assistants.profiles import Configuration, ConfigurationStore, ConfigurationVersion
from assistants.prompting.prompts import Exchange
from assistants.questions.question import Question
from feedback.turns import Turn, TurnOpening, TurnStatus, TurnStore
from gateway.calls import Gateway
from retrieval.passages import PassageSearch

log = structlog.get_logger()

# Why a turn was cancelled, asked when it was: stopped by its person, or interrupted by the service.
EndsAs = Callable[[], TurnStatus]

VERSION = importlib.metadata.version("almanac")


class UnknownAssistantError(LookupError):
    """There is no such assistant for this person.

    ``denied`` is the assistant where there is one; only the audit trail hears of it.
    """

    def __init__(self, slug: str, *, denied: Denied | None = None) -> None:
        super().__init__("There is no such assistant, or you have no access to it.")
        self.slug = slug
        self.denied = denied


@dataclass(frozen=True, slots=True)
class TurnRunner:
    """Runs turns for the chat, the API and the command line alike."""

    turns: TurnStore
    configurations: ConfigurationStore
    search: PassageSearch
    gateway: Gateway
    pseudonyms: Pseudonyms
    observer: TurnObserver = field(default_factory=TurnObserver)
    searches: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    async def assistants_of(self, person: Person) -> tuple[ConfigurationVersion, ...]:
        """The assistants that a person may use, by name."""
        return tuple(
            version
            for version in await self.configurations.all_live()
            if not person.groups.isdisjoint(version.configuration.audience)
        )

    async def assistant_for(self, person: Person, slug: str) -> ConfigurationVersion:
        """The live version of one assistant; raises `UnknownAssistantError`."""
        version = await self.configurations.live(slug)
        if version is None:
            raise UnknownAssistantError(slug)
        if person.groups.isdisjoint(version.configuration.audience):
            denied = Denied(f"assistant:{slug}", version.configuration.department)
            raise UnknownAssistantError(slug, denied=denied)
        return version

    async def run(
        self,
        person: Person,
        version: ConfigurationVersion,
        question: str,
        *,
        thread_id: str,
        turn_id: str | None = None,
        origin: str = "api",
        sibling_of: Turn | None = None,
        ends_as: EndsAs = lambda: TurnStatus.STOPPED,
    ) -> AsyncGenerator[AnswerEvent]:
        """Run one turn with a version that `assistant_for` gave to this very person.

        The turn is stored before the first event and when it ends; ``ends_as`` tells what it is
        where it was cancelled. It knows what was asked before it; in the place of ``sibling_of``,
        a turn of the same thread, what was asked before that one.

        Raises `QuestionRefusedError` and `feedback.turns.TurnKnownError` before anything is stored,
        and `TurnFailedError` after the turn was stored as ``failed``.
        """
        question = clean_question(question)
        opening = self._opening(
            person,
            version,
            question=question,
            thread_id=thread_id,
            turn_id=turn_id,
            origin=origin,
            sibling_of=sibling_of,
        )
        observed = self.observer.begins(opening)
        with observed.storing():
            before = await self._history(person, opening)
        asked = self._ask(person, version, opening, before, observed)
        found = observed.search_with(self.search, dict(asked.attribution))
        # Outermost, so that nobody waits for the database in a place that others wait for.
        search = RetryingSearch(StaggeredSearch(found, self.searches))
        gateway = RetryingGateway(observed.calling_with(self.gateway))
        answering = Answering(asked, search, gateway)
        ending = Ending(self.turns, opening, observed)
        # The disk takes its time, and nothing that is found goes on before the turn is stored.
        answering.search_ahead()
        try:
            with observed.storing():
                await undisturbed(self.turns.begin(opening))
        except asyncio.CancelledError:
            answering.abandon()
            await ending.finish(ends_as(), answering.so_far())
            raise
        except Exception:
            answering.abandon()
            raise
        try:
            async with aclosing(answering.stream()) as events:
                async for event in events:
                    if isinstance(event, Answered):
                        if event.answer.withheld:
                            _note_withheld(opening)
                        try:
                            await ending.finish(status_of(event.answer), event.answer)
                        except asyncio.CancelledError:
                            # It is complete and stored, whatever was asked for meanwhile.
                            yield event
                            raise
                    yield event
                    if isinstance(event, Piece):
                        await ending.keep_partial(answering)
        except (asyncio.CancelledError, GeneratorExit):
            await ending.finish(ends_as(), answering.so_far())
            raise
        except Exception as error:
            reference = secrets.token_hex(4)
            log.error(
                "turn.failed",
                turn=opening.id,
                reference=reference,
                error=type(error).__name__,
                trail=trail(error),
            )
            observed.fails_by(type(error).__name__)
            await ending.finish(TurnStatus.FAILED, answering.so_far(), reference)
            away = isinstance(error, DatabaseAwayError)
            raise TurnFailedError(reference, str(error) if away else None) from error

    def _opening(
        self,
        person: Person,
        version: ConfigurationVersion,
        *,
        question: str,
        thread_id: str,
        turn_id: str | None,
        origin: str,
        sibling_of: Turn | None,
    ) -> TurnOpening:
        return TurnOpening(
            id=turn_id or str(uuid.uuid4()),
            thread_id=thread_id,
            person=person.id,
            pseudonym=self.pseudonyms.of(person.id),
            profile=version.configuration.slug,
            department=version.configuration.department,
            configuration_number=version.number,
            configuration_hash=version.configuration.hash,
            groups=tuple(sorted(person.groups)),
            question=question,
            asked_at=datetime.now(UTC),
            origin=origin,
            app_version=VERSION,
            sibling_of=history.first_of(sibling_of) if sibling_of else None,
        )

    async def history_before(self, turn: Turn) -> tuple[Exchange, ...]:
        """What the person had asked in the thread before ``turn``, as its prompt holds it."""
        before = await history.begun_before(self.turns, turn.opening)
        earlier = history.in_place(before, turn.opening)
        return history.as_it_was(earlier, turn.answer.prompt if turn.answer else None)

    async def _history(self, person: Person, opening: TurnOpening) -> tuple[Exchange, ...]:
        before = await history.begun_in(self.turns, opening)
        if not history.in_place(before, opening):
            return ()
        return await history.readable(before, opening, self.search, person.access)

    def _ask(
        self,
        person: Person,
        version: ConfigurationVersion,
        opening: TurnOpening,
        before: tuple[Exchange, ...],
        observed: ObservedTurn,
    ) -> Question:
        return Question(
            turn_id=opening.id,
            text=opening.question,
            access=person.access,
            configuration=version.configuration,
            history=before,
            attribution=(
                ("department", opening.department),
                ("assistant", opening.profile),
                ("configuration", str(opening.configuration_number)),
                ("person", opening.pseudonym),
                ("turn", opening.id),
                ("trace", _trace_of(opening.id)),
                *observed.attribution,
            ),
            others=partial(self._others, person, version.configuration.slug),
        )

    async def _others(self, person: Person, slug: str) -> tuple[Configuration, ...]:
        """The other assistants that a person may use; none while the database is away.

        An answer only points to them. It is asked last, when the rest of the answer is there.
        """
        try:
            versions = await self.assistants_of(person)
        except DatabaseAwayError as error:
            log.info("turn.others_left_out", reason=error.reason)
            return ()
        every = [version.configuration for version in versions]
        return tuple(one for one in every if one.slug != slug)


class TurnFailedError(RuntimeError):
    """The answer failed for a reason that is ours; the reference finds it in the log."""

    def __init__(self, reference: str, message: str | None = None) -> None:
        super().__init__(
            message
            or "Something went wrong on our side, and the answer could not be finished. Please ask "
            f"again; if it happens once more, tell your support the reference {reference}."
        )
        self.reference = reference


def _trace_of(turn_id: str) -> str:
    """The trace of a turn, found by its id: 32 hexadecimal digits, as W3C wants them."""
    try:
        return uuid.UUID(turn_id).hex
    except ValueError:
        return uuid.uuid5(uuid.NAMESPACE_URL, turn_id).hex


def _note_withheld(opening: TurnOpening) -> None:
    """Tell that a model repeated its instructions; an attack begins like this."""
    log.warning(
        "answer.withheld", turn=opening.id, profile=opening.profile, person=opening.pseudonym
    )
