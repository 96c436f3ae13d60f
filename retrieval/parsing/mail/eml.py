"""E-mail as it is sent (RFC 5322 and MIME), by the standard library."""

from __future__ import annotations

import codecs
import email
import email.policy
from email.errors import CloseBoundaryNotFoundDefect
from email.message import EmailMessage
from email.message import Message as Part
from email.utils import parsedate_to_datetime

from retrieval.parsing.documents import ParseError
from retrieval.parsing.mail.message import Message
from retrieval.parsing.text.cleaning import clean, decoded

MAX_PARTS = 1_000
MAX_NESTING = 20

_HEADERS = ("From", "To", "Cc", "Date", "Subject")
# What a header of somebody else's making may end in.
_ODD = (ValueError, LookupError, AttributeError, TypeError)


def read_eml(data: bytes) -> Message:
    """Take a message apart; raises `ParseError` where it is none, or is cut short."""
    parsed = email.message_from_bytes(data.lstrip(b"\r\n"), policy=email.policy.default)
    assert isinstance(parsed, EmailMessage)
    header = [(name, value) for name in _HEADERS if (value := _header(parsed, name))]
    if not header:
        raise ParseError("The content is not an e-mail although the name says so.")
    if any(isinstance(defect, CloseBoundaryNotFoundDefect) for defect in parsed.defects):
        raise ParseError("The message is cut short. Save it again.")
    message = Message(subject=_header(parsed, "Subject"), header=header)
    _Reader(message).part(parsed, 0)
    return message


def _header(part: Part, name: str) -> str:
    try:
        value = clean(str(part.get(name) or ""))
    except _ODD:
        raw = next((v for k, v in part.raw_items() if k.lower() == name.lower()), "")
        value = clean(str(raw))
    if name != "Date" or not value:
        return value
    try:
        return parsedate_to_datetime(value).isoformat(" ", "minutes")
    except _ODD:
        return value


class _Reader:
    """Puts the parts of a message where they belong."""

    def __init__(self, message: Message) -> None:
        self._message = message
        self._parts = 0

    def part(self, part: Part, depth: int) -> None:
        """Read a part and those in it."""
        self._parts += 1
        if self._parts > MAX_PARTS or depth > MAX_NESTING:
            raise ParseError("The message has parts without end. Save it again.")
        kind = part.get_content_type()
        payload = part.get_payload() if part.is_multipart() else []
        inner = [one for one in payload if isinstance(one, Part)]
        if kind == "message/rfc822":
            self._nested(part)
        elif kind == "multipart/alternative" and inner:
            self.part(_best(inner), depth + 1)
        elif kind == "multipart/signed" and inner:
            self.part(inner[0], depth + 1)
        elif part.is_multipart():
            for one in inner:
                self.part(one, depth + 1)
        else:
            self._leaf(part, kind)

    def _leaf(self, part: Part, kind: str) -> None:
        name = _file_name(part)
        if kind in {"text/plain", "text/html"} and not name and not _is_attached(part):
            self._text(part, kind)
            return
        content = part.get_payload(decode=True)
        data = content if isinstance(content, bytes) else b""
        if kind.startswith("image/") and (part.get("Content-ID") or not name):
            self._message.pictures += 1
        elif name or data.strip():
            self._message.attach(name, kind, data)

    def _text(self, part: Part, kind: str) -> None:
        content = part.get_payload(decode=True)
        if not isinstance(content, bytes) or not content.strip():
            return
        try:
            charset = part.get_content_charset()
            declared = codecs.lookup(charset).name if charset else None
        except _ODD:
            declared = None
        text, remarks = decoded(content, declared=declared)
        self._message.remarks += remarks
        if kind == "text/html":
            self._message.html += text
        elif self._message.html:
            self._message.html += f"<pre>{text.replace('<', '&lt;')}</pre>"
        else:
            self._message.text += f"{text}\n\n"

    def _nested(self, part: Part) -> None:
        inner = part.get_payload()
        first = inner[0] if isinstance(inner, list) and inner else None
        if isinstance(first, Part):
            name = _header(first, "Subject") or "message"
            try:
                data = first.as_bytes()
            except _ODD:
                self._message.attach(f"{name}.eml", "", None)
                return
            self._message.attach(f"{name}.eml", "message/rfc822", data)


def _best(parts: list[Part]) -> Part:
    """Of forms that say the same: the richest that is read."""
    for kind in ("text/html", "multipart/related", "multipart/mixed", "text/plain"):
        for one in reversed(parts):
            if one.get_content_type() == kind:
                return one
    return parts[0]


def _file_name(part: Part) -> str:
    try:
        return clean(part.get_filename() or "")
    except _ODD:
        return ""


def _is_attached(part: Part) -> bool:
    try:
        return part.get_content_disposition() == "attachment"
    except _ODD:
        return False
