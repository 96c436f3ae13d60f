"""Changing the documents of sources that are ours: every door comes through here.

What is decided stands in the database first; files are moved after it (`app.uploading.settling`),
and the ingestion of the source is begun beside the request. Refusals are recorded in the trail.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from app.audit.document_descriptions import document_refused
from app.audit.events import Actor
from app.identity.people import Person
from app.publishing.desk import Desk, HiddenChangeError, Somebody, sees
from app.records.documents.change_rows import DocumentChange
from app.records.documents.changes import SqlDocumentChangeStore
from app.records.documents.documents import SqlDocumentStore
from app.uploading.places import Place, place_of
from app.uploading.settling import Settler
from assistants.provenance import ONLY_A_PERSON, ActorKind, NotSeparatedError
from assistants.publishing import document_sentences as sentences
from assistants.publishing.refusals import (
    ChangeRefusedError,
    NotAllowedError,
    UnknownChangeError,
)
from assistants.publishing.reviews import Standing
from assistants.translations import Told
from retrieval.documents import Document, Source
from retrieval.ingesting.previewing import Preview, preview
from retrieval.parsing.pdf.recognised import Recognised

MOST_FILES = 20
_PREVIEWS_KEPT = 4
# Each holds a whole file in memory while it is read.
_AT_ONCE = 2

Begin = Callable[[str, Actor], None]
ReadOff = Callable[[str], Awaitable[Recognised]]


@dataclass(frozen=True, slots=True)
class Uploads:
    """What changing documents needs.

    ``begin`` has a source ingested beside the request. ``read_off`` tells what was read off the
    pictures of a version, ``None`` where text recognition is switched off. A page waits
    ``look_s`` for a source that it only mentions.
    """

    settler: Settler
    desk: Desk
    begin: Begin
    read_off: ReadOff | None = None
    turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_AT_ONCE))
    look_s: float = 2.0
    _looks: dict[Source, asyncio.Task[Place]] = field(default_factory=dict)
    _previews: OrderedDict[tuple[str, str], Preview] = field(default_factory=OrderedDict)

    @property
    def changes(self) -> SqlDocumentChangeStore:
        """The record of all changes."""
        return self.settler.changes

    @property
    def documents(self) -> SqlDocumentStore:
        """What is known of sources and documents."""
        return self.settler.documents

    async def place(self, by: Somebody, name: str) -> Place:
        """A source of a department whose admin somebody is; raises `UnknownChangeError`."""
        source = await self._source(name)
        if source is None:
            raise UnknownChangeError(sentences.SOURCE)
        if not self.standing(by, source.department).edits:
            raise HiddenChangeError(sentences.SOURCE, f"source:{name}", source.department)
        return await place_of(source)

    async def document(self, by: Somebody, document_id: str) -> tuple[Document, Place]:
        """A document that somebody may read in a source of theirs; raises `UnknownChangeError`."""
        document = await self.documents.document(document_id)
        source = await self._source(document.source) if document is not None else None
        if document is None or source is None:
            raise UnknownChangeError(sentences.DOCUMENT)
        edits = self.standing(by, source.department).edits
        if not edits or not by.person.access.may_read(document.groups):
            target = f"document:{document.id}"
            raise HiddenChangeError(sentences.DOCUMENT, target, source.department)
        return document, await place_of(source)

    async def change(self, by: Somebody, change_id: str) -> tuple[DocumentChange, Place]:
        """A change that somebody may see: of their department, of what they may read.

        Raises `UnknownChangeError`.
        """
        change = await self.changes.change(change_id)
        source = await self._source(change.source) if change is not None else None
        if change is None or source is None:
            raise UnknownChangeError(sentences.CHANGE)
        place = await place_of(source)
        if not self.may_see(by.person, change, place):
            raise HiddenChangeError(
                sentences.CHANGE, f"document:{change.document}", change.department
            )
        return change, place

    async def visible(
        self, person: Person, changes: Sequence[DocumentChange]
    ) -> list[DocumentChange]:
        """Those of some changes of which somebody may know, by what their sources say now."""
        named = {change.source for change in changes}
        known = (
            [one for one in await self.documents.sources() if one.name in named] if named else ()
        )
        places = {source.name: await self._glimpsed(source) for source in known}
        return [
            change
            for change in changes
            if change.source in places and self.may_see(person, change, places[change.source])
        ]

    async def _glimpsed(self, source: Source) -> Place:
        """A source as it lies there, for pages that only mention it: a share that hangs hangs none.

        Whoever comes while one looks waits for the same look, so that it takes one thread at most.
        """
        look = self._looks.get(source)
        if look is None:
            look = self._looks[source] = asyncio.create_task(place_of(source))
            look.add_done_callback(lambda _: self._looks.pop(source))
        try:
            return await asyncio.wait_for(asyncio.shield(look), self.look_s)
        except TimeoutError:
            return Place(source, why_not=Told(sentences.UNREACHABLE))

    def may_see(self, person: Person, change: DocumentChange, place: Place) -> bool:
        """Tell whether somebody may know of a change, and of what is in it."""
        readable = person.access.may_read(place.readers(change.path))
        return readable and sees(person, change.department)

    async def preview(self, change: DocumentChange, place: Place) -> Preview | None:
        """The document of a change that waits as it would be read; ``None`` where it is gone."""
        if place.folder is None or not await asyncio.to_thread(place.folder.has_staged, change.id):
            return None
        if (known := self._previews.get((change.version, change.path))) is not None:
            return known
        async with self.turns:
            try:
                data = await asyncio.to_thread(place.folder.staged, change.id)
            except OSError:
                return None
            return await self.read(data, change.path, change.version)

    async def displaced(self, change: DocumentChange, place: Place) -> Preview | None:
        """What a change replaced or withdrew as it was read; ``None`` where that is gone."""
        folder = place.folder
        if folder is None or not await asyncio.to_thread(folder.holds, change.id):
            return None
        async with self.turns:
            try:
                data = await asyncio.to_thread(folder.kept, change.id)
            except OSError:
                return None
            return await self.read(data, change.path, change.before)

    async def read(self, data: bytes, path: str, version: str) -> Preview:
        """What ingestion would make of bytes; raises `ParseError`."""
        key = (version, path)
        if (known := self._previews.get(key)) is not None:
            self._previews.move_to_end(key)
            return known
        recognised = await self.read_off(version) if self.read_off is not None else None
        found = await preview(data, path, recognised)
        self._previews[key] = found
        while len(self._previews) > _PREVIEWS_KEPT:
            self._previews.popitem(last=False)
        return found

    def standing(self, by: Somebody, department: str) -> Standing:
        """What somebody may do in a department."""
        return self.desk.standing(by, department)

    def must_edit(self, by: Somebody, department: str) -> None:
        """Refuse whoever is no admin of the department, or no person."""
        must_be_person(by)
        if not self.standing(by, department).edits:
            raise NotAllowedError(sentences.NOT_AN_ADMIN, "not_an_admin", department=department)

    async def take_effect(self, change: DocumentChange, actor: Actor) -> DocumentChange:
        """Move the file of an accepted change, and have its source ingested beside the request."""
        await self.settler.settle()
        self.begin(change.source, actor)
        return await self.changes.change(change.id) or change

    @asynccontextmanager
    async def audited(
        self, by: Somebody, tried: str, target: str, department: str
    ) -> AsyncIterator[None]:
        """Record a refusal; the caller hears of it all the same."""
        try:
            yield
        except (ChangeRefusedError, NotSeparatedError) as error:
            denied = isinstance(error, NotAllowedError | NotSeparatedError)
            event = document_refused(by.actor, tried, target, department, error.code, denied=denied)
            await self.desk.audit.add(event, self.desk.clock())
            raise

    async def _source(self, name: str) -> Source | None:
        return next((one for one in await self.documents.sources() if one.name == name), None)


def must_be_person(by: Somebody) -> None:
    """Refuse a program and a command: for a document a person answers."""
    if by.participant.kind is not ActorKind.PERSON:
        raise NotSeparatedError(ONLY_A_PERSON, "not_a_person")
