"""What a model replies where the passages do not hold the answer."""

from __future__ import annotations

# The templates from cited-answer/2 on ask for this line, whatever the language of the question.
NOT_THERE = "NOT IN THE PASSAGES"
# What models put around a line that they were asked for.
_AROUND = " \t\r\n*_`\"'#>-"


class NoAnswerLine:
    """Holds a reply back as long as it can still be that line, which nobody is shown."""

    def __init__(self) -> None:
        self._held = ""
        self._decided = False
        self.said = False

    def feed(self, text: str) -> str:
        """Take a piece of the reply; return what is no such line."""
        if self._decided:
            return "" if self.said else text
        self._held += text
        begun = self._held.lstrip(_AROUND).upper()
        if begun.startswith(NOT_THERE):
            self._decided = self.said = True
            self._held = ""
            return ""
        if NOT_THERE.startswith(begun):
            return ""
        self._decided = True
        held, self._held = self._held, ""
        return held

    def close(self) -> str:
        """Return what was held back; the reply is over."""
        held, self._held = self._held, ""
        return held
