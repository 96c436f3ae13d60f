"""What of a model's text is its answer: in time for the page, without thoughts, and to its end."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from gateway.attempts import Attempt, RouteFailedError, RouteRefusedError
from gateway.calls import CUT, NO_ANSWER, GatewayEvent, Reset, Started, Token
from gateway.output.endings import ending_of, for_a_log
from gateway.output.thoughts import Passed, ThoughtFilter

# Markers of passages as models write them, the last one perhaps only begun.
_MARKERS = re.compile(r"[\[【［][\s\d,;:]{0,48}(?:†[^\]】］\n]{0,60})?(?:[\]】］]|$)")
THOUGHTS = "what was written were thoughts"
# What a whole sentence, a list or a table may end with.
_SENTENCE_ENDS = tuple(".!?:;…)]}\"'”»›*_|`>。！？")


class AnswerText:
    """The text of one attempt, and the events that show it.

    Nothing is said before there is something to see, and ``started`` stands before it. ``most`` is
    how many letters the model may write, its thoughts included.
    """

    def __init__(
        self, attempt: Attempt, started: Started, most: int, thoughts: ThoughtFilter | None
    ) -> None:
        self._attempt = attempt
        self._started = started
        self._most = most
        self._thoughts = thoughts
        self._unseen = ""
        self._length = 0
        self._last = ""
        self._has_begun = False

    def feed(self, piece: str) -> Iterator[GatewayEvent]:
        """What the next piece shows; raises `RouteFailedError` for an answer without an end."""
        self._length += len(piece)
        if self._length > self._most:
            raise RouteFailedError("the answer does not end")
        # Thoughts are paid for as well.
        self._attempt.pieces.append(piece)
        yield from self._show(self._thoughts.feed(piece) if self._thoughts else Passed(piece))

    def close(self, reason: str) -> Iterator[GatewayEvent]:
        """What the end shows; raises `RouteFailedError` and `RouteRefusedError` if it is none."""
        if reason == NO_ANSWER:
            yield self._started
            return
        ending = ending_of(reason)
        if ending == "filtered":
            raise RouteRefusedError("a content filter withheld the answer", begun=True)
        if self._thoughts:
            yield from self._show(self._thoughts.close(cut=ending != "whole"))
        if ending == "too_long":
            raise RouteRefusedError("the context window is full", begun=True)
        if ending == "broken":
            raise RouteFailedError(f"the answer was cut off ({for_a_log(reason)})")
        if not self._has_begun:
            raise RouteFailedError("the answer was empty")
        in_thought = self._thoughts is not None and self._thoughts.is_open
        if in_thought and ending == "whole" and not self._last.endswith(_SENTENCE_ENDS):
            raise RouteFailedError("the answer was cut off in a thought")

    def _show(self, passed: Passed) -> Iterator[GatewayEvent]:
        if passed.void:
            self._unseen = ""
            if self._has_begun:
                self._has_begun = False
                yield Reset(THOUGHTS)
        self._unseen += passed.text
        if not self._unseen or not (self._has_begun or self._shows()):
            return
        if not self._has_begun:
            self._has_begun = True
            self._unseen = self._unseen.lstrip("\r\n")
            self._attempt.has_begun()
            yield self._started
        text, self._unseen = self._unseen, ""
        self._last = text.rstrip() or self._last
        yield Token(text)

    def _shows(self) -> bool:
        """Whether there is anything to see; of an answer markers alone are nothing."""
        said = _MARKERS.sub("", self._unseen) if self._attempt.call.role == "answer" else None
        if said is None or said == self._unseen:
            return any(letter.isprintable() and not letter.isspace() for letter in self._unseen)
        # Nor is what stands between them.
        return any(unicodedata.category(letter)[0] in "LNS" for letter in said)


def reason_of(reason: str) -> str:
    """How an answer ended that is taken, as `Finished` has it."""
    return {"whole": "stop", "cut": CUT}.get(ending_of(reason), reason)
