"""What the page of all components says, in English."""

from __future__ import annotations

from app.pages.words.wording import Word

WORDS: dict[str, Word] = {
    "parts": "Components",
    "parts_intro": (
        "All that the pages around the chat are made of, with the colours of the chat. It follows "
        "your device into the dark."
    ),
    "parts_colours": "Colours",
    "parts_type": "Text",
    "parts_heading": "A heading",
    "parts_link": "a link",
    "parts_marked": "a marked passage",
    "parts_quoted": "a quoted one",
    "parts_aside": "What is said aside, smaller and quieter.",
    "parts_actions": "Actions",
    "parts_first": "The main action",
    "parts_second": "Another action",
    "parts_plain": "A quiet action",
    "parts_notices": "Notices",
    "parts_calm": "Something was done.",
    "parts_warning": "Something needs a person.",
    "parts_states": "States",
    "parts_neutral": "neutral",
    "parts_good": "good",
    "parts_bad": "needs attention",
    "parts_form": "Fields",
    "parts_line": "One line",
    "parts_lines": "Several lines",
    "parts_choose": "A choice",
    "parts_tick": "A tick",
    "parts_files": "Files",
    "parts_wrong": "What is wrong stands at its field.",
    "parts_table": "Table",
    "parts_name": "Name",
    "parts_number": "Number",
    "parts_facts": "Facts",
    "parts_sides": "Side by side",
    "parts_progress": "Progress",
    "parts_list": "List",
    "parts_more": "More of it",
    "parts_empty": "Nothing is here yet",
    "parts_empty_hint": "An empty place says what to do first.",
}
