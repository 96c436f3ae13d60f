"""The tables at the head of an RTF file: which styles are headings, which colours are white."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from retrieval.parsing.rtf.state import State

MAX_NAME = 200
MAX_COLORS = 5_000

_HEADING = re.compile(r"(?:heading|überschrift|titre) (\d)")
_TITLES = frozenset({"title", "titel", "titre"})


@dataclass(slots=True)
class Styles:
    """``headings`` gives the level of a style by its number, ``white`` holds colours."""

    headings: dict[int, int] = field(default_factory=dict)
    titles: set[int] = field(default_factory=set)
    white: set[int] = field(default_factory=set)
    color: list[int] = field(default_factory=lambda: [-1, -1, -1])
    _name: str = ""
    _colors: int = 0

    def begin(self) -> None:
        """A style begins; its name stands behind its settings."""
        self._name = ""

    def add_name(self, text: str) -> None:
        """A part of the name of a style."""
        self._name = (self._name + text)[:MAX_NAME]

    def end(self, state: State) -> None:
        """A style ends: those of headings and titles count."""
        name = self._name.strip().rstrip(";").strip().lower()
        self._name = ""
        if state.heading:
            self.headings[state.style] = state.heading
        elif found := _HEADING.fullmatch(name):
            self.headings[state.style] = int(found[1])
        elif name in _TITLES:
            self.titles.add(state.style)

    def add_colors(self, text: str) -> None:
        """Each semicolon ends a colour."""
        for _ in range(min(text.count(";"), MAX_COLORS)):
            if self.color == [255, 255, 255]:
                self.white.add(self._colors)
            self.color = [-1, -1, -1]
            self._colors += 1
