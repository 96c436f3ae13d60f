"""RTF in pieces: groups, control words and text, as bytes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["open", "close", "word", "symbol", "byte", "text"]

_TOKEN = re.compile(
    rb"(?P<text>[^\\{}\r\n]+)"
    rb"|\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})?(?P<space> )?"
    rb"|(?P<open>\{)|(?P<close>\})"
    rb"|\\'(?P<byte>[0-9a-fA-F]{2})"
    rb"|\\(?P<symbol>[^a-zA-Z])",
    re.DOTALL,
)
_OPENED = re.compile(rb"\{[\r\n]*\Z")
_BRACES = re.compile(rb"\\bin(\d{1,10}) ?|\\.|[{}]", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece. ``value`` is a word, a symbol or text; ``number`` stands behind a word, if any."""

    kind: Kind
    value: bytes = b""
    number: int | None = None


class Tokens:
    """The pieces of a file in their order; groups can be passed over as a whole."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def __iter__(self) -> Iterator[Token]:
        while self._at < len(self._data):
            found = _TOKEN.match(self._data, self._at)
            if found is None:
                self._at += 1
                continue
            self._at = found.end()
            kind = found.lastgroup
            if kind in {"number", "space", "word"}:
                number = int(found["number"]) if found["number"] else None
                if found["word"] == b"bin":
                    # What follows is no text.
                    self._at += max(number or 0, 0)
                else:
                    yield Token("word", found["word"], number)
            elif kind == "byte":
                yield Token("byte", bytes([int(found["byte"], 16)]))
            elif kind == "text":
                yield Token("text", found["text"])
            elif kind == "symbol":
                # What may be passed over says so first of all; elsewhere the mark means nothing.
                if found["symbol"] != b"*" or _OPENED.search(
                    self._data, max(found.start() - 9, 0), found.start()
                ):
                    yield Token("symbol", found["symbol"])
            else:
                yield Token("open" if kind == "open" else "close")

    def skip_group(self) -> None:
        """Go on behind the end of the group that is open, before its closing brace."""
        depth = 1
        while found := _BRACES.search(self._data, self._at):
            brace = found[0]
            self._at = found.end()
            if brace == b"{":
                depth += 1
            elif brace == b"}":
                depth -= 1
                if not depth:
                    self._at = found.start()
                    return
            elif found[1]:
                self._at += int(found[1])
        self._at = len(self._data)
