"""What of a source was withdrawn: it is gone at once, and no ingestion under way brings it back."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.records.database.upserts import dialect_of, insert_into, table_of
from app.records.documents.change_rows import DocumentChange, WithdrawnRow
from app.records.documents.statements import CHUNKS, DOCUMENTS
from retrieval.documents import Document

_WITHDRAWN = table_of(WithdrawnRow)
_AT_ONCE = 5_000


async def take_out(session: AsyncSession, change: DocumentChange) -> None:
    """Remove a document with what is attached to it, and remember which versions these were."""
    below = DOCUMENTS.c.path.startswith(f"{change.path}/", autoescape=True)
    of_it = (DOCUMENTS.c.source == change.source) & or_(DOCUMENTS.c.path == change.path, below)
    columns = (DOCUMENTS.c.id, DOCUMENTS.c.version, DOCUMENTS.c.path)
    # Documents before their chunks, as an ingestion takes them: else each waits for the other.
    held = select(*columns).where(of_it).order_by(DOCUMENTS.c.id).with_for_update()
    found = {tuple(row) for row in await session.execute(held)}
    gone = sorted({row[0] for row in found})
    found.add((change.document, change.before, change.path))
    for document, version, path in sorted(found):
        statement = insert_into(dialect_of(session), WithdrawnRow).values(
            document_id=document,
            version=version,
            source=change.source,
            path=path,
            change=change.id,
        )
        await session.execute(statement.on_conflict_do_nothing())
    for some in _portions(gone):
        await session.execute(delete(CHUNKS).where(CHUNKS.c.document_id.in_(some)))
        await session.execute(delete(DOCUMENTS).where(DOCUMENTS.c.id.in_(some)))


async def lift(session: AsyncSession, change: DocumentChange) -> None:
    """Let a document of this place be read again, with what is attached to it."""
    below = _WITHDRAWN.c.path.startswith(f"{change.path}/", autoescape=True)
    of_it = or_(_WITHDRAWN.c.path == change.path, below)
    await session.execute(delete(_WITHDRAWN).where(_WITHDRAWN.c.source == change.source, of_it))


async def remove_withdrawn(session: AsyncSession, stored: Iterable[Document]) -> None:
    """Remove what an ingestion stored although it was withdrawn meanwhile.

    It looks after the rows were written: whoever withdraws one of them now waits for this
    transaction, and whoever did so before is seen here.
    """
    versions = {document.id: document.version for document in stored}
    for some in _portions(sorted(versions)):
        query = select(_WITHDRAWN.c.document_id, _WITHDRAWN.c.version).where(
            _WITHDRAWN.c.document_id.in_(some)
        )
        rows = await session.execute(query)
        gone = [document for document, version in rows if versions[document] == version]
        if gone:
            await session.execute(delete(CHUNKS).where(CHUNKS.c.document_id.in_(gone)))
            await session.execute(delete(DOCUMENTS).where(DOCUMENTS.c.id.in_(gone)))


def _portions(ids: list[str]) -> list[list[str]]:
    return [ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE)]
