"""Every page shows the same ways, and each of them leads to a page that is there."""

from __future__ import annotations

import re

import pytest

from app.navigation import CHAT, CONSOLE, PLACES, SIGN_IN
from tests.app.api.conftest import Enter
from tests.app.pages.test_auditing import browser

PEOPLE = ("alice", "dana", "erik", "fatima", "grace", "hugo")
# Here the chat is not mounted.
PAGES = tuple(place.path for place in PLACES if place is not CHAT)


@pytest.mark.parametrize("name", PEOPLE)
async def test_people_find_the_pages_that_are_open_to_them_and_no_other(
    enter: Enter, name: str
) -> None:
    client = await browser(enter, f"{name}@cryodyne.example")
    found = ways((await client.get("/account")).text)

    answered = {path: (await client.get(path)).status_code for path in PAGES}

    # Whoever manages something else is led from there to it.
    manages = any(place.roles and place.path in found for place in PLACES)
    elsewhere = {CONSOLE.path: 303} if manages else {}
    assert answered == {path: 200 if path in found else elsewhere.get(path, 404) for path in PAGES}


async def test_every_page_shows_the_same_ways(enter: Enter) -> None:
    client = await browser(enter, "hugo@cryodyne.example")
    account = ways((await client.get("/account")).text)

    shown = {path: ways((await client.get(path)).text) for path in account if path in PAGES}

    assert shown == {path: account for path in account if path in PAGES}


async def test_a_page_says_where_in_the_list_it_stands(enter: Enter) -> None:
    client = await browser(enter, "grace@cryodyne.example")

    page = (await client.get("/admin/audit?person=x")).text

    assert re.findall(r'href="([^"]+)" aria-current="page"', page) == ["/admin/audit"]


async def test_whoever_is_not_signed_in_finds_the_sign_in_and_the_help(enter: Enter) -> None:
    assert ways((await enter("").get("/help")).text) == [SIGN_IN.path, "/help"]


@pytest.mark.parametrize(("language", "word"), [("de-CH", "Ausgaben"), ("fr", "Dépenses")])
async def test_the_ways_have_the_language_of_their_page(
    enter: Enter, language: str, word: str
) -> None:
    client = await browser(enter, "hugo@cryodyne.example")

    page = (await client.get("/help", headers={"Accept-Language": language})).text

    assert f'<a href="/admin/spending">{word}</a>' in page


def ways(page: str) -> list[str]:
    """Where the navigation of a page leads, in its order."""
    found = re.search(r'<nav class="places".*?</nav>', page, re.DOTALL)
    assert found is not None
    return re.findall(r'href="([^"]+)"', found[0])
