"""Changes of documents as pages show them: in a list, and where each stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.navigation import CONSOLE
from app.records.documents.change_rows import ChangeKind, ChangeStatus, DocumentChange
from app.wiring import Parts
from retrieval.documents import Document, DocumentStatus

UNREAD = frozenset({DocumentStatus.FAILED, DocumentStatus.QUARANTINED})


@dataclass(frozen=True, slots=True)
class ListedChange:
    """A change with the word for where it stands, ``doc_state_`` before it, and its address."""

    change: DocumentChange
    state: str
    document: Document | None

    @property
    def href(self) -> str:
        """The address of its page."""
        return address_of(self.change)

    @property
    def bad(self) -> bool:
        """Whether somebody has to look at it."""
        return self.state in {"unread", "failed"}


def address_of(change: DocumentChange) -> str:
    """Where a change is looked at and decided on."""
    return f"{CONSOLE.path}/reviews/documents/{change.id}"


async def listed_changes(parts: Parts, changes: Sequence[DocumentChange]) -> list[ListedChange]:
    """Changes of a source, newest first, with where each stands now."""
    newest: dict[str, str] = {}
    for change in changes:
        if change.status is ChangeStatus.DONE:
            newest.setdefault(change.path, change.id)
    ids = {change.document for change in changes}
    known = {one: await parts.documents.document(one) for one in ids}
    found = []
    for change in changes:
        document = known[change.document]
        is_newest = newest.get(change.path) == change.id
        found.append(ListedChange(change, _state(change, document, newest=is_newest), document))
    return found


def _state(change: DocumentChange, document: Document | None, *, newest: bool) -> str:
    if change.status is not ChangeStatus.DONE:
        return change.status.value
    if not newest:
        return "earlier"
    if change.kind is ChangeKind.WITHDRAWN:
        return "gone" if document is None else "earlier"
    if document is None:
        return "read"
    if document.status in UNREAD or document.reason:
        return "unread"
    return "answers" if document.version == change.version else "read"
