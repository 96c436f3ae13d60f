"""What the pages of the console say, and what they call the fields of a configuration."""

from __future__ import annotations

from collections.abc import Mapping

from app.pages.admin.words import (
    checks_english,
    checks_french,
    checks_german,
    english,
    french,
    german,
)
from app.pages.admin.words.components import english as components_english
from app.pages.admin.words.components import french as components_french
from app.pages.admin.words.components import german as components_german
from app.pages.admin.words.drafts import english as drafts_english
from app.pages.admin.words.drafts import french as drafts_french
from app.pages.admin.words.drafts import german as drafts_german
from app.pages.admin.words.inbox import english as inbox_english
from app.pages.admin.words.inbox import french as inbox_french
from app.pages.admin.words.inbox import german as inbox_german
from app.pages.admin.words.knowledge import english as knowledge_english
from app.pages.admin.words.knowledge import french as knowledge_french
from app.pages.admin.words.knowledge import german as knowledge_german
from app.pages.admin.words.overview import english as overview_english
from app.pages.admin.words.overview import french as overview_french
from app.pages.admin.words.overview import german as overview_german
from app.pages.admin.words.uploads import english as uploads_english
from app.pages.admin.words.uploads import french as uploads_french
from app.pages.admin.words.uploads import german as uploads_german
from app.pages.words.wording import Section

WORDS: Section = {
    "en": english.WORDS
    | checks_english.WORDS
    | inbox_english.WORDS
    | overview_english.WORDS
    | knowledge_english.WORDS
    | drafts_english.WORDS
    | uploads_english.WORDS
    | components_english.WORDS,
    "de": german.WORDS
    | checks_german.WORDS
    | inbox_german.WORDS
    | overview_german.WORDS
    | knowledge_german.WORDS
    | drafts_german.WORDS
    | uploads_german.WORDS
    | components_german.WORDS,
    "fr": french.WORDS
    | checks_french.WORDS
    | inbox_french.WORDS
    | overview_french.WORDS
    | knowledge_french.WORDS
    | drafts_french.WORDS
    | uploads_french.WORDS
    | components_french.WORDS,
}
FIELDS: Mapping[str, Mapping[str, str]] = {
    "en": english.FIELDS,
    "de": german.FIELDS,
    "fr": french.FIELDS,
}
