"""A message that was taken apart, written as it would be sent: the same bytes each time."""

from __future__ import annotations

import base64
import hashlib
import re
from email.header import Header
from email.message import Message as Part

from retrieval.parsing.mail.message import Message

_BREAKS = re.compile(r"[\r\n]+")


def as_eml(message: Message) -> bytes:
    """The message with all that could be taken out of it, as a file of its own."""
    whole = Part()
    for name, value in message.header:
        whole[name] = Header(_BREAKS.sub(" ", value), "utf-8", header_name=name).encode()
    whole["MIME-Version"] = "1.0"
    whole["Content-Type"] = f'multipart/mixed; boundary="{_boundary(message)}"'
    whole.set_payload([])
    whole.attach(_text(message))
    for one in message.attachments:
        if one.data is None:
            continue
        part = Part()
        part["Content-Type"] = "application/octet-stream"
        part["Content-Transfer-Encoding"] = "base64"
        part.add_header("Content-Disposition", "attachment", filename=("utf-8", "", one.name))
        part.set_payload(_encoded(one.data))
        whole.attach(part)
    return whole.as_bytes()


def _text(message: Message) -> Part:
    kind = "html" if message.html.strip() else "plain"
    text = message.html if kind == "html" else message.text
    part = Part()
    part["Content-Type"] = f'text/{kind}; charset="utf-8"'
    part["Content-Transfer-Encoding"] = "base64"
    part.set_payload(_encoded(text.encode("utf-8", "replace")))
    return part


def _encoded(data: bytes) -> str:
    return base64.encodebytes(data).decode("ascii")


def _boundary(message: Message) -> str:
    """A line between the parts that is the same for the same message."""
    digest = hashlib.sha256(repr((message.header, message.text, message.html)).encode())
    for one in message.attachments:
        digest.update(one.name.encode("utf-8", "replace") + (one.data or b""))
    return f"part-{digest.hexdigest()[:40]}"
