"""From when and until when a document holds, who may read it, and whether it is opened at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from retrieval.documents import Document, DocumentStatus
from retrieval.sources.attachments import holder_of
from retrieval.sources.description import SourceDescription
from retrieval.sources.source_folder import Entry

ALWAYS = datetime(1, 1, 1, tzinfo=UTC)


class Rulebook:
    """What a source says about its documents, with what they supersede among each other."""

    def __init__(self, description: SourceDescription, entries: Sequence[Entry]) -> None:
        self._description = description
        self._listed = {entry.path for entry in entries}
        self._superseded = self._find_superseded(entries)

    def applied_to(self, document: Document) -> Document:
        """The document with the rights and dates that hold for its path now.

        What is attached to a message is for whoever may read the message, as long as it holds.
        """
        path = self._ruled(document.path)
        rules = self._description.rules(path)
        return replace(
            document,
            groups=rules.groups,
            effective_from=rules.effective_from,
            effective_until=rules.effective_until,
            superseded_from=self._superseded.get(path),
            review_by=rules.review_by,
            owner=rules.owner,
        )

    def _ruled(self, path: str) -> str:
        """The path that the rules are about: of a file of the source."""
        place = None if path in self._listed else holder_of(path)
        return place[0] if place is not None else path

    def _find_superseded(self, entries: Sequence[Entry]) -> dict[str, datetime]:
        """From when on a newer document stands in the place of another, by the other's path."""
        found: dict[str, datetime] = {}
        for entry in entries:
            rules = self._description.rules(entry.path)
            if rules.supersedes and rules.supersedes != entry.path:
                begin = rules.effective_from or ALWAYS
                found[rules.supersedes] = min(begin, found.get(rules.supersedes, begin))
        return found


def bar(entry: Entry, document: Document, now: datetime) -> tuple[DocumentStatus, str] | None:
    """Why a document is not even opened, if so."""
    if entry.problem:
        return DocumentStatus.QUARANTINED, entry.problem
    if document.superseded_from is not None and document.superseded_from <= now:
        return DocumentStatus.SUPERSEDED, ""
    if document.effective_until is not None and document.effective_until <= now:
        return DocumentStatus.EXPIRED, ""
    return None
