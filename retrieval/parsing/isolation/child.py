"""What runs inside a parsing process: reads requests from its parent, one at a time."""

from __future__ import annotations

import json
import os
import resource
import select
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

from pydantic import TypeAdapter

from retrieval.parsing.documents import PageMissingError, ParsedDocument, ParseError
from retrieval.parsing.parse import parse
from retrieval.parsing.pdf.rendering import render_pdf_page

MAX_OPEN_FILES = 64
IDLE_S = 60.0

_DOCUMENTS = TypeAdapter(ParsedDocument)


def serve(memory_mb: int) -> None:
    """Answer requests until the parent closes the pipe, or has none for a minute."""
    requests = os.fdopen(os.dup(0), "rb")
    replies = os.fdopen(os.dup(1), "wb")
    # What a library prints must neither reach a log nor disturb the protocol.
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    _limit(memory_mb)
    _reply(replies, {"ready": True}, b"")
    while request := _request(requests):
        header, payload = request
        with _within(float(header["cpu_s"])):
            reply, result = _answer(header, payload, memory_mb)
        del request, payload
        _reply(replies, reply, result)


def _limit(memory_mb: int) -> None:
    memory = memory_mb * 1024 * 1024
    if sys.platform == "linux":
        # Elsewhere the limit is refused or ignored; the time limit still holds.
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (MAX_OPEN_FILES, MAX_OPEN_FILES))


@contextmanager
def _within(cpu_s: float) -> Iterator[None]:
    """End this process when it has worked for longer; waiting for the processor does not count.

    The signal is left to its default, which ends a process also within a library's own code.
    """
    signal.setitimer(signal.ITIMER_PROF, cpu_s)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _answer(header: dict[str, Any], payload: bytes, memory_mb: int) -> tuple[dict[str, Any], bytes]:
    try:
        return {}, _done(header, payload)
    except ParseError as error:
        return {"error": error.reason}, b""
    except PageMissingError as error:
        return {"missing": error.page, "pages": error.pages}, b""
    except MemoryError:
        # "spent": memory is in pieces afterwards, so the parent takes a fresh process.
        return {"error": f"Reading the file needs more than {memory_mb} MB.", "spent": True}, b""
    # The outermost edge: a library may fail in any way over a file made to that end. The message
    # may hold what the document says, so only the kind of error leaves this process.
    except Exception as error:  # noqa: BLE001
        kind = type(error).__name__
        return {"error": f"The file cannot be read ({kind}). Export it again.", "spent": True}, b""


def _done(header: dict[str, Any], payload: bytes) -> bytes:
    match header["do"]:
        case "render":
            width, page, highlight = header["width"], header["page"], header["highlight"]
            return render_pdf_page(payload, page, highlight, width=width)
        case "list" | "take":
            return _attached(header, payload)
    return _DOCUMENTS.dump_json(parse(payload, header["path"]))


def _attached(header: dict[str, Any], payload: bytes) -> bytes:
    """What is attached to a message: the paths of all documents, or the bytes of one."""
    from retrieval.parsing.mail.parser import attached_file, attached_paths

    if header["do"] == "take":
        return attached_file(payload, header["path"], header["inner"])
    return json.dumps(attached_paths(payload, header["path"])).encode()


def _request(stream: BinaryIO) -> tuple[dict[str, Any], bytes] | None:
    if not select.select([stream], [], [], IDLE_S)[0]:
        return None
    sizes = stream.read(12)
    if len(sizes) < 12:
        return None
    head = stream.read(int.from_bytes(sizes[:4], "big"))
    return json.loads(head), stream.read(int.from_bytes(sizes[4:], "big"))


def _reply(stream: BinaryIO, header: dict[str, Any], payload: bytes) -> None:
    head = json.dumps(header).encode()
    stream.write(len(head).to_bytes(4, "big") + len(payload).to_bytes(8, "big") + head)
    stream.write(payload)
    stream.flush()
