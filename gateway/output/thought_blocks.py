"""Thoughts in a fenced block of their own, told by the word behind its fence."""

from __future__ import annotations

import re

from gateway.output.thought_marks import NAME

# No fence is set in so far, and a line of blanks without end is not looked at again and again.
_SET_IN = r"[ \t]{0,100}"
_FENCE = re.compile(rf"{_SET_IN}(?P<fence>`{{3,}}|~{{3,}})(?P<info>[^`]*)")
_MAY_BE_A_FENCE = re.compile(
    rf"{_SET_IN}(?:`{{0,2}}|~{{0,2}}|`{{3,50}}[^`]{{0,100}}|~{{3,50}}.{{0,100}})"
)
_OF_THOUGHTS = re.compile(rf"(?:{NAME})\s*", re.IGNORECASE)
_BEGINS, _ENDS = "<think>", "</think>"
# What remains in mind of a long line; its end tells whether it announces the block after it.
_KEPT_OF_A_LINE = 200


class ThoughtBlocks:
    """Writes the tags of thoughts in place of the fences around them, as the text arrives.

    A block within another block of code is shown, and so is one that the line before it announces
    by a colon: there an answer speaks of such blocks.
    """

    def __init__(self) -> None:
        self._line = ""
        self._is_plain = False
        self._before = ""
        self._code = ""
        self._thoughts: list[str] = []

    def feed(self, text: str, *, last: bool) -> str:
        """Take the next piece; a line that may become a fence is held back to its end."""
        if not text and not last:
            return ""
        out = []
        *whole, rest = text.split("\n")
        for line in whole:
            out.append(self._end_line(line) + "\n")
        self._line, shown = self._line + rest, rest
        if not self._is_plain:
            may_be = _MAY_BE_A_FENCE.fullmatch(self._line) is not None
            self._is_plain, shown = not may_be, "" if may_be else self._line
        if self._is_plain:
            self._line = self._line[-_KEPT_OF_A_LINE:]
        elif last:
            shown = self._end_line("")
        return "".join(out) + shown

    def _end_line(self, end: str) -> str:
        """What is shown of the rest of a line."""
        line, was_plain = self._line + end, self._is_plain
        self._line, self._is_plain = "", False
        found = None if was_plain else _FENCE.fullmatch(line)
        if found is None:
            self._before = line.strip() or self._before
            return end if was_plain else line
        return self._cross(line, found["fence"], found["info"].strip())

    def _cross(self, line: str, fence: str, info: str) -> str:
        if self._thoughts:
            if info:
                self._thoughts.append(fence)
            elif fence.startswith(self._thoughts[-1]):
                self._thoughts.pop()
                if not self._thoughts:
                    return _ENDS
        elif self._code:
            self._code = "" if fence.startswith(self._code) and not info else self._code
        elif _OF_THOUGHTS.fullmatch(info) and not self._before.endswith((":", "：")):
            self._thoughts.append(fence)
            return _BEGINS
        else:
            self._code = fence
        return line
