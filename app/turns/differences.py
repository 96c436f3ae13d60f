"""Why a replay finds other passages than the answer was made with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from retrieval.access import Access
from retrieval.documents import Document, DocumentStatus, DocumentStore
from retrieval.passages import Passage
from retrieval.viewing.standing import Standing, since


class Cause(StrEnum):
    """What makes a replay differ.

    ``document_unavailable`` is all that a person is told of a document that is not for them now:
    the same whether it was removed or is for others.
    """

    DOCUMENT_CHANGED = "document_changed"
    DOCUMENT_REPLACED = "document_replaced"
    DOCUMENT_EXPIRED = "document_expired"
    DOCUMENT_REMOVED = "document_removed"
    DOCUMENT_UNREADABLE = "document_unreadable"
    DOCUMENT_FOR_OTHERS = "document_for_others"
    DOCUMENT_UNAVAILABLE = "document_unavailable"
    DOCUMENT_NEW = "document_new"
    INDEX_REBUILT = "index_rebuilt"
    SEARCH_CHANGED = "search_changed"
    RANKING_CHANGED = "ranking_changed"
    RIGHTS_LOST = "rights_lost"
    CONFIGURATION_CHANGED = "configuration_changed"
    TEMPLATE_CHANGED = "template_changed"
    PROMPT_CHANGED = "prompt_changed"


@dataclass(frozen=True, slots=True)
class Difference:
    """One reason, in words; ``source`` and ``document`` where it is about a document."""

    cause: Cause
    text: str
    source: str | None = None
    document: str | None = None


Fingerprint = tuple[str, str, str, str, str, int | None]


def fingerprints(passages: Sequence[Passage]) -> list[Fingerprint]:
    """What must be the same of each passage, by rank: all of it that goes into a prompt."""
    return [
        (p.chunk_id, p.content_hash, p.document_version, p.title, p.section, p.page)
        for p in passages
    ]


def of_parameters(then: Mapping[str, object], now: Mapping[str, object]) -> Iterator[Difference]:
    """What is different about the way to search."""
    was, is_now = then.get("embedding"), now.get("embedding")
    if was != is_now:
        text = f"The index was rebuilt with another embedding model: {was} then, {is_now} now."
        yield Difference(Cause.INDEX_REBUILT, text)
    if (were := "words_alone" in then) != ("words_alone" in now):
        when = "was away then" if were else "is away now"
        text = f"What compares meanings {when}, so that search went by words alone."
        yield Difference(Cause.SEARCH_CHANGED, text)
        return
    names = sorted({*then, *now} - {"embedding"})
    if changed := [name for name in names if then.get(name) != now.get(name)]:
        text = f"The search works differently now: {', '.join(changed)} (see retrieval_parameters)."
        yield Difference(Cause.SEARCH_CHANGED, text)


async def of_passages(
    documents: DocumentStore,
    then: Sequence[Passage],
    now: Sequence[Passage],
    access: Access,
    *,
    names_all: bool,
) -> list[Difference]:
    """Why ``now`` is not ``then``; empty where both are the same.

    ``access`` decides what counts as readable; without ``names_all``, a document that it does not
    open is not named.
    """
    earlier, today = fingerprints(then), fingerprints(now)
    if earlier == today:
        return []
    at = datetime.now(UTC)
    lost = [p for p, mark in zip(then, earlier, strict=True) if mark not in today]
    kept = await documents.documents_of({p.chunk_id for p in lost})
    reasons: dict[Difference, None] = {}
    for passage in lost:
        document = await documents.document(passage.document_id)
        cut_anew = passage.chunk_id not in kept
        reason = _why(passage, document, access, at, names_all=names_all, cut_anew=cut_anew)
        if reason is not None:
            reasons[reason] = None
    known = {p.document_id for p in then}
    for passage in now:
        if passage.document_id not in known:
            place = f"{passage.source}/{passage.document}"
            text = f"{place} is found now and was not then."
            new = Difference(Cause.DOCUMENT_NEW, text, passage.source, passage.document)
            reasons[new] = None
    if not reasons:
        text = "The same documents give other passages, or the same in another order."
        reasons[Difference(Cause.RANKING_CHANGED, text)] = None
    return list(reasons)


_WORDS = {
    Cause.DOCUMENT_CHANGED: "{place} has changed since.",
    Cause.DOCUMENT_REPLACED: "{place} was replaced by a newer version.",
    Cause.DOCUMENT_EXPIRED: "{place} is no longer in effect.",
    Cause.DOCUMENT_REMOVED: "{place} was removed.",
    Cause.DOCUMENT_UNREADABLE: "{place} cannot be read any more.",
    Cause.DOCUMENT_FOR_OTHERS: "{place} is for other groups now.",
    Cause.INDEX_REBUILT: "{place} is the same, but its index was rebuilt: it was read or cut anew.",
}
_UNAVAILABLE = Difference(
    Cause.DOCUMENT_UNAVAILABLE,
    "A document that this answer was made with is no longer available to you.",
)
_ENDED = {
    Standing.REPLACED: Cause.DOCUMENT_REPLACED,
    Standing.EXPIRED: Cause.DOCUMENT_EXPIRED,
    Standing.CHANGED: Cause.DOCUMENT_CHANGED,
}


def _why(
    passage: Passage,
    document: Document | None,
    access: Access,
    at: datetime,
    *,
    names_all: bool,
    cut_anew: bool,
) -> Difference | None:
    """Why a passage is not found any more; ``None`` where only others are before it."""
    standing = since(document, passage.document_version, access, at).standing
    if standing is Standing.UNAVAILABLE:
        if not names_all:
            return _UNAVAILABLE
        cause = _barred(document)
    elif standing in _ENDED:
        cause = _ENDED[standing]
    elif cut_anew:
        cause = Cause.INDEX_REBUILT
    else:
        return None
    text = _WORDS[cause].format(place=f"{passage.source}/{passage.document}")
    return Difference(cause, text, passage.source, passage.document)


def _barred(document: Document | None) -> Cause:
    if document is None:
        return Cause.DOCUMENT_REMOVED
    if document.status in {DocumentStatus.FAILED, DocumentStatus.QUARANTINED}:
        return Cause.DOCUMENT_UNREADABLE
    return Cause.DOCUMENT_FOR_OTHERS
