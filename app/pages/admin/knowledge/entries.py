"""A document as the list of documents shows it, and its own page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from app.navigation import KNOWLEDGE
from app.pages.words.reader import Reader
from app.pages.words.wording import Wording
from app.records.documents.catalogue import BROKEN, REMARKED, SOON, Listed
from retrieval.documents import DocumentStatus

_UNREAD = frozenset({DocumentStatus.FAILED, DocumentStatus.QUARANTINED})


@dataclass(frozen=True, slots=True)
class Note:
    """What there is to tell of a document: in the reader's words, and as ingestion wrote it."""

    words: str = ""
    stored: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A document as the page shows it; ``href`` is empty for one that cannot be opened.

    ``age`` says that it is due for review or ends, or soon does, so that its ``owner`` is asked.
    ``looked_into`` is the address of its own page, empty for whoever is no admin of its department.
    """

    title: str
    path: str
    source: str
    href: str
    status: DocumentStatus
    bad: bool
    notes: tuple[Note, ...]
    age: str
    owner: str
    version: str
    ingested: datetime | None
    holds: str
    pages: str
    answered: datetime | None
    looked_into: str = ""


def entry(
    listed: Listed,
    now: datetime,
    words: Wording,
    reader: Reader,
    *,
    looks_into: bool = False,
    owner: str = "",
) -> Entry:
    """Describe a document to somebody who may read it; ``owner`` is that of its source."""
    unread = listed.status in _UNREAD
    return Entry(
        title=listed.title,
        path=listed.path,
        source=listed.source,
        href="" if unread else f"/documents/{quote(listed.id, safe='')}/pages/1",
        status=listed.status,
        bad=listed.urgency == BROKEN,
        notes=tuple(_notes(listed, now, words, reader)),
        age=_age(listed, now, words, reader),
        owner=listed.owner or owner,
        version=listed.version[:8],
        ingested=listed.ingested_at if listed.version else None,
        holds=_holds(listed, words, reader),
        pages=reader.number(listed.pages) if listed.pages else "",
        answered=listed.answered_at,
        looked_into=f"{KNOWLEDGE.path}/documents/{listed.id}" if looks_into else "",
    )


def _notes(listed: Listed, now: datetime, words: Wording, reader: Reader) -> list[Note]:
    """What there is to tell of a document."""
    status, reason = listed.status, listed.reason
    over = {
        DocumentStatus.SUPERSEDED: ("replaced", listed.superseded_from),
        DocumentStatus.EXPIRED: ("over", listed.effective_until),
    }
    if status in _UNREAD or (status in over and reason):
        return [Note(stored=reason)]
    if status in over:
        word, at = over[status]
        if at is None or at.year == 1:
            return [Note(words[word])]
        return [Note(words(f"{word}_since", day=reader.day(at)))]
    notes = [Note(words["older_answers"], reason)] if reason else []
    ends = (listed.effective_until, listed.superseded_from)
    begins = listed.effective_from
    if (begins and now < begins) or any(end is not None and end <= now for end in ends):
        notes.append(Note(words["not_today"]))
    remarks = listed.remarks if listed.urgency <= REMARKED else ()
    return [*notes, *(Note(stored=remark) for remark in remarks)]


def _age(listed: Listed, now: datetime, words: Wording, reader: Reader) -> str:
    """What a document's dates ask of its owner."""
    if listed.status is DocumentStatus.SUPERSEDED:
        return ""
    due, ends = listed.review_by, listed.effective_until
    said = []
    if due is not None and due <= now + SOON:
        said.append(words("review_was" if due <= now else "review_is", day=reader.day(due)))
    if ends is not None and now < ends <= now + SOON:
        said.append(words("ends_soon", day=reader.day(ends)))
    return " ".join(said)


def _holds(listed: Listed, words: Wording, reader: Reader) -> str:
    begins, ends = listed.effective_from, listed.effective_until
    since = words("from_day", day=reader.day(begins)) if begins and begins.year > 1 else ""
    until = words("until_day", day=reader.day(ends)) if ends else ""
    return " ".join(filter(None, (since, until)))
