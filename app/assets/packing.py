"""Files that are the same for everybody, packed once in the way that a browser takes best."""

from __future__ import annotations

import asyncio
import gzip
import mimetypes
from collections.abc import Callable, Mapping
from pathlib import Path

import brotli
from starlette.datastructures import Headers
from starlette.responses import FileResponse, Response

# The largest has more than four megabytes: from here on brotli takes many seconds to gain little.
_QUALITY = 7
_LONGEST_WISH = 200
# The best first.
_PACKERS: Mapping[str, Callable[[bytes], bytes]] = {
    "br": lambda content: bytes(brotli.compress(content, quality=_QUALITY)),
    "gzip": lambda content: gzip.compress(content, mtime=0),
}
_QUICK_PACKERS: Mapping[str, Callable[[bytes], bytes]] = {
    "br": lambda content: bytes(brotli.compress(content, quality=4)),
    "gzip": lambda content: gzip.compress(content, compresslevel=4, mtime=0),
}
FOR_EVER = "public, max-age=31536000, immutable"


class Packing:
    """Keeps in memory what it has packed; a file does not change while the service runs."""

    def __init__(self) -> None:
        self._packed: dict[tuple[Path, str], bytes] = {}
        self._packing = asyncio.Lock()

    async def response(self, file: Path, asked: Headers, kept: Mapping[str, str]) -> Response:
        """A file for a browser that ``asked`` for it, with the headers that say how it is kept."""
        headers = {**kept, "Vary": "Accept-Encoding"}
        encoding = best_encoding(asked.get("accept-encoding", ""))
        if encoding is None:
            return FileResponse(file, headers=headers)
        packed = await self._pack(file, encoding)
        if not packed:
            return FileResponse(file, headers=headers)
        media_type = mimetypes.guess_type(file)[0] or "application/octet-stream"
        headers["Content-Encoding"] = encoding
        return Response(packed, headers=headers, media_type=media_type)

    async def _pack(self, file: Path, encoding: str) -> bytes:
        """The file packed; empty where that does not make it smaller."""
        key = (file, encoding)
        # A hundred people who come in the same second wait for one of them.
        async with self._packing:
            if key not in self._packed:
                content = await asyncio.to_thread(file.read_bytes)
                packed = await asyncio.to_thread(_PACKERS[encoding], content)
                self._packed[key] = packed if len(packed) < len(content) else b""
            return self._packed[key]


def packed(content: bytes, asked: Headers) -> tuple[bytes, dict[str, str]]:
    """What is made for one answer, packed quickly, and the headers that say how."""
    encoding = best_encoding(asked.get("accept-encoding", ""))
    if encoding is None:
        return content, {}
    return _QUICK_PACKERS[encoding](content), {"Content-Encoding": encoding}


def best_encoding(accepted: str) -> str | None:
    """The way to pack for an ``Accept-Encoding`` header; ``None`` where it takes none of ours."""
    taken = set()
    for wish in accepted[:_LONGEST_WISH].split(","):
        name, _, weight = wish.partition(";")
        if weight.replace(" ", "").rstrip("0.") != "q=":
            taken.add(name.strip().lower())
    return next((name for name in _PACKERS if name in taken), None)
