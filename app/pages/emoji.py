"""Emoji on pages: a drawing of ours where there is one, so that they look alike everywhere."""

from __future__ import annotations

from markupsafe import Markup

from app.assets.release import public, public_files


def face(emoji: str) -> Markup:
    """An emoji beside its label, which says the same to whoever does not see it."""
    path = f"emoji/{ord(emoji):x}.svg" if len(emoji) == 1 else ""
    if path in public_files():
        return Markup('<img class="face" src="{}" alt="" width="20" height="20">').format(
            public(path)
        )
    return Markup('<span aria-hidden="true">{}</span>').format(emoji)
