"""Chainlit's target: what happens when a chat opens, and when somebody asks.

Chainlit runs this file by path. Importing it as well would register every handler twice, so
nothing does.
"""

from __future__ import annotations

import asyncio
import secrets
import time
import uuid
from collections.abc import Sequence
from contextlib import aclosing
from datetime import UTC, datetime
from typing import Any

import chainlit as cl
import structlog

from app.chat.data_layer import ThreadLayer
from app.chat.parts import mounted
from app.chat.steps import (
    NO_ANSWER,
    MarkerLinks,
    Step,
    answer_step,
    linked,
    search_step,
    waiting_for,
)
from app.chat.telling import refuse
from app.chat.visitor import signed_in_now
from app.front.limits import TooManyRequestsError
from app.identity.people import Person, RoleName
from app.logs import trail
from app.questions import QuestionRefusedError
from app.records.threads import ThreadUnavailableError
from app.turns import TurnFailedError, UnknownAssistantError
from assistants.answers import Answer, Answered, AnswerKind, Piece, Searched, Void
from assistants.profiles import Configuration
from gateway.calls import Waiting
from retrieval.passages import Passage

log = structlog.get_logger()

TOKENS_WAIT_S = 0.05
_REFUSALS = (
    QuestionRefusedError,
    UnknownAssistantError,
    ThreadUnavailableError,
    TooManyRequestsError,
)


@cl.data_layer
def data_layer() -> ThreadLayer:
    """The history."""
    return ThreadLayer(mounted())


@cl.set_chat_profiles
async def chat_profiles(user: Any, _language: str | None) -> list[cl.ChatProfile]:
    """The assistants of this person, and of nobody else."""
    person = await _person_of(user)
    if person is None:
        return []
    own = person.departments_as(RoleName.EMPLOYEE)
    versions = sorted(
        await mounted().runner.assistants_of(person),
        key=lambda version: version.configuration.department not in own,
    )
    return [
        cl.ChatProfile(
            name=version.configuration.slug,
            display_name=version.configuration.name,
            markdown_description=_welcome(version.configuration),
            icon=f"/public/icons/{version.configuration.icon}.svg",
            default=number == 0,
            starters=[
                cl.Starter(label=starter.label, message=starter.question)
                for starter in version.configuration.starters
            ],
        )
        for number, version in enumerate(versions)
    ]


@cl.on_chat_resume
async def resume(_thread: Any) -> None:
    """Nothing to restore: thread and turns hold everything."""


@cl.on_message
async def ask(message: cl.Message) -> None:
    """Answer one question, or say plainly why not."""
    session = cl.context.session
    # Read from the session a moment ago, when the message came in.
    person = signed_in_now()
    if person is None or session.user is None or person.id != session.user.identifier:
        return
    view = _View(str(uuid.uuid4()), session.thread_id)
    try:
        await _answer(view, person, session.chat_profile or "", message.content)
    except asyncio.CancelledError:
        await asyncio.shield(view.end("stopped"))
        raise
    except _REFUSALS as error:
        await view.refuse(str(error))
    except TurnFailedError as error:
        await view.end("failed", str(error))
    except Exception as error:  # noqa: BLE001 - the outermost edge
        reference = secrets.token_hex(4)
        log.error(
            "chat.failed", reference=reference, error=type(error).__name__, trail=trail(error)
        )
        await view.end("failed", str(TurnFailedError(reference)))


async def _answer(view: _View, person: Person, slug: str, question: str) -> None:
    runner, limits = mounted().runner, mounted().limits
    limits.question(person.id)
    version = await runner.assistant_for(person, slug)
    language = version.configuration.language
    events = runner.run(
        person,
        version,
        question,
        thread_id=view.thread_id,
        turn_id=view.turn_id,
        origin="chat",
    )
    async with limits.writing(person.id), aclosing(events):
        async for event in events:
            match event:
                case Searched(passages=passages):
                    await view.announce_thread(question)
                    await view.show_search(passages, language)
                case Waiting(ahead=ahead):
                    await view.wait(ahead, language)
                case Piece(text=text):
                    await view.add(text)
                case Void():
                    await view.begin_again()
                case Answered(answer=answer):
                    await view.announce_thread(question)
                    await view.judge_search(answer, language)
                    view.text = linked(answer.text, view.turn_id)
                    await view.end("finished")


class _View:
    """What the browser has of a turn; sends text in lumps, not in tokens."""

    def __init__(self, turn_id: str, thread_id: str) -> None:
        self.turn_id = turn_id
        self.thread_id = thread_id
        self.text = ""
        self._links = MarkerLinks(turn_id)
        self._waiting = ""
        self._sent_at = 0.0
        self._searched_at = datetime.now(UTC)
        self._begun = False
        self._announced = False
        self._search: Step | None = None
        self._waits = False
        self._later: asyncio.Task[None] | None = None
        self._parent = cl.context.current_step.id if cl.context.current_step else None

    async def announce_thread(self, question: str) -> None:
        """Tell the browser that the thread is stored now, so that it appears in the list."""
        if not self._announced:
            self._announced = True
            await _emit("first_interaction", {"interaction": question, "thread_id": self.thread_id})
            await self._tell("streaming")

    async def show_search(self, passages: Sequence[Passage], language: str) -> None:
        """Show what was searched and found."""
        self._searched_at = datetime.now(UTC)
        self._waits, self._search = False, self._search_step(passages, language, AnswerKind.ANSWER)
        await _emit("new_message", self._search)

    async def wait(self, ahead: int, language: str) -> None:
        """Say that the model is busy, where the search stands, until it speaks."""
        self._waits = True
        step = self._search or self._search_step((), language, AnswerKind.ANSWER)
        await _emit("new_message", step | {"name": waiting_for(ahead, language), "output": ""})

    async def _wait_no_longer(self) -> None:
        if self._waits and self._search is not None:
            self._waits = False
            await _emit("update_message", self._search)

    async def judge_search(self, answer: Answer, language: str) -> None:
        """Take the promise back that lies in having found something, where it was no answer."""
        if answer.kind in NO_ANSWER:
            step = self._search_step(answer.passages, language, answer.kind)
            await _emit("update_message", step)

    async def add(self, text: str) -> None:
        """Add a piece of the answer; it is on the way within `TOKENS_WAIT_S` of the last lump."""
        await self._wait_no_longer()
        self._waiting += self._links.feed(text)
        due = self._sent_at + TOKENS_WAIT_S - time.monotonic()
        if due <= 0:
            await self._flush()
        elif self._later is None or self._later.done():
            self._later = asyncio.create_task(self._flush_after(due))

    async def begin_again(self) -> None:
        """What was streamed is void."""
        await self._nothing_later()
        self.text, self._waiting, self._links = "", "", MarkerLinks(self.turn_id)
        if self._begun:
            await _emit("update_message", self._step(streaming=True))

    async def end(self, outcome: str, message: str = "") -> None:
        """Send the final text, and a message below it where something went wrong."""
        await self._nothing_later()
        await self._wait_no_longer()
        if outcome != "finished":
            self.text += self._waiting + self._links.close()
        if outcome == "stopped" and not self.text:
            self.text = "*Stopped before there was an answer.*"
        if message:
            self.text = f"{self.text}\n\n{message}".strip()
        await _emit("new_message", self._step())
        await self._tell("finished")

    async def refuse(self, message: str) -> None:
        """Say why there is no answer; nothing was stored, so there is nothing to fetch either."""
        await refuse(cl.context.session, message, parent=self._parent)

    async def _flush_after(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        await self._flush()

    async def _nothing_later(self) -> None:
        if self._later is not None:
            self._later.cancel()
            await asyncio.wait([self._later])
            self._later = None

    async def _flush(self) -> None:
        lump, self._waiting = self._waiting, ""
        if not lump:
            return
        self._sent_at = time.monotonic()
        self.text += lump
        if self._begun:
            await _emit(
                "stream_token",
                {"id": self.turn_id, "token": lump, "isSequence": False, "isInput": False},
            )
        else:
            self._begun = True
            await _emit("stream_start", self._step(streaming=True))

    def _search_step(self, passages: Sequence[Passage], language: str, kind: AnswerKind) -> Step:
        return search_step(
            self.turn_id,
            self.thread_id,
            passages,
            at=self._searched_at,
            language=language,
            kind=kind,
            parent=self._parent,
        )

    def _step(self, *, streaming: bool = False) -> Step:
        step = answer_step(
            self.turn_id, self.thread_id, self.text, at=datetime.now(UTC), parent=self._parent
        )
        return step | {"streaming": streaming}

    async def _tell(self, status: str) -> None:
        news = {"thread": self.thread_id, "turn": self.turn_id, "status": status}
        await _emit("window_message", {"almanac": news})


async def _emit(event: str, data: Any) -> None:
    session: Any = cl.context.session
    await session.emit(event, data)


def _welcome(configuration: Configuration) -> str:
    # The page keeps every line break, also those that only keep the profile file narrow.
    paragraphs = configuration.welcome.strip().split("\n\n")
    return "\n\n".join([f"**{configuration.name}**", *(" ".join(p.split()) for p in paragraphs)])


async def _person_of(user: Any) -> Person | None:
    person = signed_in_now()
    return person if person is not None and user and person.id == user.identifier else None
