"""The file of a document on its way to somebody: whole or in part, a piece in memory at a time."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import quote

from fastapi.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from app.middleware.refusals import refusal
from retrieval.documents import Document

_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")
Pieces = Callable[[int, int], AsyncIterator[bytes]]


@dataclass(frozen=True, slots=True)
class Part:
    """What is sent of a file: the bytes from ``start`` up to ``end``; no bytes at all for 304, 416.

    ``status`` is the HTTP status.
    """

    status: int
    start: int = 0
    end: int = 0


def part_of(headers: Mapping[str, str], etag: str, size: int) -> Part:
    """What a request wants of a file of ``size`` bytes.

    One range is honoured (RFC 9110, 14.2); a range that is not understood, several of them, and one
    that is meant for another version mean the whole file.
    """
    if _names(headers.get("if-none-match", ""), etag):
        return Part(304)
    whole = Part(200, 0, size)
    wanted = _RANGE.fullmatch(headers.get("range", "").replace(" ", ""))
    if wanted is None or headers.get("if-range", etag) != etag:
        return whole
    first, last = wanted[1], wanted[2]
    if not first and not last:
        return whole
    if not first:
        start, end = max(0, size - int(last)), size
    else:
        start, end = int(first), min(size, int(last) + 1 if last else size)
        if last and int(last) < start:
            return whole
    return Part(206, start, end) if start < end else Part(416)


def _names(wanted: str, etag: str) -> bool:
    """Tell whether ``If-None-Match`` names this version; a weak name is as good here."""
    names = {name.strip().removeprefix("W/") for name in wanted.split(",")}
    return etag in names or "*" in names


class Download(StreamingResponse):
    """Sends what a request wants of a file, and calls ``ended`` when that is over in any way."""

    def __init__(self, part: Part, pieces: AsyncIterator[bytes], ended: Callable[[], None]) -> None:
        super().__init__(pieces, part.status, media_type="application/octet-stream")
        self._ended = ended

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it, as slowly as it is taken."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._ended()


def answer_with(
    document: Document,
    headers: Mapping[str, str],
    size: int,
    pieces: Pieces,
    ended: Callable[[], None],
) -> Response:
    """The answer to a request with ``headers`` for a file, ``pieces`` of which can be had."""
    said = _said(document)
    part = part_of(headers, said["ETag"], size)
    if part.status == 304:
        ended()
        return Response(status_code=304, headers=said)
    if part.status == 416:
        ended()
        reply = refusal(416, "range_not_satisfiable", f"The file has {size:,} bytes.")
        reply.headers.update(said | {"Content-Range": f"bytes */{size}"})
        return reply
    said |= _whole(document, part.end - part.start)
    if part.status == 206:
        said["Content-Range"] = f"bytes {part.start}-{part.end - 1}/{size}"
    download = Download(part, pieces(part.start, part.end), ended)
    download.headers.update(said)
    return download


def announced(document: Document, headers: Mapping[str, str], size: int) -> Response:
    """What a download would say of a file, without the file; a range is of no account here."""
    said = _said(document)
    if _names(headers.get("if-none-match", ""), said["ETag"]):
        return Response(status_code=304, headers=said)
    said |= _whole(document, size)
    return Response(headers=said, media_type="application/octet-stream")


def _said(document: Document) -> dict[str, str]:
    etag = f'"{document.version}"'
    return {"ETag": etag, "Accept-Ranges": "bytes", "Cache-Control": "private, no-store"}


def _whole(document: Document, length: int) -> dict[str, str]:
    name = quote(PurePosixPath(document.path).name)
    return {
        "Content-Disposition": f"attachment; filename*=UTF-8''{name}",
        "Content-Length": str(length),
    }
