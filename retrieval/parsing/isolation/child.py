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

from retrieval.parsing.documents import (
    PageMissingError,
    ParsedDocument,
    ParseError,
    PicturesUnreadError,
)
from retrieval.parsing.formats import PICTURE, suffix_of
from retrieval.parsing.parse import parse
from retrieval.parsing.pdf.recognised import Recognised, RecognisedPage
from retrieval.parsing.pdf.rendering import render_pdf_page

MAX_OPEN_FILES = 64
IDLE_S = 60.0

_DOCUMENTS = TypeAdapter(ParsedDocument)
_PAGES = TypeAdapter(RecognisedPage)
_RECOGNISED = TypeAdapter(Recognised)


def serve(memory_mb: int, niceness: int) -> None:
    """Answer requests until the parent closes the pipe, or has none for a minute."""
    os.nice(niceness)
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
    do = _DONE.get(header["do"], _parse)
    try:
        return {}, do(header, payload)
    except PicturesUnreadError as error:
        return {"unread": list(error.pages)}, b""
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


def _parse(header: dict[str, Any], payload: bytes) -> bytes:
    read = header.get("recognised")
    recognised = None if read is None else _RECOGNISED.validate_json(read)
    return _DOCUMENTS.dump_json(parse(payload, header["path"], recognised))


def _render(header: dict[str, Any], payload: bytes) -> bytes:
    page, highlight, width = header["page"], tuple(header["highlight"]), header["width"]
    read = header.get("recognised")
    recognised = None if read is None else _PAGES.validate_json(read)
    if suffix_of(header["path"]) in PICTURE.suffixes:
        from retrieval.parsing.pictures.parser import render_picture

        return render_picture(payload, page, highlight, width=width, recognised=recognised)
    return render_pdf_page(payload, page, highlight, width=width, recognised=recognised)


def _recognise(header: dict[str, Any], payload: bytes) -> bytes:
    from retrieval.parsing.pictures.recognising import recognise_page

    return _PAGES.dump_json(recognise_page(payload, header["path"], header["page"]))


def _attached(header: dict[str, Any], payload: bytes) -> bytes:
    """What is attached to a message: the paths of all documents, or the bytes of one."""
    from retrieval.parsing.mail.parser import attached_file, attached_paths

    if header["do"] == "take":
        return attached_file(payload, header["path"], header["inner"])
    return json.dumps(attached_paths(payload, header["path"])).encode()


_DONE = {"render": _render, "recognise": _recognise, "list": _attached, "take": _attached}


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
