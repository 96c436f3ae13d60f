"""Chainlit's target: what happens when a chat opens.

Questions do not come here: `app/chat/sockets/guard.py` takes them, since a turn goes on without
the page that asked.

Chainlit runs this file by path. Importing it as well would register every handler twice, so
nothing does.
"""

from __future__ import annotations

from typing import Any

import chainlit as cl

from app.assets.release import public
from app.chat.data_layer import ThreadLayer
from app.chat.parts import mounted
from app.chat.visitor import signed_in_now, wanted_assistant
from app.identity.people import Person, RoleName
from assistants.profiles import Configuration


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
        key=lambda version: (
            version.configuration.slug != wanted_assistant(),
            version.configuration.department not in own,
        ),
    )
    return [
        cl.ChatProfile(
            name=version.configuration.slug,
            display_name=version.configuration.name,
            markdown_description=_welcome(version.configuration),
            icon=public(f"icons/{version.configuration.icon}.svg"),
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


def _welcome(configuration: Configuration) -> str:
    # The page keeps every line break, also those that only keep the profile file narrow.
    paragraphs = configuration.welcome.strip().split("\n\n")
    return "\n\n".join([f"**{configuration.name}**", *(" ".join(p.split()) for p in paragraphs)])


async def _person_of(user: Any) -> Person | None:
    person = signed_in_now()
    return person if person is not None and user and person.id == user.identifier else None
