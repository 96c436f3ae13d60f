"""A source that two people change, and what a small model knows of it: who put what where."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.publishing.desk import Somebody
from app.records.documents.change_rows import ChangeKind, ChangeStatus, DocumentChange
from app.records.documents.changes import SqlDocumentChangeStore
from app.records.documents.documents import SqlDocumentStore
from app.uploading.settling import Settler
from app.uploading.uploads import Uploads
from retrieval.documents import Document, DocumentStatus, Source, content_hash, document_id
from retrieval.ingesting.previewing import Preview
from tests.app.publishing.office import Office

DEPARTMENT = "hr"
DECIDED = frozenset({ChangeStatus.ACCEPTED, ChangeStatus.DONE})
ENDED = frozenset(
    {ChangeStatus.DONE, ChangeStatus.FAILED, ChangeStatus.RETURNED, ChangeStatus.TAKEN_BACK}
)


class KilledError(BaseException):
    """Ends what runs as a kill does: no handler of errors sees it."""


class Mortal:
    """Counts the steps that files and the note of a move take; at the chosen one the process dies.

    It stands in the place of `os` for whatever moves files.
    """

    def __init__(self) -> None:
        self.left: int | None = None

    def step(self) -> None:
        if self.left is not None:
            self.left -= 1
            if self.left <= 0:
                raise KilledError

    def replace(self, source: Path | str, place: Path | str) -> None:
        self.step()
        os.replace(source, place)
        self.step()

    def link(self, source: Path | str, place: Path | str) -> None:
        self.step()
        os.link(source, place)

    def __getattr__(self, name: str) -> Any:
        return getattr(os, name)


class Changes(SqlDocumentChangeStore):
    """Notes that a file was moved, if the process lives that long."""

    mortal: Mortal

    async def settle(self, change: DocumentChange, at: Any) -> None:
        self.mortal.step()
        await super().settle(change, at)


class Reading(Uploads):
    """Takes every text as a document; how files are read is not what this is about."""

    async def read(self, data: bytes, path: str, version: str) -> Preview:
        return Preview(path, None, (), ())


class Shelf:
    """One source in a folder of its own, and two replicas that change it."""

    def __init__(self, office: Office, root: Path, name: str, mortal: Mortal) -> None:
        self.office, self.root, self.name, self.mortal = office, root, name, mortal
        self.documents = SqlDocumentStore(office.sessions)
        root.mkdir()
        self.describe("two persons")
        self.replicas = [self._replica() for _ in range(2)]

    def describe(self, uploads: str) -> None:
        """Say in the folder how many people a change takes from now on."""
        self.uploads = uploads
        (self.root / "source.yaml").write_text(
            f"source: {self.name}\ndepartment: {DEPARTMENT}\nowner: desk@cryodyne.example\n"
            f"groups: [hr]\nuploads: {uploads}\n"
        )

    def source(self) -> Source:
        return Source(self.name, str(self.root), DEPARTMENT, "desk@cryodyne.example", ("hr",))

    def _replica(self) -> Uploads:
        changes = Changes(self.office.sessions)
        changes.mortal = self.mortal
        clock = self.office.desk.clock
        settler = Settler(changes, self.documents, clock)
        return Reading(settler, self.office.desk, lambda _source, _actor: None)

    def start_again(self) -> None:
        """What a process held in its memory is gone with it."""
        self.replicas = [self._replica() for _ in range(2)]

    def by(self, name: str) -> Somebody:
        return self.office.by(name)

    async def changes(self) -> list[DocumentChange]:
        """All changes, oldest first."""
        found = await self.replicas[0].changes.of_source(self.name, limit=10_000)
        return list(reversed(found))

    def files(self) -> dict[str, str]:
        """The versions of what lies in the source for everybody to see, by path."""
        return {
            one.name: content_hash(one.read_bytes())
            for one in self.root.iterdir()
            if one.is_file() and one.name != "source.yaml"
        }

    def kept(self) -> set[str]:
        """The versions of what is kept."""
        room = self.root / ".almanac" / "kept"
        return (
            {content_hash(one.read_bytes()) for one in room.iterdir()} if room.is_dir() else set()
        )

    def read(self) -> list[Document]:
        """What an ingestion finds that looks now."""
        return [self._document(path, version) for path, version in self.files().items()]

    async def store(self, found: list[Document]) -> None:
        """Store what an ingestion found, and remove what it did not."""
        for document in found:
            await self.documents.save_document(document, [])
        known = await self.documents.documents(self.name)
        there = {document.path for document in found}
        await self.documents.remove_documents([d.id for p, d in known.items() if p not in there])

    async def live(self) -> Mapping[str, Document]:
        """The documents that answer, by path."""
        return await self.documents.documents(self.name)

    def _document(self, path: str, version: str) -> Document:
        return Document(
            id=document_id(self.name, path),
            source=self.name,
            path=path,
            title=path,
            version=version,
            stamp="",
            indexed_as="x",
            groups=("hr",),
            status=DocumentStatus.LIVE,
            chunks=0,
        )

    def close(self) -> None:
        shutil.rmtree(self.root)


class Ledger:
    """What ought to be true: whose versions may lie where, and which may not answer."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.by_hand: set[str] = set()
        self.approved: set[tuple[str, str]] = set()
        self.withdrawn: dict[str, set[str]] = {}
        self.expected: dict[str, str | None] = {}
        self.stood: dict[str, ChangeStatus] = {}

    def hand(self, path: str, version: str | None) -> None:
        """Somebody wrote to the folder itself."""
        self.expected[path] = version
        if version is not None:
            self.by_hand.add(version)

    def follow(
        self,
        changes: list[DocumentChange],
        actors: set[str],
        live: Mapping[str, str],
        uploads: str,
    ) -> None:
        """Look at each change that stands elsewhere than before, and whether it may.

        ``live`` are the versions that answered before the step, ``uploads`` is what the source says
        at it.
        """
        names = {person: name for name, person in self.office.ids.items()}
        for change in changes:
            before, now = self.stood.get(change.id), change.status
            assert before is not None or uploads != "none", "the source takes no changes"
            if before in ENDED:
                assert now is before, "it had come to its end"
            if before is None and uploads == "one person":
                assert now is not ChangeStatus.PROPOSED, "it takes nobody else"
            if now in DECIDED and before not in DECIDED:
                assert change.decided_by is not None
                decider, author = names[change.decided_by.id], names[change.author.id]
                assert decider in actors
                assert uploads != "none", "the source takes no changes"
                alone = before is None and uploads == "one person"
                self._decided(change, author, decider, live, alone=alone)
            if now is ChangeStatus.DONE and before is not ChangeStatus.DONE:
                self._moved(change)
            self.stood[change.id] = now

    def _decided(
        self,
        change: DocumentChange,
        author: str,
        decider: str,
        live: Mapping[str, str],
        *,
        alone: bool,
    ) -> None:
        assert "hr-admins" in self.office.groups[author]
        if change.kind is ChangeKind.WITHDRAWN:
            assert decider == author
            gone = {change.before, live.get(change.path, change.before)}
            self.withdrawn.setdefault(change.path, set()).update(gone)
            return
        if alone:
            assert decider == author
        else:
            assert decider != author
            assert "hr-approvers" in self.office.groups[decider]
        self.approved.add((change.path, change.version))
        # The others stay withdrawn until it lies there: it may not be carried out.
        self.withdrawn.get(change.path, set()).discard(change.version)

    def _moved(self, change: DocumentChange) -> None:
        if change.kind is not ChangeKind.WITHDRAWN:
            self.expected[change.path] = change.version
            self.withdrawn.pop(change.path, None)
        elif self.expected.get(change.path) == change.before:
            self.expected[change.path] = None

    def may_lie(self, path: str, version: str) -> bool:
        """Tell whether a version was put there by hand, or by as many people as it took."""
        return version in self.by_hand or (path, version) in self.approved
