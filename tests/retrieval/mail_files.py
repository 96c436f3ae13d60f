"""Builds small messages for tests: as they are sent, and as Outlook saves them."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from email.message import EmailMessage

OCTETS = "application/octet-stream"
# Streams of at least this size stand in the file itself.
LEAST = 4096
_END, _FREE, _TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def mail(
    text: str = "",
    *,
    subject: str = "Order of pumps",
    html: str = "",
    attached: Mapping[str, bytes] | None = None,
    messages: tuple[EmailMessage, ...] = (),
) -> EmailMessage:
    """A message of Rita Moor, with files and messages attached to it."""
    message = EmailMessage()
    message["From"] = "Rita Moor <rita@cryodyne.example>"
    message["To"] = "Kai Brandt <kai@cryodyne.example>"
    message["Date"] = "Tue, 03 Mar 2026 09:30:00 +0100"
    message["Subject"] = subject
    message.set_content(text or "See the files.")
    if html:
        message.add_alternative(html, subtype="html")
    for name, data in (attached or {}).items():
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    for one in messages:
        message.add_attachment(one)
    return message


def outlook(properties: Mapping[int, str | bytes]) -> bytes:
    """A message of Outlook; texts are kept as strings, bytes as they are."""
    streams = {}
    entries = b""
    for number, value in properties.items():
        kind = 0x001F if isinstance(value, str) else 0x0102
        data = value.encode("utf-16-le") if isinstance(value, str) else value
        streams[f"__substg1.0_{number:04X}{kind:04X}"] = data
        entries += struct.pack("<HHIII", kind, number, 6, len(data) + 2, 0)
    streams["__properties_version1.0"] = bytes(32) + entries
    return _compound({name: data.ljust(LEAST, b"\0") for name, data in streams.items()})


def _compound(streams: Mapping[str, bytes]) -> bytes:
    """A compound file of streams right below its root."""
    table: list[int] = [_TABLE]
    body = b""
    places: list[tuple[str, int, int]] = []

    def store(data: bytes) -> int:
        nonlocal body
        start = len(table)
        count = -(-len(data) // 512)
        table.extend([*range(start + 1, start + count), _END])
        body += data.ljust(count * 512, b"\0")
        return start

    for name, data in streams.items():
        places.append((name, store(data), len(data)))
    # Sorted as the format wants it, one hanging on the right of the other.
    places.sort(key=lambda place: (len(place[0]), place[0].upper()))
    entries = [_entry("Root Entry", 5, 1, _FREE, _END, 0)]
    for i, (name, start, size) in enumerate(places, 1):
        right = i + 1 if i < len(places) else _FREE
        entries.append(_entry(name, 2, _FREE, right, start, size))
    directory = store(b"".join(entries))
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIIII109I",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        *(0x3E, 3, 0xFFFE, 9, 6),
        *(0, 1, directory, 0, LEAST, _END, 0, _END, 0),
        *(0, *[_FREE] * 109),
    )
    fat = struct.pack("<128I", *table, *[_FREE] * (128 - len(table)))
    return header[:512] + fat + body


def _entry(name: str, kind: int, child: int, right: int, start: int, size: int) -> bytes:
    encoded = name.encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII36xIQ",
        encoded,
        len(encoded) + 2,
        *(kind, 1, _FREE, right, child, start, size),
    )
