"""A poor answer, from the person who says so to the admin, and back to the person."""

from __future__ import annotations

import os
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Visit
from tests.journeys.test_looks import SCHEMES, in_both_schemes

QUESTION = "What is the usual dose of Qavoretin?"
# Where to put pictures of the pages, for whoever wants to look at them.
_PICTURES = os.environ.get("PICTURES")


def test_whoever_reacted_reads_what_became_of_it(visit: Visit) -> None:
    alice = visit("Alice Amsler")
    footer = alice.ask(QUESTION)
    footer.get_by_role("button", name="Poor", exact=True).click()
    expect(footer.get_by_role("button", name="Send", exact=True)).to_be_visible()

    dana = visit("Dana Derungs", path="/admin/inbox")
    dana.page.get_by_role("link", name=QUESTION).first.click()
    dana.page.get_by_label("Why did the answer not help?").select_option("outdated")
    dana.page.get_by_role("button", name="Keep", exact=True).click()
    expect(dana.page.get_by_text("dana@cryodyne.example classed it")).to_be_visible()
    dana.page.get_by_label("What became of it?").select_option("mended")
    dana.page.get_by_label("In your words, for whoever reacted").fill("The table is new.")
    dana.page.get_by_role("button", name="Close", exact=True).click()
    expect(dana.page.get_by_text("Closed: It is mended")).to_be_visible()

    alice.page.goto(f"{alice.url}/account")
    expect(alice.page.get_by_text("The table is new.")).to_be_visible()
    looks(alice.page, "account")


def looks(page: Page, name: str) -> None:
    """No violation in the light or in the dark, and nothing beside the page."""
    if _PICTURES:
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            page.screenshot(path=Path(_PICTURES) / f"{name}-{scheme}.png", full_page=True)
    assert not in_both_schemes(page), "\n" + "\n".join(in_both_schemes(page))
    width = page.viewport_size
    assert width is not None
    assert page.evaluate("document.documentElement.scrollWidth") <= width["width"]
