"""What the pages say on which documents are changed, in English."""

from __future__ import annotations

from app.pages.words.wording import Word

WORDS: dict[str, Word] = {
    "doc_added": "new document",
    "doc_replaced": "new version",
    "doc_withdrawn": "withdrawal",
    "doc_restored": "earlier version back",
    "doc_open_source": "Documents and uploads",
    "doc_not_here": "Its documents are not changed here",
    "doc_upload": "Upload documents",
    "doc_drop": "Choose files, or drop them here",
    "doc_drop_one": "Choose a file, or drop it here",
    "doc_limits": (
        "At most {files} files at once, each of at most {each} MB, together {all} MB. Their "
        "content tells what they are. A file that cannot be read, is protected by a password, is "
        "empty or unpacks to too much is refused with the reason; the others are taken."
    ),
    "doc_limit_one": "One file of at most {each} MB, of the same type as the document.",
    "doc_formats": "These are read: {names}.",
    "doc_folder": "Folder in the source",
    "doc_folder_hint": (
        "Empty for its first level. The rules of source.yaml say who reads it there."
    ),
    "doc_why": "What changes, and why",
    "doc_why_optional": "What changes, and why (if there is something to say)",
    "doc_alone": "It answers as soon as it has been read.",
    "doc_two": (
        "This source takes two people: another person with the approver’s role looks at it first. "
        "Until then nothing changes."
    ),
    "doc_send": "Upload",
    "doc_taken": "Taken",
    "doc_refused": "Refused, and nothing of it was kept",
    "doc_too_large_here": "This is more than is taken at once.",
    "doc_reading": "The source is being read",
    "doc_waits_for_reading": "The source is read as soon as the ingestion under way has ended.",
    "doc_changes": "Changes",
    "doc_no_changes": "Nothing was changed here yet.",
    "doc_what": "What",
    "doc_who": "Who",
    "doc_state_proposed": "waits for another person",
    "doc_state_accepted": "is being put in its place",
    "doc_state_answers": "answers",
    "doc_state_read": "is read next",
    "doc_state_earlier": "replaced since",
    "doc_state_gone": "gone from all answers",
    "doc_state_unread": "could not be read",
    "doc_state_failed": "not done",
    "doc_state_returned": "returned",
    "doc_state_taken back": "taken back",
    "doc_proposed_by": "proposed by",
    "doc_changed_by": "by",
    "doc_to_source": "Documents of this source",
    "doc_to_document": "Open the document’s page",
    "doc_compared": "Before and after",
    "doc_before": "Before",
    "doc_after": "After",
    "doc_nothing_before": "nothing",
    "doc_size": "Size",
    "doc_megabytes": "{mb} MB",
    "doc_kilobytes": "{n} kB",
    "doc_pages": "Pages",
    "doc_date": "Date",
    "doc_hash": "SHA-256",
    "doc_chunks": "Chunks",
    "doc_readers": "Readers",
    "doc_text": "What changes in the text",
    "doc_text_same": "The parser reads the same text from both.",
    "doc_unread": (
        "What lies there now has not been read yet, so nothing can be compared. Open this page "
        "again after the next ingestion."
    ),
    "doc_open_live": "Open what answers now",
    "doc_withdrawn_text": "What was withdrawn",
    "doc_same": {"one": "{n} line stays as it is", "other": "{n} lines stay as they are"},
    "doc_new": {"one": "{n} line is new or different", "other": "{n} lines are new or different"},
    "doc_lost": {"one": "{n} line falls away", "other": "{n} lines fall away"},
    "doc_more": {
        "one": "{n} more line differs and is not shown. Read the whole file before you decide.",
        "other": "{n} more lines differ and are not shown. Read the whole file before you decide.",
    },
    "doc_preview": "As the assistant will see it",
    "doc_preview_intro": "The parser made these pieces of the file that waits.",
    "doc_preview_gone": "The file that waits is gone or cannot be read. Return the change.",
    "doc_preview_waits": "It has no text of its own; what stands on its pictures is read later.",
    "doc_decide": "Decide",
    "doc_approve": "Approve, so that it answers",
    "doc_approve_hint": "Exactly the file shown here takes the place of what is there.",
    "doc_return": "Return it",
    "doc_return_why": "Why does it go back?",
    "doc_take_back": "Take the proposal back",
    "doc_own": "You proposed this, so another person has to approve it.",
    "doc_waits": "An approver of the department decides on it.",
    "doc_bring_back": "Bring back what was there before",
    "doc_bring_back_hint": "The earlier file was kept in the source’s folder.",
    "doc_erased": "The earlier file was erased from the source’s folder, so it cannot come back.",
    "doc_replace": "Replace by a new version",
    "doc_replace_do": "Send the new version",
    "doc_withdraw": "Withdraw the document",
    "doc_withdraw_hint": (
        "It is gone from the next answer on, for everybody and in every assistant. That takes one "
        "person, and the file is kept, so that it can come back."
    ),
    "doc_withdraw_why": "Why is it withdrawn?",
    "doc_withdraw_do": "Withdraw it now",
    "doc_change_it": "Change this document",
    "doc_attached": ("It is attached to a message. Replace or withdraw the message."),
    "doc_earlier": "Previous",
    "doc_later": "Next",
    "doc_others": "Other changes of this document",
    "doc_history": "Earlier changes",
}
