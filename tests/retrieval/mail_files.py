"""Builds small messages for tests: as they are sent, and as Outlook saves them."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from email.message import EmailMessage

OCTETS = "application/octet-stream"
# Streams of at least this size stand in the file itself.
LEAST = 4096
Storage = Mapping[str, "bytes | Storage"]
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


def outlook(
    properties: Mapping[int, str | bytes],
    *,
    attached: Mapping[str, bytes | Mapping[int, str | bytes]] | None = None,
) -> bytes:
    """A message of Outlook; texts are kept as strings, bytes as they are.

    What is ``attached`` is a file, or another message by its properties.
    """
    return _compound(_message(properties, 32, attached or {}))


def _message(
    properties: Mapping[int, str | bytes],
    header: int,
    attached: Mapping[str, bytes | Mapping[int, str | bytes]],
) -> Storage:
    """A message as a storage; that of a message in another one has a shorter header."""
    held: dict[str, bytes | Storage] = dict(_properties(properties, header))
    for i, (name, content) in enumerate(attached.items()):
        described: dict[int, str | bytes | int] = {0x3707: name, 0x3001: name}
        if isinstance(content, bytes):
            described |= {0x3701: content, 0x3705: 1}
            inner: Storage = {}
        else:
            described |= {0x3705: 5}
            inner = {"__substg1.0_3701000D": _message(content, 24, {})}
        held[f"__attach_version1.0_#{i:08X}"] = {**_properties(described, 8), **inner}
    return held


def _properties(properties: Mapping[int, str | bytes | int], header: int) -> dict[str, bytes]:
    streams = {}
    entries = b""
    for number, value in properties.items():
        if isinstance(value, int):
            entries += struct.pack("<HHIII", 0x0003, number, 6, value, 0)
            continue
        kind = 0x001F if isinstance(value, str) else 0x0102
        data = value.encode("utf-16-le") if isinstance(value, str) else value
        streams[f"__substg1.0_{number:04X}{kind:04X}"] = data.ljust(LEAST, b"\0")
        entries += struct.pack("<HHIII", kind, number, 6, len(data) + 2, 0)
    # Rows of nothing fill it up to the size from which on it stands in the file itself.
    rest = LEAST - header - len(entries)
    return {**streams, "__properties_version1.0": bytes(header) + entries + bytes(max(rest, 0))}


class _Compound:
    """A compound file as it is put together: sectors, and entries of its directory."""

    def __init__(self) -> None:
        self.table: list[int] = []
        self.body = b""
        self.entries: list[tuple[str, int, int, int, int, int]] = []

    def store(self, data: bytes) -> int:
        """Add a stream; gives its first sector."""
        start = len(self.table)
        count = -(-len(data) // 512)
        self.table.extend([*range(start + 1, start + count), _END])
        self.body += data.ljust(count * 512, b"\0")
        return start

    def add(self, held: Storage) -> int:
        """Add the entries of a storage; gives the place of the first."""
        # Sorted as the format wants it, one hanging on the right of the other.
        names = sorted(held, key=lambda name: (len(name), name.upper()))
        first = len(self.entries)
        self.entries += [("", 0, 0, 0, 0, 0)] * len(names)
        for i, name in enumerate(names, first):
            right = i + 1 if i + 1 < first + len(names) else _FREE
            content = held[name]
            if isinstance(content, bytes):
                self.entries[i] = (name, 2, _FREE, right, self.store(content), len(content))
            else:
                child = self.add(content) if content else _FREE
                self.entries[i] = (name, 1, child, right, 0, 0)
        return first


def _compound(held: Storage) -> bytes:
    """A compound file, as Windows keeps folders in one file."""
    file = _Compound()
    file.entries.append(("Root Entry", 5, 1, _FREE, _END, 0))
    file.add(held)
    directory = file.store(b"".join(_entry(*entry) for entry in file.entries))
    # Each sector of the table is an entry of it.
    count = 1
    while count * 128 < len(file.table) + count:
        count += 1
    first = len(file.table)
    table = [*file.table, *[_TABLE] * count]
    table += [_FREE] * (count * 128 - len(table))
    places = [*range(first, first + count), *[_FREE] * (110 - count)]
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIIII109I",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        *(0x3E, 3, 0xFFFE, 9, 6),
        *(0, count, directory, 0, LEAST, _END, 0, _END, 0),
        *places,
    )
    return header[:512] + file.body + struct.pack(f"<{count * 128}I", *table)


def _entry(name: str, kind: int, child: int, right: int, start: int, size: int) -> bytes:
    encoded = name.encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII36xIQ",
        encoded,
        len(encoded) + 2,
        *(kind, 1, _FREE, right, child, start, size),
    )
