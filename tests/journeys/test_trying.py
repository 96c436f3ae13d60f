"""A department's admin tries a change out before anybody else sees it."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE, Visit
from tests.journeys.contexts import DESK
from tests.journeys.test_looks import violations

NEW_DRAFT = re.compile("Begin a draft.*Medical Information")
# What people write may be one long word.
ONE_WORD = "Donaudampfschifffahrtsgesellschaftskapitän" * 5
RENAL = "How is Qavoretin dosed when the kidneys do not work well?"


def try_it(page: Page) -> None:
    """Follow the link, which first has the newest text saved, and wait for all of the page."""
    page.get_by_role("link", name="Try it").click()
    page.wait_for_url("**/try")


def test_a_draft_and_what_is_live_answer_side_by_side(visit: Visit) -> None:
    dana = visit("Dana Derungs", path="/admin")
    page = dana.page
    page.get_by_role("button", name=NEW_DRAFT).click()
    try_it(page)
    page.get_by_label("Question").fill(RENAL)
    page.get_by_role("button", name="Ask both").press("Enter")

    expect(page.get_by_role("status")).to_have_text("Both have answered.")
    expect(page.get_by_role("button", name="Ask both")).to_be_focused()
    for side in ("Draft", "Live (version 1)"):
        answer = page.get_by_role("region", name=side)
        expect(answer).to_contain_text("15 mg")
        expect(answer.get_by_text("Passages (")).to_be_visible()
    assert dana.errors == dana.strays == dana.missing == []


def test_the_page_of_a_trial_has_no_violation_on_a_phone_in_the_dark(visit: Visit) -> None:
    dana = visit("Dana Derungs", viewport=PHONE, color_scheme="dark", path="/admin")
    page = dana.page
    page.get_by_role("button", name=NEW_DRAFT).click()
    try_it(page)
    page.get_by_label("Question").fill("Who won the football world cup in 1954?")
    page.get_by_role("button", name="Ask both").click()
    expect(page.get_by_role("status")).to_have_text("Both have answered.")
    draft = page.get_by_role("region", name="Draft")
    draft.locator("summary").first.click()
    expect(draft.get_by_text("No prompt was sent")).to_be_visible()

    assert not violations(page), "\n" + "\n".join(violations(page))
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_a_kept_question_runs_against_a_change(visit: Visit) -> None:
    dana = visit("Dana Derungs", path="/admin")
    page = dana.page
    page.get_by_role("button", name=NEW_DRAFT).click()
    draft = page.url
    try_it(page)
    page.get_by_label("Question").fill(RENAL)
    page.get_by_role("button", name="Ask both").click()
    draft_side = page.get_by_role("region", name="Draft")
    expect(draft_side.get_by_text("the prompt is not used")).to_be_visible()
    draft_side.get_by_role("button", name="Keep as a check").click()
    expect(page.get_by_label("Must cite")).not_to_be_empty()
    assert not violations(page), "\n" + "\n".join(violations(page))
    page.get_by_role("link", name="Checks", exact=True).click()
    page.get_by_label("Question").fill(ONE_WORD)
    page.get_by_label("Must say").fill(ONE_WORD)
    page.get_by_role("button", name="Keep").click()
    page.get_by_role("link", name="Checks", exact=True).click()
    expect(page.get_by_role("link", name=RENAL)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= DESK["width"]
    assert not violations(page), "\n" + "\n".join(violations(page))

    page.goto(draft)
    page.get_by_role("main").get_by_role("link", name="Checks").click()
    assert not violations(page), "\n" + "\n".join(violations(page))
    page.get_by_role("button", name="Run the checks").click()

    expect(page.get_by_role("heading", name="All checks together: no difference")).to_be_visible()
    page.set_viewport_size(PHONE)
    page.emulate_media(color_scheme="dark")
    assert not violations(page), "\n" + "\n".join(violations(page))
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert dana.errors == dana.strays == []
