"""A message as it is taken apart: its header, its text, and what is attached to it."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from retrieval.parsing.formats import MAIL, NEXT_STEPS, SUFFIXES, suffix_of
from retrieval.parsing.text.cleaning import clean

MAX_ATTACHMENTS = 200
MAX_NAME = 120
# Messages stand in each other at most so deep.
MAX_DEPTH = 3

_FORBIDDEN = re.compile(r"[/\\:*?\"<>|\x00-\x1f]+")
_PICTURES = re.compile(r"image/")


@dataclass(frozen=True, slots=True)
class Attachment:
    """What is attached to a message. ``data`` is ``None`` where it cannot be taken out."""

    name: str
    data: bytes | None

    @property
    def is_document(self) -> bool:
        """Whether it is read as a document of its own."""
        return self.data is not None and suffix_of(self.name) in SUFFIXES


@dataclass(slots=True)
class Message:
    """A message. The header is given as people read it; ``html``, ``rtf`` and ``text`` are its
    text in the forms that it has."""

    subject: str = ""
    header: list[tuple[str, str]] = field(default_factory=list)
    html: str = ""
    rtf: bytes = b""
    text: str = ""
    attachments: list[Attachment] = field(default_factory=list)
    pictures: int = 0
    remarks: list[str] = field(default_factory=list)

    def attach(self, name: str, kind: str, data: bytes | None) -> None:
        """Add an attachment under a name that can be part of a path, and that no other one has."""
        if len(self.attachments) >= MAX_ATTACHMENTS:
            if len(self.attachments) == MAX_ATTACHMENTS:
                self.remarks.append(f"The message has more than {MAX_ATTACHMENTS} attachments.")
            return
        stem, suffix = _named(name, kind)
        taken = {one.name.casefold() for one in self.attachments}
        full = f"{stem}{suffix}"
        count = 1
        while full.casefold() in taken:
            count += 1
            full = f"{stem} ({count}){suffix}"
        self.attachments.append(Attachment(full, data))

    def documents(self) -> Iterator[Attachment]:
        """The attachments that are documents of their own."""
        return (one for one in self.attachments if one.is_document)


def _named(name: str, kind: str) -> tuple[str, str]:
    plain = clean(_FORBIDDEN.sub("_", name)).strip(". ")
    stem, dot, ending = plain.rpartition(".")
    if not dot or len(ending) > 8 or not stem:
        stem, ending = plain, ""
    suffix = f".{ending}" if ending else (mimetypes.guess_extension(kind) or "")
    return stem[:MAX_NAME].strip() or "attachment", suffix.lower()


def told(attachments: Sequence[Attachment], *, too_deep: bool) -> Iterator[str]:
    """Sentences for the owner about attachments that are not read."""
    for one in attachments:
        suffix = suffix_of(one.name)
        if one.data is None:
            yield f"The attached message {one.name!r} is not read. Save it as a file of its own."
        elif one.is_document and too_deep:
            yield (
                f"The attachment {one.name!r} is not read: messages stand in each other more than "
                f"{MAX_DEPTH} deep. Save it as a file of its own."
            )
        elif not one.is_document:
            step = NEXT_STEPS.get(suffix, "Add it as a file of another type, if it is needed.")
            yield f"The attachment {one.name!r} is not read. {step}"


def depth_of(path: str) -> int:
    """How many messages a message stands in, by its path."""
    return sum(1 for part in path.split("/")[:-1] if suffix_of(part) in MAIL.suffixes)
