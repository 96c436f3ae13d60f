"""Sources of Medical Information whose documents may be changed, known to a console."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

from app.audit.events import Actor
from app.publishing.desk import Somebody
from app.uploading.uploads import Uploads
from retrieval.documents import (
    ChunkRecord,
    Document,
    DocumentStatus,
    Source,
    content_hash,
    document_id,
)
from tests.servers.console import Console

SLUG = "medical-information"
STORAGE = "# Storage\n\nKeep it at 2 to 8 degrees.\n\n## After opening\n\nUse it within 28 days.\n"
NEWER = STORAGE.replace("28 days", "14 days")


@dataclass(frozen=True)
class Shelf:
    """A source in a folder, and what changes it."""

    console: Console
    name: str
    root: Path

    @property
    def uploads(self) -> Uploads:
        found: Uploads = self.console.app.state.parts.uploads
        return found

    async def somebody(self, name: str) -> Somebody:
        person = await self.console.records.directory.by_email(f"{name}@cryodyne.example")
        assert person is not None
        return Somebody(person, Actor(person.id, person.email, "192.0.2.1"))

    async def ingested(self, path: str, text: str) -> Document:
        """A document that lies there and was read, as an ingestion leaves it."""
        place = self.root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
        return await self.read(path)

    async def read(self, path: str) -> Document:
        """What an ingestion makes of what lies at a path now."""
        data = (self.root / path).read_bytes()
        document = Document(
            id=document_id(self.name, path),
            source=self.name,
            path=path,
            title=path,
            version=content_hash(data),
            stamp="",
            indexed_as="x",
            groups=(SLUG,),
            status=DocumentStatus.LIVE,
            chunks=1,
        )
        chunk = ChunkRecord(
            document.id + document.version[:8], document.id, self.name, 0, path, "", None,
            data.decode(), "h",
        )  # fmt: skip
        await self.console.records.documents.save_document(document, [chunk])
        return document

    async def there(self, path: str) -> Document | None:
        """The document as the database knows it."""
        return await self.console.records.documents.document(document_id(self.name, path))

    def files(self) -> dict[str, str]:
        """What lies in the source for everybody to see."""
        found = (one for one in sorted(self.root.rglob("*")) if one.is_file())
        return {
            one.relative_to(self.root).as_posix(): one.read_text()
            for one in found
            if ".almanac" not in one.parts and one.name != "source.yaml"
        }

    def hidden(self, room: str) -> list[str]:
        """What waits, or is kept."""
        folder = self.root / ".almanac" / room
        return sorted(one.name for one in folder.iterdir()) if folder.is_dir() else []


async def shelf(
    console: Console, root: Path, *, uploads: str, name: str = "", groups: str = SLUG
) -> Shelf:
    """Make a source of its own in a folder."""
    name = name or root.name.replace("_", "-").lower()
    root.mkdir(parents=True, exist_ok=True)
    (root / "source.yaml").write_text(
        f"source: {name}\ndepartment: {SLUG}\nowner: desk@cryodyne.example\n"
        f"groups: [{groups}]\nuploads: {uploads}\n"
        "documents:\n  - match: 'closed/**'\n    groups: [heads]\n"
    )
    source = Source(name, str(root), SLUG, "desk@cryodyne.example", (groups,))
    await console.records.documents.save_source(source)
    return Shelf(console, name, root)


def file(text: str | bytes) -> io.BytesIO:
    """The bytes of a file that somebody sends."""
    return io.BytesIO(text if isinstance(text, bytes) else text.encode())
