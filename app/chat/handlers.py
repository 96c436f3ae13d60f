"""Chainlit's target: what happens when a chat opens, and when somebody asks.

Chainlit runs this file by path. Importing it as well would register every handler twice, so
nothing does.
"""

from __future__ import annotations

import asyncio
import secrets
import uuid
from contextlib import aclosing
from typing import Any

import chainlit as cl
import structlog

from app.chat.citation_links import linked
from app.chat.data_layer import ThreadLayer
from app.chat.parts import mounted
from app.chat.progress import moved_on, waiting_for
from app.chat.streaming import View
from app.chat.visitor import signed_in_now
from app.identity.people import Person, RoleName
from app.middleware.rate_limits import TooManyRequestsError
from app.observing.logs import trail
from app.records.turns.threads import ThreadUnavailableError
from app.requests.questions import QuestionRefusedError
from app.turns.runner import TurnFailedError, UnknownAssistantError
from assistants.answers import Answered, Piece, Searched, Void
from assistants.profiles import Configuration
from gateway.calls import Elsewhere, Waiting

log = structlog.get_logger()

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
    view = View(str(uuid.uuid4()), session.thread_id)
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


async def _answer(view: View, person: Person, slug: str, question: str) -> None:
    runner, limits = mounted().runner, mounted().limits
    limits.question(person.id)
    version = await runner.assistant_for(person, slug)
    language = version.configuration.language
    view.expect(language)
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
                    view.expect(language)
                case Waiting(ahead=ahead):
                    await view.wait(waiting_for(ahead, language), language)
                case Elsewhere():
                    await view.wait(moved_on(language), language)
                case Piece(text=text):
                    await view.add(text)
                case Void():
                    await view.begin_again()
                case Answered(answer=answer):
                    await view.announce_thread(question)
                    await view.judge_search(answer, language)
                    view.text = linked(answer.text, view.turn_id)
                    await view.end("finished")


def _welcome(configuration: Configuration) -> str:
    # The page keeps every line break, also those that only keep the profile file narrow.
    paragraphs = configuration.welcome.strip().split("\n\n")
    return "\n\n".join([f"**{configuration.name}**", *(" ".join(p.split()) for p in paragraphs)])


async def _person_of(user: Any) -> Person | None:
    person = signed_in_now()
    return person if person is not None and user and person.id == user.identifier else None
