"""The document that a person suggested for an answer, as it stands for them now."""

from __future__ import annotations

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


def is_open_to(document: Document, access: Access) -> bool:
    """Tell whether a person may open the document, whether or not it holds today."""
    unread = {DocumentStatus.FAILED, DocumentStatus.QUARANTINED}
    return access.may_read(document.groups) and document.status not in unread
