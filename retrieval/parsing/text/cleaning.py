"""Bytes to clean text: encodings, control characters, readable names."""

from __future__ import annotations

import codecs
import re
import unicodedata
from pathlib import PurePosixPath

from retrieval.parsing.documents import ParseError
from retrieval.parsing.text.encodings import guessed

MAX_CHARACTERS = 20_000_000

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SPACE = re.compile(r"\s+")
# Zero-width and direction marks carry no words, split tokens in the index, and can make a text look
# different from what it says; the soft hyphen likewise. Joiners (U+200C, U+200D) are spelling in
# Persian and in Indic scripts, and stay.
_INVISIBLE = dict.fromkeys(
    [
        0xAD,
        0x200B,
        0x2060,
        0xFEFF,
        *range(0x200E, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
    ]
)


def decoded(data: bytes, *, declared: str | None = None) -> tuple[str, tuple[str, ...]]:
    """Read text in UTF-8, UTF-16, UTF-32 or, failing those, as ``declared`` or as it seems to be.

    Gives the text, and remarks for its owner where letters may be wrong. Raises `ParseError` for an
    empty file, binary content, and more than 20 million characters.
    """
    if not data.strip(b"\x00 \t\r\n"):
        raise ParseError("The file is empty.")
    text, seems = _decode(data, declared)
    if len(text) > MAX_CHARACTERS:
        raise ParseError("The file holds more than 20 million characters. Split it.")
    if not text.strip("\ufeff\u200b \t\r\n"):
        raise ParseError("The file is empty.")
    if _looks_binary(text):
        raise ParseError("The content is not text although the name says so.")
    remarks: list[str] = []
    if seems:
        remarks.append(
            f"The file is not in UTF-8 and was read as {seems}: "
            "letters with accents, and signs such as µ and °, may be wrong. Save it in UTF-8."
        )
    if lost := text.count("\ufffd"):
        remarks.append(f"{lost:,} letters cannot be read. Save the file in UTF-8.")
    return text.replace("\r\n", "\n").replace("\r", "\n"), tuple(remarks)


def _decode(data: bytes, declared: str | None) -> tuple[str, str]:
    """The text, and the name of its encoding where that is a guess."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data.decode(encoding, errors="replace"), ""
    if b"\x00" in data and (wide := _utf16_without_bom(data)):
        return data.decode(wide, errors="replace"), ""
    try:
        return data.decode("utf-8"), ""
    except UnicodeDecodeError as error:
        if error.start >= len(data) - 3 and error.reason == "unexpected end of data":
            # A file that was cut in its last letter.
            return data.decode("utf-8", errors="replace"), ""
        name = codecs.lookup(declared).name if declared else None
        if name in {None, "utf-8", "ascii"}:
            best, known_as = guessed(data)
            return data.decode(best, errors="replace"), known_as
        # Browsers, too, read Latin-1 as Windows-1252.
        fallback = "cp1252" if name == "iso8859-1" else name or "cp1252"
        return data.decode(fallback, errors="replace"), ""


def _utf16_without_bom(data: bytes) -> str | None:
    head = data[:4096]
    half = len(head) // 2
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if half and odd > 0.6 * half and even < 0.1 * half:
        return "utf-16-le"
    if half and even > 0.6 * half and odd < 0.1 * half:
        return "utf-16-be"
    return None


def _looks_binary(text: str) -> bool:
    head = text[:8192]
    odd = sum(1 for c in head if c == "\ufffd" or (ord(c) < 32 and c not in "\n\r\t\f\v\x1b"))
    return odd > max(8, len(head) // 50)


def clean(text: str) -> str:
    """Normalise one line of text: NFC, no control or invisible characters, single spaces."""
    return _SPACE.sub(" ", _printable(text)).strip()


def clean_lines(text: str) -> str:
    """Normalise text that keeps its lines and indentation, such as code."""
    lines = [_printable(line.expandtabs(4)).rstrip() for line in text.splitlines()]
    return "\n".join(lines).strip("\n")


def _printable(text: str) -> str:
    text = unicodedata.normalize("NFC", text.translate(_INVISIBLE))
    if text.isprintable():
        return text
    return "".join(
        " " if c.isspace() else c
        for c in text
        if c.isspace() or unicodedata.category(c) not in _UNPRINTABLE
    )


_UNPRINTABLE = frozenset({"Cc", "Cs", "Co", "Cn"})


def readable_name(path: str) -> str:
    """Make a title of a file name: ``sop/SOP-014_v2.pdf`` becomes ``SOP-014 v2``."""
    stem = PurePosixPath(path.replace("\\", "/")).stem
    words = clean(stem.replace("_", " "))
    if "-" in words and words == words.lower() and " " not in words:
        words = words.replace("-", " ")
    return words[:1].upper() + words[1:] if words else "Untitled"
