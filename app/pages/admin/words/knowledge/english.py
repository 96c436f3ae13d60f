"""What the pages of the console that look into the documents say in English."""

from __future__ import annotations

from app.pages.words.wording import Word

WORDS: dict[str, Word] = {
    "to_knowledge": "Knowledge",
    "search_test": "Try the search",
    "search_intro": (
        "What the live assistant finds for a question, as it stands, with the rights of a role. No "
        "model writes; a question that finds too little is not tried in other words, as the "
        "assistant does where it has a model for that. It is recorded that you tried."
    ),
    "search_do": "Search",
    "search_verdict": "What follows from it",
    "search_answers": "An answer is tried",
    "search_needed": "an answer is tried from {needed} on",
    "search_nothing": "Nothing was found.",
    "why_enough": "There is enough evidence: the passages are quoted.",
    "why_read": (
        "There is enough evidence for a model to read the passages. It may still say that they do "
        "not answer."
    ),
    "why_not_searched": (
        "This is answered without a search: it is small talk, or it does not say what it is about."
    ),
    "why_nothing": "No document that this role may read holds anything like it.",
    "why_missed": (
        "The best passages lack a name, a number or an identifier of the question, so they are "
        "about something else."
    ),
    "why_unmet": (
        "The question asks for a property, or is narrowed to people, a place, a circumstance or a "
        "unit, of which none of the three best passages speaks."
    ),
    "why_far": "What was found is too far from what was asked.",
    "why_not_indexed": "A source is not up to date, so that the answer may only be missing:",
    "why_not_permitted": (
        "Documents that this role may not read would answer, and the department lets people know."
    ),
    "sign_cosine": "Nearest passage, by meaning",
    "sign_margin": "{by} nearer than the next ones",
    "sign_away": "unknown: the model that embeds is away, and words were searched alone",
    "sign_covered": "Words of the question in the three best",
    "sign_translated": "in another language than the documents",
    "sign_missed": "A name, number or identifier is missing",
    "sign_unmet": "Asks for what they do not speak of",
    "ledger": "In the ledger",
    "document_source": "Source",
    "document_owner": "Owner",
    "document_path": "Path",
    "document_version": "Version",
    "document_read": "Read on",
    "document_effect": "In effect",
    "document_review": "Review by",
    "document_pages": "Pages",
    "document_readers": "Readers",
    "document_chunks": "Chunks",
    "document_cited": "Last cited",
    "document_replaced_by": "Replaced by",
    "document_how": "Read and cut as",
    "document_open": "Open the document",
    "chunks": "Chunks, as the assistant sees them",
    "chunks_intro": (
        "The document is cut into these pieces. A search compares the question with each of them, "
        "and an answer is made of those that fit best."
    ),
    "chunks_none": "It has no chunks, so nothing of it answers.",
    "chunks_range": "{first} to {last} of {count}",
    "chunk": "Chunk",
    "chunk_confidence": "read by machine, {share} % sure",
    "chunk_cut": "Only the beginning is shown.",
    "asked_in_vain": "Questions without an answer",
    "unanswered_intro": (
        "What people asked in the last 90 days and got a “no” to; questions that are alike stand "
        "together, without anybody’s name. A group closes by itself while its check passes with "
        "what is live, and is open again once somebody asks such a question in vain. That you "
        "looked is recorded."
    ),
    "unanswered_size": {"one": "asked once", "other": "asked {n} times"},
    "unanswered_newest": "last on",
    "unanswered_also": "Also asked as:",
    "unanswered_passed": "passed on",
    "unanswered_again": "passed, but the question was asked in vain again since",
    "unanswered_not_yet": "has not passed yet with what is live",
    "unanswered_waiting": {
        "one": "{n} question is still being compared with the others.",
        "other": "{n} questions are still being compared with the others.",
    },
    "unanswered_more": {
        "one": "{n} smaller group is not shown.",
        "other": "{n} smaller groups are not shown.",
    },
    "unanswered_part": "Only the newest 500 of these questions were looked at.",
    "unanswered_none": "No open question",
    "unanswered_none_hint": (
        "Nobody got a “no” in the last 90 days, or all of it is answered by now."
    ),
    "unanswered_closed": "Closed, for their checks pass",
    "ingestion": "Bring sources up to date",
    "ingestion_intro": (
        "Reads what is new or changed. People go on asking meanwhile: until a new version is "
        "complete the old one answers."
    ),
    "ingestion_all": "All sources",
    "ingestion_do": "Begin",
    "ingestion_last": "The last one that was begun here",
    "ingestion_broke": "It broke off on our side. Your support finds out why by the reference",
    "ingestion_look": "Needs a look",
    "ingestion_good": "Up to date",
    "ingestion_disagrees": (
        "Source, database and indexes do not agree. The log and almanac ingest say where."
    ),
    "ingestion_troubled": "Documents that need a look",
    "ingested_seen": "in the source",
    "ingested_live": "read now",
    "ingested_moved": "moved",
    "ingested_unchanged": "unchanged",
    "ingested_expired": "expired",
    "ingested_superseded": "replaced",
    "ingested_failed": "failed",
    "ingested_quarantined": "quarantined",
    "ingested_removed": "removed",
    "ingested_chunks": "chunks",
}
