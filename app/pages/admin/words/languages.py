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

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": english.WORDS | checks_english.WORDS,
    "de": german.WORDS | checks_german.WORDS,
    "fr": french.WORDS | checks_french.WORDS,
}
FIELDS: Mapping[str, Mapping[str, str]] = {
    "en": english.FIELDS,
    "de": german.FIELDS,
    "fr": french.FIELDS,
}
