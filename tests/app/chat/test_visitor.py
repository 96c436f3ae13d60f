"""The page's own words are in the language that its browser asks for."""

from __future__ import annotations

import pytest

from app.chat.visitor import accepted_by, page_language


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("de-CH,de;q=0.9,en;q=0.8", "de"),
        ("fr", "fr"),
        ("sv, en;q=0.5", "en"),
        ("sv", "en"),
        ("", "de-CH"),
    ],
)
def test_the_language_is_that_of_the_browser_else_that_of_the_assistant(
    accepted: str, language: str
) -> None:
    environ = {"HTTP_ACCEPT_LANGUAGE": accepted}

    assert page_language("de-CH", accepted_by(environ)) == language
