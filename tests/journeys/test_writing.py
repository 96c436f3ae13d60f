"""A department admin writes on a draft: it is saved as they type, and never over another text."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import PHONE, Visit
from tests.journeys.test_looks import violations
from tests.journeys.visitor import Visitor

NEW_DRAFT = re.compile("Begin a draft.*Medical Information")
SAVED = re.compile(r"^Saved \d")


def begun(dana: Visitor) -> Page:
    page = dana.page
    page.get_by_role("button", name=NEW_DRAFT).click()
    expect(page.locator("#editor")).to_be_visible()
    return page


def said(page: Page) -> Locator:
    return page.locator("#save-said")


def welcome(page: Page) -> Locator:
    return page.locator("#f-welcome")


def test_what_is_typed_is_saved_and_asked_for_as_it_stands(visit: Visit) -> None:
    dana = visit("Dana Derungs", path="/admin")
    page = begun(dana)
    prompt = page.locator("#f-prompt")

    prompt.press("Control+End")
    prompt.press_sequentially(" Ask {{ownr}}, {{next")
    expect(page.locator("#choices [role=option]")).to_have_text(re.compile("^next_step"))
    prompt.press("Enter")
    expect(prompt).to_have_value(re.compile(r"Ask \{\{ownr\}\}, \{\{next_step\}\}$"))
    expect(page.locator("#live-variables")).to_contain_text("There is no variable {{ownr}}.")
    expect(said(page)).to_have_text(SAVED)
    assert not violations(page), "\n" + "\n".join(violations(page))

    prompt.press("Control+A")
    prompt.press_sequentially("Be brief. ")
    page.get_by_role("button", name="{{owner}}").click()
    expect(prompt).to_have_value("Be brief. {{owner}}")
    page.get_by_label("What is the change for?").fill("Shorter.")
    page.get_by_role("button", name="Ask for a review").dblclick()

    expect(page.get_by_role("heading", name="Review:")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("Be brief. {{owner}}")
    page.get_by_role("button", name="Withdraw the review").click()
    assert dana.errors == dana.strays == dana.missing == []


def test_a_text_survives_a_lost_network_and_a_reload(visit: Visit) -> None:
    dana = visit("Dana Derungs", path="/admin")
    page = begun(dana)
    page.on("dialog", lambda dialog: dialog.accept())
    page.route("**/typed", lambda route: route.abort())
    welcome(page).fill("Written in a tunnel.")
    expect(said(page)).to_contain_text("Not saved: there is no connection.")

    page.reload()
    expect(welcome(page)).to_have_value("Written in a tunnel.")
    page.unroute("**/typed")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(said(page)).to_have_text(SAVED)

    page.reload()
    expect(welcome(page)).to_have_value("Written in a tunnel.")
    expect(said(page)).to_be_empty()
    assert dana.errors == dana.strays == dana.missing == []


def test_two_who_write_see_each_others_saves_and_overwrite_nothing_silently(visit: Visit) -> None:
    here = visit("Dana Derungs", viewport=PHONE, color_scheme="dark", path="/admin")
    page = begun(here)
    there = visit("Dana Derungs", path=urlsplit(page.url).path)
    welcome(there.page).fill("Theirs.")
    expect(said(there.page)).to_have_text(SAVED)

    welcome(page).fill("Mine.")
    newer = page.locator("#newer")
    expect(newer).to_contain_text("dana@cryodyne.example saved a newer text at")
    newer.get_by_role("button", name="Look at it").click()
    beside = page.get_by_role("region", name="What is saved, beside your text")
    expect(beside).to_contain_text("Theirs.")
    assert not violations(page), "\n" + "\n".join(violations(page))
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    newer.get_by_role("button", name="Save mine over it").click()
    expect(said(page)).to_have_text(SAVED)

    newer = there.page.locator("#newer")
    expect(newer).to_contain_text("saved a newer text at")
    newer.get_by_role("button", name="Take it").click()
    expect(welcome(there.page)).to_have_value("Mine.")
    assert here.errors == there.errors == here.missing == there.missing == []
