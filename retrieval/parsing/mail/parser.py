"""E-mails to blocks, and what is attached to them as documents of their own."""

from __future__ import annotations

from collections.abc import Iterator

from retrieval.parsing.documents import Block, ParsedDocument, ParseError
from retrieval.parsing.formats import MAIL, suffix_of
from retrieval.parsing.mail.eml import read_eml
from retrieval.parsing.mail.message import MAX_DEPTH, Message, depth_of, told
from retrieval.parsing.mail.msg import read_msg
from retrieval.parsing.mail.quoting import fenced, quote_blocks, text_blocks
from retrieval.parsing.rtf.parser import parse_rtf
from retrieval.parsing.text.cleaning import clean, readable_name
from retrieval.parsing.web.html import html_blocks
from retrieval.parsing.web.struck import struck_remark

PARSER = "mail/3"
MAX_LISTED = 500
MAX_ATTACHED = 100_000_000


def parse_mail(data: bytes, path: str) -> ParsedDocument:
    """Read a message without its attachments; raises `ParseError` where it is none or damaged."""
    message = read_message(data, path)
    remarks = list(message.remarks)
    blocks = [Block("paragraph", f"{name}: {value}") for name, value in message.header]
    if names := ", ".join(one.name for one in message.attachments):
        blocks.append(Block("paragraph", f"Attachments: {names}"))
    blocks += _body(message, path, remarks)
    remarks += told(message.attachments, too_deep=depth_of(path) >= MAX_DEPTH)
    if message.pictures:
        count = "1 picture" if message.pictures == 1 else f"{message.pictures:,} pictures"
        remarks.append(f"{count} in the message: what stands on such is not found.")
    title = clean(message.subject) or readable_name(path)
    return ParsedDocument(title, tuple(blocks), None, PARSER, tuple(remarks))


def read_message(data: bytes, path: str) -> Message:
    """Take a message apart, whichever program saved it."""
    return read_msg(data) if suffix_of(path) == ".msg" else read_eml(data)


def _body(message: Message, path: str, remarks: list[str]) -> list[Block]:
    if message.html.strip():
        markup, begin, end = fenced(message.html)
        seen = html_blocks(markup)
        remarks += struck_remark(seen.struck)
        if seen.blocks:
            return quote_blocks(seen.blocks, begin, end)
    if message.rtf:
        try:
            read = parse_rtf(message.rtf, path)
        except ParseError:
            # The text of the message stands beside it once more.
            return text_blocks(message.text)
        remarks += read.remarks
        return quote_blocks(read.blocks, "", "")
    return text_blocks(message.text)


def attached_paths(data: bytes, path: str) -> list[str]:
    """The paths below the message of all documents in it; raises `ParseError`.

    What is attached to an attached message stands below that, at most three deep.
    """
    return [inner for inner, _ in _attached(data, path, "", 0)][:MAX_LISTED]


def attached_file(data: bytes, path: str, inner: str) -> bytes:
    """The bytes of one document in a message; raises `ParseError` where there is none such."""
    for name, content in _attached(data, path, "", 0):
        if name == inner:
            return content
    raise ParseError("The message has no attachment of this name any more.")


def _attached(data: bytes, path: str, above: str, depth: int) -> Iterator[tuple[str, bytes]]:
    size = 0
    for one in read_message(data, path).documents():
        content = one.data or b""
        size += len(content)
        if size > MAX_ATTACHED:
            return
        inner = f"{above}{one.name}"
        yield inner, content
        if suffix_of(one.name) in MAIL.suffixes and depth + 1 < MAX_DEPTH:
            try:
                yield from _attached(content, one.name, f"{inner}/", depth + 1)
            except ParseError:
                # The message itself is told of in the ledger.
                continue
