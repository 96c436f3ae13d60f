"""The playground: a draft and what is live answer the same question at the same time."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import Literal

import structlog

from app.audit.check_descriptions import draft_tried
from app.checks.asking import Asker
from app.checks.roles import AskedAs, chosen
from app.middleware.rate_limits import Limits
from app.observing.logs import trail
from app.publishing.desk import Desk, Somebody
from app.requests.questions import clean_question
from app.turns.stopping import Stopping
from assistants.answers import Answer, Answered, AnswerEvent
from assistants.profiles import Configuration, ConfigurationVersion
from assistants.publishing import sentences
from assistants.publishing.drafts import Draft
from assistants.publishing.problems import parse
from assistants.publishing.refusals import NotAllowedError, ProblemsError

log = structlog.get_logger()

SideName = Literal["draft", "live"]


@dataclass(frozen=True, slots=True)
class Broken:
    """A side that could not be finished for a reason that is ours; the log knows the reference."""

    reference: str


SideEvent = tuple[SideName, AnswerEvent | Broken]


@dataclass(frozen=True, slots=True)
class Trial:
    """What is asked of whom: a draft as it is saved, and what is live, if anything is."""

    draft: Draft
    tried: Configuration
    live: ConfigurationVersion | None
    question: str
    asked_as: AskedAs


@dataclass(frozen=True, slots=True)
class Playground:
    """Tries drafts out. It is counted and bounded as questions are."""

    desk: Desk
    asker: Asker
    limits: Limits
    stopping: Stopping

    async def prepare(self, by: Somebody, draft_id: str, question: str, role: str) -> Trial:
        """Look at what is asked while it can still be refused in words.

        Raises `UnknownChangeError`, `ChangeRefusedError`, `QuestionRefusedError`,
        `TooManyRequestsError` and `StoppingError`.
        """
        draft = await self.desk.draft(by.person, draft_id)
        async with self.desk.audited(by, "try", f"draft:{draft.id}", draft.department):
            must_try(self.desk, by, draft.department)
            configuration, problems = parse(draft.content)
            if configuration is None:
                raise ProblemsError(problems)
            if found := await self.desk.problems_with(configuration):
                raise ProblemsError(found)
            rules = self.desk.rules()
            asked_as = chosen(role, by.person, draft.department, configuration.audience, rules)
        question = clean_question(question)
        live = await self.desk.configurations.live(draft.slug)
        self.stopping.require_open()
        for _ in range(2 if live else 1):
            self.limits.question(by.person.id, exempt=by.person.by_command)
        self.limits.may_write(by.person.id, exempt=by.person.by_command)
        return Trial(draft, configuration, live, question, asked_as)

    async def run(self, by: Somebody, trial: Trial) -> AsyncGenerator[SideEvent]:
        """Ask both sides; whoever stops listening stops both."""
        await self.desk.audit.add(
            draft_tried(
                by.actor,
                trial.draft,
                trial.tried.hash,
                trial.asked_as.role,
                live=trial.live.number if trial.live else None,
            ),
            self.desk.clock(),
        )
        sides = {"draft": self._ask(by, trial, trial.tried, trial.tried.hash[:12])}
        if trial.live is not None:
            named = str(trial.live.number)
            sides["live"] = self._ask(by, trial, trial.live.configuration, named)
        person = by.person
        async with (
            self.stopping.answering(),
            self.limits.writing(person.id, exempt=person.by_command),
            aclosing(_side_by_side(sides)) as events,
        ):
            async for event in events:
                yield event

    def _ask(
        self, by: Somebody, trial: Trial, configuration: Configuration, named: str
    ) -> AsyncGenerator[AnswerEvent]:
        return self.asker.ask(
            configuration,
            trial.question,
            trial.asked_as.access,
            person=by.person.id,
            purpose="playground",
            named=named,
        )


async def answers_of(
    events: AsyncGenerator[SideEvent],
) -> Mapping[SideName, Answer | Broken]:
    """Wait for the end of both sides."""
    found: dict[SideName, Answer | Broken] = {}
    async with aclosing(events):
        async for side, event in events:
            if isinstance(event, Answered):
                found[side] = event.answer
            elif isinstance(event, Broken):
                found[side] = event
    return found


def must_try(desk: Desk, by: Somebody, department: str) -> None:
    """Refuse whoever neither changes nor approves the assistants of a department."""
    standing = desk.standing(by, department)
    if not (standing.edits or standing.approves):
        raise NotAllowedError(sentences.NOT_TRYING, "not_allowed", department=department)


async def _side_by_side(
    sides: Mapping[str, AsyncGenerator[AnswerEvent]],
) -> AsyncGenerator[SideEvent]:
    heard: asyncio.Queue[SideEvent | None] = asyncio.Queue(maxsize=256)
    tasks = [asyncio.create_task(_follow(side, events, heard)) for side, events in sides.items()]
    left = len(tasks)
    try:
        while left:
            event = await heard.get()
            if event is None:
                left -= 1
            else:
                yield event
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _follow(
    side: str, events: AsyncGenerator[AnswerEvent], heard: asyncio.Queue[SideEvent | None]
) -> None:
    name: SideName = "draft" if side == "draft" else "live"
    try:
        async with aclosing(events):
            async for event in events:
                await heard.put((name, event))
    except Exception as error:  # noqa: BLE001 - one side is told, and the other goes on
        await heard.put((name, broken_by(error, side=name)))
    await heard.put(None)


def broken_by(error: Exception, *, side: SideName) -> Broken:
    """Log what went wrong on our side, under a reference that its reader is told."""
    reference = secrets.token_hex(4)
    log.error(
        "trial.failed",
        side=side,
        reference=reference,
        error=type(error).__name__,
        trail=trail(error),
    )
    return Broken(reference)
