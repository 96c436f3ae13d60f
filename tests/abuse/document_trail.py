"""What the audit trail has to tell of changes of documents: each step once, and each refusal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from app.audit.chain import Entry
from app.audit.events import Action
from app.audit.trail import EVERYTHING
from app.records.documents.change_rows import ChangeKind, ChangeStatus, DocumentChange
from tests.app.publishing.office import Office

# More than any step writes.
_MOST = 40
_OVER = frozenset({ChangeStatus.ACCEPTED, ChangeStatus.DONE, ChangeStatus.FAILED})
_ENDED = frozenset({ChangeStatus.RETURNED, ChangeStatus.TAKEN_BACK})


class Trail:
    """Reads what is new in the trail, and compares it with what became of changes."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._read: int | None = None

    async def news(self) -> list[Entry]:
        """The entries since the last look; at the first look none."""
        page = await self._office.trail.page(EVERYTHING, limit=_MOST)
        newest = page.entries[0].number if page.entries else 0
        read, self._read = newest if self._read is None else self._read, newest
        assert newest - read < _MOST
        return [entry for entry in page.entries if entry.number > read]

    async def follow(
        self,
        stood: Mapping[str, ChangeStatus],
        changes: Sequence[DocumentChange],
        refused: str,
    ) -> None:
        """Compare with where changes stood before, and with what somebody was refused for."""
        news = await self.news()
        told = Counter(
            (str(entry.facts["change"]), entry.action) for entry in news if "change" in entry.facts
        )
        due = Counter(
            (change.id, action.value)
            for change in changes
            for action in _steps(stood.get(change.id), change)
        )
        assert told == due, "the trail tells something else"
        if refused:
            assert refused in {entry.facts.get("because") for entry in news}, "nobody was told"


def _steps(before: ChangeStatus | None, change: DocumentChange) -> list[Action]:
    """What of a change must have been told since it stood at ``before``."""
    now, told = change.status, []
    if before is None and now is ChangeStatus.PROPOSED:
        told.append(Action.DOCUMENT_PROPOSED)
    if before in {None, ChangeStatus.PROPOSED} and now in _OVER:
        withdrawn = change.kind is ChangeKind.WITHDRAWN
        told.append(Action.DOCUMENT_WITHDRAWN if withdrawn else Action.DOCUMENT_CHANGED)
    if before is not now and now is ChangeStatus.FAILED:
        told.append(Action.DOCUMENT_REFUSED)
    if before is not now and now in _ENDED:
        told.append(Action.DOCUMENT_RETURNED)
    return told
