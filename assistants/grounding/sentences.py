"""Cutting what a model writes into sentences while it writes; nothing is lost on the way."""

from __future__ import annotations

import re

from assistants.grounding.claims import is_answer_alone
from assistants.grounding.reading.dates import is_month

MARKER = re.compile(r"[\[【]\s*(\d{1,3}(?:[,;\s]+\d{1,3}){0,7})\s*[\]】]")
_MARKERS = r"(?:\s?[\[【][\d\s,;]{1,48}[\]】])*"
_END = re.compile(
    rf"[.!?…]+[\"'”’»)*_]*{_MARKERS}[\"'”’»)*_]*[ \t]+(?=[^\s\[【])"
    rf"|[。！？]+[」』”’）]*{_MARKERS}(?=[^\s\[【」』])"
    r"|\n+"
)
_POSSIBLE_END = re.compile(r"[.!?…。！？\n]")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|cf|vs|etc|approx|resp|incl|ca|no|nos|nr|fig|sec|art|para|vol|pp?|dr|mr|mrs|ms|"
    r"prof|st|inc|ltd|co|max|min|z\.b|d\.h|bzw|u\.a|usw|abs|ggf|evtl|sog|s|m|mme|p\.ex|ej|sr|sra|ud|uds|"
    r"u\.s|u\.k|e\.u|a\.m|p\.m)|(?:^|\b)[A-Z])\.$",
    re.IGNORECASE,
)
_LABEL = re.compile(r"^\s*(?:\*\*)?\(?(?:\d{1,3}|[A-Za-z]|[ivx]{1,4})[.)](?:\*\*)?$")
_WHOLE_WORD = re.compile(r"(?:[\]】!?]|[^\W\d_]{4,}|\d{2,}|[%)])[.!?…\"'”’»)*_\]】]*$")
_DAY = re.compile(r"(?<!\d)\d{1,2}\.$")
_NEXT_WORD = re.compile(r"\s*([^\W\d_]+)(\W?)")
LONGEST = 1500


class SentenceCutter:
    """Takes pieces of text and gives sentences, lines and rows, with the space behind them."""

    def __init__(self) -> None:
        self.held = ""
        # Where the first sentence may end at the earliest. Many pieces come without a full stop.
        self._possible: int | None = None

    def feed(self, text: str) -> list[str]:
        """Take a piece; return the sentences that are complete now."""
        before = len(self.held)
        self.held += text
        if self._possible is None:
            self._look(before)
        found: list[str] = []
        while (end := self._end()) is not None:
            found.append(self.held[:end])
            self.held = self.held[end:]
            self._look(0)
        return found

    def close(self) -> str:
        """Return what is left; the text is over."""
        rest, self.held, self._possible = self.held, "", None
        return rest

    def _look(self, start: int) -> None:
        match = _POSSIBLE_END.search(self.held, start)
        self._possible = match.start() if match else None

    def _end(self) -> int | None:
        possible = () if self._possible is None else _END.finditer(self.held, self._possible)
        for match in possible:
            before = self.held[: match.end()].strip()
            if not before:
                return match.end()
            line = match[0][0] == "\n"
            if is_answer_alone(before) or (before[0] == "|" and not line):
                continue
            if line:
                return match.end()
            closed = MARKER.sub("", before).rstrip(" \"'”’»)*_")
            word = _NEXT_WORD.match(self.held, match.end()) if _DAY.search(closed[-4:]) else None
            if word is not None and not word[2]:
                return None
            if not (self._goes_on(before, closed, match.end()) or (word and is_month(word[1]))):
                return match.end()
        if len(self.held) > LONGEST:
            return (self.held.rfind(" ", LONGEST // 2, LONGEST) + 1) or LONGEST
        return None

    def _goes_on(self, before: str, closed: str, end: int) -> bool:
        """Whether a full stop belongs to a label or an abbreviation."""
        if _LABEL.match(closed) or _ABBREVIATION.search(closed[-12:]):
            return True
        # A small letter begins a sentence only where no abbreviation can be meant.
        return self.held[end].islower() and not _WHOLE_WORD.search(before)
