"""What a person said about an answer, and the document they suggested as it stands for them now."""

from __future__ import annotations

from typing import Any

from feedback.reactions import Reaction
from retrieval.access import Access
from retrieval.documents import Document, DocumentStatus, DocumentStore, document_id


async def suggested(
    documents: DocumentStore, access: Access, reaction: Reaction
) -> Document | None:
    """The suggested document; ``None`` where there is none that the person may read now."""
    source, path = reaction.suggested_source, reaction.suggested_document
    if source is None or path is None:
        return None
    document = await documents.document(document_id(source, path))
    return document if document is not None and is_open_to(document, access) else None


def said(reaction: Reaction, document: Document | None) -> dict[str, Any]:
    """A reaction as its person sees it; ``document`` is what `suggested` gives for it."""
    return {
        "emoji": reaction.emoji,
        "score": reaction.score,
        "reasons": list(reaction.reasons),
        "comment": reaction.comment,
        "suggested_answer": reaction.suggested_answer or "",
        "suggested_source": document.source if document else None,
        "suggested_document": document.path if document else None,
        "suggested_title": document.title if document else None,
        "suggested_unavailable": reaction.suggested_document is not None and document is None,
    }


def is_open_to(document: Document, access: Access) -> bool:
    """Tell whether a person may open the document, whether or not it holds today."""
    unread = {DocumentStatus.FAILED, DocumentStatus.QUARANTINED}
    return access.may_read(document.groups) and document.status not in unread
