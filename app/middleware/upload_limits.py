"""Which addresses take whole documents; they ask who it is before they read what is sent."""

from __future__ import annotations

import re

from retrieval.sources.source_folder import MAX_DOCUMENT

# What the parts of a form add to its files.
_AROUND = 1_000_000
LARGEST_FILES = 3 * MAX_DOCUMENT
_FORMS = re.compile(r"/admin/knowledge/(?:sources/[^/]+/documents|documents/[^/]+/replace)")
_FILES = re.compile(r"/api/v1/admin/(?:sources/[^/]+/documents|documents/[^/]+)")


def larger_body(method: str, path: str) -> int | None:
    """How much an address takes; ``None`` where it takes no documents."""
    if method == "POST" and _FORMS.fullmatch(path):
        return LARGEST_FILES + _AROUND
    if method == "PUT" and _FILES.fullmatch(path):
        # One byte more tells that a document is too large, which is said in its own words.
        return MAX_DOCUMENT + _AROUND
    return None
