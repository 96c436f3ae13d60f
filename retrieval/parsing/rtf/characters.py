"""Bytes of RTF to characters: code pages by font, symbol fonts, numbers of characters."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from dataclasses import dataclass, field

from retrieval.parsing.text.symbols import is_symbol_font, symbol

# Character sets of Windows' fonts by their numbers.
_CHARSETS: Mapping[int, str] = {
    2: "symbol",
    77: "mac_roman",
    128: "cp932",
    129: "cp949",
    130: "johab",
    134: "cp936",
    136: "cp950",
    161: "cp1253",
    162: "cp1254",
    163: "cp1258",
    177: "cp1255",
    178: "cp1256",
    186: "cp1257",
    204: "cp1251",
    222: "cp874",
    238: "cp1250",
    254: "cp437",
    255: "cp850",
}


@dataclass(slots=True)
class Font:
    """A font of the table: its name, and the number of its character set."""

    name: str = ""
    charset: int = 0


@dataclass(slots=True)
class Decoder:
    """Collects bytes until their code page changes, since a letter may need two of them."""

    fonts: dict[int, Font] = field(default_factory=dict)
    default: str = "cp1252"
    _bytes: bytearray = field(default_factory=bytearray)
    _codec: str = "cp1252"
    _half: int = 0

    def set_code_page(self, number: int) -> None:
        """The code page of everything whose font does not say otherwise."""
        name = {65001: "utf-8", 10000: "mac_roman", 932: "cp932"}.get(number, f"cp{number}")
        try:
            self.default = codecs.lookup(name).name
        except LookupError:
            self.default = "cp1252"

    def codec_of(self, font: int) -> str:
        """How bytes in this font are to be read."""
        known = self.fonts.get(font)
        if known is None:
            return self.default
        if known.charset == 2 or is_symbol_font(known.name):
            return "symbol"
        return _CHARSETS.get(known.charset, self.default)

    def add(self, data: bytes, font: int) -> str:
        """Take bytes in; gives the text that is complete before them."""
        codec = self.codec_of(font)
        if codec == "symbol":
            before = self.flush()
            name = self.fonts[font].name if font in self.fonts else ""
            return before + "".join(symbol(name, byte) or _plain(byte) for byte in data)
        before = self.flush() if codec != self._codec and self._bytes else ""
        self._codec = codec
        self._half = 0
        self._bytes += data
        return before

    def character(self, number: int, font: int) -> str:
        """A character by its number in Unicode, of which a rare one takes two."""
        before = self.flush()
        place = number + 65536 if number < 0 else number
        if 0xF000 <= place <= 0xF0FF and self.codec_of(font) == "symbol":
            return before + (symbol(self.fonts[font].name, place & 0xFF) or "")
        if 0xD800 <= place < 0xDC00:
            self._half = place
            return before
        if 0xDC00 <= place < 0xE000:
            pair, self._half = self._half, 0
            if not pair:
                return before
            return before + chr(0x10000 + ((pair - 0xD800) << 10) + (place - 0xDC00))
        return before + (chr(place) if place < 0x110000 else "")

    def flush(self) -> str:
        """The text of all bytes so far."""
        if not self._bytes:
            return ""
        text = self._bytes.decode(self._codec, "replace")
        self._bytes.clear()
        return text


def _plain(byte: int) -> str:
    return chr(byte) if 32 <= byte < 127 else ""
