"""The pages and the chat have one set of colours, light and dark."""

from __future__ import annotations

import json
import re

import pytest

from app.pages.admin.components import COLOURS
from app.settings import ROOT

# What the pages call a colour, and what Chainlit's theme calls it.
OF_THE_THEME = {
    "ground": "background",
    "card": "card",
    "text": "foreground",
    "quiet": "muted-foreground",
    "line": "border",
    "accent": "primary",
    "on-accent": "primary-foreground",
    "tint": "accent",
}
# And what our own style of the chat calls those that the theme has not.
OF_THE_CHAT = {
    "mark": "mark",
    "on-mark": "mark-text",
    "quoted": "quoted",
    "on-quoted": "quoted-text",
    "warm": "warm",
    "warm-edge": "warm-edge",
}


def _colours(file: str, block: str, prefix: str) -> dict[str, str]:
    text = (ROOT / "public" / file).read_text("utf-8")
    found = re.search(rf"{re.escape(block)} \{{(.*?)\}}", text, re.DOTALL)
    assert found is not None
    return dict(re.findall(rf"--{prefix}([a-z-]+): ([^;]+);", found[1]))


@pytest.mark.parametrize(
    ("mode", "of_pages", "of_chat"),
    [
        ("light", ":root", ":root"),
        ("dark", "@media (prefers-color-scheme: dark) {\n  :root", ".dark"),
    ],
)
def test_the_pages_have_the_colours_of_the_chat(mode: str, of_pages: str, of_chat: str) -> None:
    theme = json.loads((ROOT / "public" / "theme.json").read_text("utf-8"))["variables"][mode]
    chat = _colours("almanac.css", of_chat, "almanac-")

    pages = _colours("pages/pages.css", of_pages, "")

    wanted = {name: f"hsl({theme[f'--{other}']})" for name, other in OF_THE_THEME.items()}
    wanted |= {name: chat[other] for name, other in OF_THE_CHAT.items()}
    assert pages == wanted


def test_the_page_of_components_shows_every_colour() -> None:
    style = (ROOT / "public" / "pages" / "components.css").read_text("utf-8")

    assert set(COLOURS) == {*OF_THE_THEME, *OF_THE_CHAT}
    assert set(re.findall(r"\.colour\.is-([a-z-]+) ", style)) == set(COLOURS)
