"""What one page has of a turn while it is written."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from app.chat.citation_links import MarkerLinks
from app.chat.progress import NO_ANSWER, slow, without_a_word
from app.chat.steps import Step, answer_step, part_of, run_step, search_step
from assistants.answers import Answer, AnswerKind
from retrieval.passages import Passage

# A model that says nothing for so long makes people wonder whether anything happens.
SLOW_S = 5.0

Emit = Callable[[str, Any], Awaitable[Any]]


class View:
    """What one page has of a turn.

    All that belongs to the turn stands in a step of its own, so that the page shows that it waits.
    """

    def __init__(self, turn_id: str, thread_id: str, emit: Emit, language: str = "") -> None:
        self.turn_id = turn_id
        self.thread_id = thread_id
        self.text = ""
        self._language = language
        self._emit = emit
        self._links = MarkerLinks(turn_id)
        self._waiting = ""
        self._searched_at = datetime.now(UTC)
        self._begun = False
        self._announced = False
        self._search: Step | None = None
        self._waits = False
        self._expecting: asyncio.Task[None] | None = None
        self._run = run_step(turn_id, thread_id, at=self._searched_at)

    async def begin(self) -> None:
        """Show that there is something to wait for, and that it can be stopped."""
        await self._emit("task_start", {})
        await self._emit("new_message", self._run)

    @property
    def is_announced(self) -> bool:
        """Whether the page knows that the thread is stored."""
        return self._announced

    async def announce_thread(self, question: str, message_id: str | None) -> None:
        """Tell the page that the thread is stored now, so that it appears in the list.

        By ``message_id`` a page knows that the question that it sent has arrived.
        """
        self._announced = True
        news = {"interaction": question, "thread_id": self.thread_id}
        await self._emit("first_interaction", news)
        await self.tell("streaming", message_id)

    async def show_search(self, passages: Sequence[Passage], language: str) -> None:
        """Show what was searched and found."""
        self._searched_at = datetime.now(UTC)
        self._waits, self._search = False, self._search_step(passages, language, AnswerKind.ANSWER)
        await self._emit("new_message", self._search)

    def expect(self, language: str) -> None:
        """Say that it takes long, where nothing is written for `SLOW_S` from now."""

        async def say_so() -> None:
            await asyncio.sleep(SLOW_S)
            await self._explain(slow(language), language)

        self._expect_nothing()
        self._expecting = asyncio.create_task(say_so())

    async def wait(self, why: str, language: str) -> None:
        """Say why nothing is written, where the search stands, until the model speaks."""
        self._expect_nothing()
        await self._explain(why, language)

    async def _explain(self, why: str, language: str) -> None:
        self._waits = True
        step = self._search or self._search_step((), language, AnswerKind.ANSWER)
        await self._emit("new_message", step | {"name": why, "output": ""})

    def _expect_nothing(self) -> None:
        if self._expecting is not None:
            self._expecting.cancel()
            self._expecting = None

    async def _wait_no_longer(self) -> None:
        self._expect_nothing()
        if self._waits:
            self._waits = False
            # Whoever stopped before anything was searched has nothing to see there.
            kept = self._search is not None
            step = self._search or self._search_step((), "", AnswerKind.ANSWER)
            await self._emit("update_message" if kept else "delete_message", step)

    async def judge_search(self, answer: Answer, language: str) -> None:
        """Take the promise back that lies in having found something, where it was no answer."""
        if answer.kind in NO_ANSWER:
            step = self._search_step(answer.passages, language, answer.kind)
            await self._emit("update_message", step)

    async def add(self, text: str) -> None:
        """Add a piece of the answer; a turn that is followed comes in lumps, not in tokens."""
        await self._wait_no_longer()
        self._waiting += self._links.feed(text)
        await self._flush()

    async def begin_again(self) -> None:
        """What was streamed is void."""
        self.text, self._waiting, self._links = "", "", MarkerLinks(self.turn_id)
        if self._begun:
            await self._emit("update_message", self._step(streaming=True))

    async def end(self, outcome: str, message: str = "") -> None:
        """Send the final text, and a message below it where something went wrong."""
        await self._wait_no_longer()
        if outcome != "finished":
            self.text += self._waiting + self._links.close()
        if outcome in {"stopped", "interrupted"} and not self.text:
            self.text = without_a_word(outcome, self._language)
        if message:
            self.text = f"{self.text}\n\n{message}".strip()
        await self._emit("new_message", self._step())
        await self._emit("update_message", self._run | {"end": self._run["start"]})
        await self.tell("finished")

    async def take_back(self) -> None:
        """Show nothing of it: it was refused, or it stands elsewhere."""
        self._expect_nothing()
        await self._emit("delete_message", self._run)

    def leave(self) -> None:
        """Send nothing more; nobody looks."""
        self._expect_nothing()

    async def tell(self, status: str, message_id: str | None = None) -> None:
        """Tell our own script how the turn stands."""
        news = {"thread": self.thread_id, "turn": self.turn_id, "status": status}
        if message_id is not None:
            news["message"] = message_id
        await self._emit("window_message", {"almanac": news})

    async def _flush(self) -> None:
        lump, self._waiting = self._waiting, ""
        if not lump:
            return
        self.text += lump
        if self._begun:
            await self._emit(
                "stream_token",
                {"id": self.turn_id, "token": lump, "isSequence": False, "isInput": False},
            )
        else:
            self._begun = True
            await self._emit("stream_start", self._step(streaming=True))

    def _search_step(self, passages: Sequence[Passage], language: str, kind: AnswerKind) -> Step:
        return search_step(
            self.turn_id,
            self.thread_id,
            passages,
            at=self._searched_at,
            language=language,
            kind=kind,
            parent=part_of(self.turn_id, "run"),
        )

    def _step(self, *, streaming: bool = False) -> Step:
        step = answer_step(
            self.turn_id,
            self.thread_id,
            self.text,
            at=datetime.now(UTC),
            parent=part_of(self.turn_id, "run"),
        )
        return step | {"streaming": streaming}
