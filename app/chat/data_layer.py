"""Chainlit's history, read from our own threads and turns.

Turns are stored by whoever runs them, with their receipts. What Chainlit would store beside that
is accepted and dropped: nothing that a browser sends can become or change a record.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from chainlit.data.base import BaseDataLayer
from chainlit.types import (
    Feedback,
    PageInfo,
    PaginatedResponse,
    Pagination,
    ThreadDict,
    ThreadFilter,
)
from chainlit.user import PersistedUser, User

from app.chat.parts import ChatParts
from app.chat.steps import instant, question_step, steps_of
from app.chat.visitor import page_language, shown_of, visitor_access, visitor_id
from app.records.cursors import CursorInvalidError
from app.records.turns.threads import Thread
from app.turns.history import standings_of
from feedback.turns import Turn

LARGEST_PAGE = 50
_ID = re.compile(r"[\w-]{1,64}")


class ThreadLayer(BaseDataLayer):
    """Threads of the person whom the current task serves; those of others do not exist."""

    def __init__(self, parts: ChatParts) -> None:
        self._parts = parts

    async def get_user(self, identifier: str) -> PersistedUser | None:
        """Nobody: who signs in is decided elsewhere."""
        return None

    async def create_user(self, user: User) -> PersistedUser | None:
        """Nobody: who signs in is decided elsewhere."""
        return None

    async def list_threads(
        self, pagination: Pagination, filters: ThreadFilter
    ) -> PaginatedResponse[ThreadDict]:
        """A page of threads, newest first, without their steps."""
        person = visitor_id()
        if person is None:
            return PaginatedResponse(PageInfo(False, None, None), [])
        limit = max(1, min(pagination.first, LARGEST_PAGE))
        try:
            page = await self._parts.threads.page(
                person, limit=limit, cursor=pagination.cursor, search=_text(filters.search or "")
            )
        except CursorInvalidError:
            return PaginatedResponse(PageInfo(False, None, None), [])
        threads = [_thread(thread, []) for thread in page.threads]
        return PaginatedResponse(
            PageInfo(page.cursor is not None, pagination.cursor, page.cursor), threads
        )

    async def get_thread(self, thread_id: str) -> ThreadDict | None:
        """A thread with all its steps; ``None`` for one that is not this person's."""
        thread = await self._own(thread_id)
        if thread is None:
            return None
        turns = [
            turn
            for turn in await self._parts.turns.in_thread(thread_id)
            if turn.opening.person == thread.person
        ]
        return _thread(thread, await self.steps_of(turns[-shown_of(thread_id) :]))

    async def steps_of(self, turns: Sequence[Turn]) -> list[dict[str, Any]]:
        """Turns as the person whom the current task serves may read them now.

        Of one that is being written here only the question: the page follows the rest.
        """
        standing = await standings_of(turns, self._parts.documents, visitor_access())
        steps: list[dict[str, Any]] = []
        for turn in turns:
            live = self._parts.live.of(turn.opening.thread_id, turn.opening.person)
            if live is not None and live.id == turn.opening.id:
                steps.append(question_step(turn, turn.opening.person))
                continue
            language = await self._language(turn)
            steps += steps_of(turn, turn.opening.person, language, standing)
        return steps

    async def get_thread_author(self, thread_id: str) -> str:
        """The owner of a thread; empty, which Chainlit answers with 404, for all the others."""
        thread = await self._own(thread_id)
        return thread.person if thread else ""

    async def update_thread(
        self,
        thread_id: str,
        name: str | None = None,
        user_id: str | None = None,
        metadata: dict[str, Any] | None = None,
        tags: list[str] | None = None,
    ) -> None:
        """Rename a thread. Chainlit's own notes about it, which name the user too, are dropped."""
        person = visitor_id()
        if (
            not (person and name and _is_id(thread_id))
            or user_id is not None
            or metadata is not None
        ):
            return
        await self._parts.threads.rename(thread_id, person, _text(name))

    async def delete_thread(self, thread_id: str) -> None:
        """Take a thread out of its owner's list."""
        person = visitor_id()
        if person is not None and _is_id(thread_id):
            live = self._parts.live.of(thread_id, person)
            if live is not None:
                live.stop()
            await self._parts.threads.delete(thread_id, person, datetime.now(UTC))

    async def create_step(self, step_dict: Any) -> None:
        """Drop it: turns store themselves."""

    async def update_step(self, step_dict: Any) -> None:
        """Drop it: turns store themselves."""

    async def delete_step(self, step_id: str) -> None:
        """Drop it: a turn is never deleted from here."""

    async def create_element(self, element: Any) -> None:
        """Drop it: there are no elements."""

    async def get_element(self, thread_id: str, element_id: str) -> None:
        """Nothing: there are no elements."""

    async def delete_element(self, element_id: str, thread_id: str | None = None) -> None:
        """Drop it: there are no elements."""

    async def upsert_feedback(self, feedback: Feedback) -> str:
        """Drop it: reactions have their own API."""
        return ""

    async def delete_feedback(self, feedback_id: str) -> bool:
        """Drop it: reactions have their own API."""
        return False

    async def get_favorite_steps(self, user_id: str) -> list[Any]:
        """Nothing: there are no favourites."""
        return []

    async def build_debug_url(self) -> str:
        """Nothing: there is no debugging page."""
        return ""

    async def close(self) -> None:
        """Nothing to close: the stores belong to the service."""

    async def _own(self, thread_id: str) -> Thread | None:
        person = visitor_id()
        if person is None or not _is_id(thread_id):
            return None
        return await self._parts.threads.get(thread_id, person)

    async def _language(self, turn: Turn) -> str:
        version = await self._parts.configurations.version(
            turn.opening.profile, turn.opening.configuration_number
        )
        return page_language(version.configuration.language if version else "en")


def _is_id(value: object) -> bool:
    """Tell whether this could be the id of a thread; a browser may send anything for one."""
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def _text(words: str) -> str:
    """What a database can keep of them: JSON may hold zeros, and halves of characters."""
    return words.replace("\x00", "").encode("utf-8", "ignore").decode()


def _thread(thread: Thread, steps: list[Any]) -> ThreadDict:
    return ThreadDict(
        id=thread.id,
        # The list is grouped by this instant; what matters to people is the last time.
        createdAt=instant(thread.updated_at),
        name=thread.name,
        userId=thread.person,
        userIdentifier=thread.person,
        tags=[],
        metadata={"chat_profile": thread.profile},
        steps=steps,
        elements=[],
    )
