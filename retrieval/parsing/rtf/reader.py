"""Reads RTF word by word: its groups, and the letters in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from retrieval.parsing.documents import ParseError
from retrieval.parsing.rtf.characters import Decoder, Font
from retrieval.parsing.rtf.page import Page
from retrieval.parsing.rtf.state import Open, State, Target
from retrieval.parsing.rtf.tokens import Tokens

MAX_DEPTH = 2_000
MAX_NAME = 200

Close = Callable[[], None]


class Reader:
    """Reads one file. ``title`` is what it calls itself, ``page`` what its pages hold."""

    def __init__(self, data: bytes) -> None:
        self.tokens = Tokens(data)
        self.decoder = Decoder()
        self.page = Page(self._flush)
        self.title = ""
        self.default_font = 0
        self._takers: Mapping[Target, Callable[[str], None]] = {
            "text": self.page.seen,
            "math": self._formula_text,
            "label": self._label_text,
            "code": self._code_text,
            "title": self._title_text,
            "style": self.page.styles.add_name,
            "font": self._font_text,
            "color": self.page.styles.add_colors,
            "picture": _nothing,
        }
        self._stack: list[tuple[State, Close | None]] = []
        self.skip = 0
        self.starred = False

    @property
    def state(self) -> State:
        """How text is set where the file is being read."""
        return self.page.state

    @property
    def depth(self) -> int:
        """How many groups are open."""
        return len(self._stack)

    # Groups

    def begin_group(self) -> None:
        if len(self._stack) >= MAX_DEPTH:
            raise ParseError("The file nests its parts without end. Save it again.")
        self._flush()
        self._stack.append((self.state, None))
        self.page.state = replace(self.state)
        self.starred = False
        if self.page.formula is not None:
            self.page.formula.open()

    def end_group(self) -> None:
        self._flush()
        state, close = self._stack.pop()
        if close is not None:
            close()
        elif self.page.formula is not None:
            self.page.formula.close()
        self.page.state = state

    def at_end(self, close: Close) -> None:
        """Do this when the group that is open ends."""
        if self._stack:
            state, earlier = self._stack[-1]

            def both() -> None:
                close()
                if earlier is not None:
                    earlier()

            self._stack[-1] = (state, both if earlier is not None else close)

    def begin_part(self, done: Callable[[Open], None]) -> None:
        """Read what the group holds as a stretch of text of its own."""
        self._flush()
        self.page.begin_part()
        self.at_end(lambda: done(self.page.end_part()))

    def skip_group(self) -> None:
        """Pass over the rest of the group that is open."""
        self.tokens.skip_group()

    # Text

    def encoded(self, data: bytes) -> None:
        if self.skip:
            passed = min(self.skip, len(data))
            self.skip -= passed
            data = data[passed:]
        self.starred = False
        if self.state.target == "picture":
            self.tokens.skip_group()
        elif data and not self.state.muted:
            self.text(self.decoder.add(data, self.state.font))

    def character(self, number: int) -> None:
        """A character by its number; what follows says the same to programs without Unicode."""
        if not self.state.muted:
            self.text(self.decoder.character(number, self.state.font))
        self.skip = self.state.fallback

    def _flush(self) -> None:
        self.skip = 0
        self.text(self.decoder.flush())

    def symbol(self, value: bytes) -> None:
        if self.skip:
            self.skip -= 1
            return
        if value == b"*":
            self.starred = True
        elif value in {b"\n", b"\r"}:
            self.page.end_paragraph()
        elif (text := _SYMBOLS.get(value)) is not None:
            self.put(text)

    def put(self, text: str) -> None:
        """Text that a word or a symbol stands for."""
        self.text(self.decoder.flush() + text)

    def text(self, text: str) -> None:
        """Take in text where it belongs."""
        if text and not self.state.muted:
            self._takers[self.state.target](text)

    def _formula_text(self, text: str) -> None:
        if self.page.formula is not None:
            self.page.formula.text(text)

    def _label_text(self, text: str) -> None:
        self.page.open.label += text

    def _code_text(self, text: str) -> None:
        self.page.code = (self.page.code + text)[:MAX_NAME]

    def _title_text(self, text: str) -> None:
        self.title = (self.title + text)[:MAX_NAME]

    def _font_text(self, text: str) -> None:
        font = self.decoder.fonts.setdefault(self.state.font, Font())
        font.name = (font.name + text.rstrip(";"))[:MAX_NAME]


def _nothing(_: str) -> None:
    """What stands here is no text."""


_SYMBOLS = {
    b"~": "\u00a0",
    b"_": "-",
    b"-": "",
    b"\\": "\\",
    b"{": "{",
    b"}": "}",
    b"|": "",
    b":": "",
}
