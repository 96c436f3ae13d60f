"""The files behind documents, as they lie in their sources now: whole, or in pieces."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import AsyncIterator

from retrieval.documents import Document, DocumentStore, content_hash
from retrieval.sources.locations import folder_at
from retrieval.sources.source_folder import FileChangedError, Held, SourceFolder

PIECE = 256 * 1024
_REMEMBERED = 4096


class DocumentChangedError(OSError):
    """What lies in the source is not what was read: whose eyes it is for is not known yet."""

    def __init__(self, document: Document) -> None:
        super().__init__(f"{document.path!r} has changed since it was ingested. Ingest it again.")


class Originals:
    """Gives the bytes of documents, and only those that were read when rights were given to them.

    Whether a person may see them is for the caller to decide, from the document. Every method
    raises ``OSError`` where the file is gone or its source cannot be reached, and
    `DocumentChangedError` for other bytes: they may be for others.
    """

    def __init__(self, documents: DocumentStore) -> None:
        self._documents = documents
        self._folders: dict[str, SourceFolder] = {}
        # Files that are known to hold the version of their document, by version and stamp.
        self._known: OrderedDict[tuple[str, str], None] = OrderedDict()

    async def look_at(self, document: Document) -> Held:
        """How the file lies there now, its bytes left alone."""
        folder = await self._folder(document)
        return await folder.look_at(document.path)

    async def read(self, document: Document, held: Held) -> bytes:
        """All bytes of the document, from the file as it was looked at."""
        folder = await self._folder(document)
        data = await folder.read(document.path)
        if content_hash(data) != document.version:
            raise DocumentChangedError(document)
        if await folder.look_at(document.path) == held:
            self._know(document, held)
        return data

    def knows(self, document: Document, held: Held) -> bool:
        """Tell whether a file holds its document without reading it.

        A bucket's stamp was taken over with the version when the document was ingested.
        """
        return held.stamp == document.stamp or (document.version, held.stamp) in self._known

    async def check(self, document: Document, held: Held) -> None:
        """Go through the file once, a piece in memory at a time; raises for other bytes."""
        digest = hashlib.sha256()
        async for piece in self.pieces(document, held):
            digest.update(piece)
        if digest.hexdigest() != document.version:
            raise DocumentChangedError(document)
        self._know(document, held)

    async def pieces(
        self, document: Document, held: Held, start: int = 0, end: int | None = None
    ) -> AsyncIterator[bytes]:
        """The bytes from ``start`` up to ``end``, the next piece read when it is wanted.

        Raises `FileChangedError` in the middle where the file becomes another one.
        """
        folder = await self._folder(document)
        end = held.size if end is None else end
        while start < end:
            piece = await folder.piece(document.path, start, min(PIECE, end - start), held)
            if not piece:
                raise FileChangedError(document.path)
            start += len(piece)
            yield piece

    def _know(self, document: Document, held: Held) -> None:
        self._known[document.version, held.stamp] = None
        while len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)

    async def _folder(self, document: Document) -> SourceFolder:
        for source in await self._documents.sources():
            if source.name == document.source:
                if source.location not in self._folders:
                    self._folders[source.location] = await folder_at(source.location)
                return self._folders[source.location]
        raise FileNotFoundError(f"The source of {document.path!r} is gone.")
