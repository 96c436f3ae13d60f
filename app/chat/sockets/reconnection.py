"""What a page may have missed while its connection was away, said again when it is back.

A socket forgets whatever is sent between two connections, and Chainlit's page opens a second one
where its settings come slowly, just when the first question may be on its way. Without this the
question would stand there for ever with nothing below it.
"""

from __future__ import annotations

import time
import weakref
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from app.chat.steps import Step

Emit = Callable[[str, Any], Awaitable[Any]]
Clock = Callable[[], float]
# The steps of the thread by their ids, as the history shows them; ``None`` if there is no thread.
Stored = Callable[[], Awaitable[Mapping[str, Step] | None]]

# Longer than any dead connection goes unnoticed (a ping each 25 s, 20 s to answer it); later, the
# history shows what the person may still read.
KEPT_S = 120.0


class LastTurn:
    """What the page was told of the last question, in the shortest form that says the same.

    ``send`` is how to reach the page: by the connection that it opened last.
    """

    def __init__(self, send: Emit, *, clock: Clock = time.monotonic) -> None:
        self.send = send
        self._clock = clock
        self._told: dict[tuple[str, str], tuple[str, Any]] = {}
        self._noted_at = 0.0

    def note(self, event: str, data: Any) -> None:
        """Keep what an event says."""
        match event:
            case "stream_token":
                self._note_token(data["id"], data["token"])
            case "new_message" | "update_message" | "stream_start":
                self._note_step(data)
            case "delete_message":
                self._keep(("step", data["id"]), event, data)
            # Chainlit says it again, of a thread that is opened, at each connection.
            case "first_interaction" if data["interaction"] != "resume":
                self._keep(("thread", data["thread_id"]), event, data)
            case "window_message":
                self._note_news(event, data)

    def forget(self) -> None:
        """Forget all of it."""
        self._told.clear()

    async def say_again(self, stored: Stored, *, running: bool, anew: bool = False) -> None:
        """Bring the page up to date, whatever of it the page has.

        A turn that is ``running`` is said as it was. One that has ended is said as the history
        shows it now, so that nothing comes back which the person may not read any more. ``anew``
        tells that the page was just given its conversation from the history.
        """
        if running:
            await self.send("task_start", {})
        elif self._clock() - self._noted_at > KEPT_S:
            self._told.clear()
        history: Mapping[str, Step] | None = {}
        if not running and any(kind == "thread" for kind, _ in self._told):
            history = await stored()
        if history is None:
            self._told.clear()
            return
        for key in list(self._told):
            # Read only now: the answer grows while this is sent.
            if key not in self._told:
                continue
            event, data = self._told[key]
            if key[0] == "step" and key[1] in history:
                data = history[key[1]] | {"parentId": data.get("parentId")}
            elif not running and event == "new_message" and data["type"] == "tool":
                continue
            elif running and anew and event == "new_message":
                # It stands elsewhere there, and below a question that has another id now.
                await self.send("delete_message", data)
                data = data | {"parentId": None} if data["type"] == "run" else data
            await self.send(event, data)

    def _note_step(self, step: Step) -> None:
        key = ("step", step["id"])
        event, known = self._told.get(key, ("", {}))
        # A message that is known already is changed by it.
        self._keep(key, "new_message", dict(step) if event == "delete_message" else known | step)

    def _note_token(self, step_id: str, token: str) -> None:
        noted = self._told.get(("step", step_id))
        if noted is not None:
            step = noted[1]
            step["output"] = step.get("output", "") + token

    def _note_news(self, event: str, data: dict[str, Any]) -> None:
        turn = data["almanac"].get("turn")
        if turn is not None:
            # What is told of a turn last is told of steps that come before.
            self._told.pop(("news", turn), None)
            self._keep(("news", turn), event, data)

    def _keep(self, key: tuple[str, str], event: str, data: Any) -> None:
        self._told[key] = (event, data)
        self._noted_at = self._clock()


# By Chainlit's session, which outlives its connections.
_last_turns: weakref.WeakKeyDictionary[Any, LastTurn] = weakref.WeakKeyDictionary()


def remember(session: Any) -> None:
    """Keep from now on what is sent by the connection that the session just got."""
    last = _last_turns.setdefault(session, LastTurn(session.emit))
    last.send = session.emit

    async def noted(event: str, data: Any) -> Any:
        last.note(event, data)
        return await last.send(event, data)

    session.emit = noted


def forget(session: Any) -> None:
    """Forget what was said: another question begins, or it is not for this page any more."""
    _last_turns[session].forget()


async def say_again(session: Any, stored: Stored, *, running: bool) -> None:
    """Tell a page that came back what was said of its last question, ``running`` or answered."""
    anew = session.thread_id_to_resume is not None
    await _last_turns[session].say_again(stored, running=running, anew=anew)
