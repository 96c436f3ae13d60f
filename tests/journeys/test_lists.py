"""People read lists as tables, are greeted, and are led to the assistant that knows."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import PHONE, Visit
from tests.journeys.test_looks import violations

REGISTRATIONS = "Show every registration of Nuxaprant with its licence and renewal date."


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_rows_are_a_table_that_fits_a_phone(visit: Visit, scheme: str) -> None:
    chris = visit("Chris Caduff", viewport=PHONE, color_scheme=scheme)
    chris.page.locator("#chat-profiles").click()
    chris.page.get_by_role("option", name="Regulatory").click()
    expect(chris.page.locator("#chat-profiles")).to_contain_text("Regulatory")

    chris.ask(REGISTRATIONS)

    table = chris.page.locator(".ai-message table")
    expect(table.locator("tbody tr")).to_have_count(4)
    expect(table).to_contain_text("NDA 216-051")
    expect(chris.citations()).to_have_count(1)
    assert chris.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert not violations(chris.page), "\n" + "\n".join(violations(chris.page))


def test_a_greeting_is_no_search_and_no_refusal(stay: Visit) -> None:
    ben = stay("Ben Baumann")

    footer = ben.ask("Hello!")

    expect(ben.page.locator(".ai-message").last).to_contain_text("I am the assistant of")
    expect(ben.page.get_by_text("Found nothing")).to_have_count(0)
    expect(ben.page.locator(".almanac-no")).to_have_count(0)
    expect(footer.locator(".almanac-sources")).to_have_count(0)
    ben.page.reload()
    expect(ben.page.locator(".ai-message").last).to_contain_text("I am the assistant of")
    expect(ben.page.get_by_text("Found nothing")).to_have_count(0)


def test_a_question_for_another_assistant_leads_there_with_the_question(stay: Visit) -> None:
    ben = stay("Ben Baumann")
    question = "How do I reset a forgotten password?"
    ben.ask(question)
    link = ben.page.get_by_role("link", name="Ask Information Technology")

    ben.page.goto(f"{ben.url}{link.get_attribute('href')}")

    expect(ben.page.locator("#chat-profiles")).to_contain_text("Information Technology")
    expect(ben.page.locator("#chat-input")).to_have_value(question)
    ben.page.locator("#chat-submit").click()
    expect(ben.page.locator(".ai-message").last).to_contain_text("reset.cryodyne.example")
