"""``python -m app.reference`` writes the pages of reference again."""

from __future__ import annotations

from app.reference.pages import write_pages

write_pages()
