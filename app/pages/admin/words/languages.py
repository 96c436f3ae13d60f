"""What the pages of the console say, and what they call the fields of a configuration."""

from __future__ import annotations

from collections.abc import Mapping

from app.pages.admin.words import english, french, german
from app.pages.words.wording import Section

WORDS: Section = {
    "en": english.WORDS,
    "de": german.WORDS,
    "fr": french.WORDS,
}
FIELDS: Mapping[str, Mapping[str, str]] = {
    "en": english.FIELDS,
    "de": german.FIELDS,
    "fr": french.FIELDS,
}
