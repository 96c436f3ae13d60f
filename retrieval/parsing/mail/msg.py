"""E-mail as Outlook saves it (.msg)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from olefile import OleFileIO
from oxmsg import Message as OutlookMessage
from oxmsg.attachment import Attachment
from oxmsg.storage import Storage, Stream

from retrieval.parsing.documents import ParseError
from retrieval.parsing.mail.message import Message
from retrieval.parsing.mail.writing import as_eml
from retrieval.parsing.rtf.parser import parse_rtf
from retrieval.parsing.text.cleaning import clean

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CONTENT_ID = 0x3712
_RTF, _SENDER_NAME, _METHOD, _LONG_NAME, _DISPLAY_NAME, _DISPLAY_TO, _DISPLAY_CC = (
    0x1009,
    0x0C1A,
    0x3705,
    0x3707,
    0x3001,
    0x0E04,
    0x0E03,
)
# The text that every packed RTF of Outlook begins with in mind (MS-OXRTFCP).
_DICTIONARY = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern "
    b"\\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0"
    b"\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
MAX_RTF = 50_000_000
# Messages are taken out of each other so deep; what is read of them ends sooner.
MAX_NESTING = 6
# How a message hangs on another one, and where it stands.
_EMBEDDED, _INNER = 5, "__substg1.0_3701000D"
_PROPERTIES = "__properties_version1.0"
_ODD = (
    ValueError,
    LookupError,
    AttributeError,
    TypeError,
    OSError,
    struct.error,
    AssertionError,
    NotImplementedError,
    OverflowError,
)


def read_msg(data: bytes) -> Message:
    """Take a message apart; raises `ParseError` where it is none, or is damaged."""
    if not data.startswith(_OLE):
        raise ParseError("The content is not a message of Outlook although the name says so.")
    try:
        with OleFileIO(data) as file:
            return _read(Storage.from_ole(file), 0)
    except _ODD as error:
        raise ParseError("The message is damaged, or no e-mail. Save it again.") from error


def _read(storage: Storage, depth: int) -> Message:
    outlook = OutlookMessage(storage)
    message = Message(subject=clean(outlook.subject), header=_header(outlook))
    message.html = _text(outlook, "html_body")
    message.text = _text(outlook, "body")
    if not message.html:
        message.rtf = unpacked_rtf(outlook.properties.binary_prop_value(_RTF) or b"")
    for attached in storage.iter_attachment_storages():
        _attach(message, attached, depth)
    return message


def _header(outlook: Any) -> list[tuple[str, str]]:
    properties = outlook.properties
    sent = outlook.sent_date
    found = {
        "From": outlook.sender or properties.str_prop_value(_SENDER_NAME) or "",
        "To": properties.str_prop_value(_DISPLAY_TO) or _recipients(outlook),
        "Cc": properties.str_prop_value(_DISPLAY_CC) or "",
        "Date": sent.isoformat(" ", "minutes") if sent is not None else "",
        "Subject": outlook.subject or "",
    }
    return [(name, value) for name, text in found.items() if (value := clean(text.rstrip("\0")))]


def _recipients(outlook: Any) -> str:
    return ", ".join(f"{one.name} <{one.email_address}>" for one in outlook.recipients)


def _text(outlook: Any, name: str) -> str:
    try:
        return str(getattr(outlook, name) or "").rstrip("\0")
    except (LookupError, ValueError):
        # Its code page is one that nobody knows; another form of the text may be read.
        return ""


def _attach(message: Message, storage: Storage, depth: int) -> None:
    attachment = Attachment(storage)
    properties = attachment.properties
    names = (properties.str_prop_value(_LONG_NAME), properties.str_prop_value(_DISPLAY_NAME))
    name = clean(attachment.file_name or next(filter(None, names), "") or "")
    kind = attachment.mime_type or ""
    if properties.int_prop_value(_METHOD) == _EMBEDDED:
        message.attach(f"{name.removesuffix('.msg')}.eml", "", _inner(storage, depth))
        return
    data = attachment.file_bytes
    if kind.startswith("image/") and properties.str_prop_value(_CONTENT_ID):
        message.pictures += 1
    elif data or name:
        message.attach(name, kind, data or b"")


def _inner(storage: Storage, depth: int) -> bytes | None:
    """A message that hangs on another one, as a file of its own; ``None`` where it is damaged."""
    held = next((one for one in storage.storages if one.name == _INNER), None)
    if held is None or depth >= MAX_NESTING:
        return None
    try:
        message = _read(_with_full_header(held), depth + 1)
    except _ODD:
        return None
    if message.rtf and not message.text:
        message.text = _rtf_text(message.rtf)
    return as_eml(message)


def _rtf_text(data: bytes) -> str:
    try:
        return "\n\n".join(block.text for block in parse_rtf(data, "message.rtf").blocks)
    except ParseError:
        return ""


def _with_full_header(storage: Storage) -> Storage:
    """The properties of a message within another one lack eight bytes at their head."""
    streams = tuple(
        Stream(one.path, bytes(8) + one.bytes_) if one.name == _PROPERTIES else one
        for one in storage.streams
    )
    return replace(storage, streams=streams)


def unpacked_rtf(data: bytes) -> bytes:
    """Unpack the RTF of a message (MS-OXRTFCP); empty where it is damaged."""
    if len(data) < 16:
        return b""
    size, kind = struct.unpack_from("<II", data, 4)
    if kind == 0x414C454D:
        return data[16 : 16 + size]
    if kind != 0x75465A4C or size > MAX_RTF:
        return b""
    return _expanded(data, size)


def _expanded(data: bytes, size: int) -> bytes:
    window = bytearray(4096)
    window[: len(_DICTIONARY)] = _DICTIONARY
    place, at, out = len(_DICTIONARY), 16, bytearray()
    flags = 1
    while at < len(data) and len(out) < size:
        if flags == 1:
            # Eight flags stand before the pieces that they are of.
            flags, at = data[at] | 0x100, at + 1
        is_token, flags = flags & 1, flags >> 1
        if not is_token:
            piece = data[at : at + 1]
            at += 1
        else:
            token = int.from_bytes(data[at : at + 2], "big")
            at += 2
            if token >> 4 == place:
                break
            piece = bytes(_repeated(window, token >> 4, (token & 15) + 2, place))
        for byte in piece:
            window[place] = byte
            place = (place + 1) % 4096
        out += piece
    return bytes(out[:size])


def _repeated(window: bytearray, offset: int, length: int, place: int) -> Iterator[int]:
    """What the window holds from ``offset`` on; it may run into what is being repeated."""
    gap = (place - offset) % 4096
    for i in range(length):
        yield window[(offset + (i % gap if gap < length else i)) % 4096]
