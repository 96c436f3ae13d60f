"""Emoji on pages."""

from __future__ import annotations

import json
import re

import pytest

from app.assets.release import PUBLIC, public
from app.pages.emoji import face


def test_one_that_is_drawn_is_a_picture_without_a_name() -> None:
    assert face("😡") == (
        f'<img class="face" src="{public("emoji/1f621.svg")}" alt="" width="20" height="20">'
    )


@pytest.mark.parametrize("emoji", ["🦄", "👍🏽", "x", ""])
def test_any_other_is_text(emoji: str) -> None:
    assert face(emoji) == f'<span aria-hidden="true">{emoji}</span>'


def test_markup_stays_text() -> None:
    assert "<b>" not in face("<b>")


def test_the_chat_knows_the_same_drawings() -> None:
    script = (PUBLIC / "chat" / "reactions.js").read_text("utf-8")
    listed = re.search(r"DRAWN = new Set\((\[.*?\])\)", script)

    assert listed is not None
    assert set(json.loads(listed[1])) == {path.stem for path in (PUBLIC / "emoji").glob("*.svg")}
