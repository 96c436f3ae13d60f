"""A department's admin tries a change out before anybody else sees it."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.journeys.conftest import PHONE, Visit
from tests.journeys.test_looks import violations

NEW_DRAFT = re.compile("Begin a draft.*Medical Information")
RENAL = "How is Qavoretin dosed when the kidneys do not work well?"


def test_a_draft_and_what_is_live_answer_side_by_side(visit: Visit) -> None:
    dana = visit("Dana Derungs")
    page = dana.page
    page.goto(f"{dana.url}/admin")
    page.get_by_role("button", name=NEW_DRAFT).click()
    page.get_by_role("link", name="Try it").click()
    page.get_by_label("Question").fill(RENAL)
    page.get_by_role("button", name="Ask both").click()

    expect(page.get_by_role("status")).to_have_text("Both have answered.")
    for side in ("Draft", "Live (version 1)"):
        answer = page.get_by_role("region", name=side)
        expect(answer).to_contain_text("15 mg")
        expect(answer.get_by_text("Passages (")).to_be_visible()
    assert dana.errors == dana.strays == dana.missing == []


def test_the_page_of_a_trial_has_no_violation_on_a_phone_in_the_dark(visit: Visit) -> None:
    dana = visit("Dana Derungs", viewport=PHONE, color_scheme="dark")
    page = dana.page
    page.goto(f"{dana.url}/admin")
    page.get_by_role("button", name=NEW_DRAFT).click()
    page.get_by_role("link", name="Try it").click()
    page.get_by_label("Question").fill("Who won the football world cup in 1954?")
    page.get_by_role("button", name="Ask both").click()
    expect(page.get_by_role("status")).to_have_text("Both have answered.")
    page.get_by_role("region", name="Draft").get_by_text("Prompt as sent").click()

    assert not violations(page), "\n" + "\n".join(violations(page))
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
