"""What people are told about an answer, and taking a conversation along."""

from __future__ import annotations

import json
import re
from pathlib import Path

from playwright.sync_api import Locator, expect

from tests.journeys.conftest import PHONE, Visit
from tests.journeys.test_looks import violations
from tests.journeys.visitor import Visitor

RENAL = "How is Qavoretin dosed when the kidneys do not work well?"
NOBODY_KNOWS = "Who won the football world cup in 1954?"


def test_an_answer_tells_how_it_was_made_and_leads_to_its_passages_and_back(stay: Visit) -> None:
    alice = stay("Alice Amsler")
    alice.ask(RENAL)
    button = about(alice.ask("And in hepatic impairment?"))
    turn = button.locator("xpath=ancestor::section").get_attribute("data-turn")

    button.press("Enter")
    panel = alice.panel()

    expect(panel).to_contain_text("Medical Information, configuration 1")
    expect(panel).to_contain_text(
        re.compile(r"Understood as\s*And in hepatic impairment.*Qavoretin")
    )
    expect(panel).to_contain_text("it quotes the documents word for word (extractive)")
    expect(panel.get_by_text("cited as 1")).to_have_count(1)
    expect(panel.locator("code")).to_have_text(str(turn))
    assert "How to answer:" not in panel.inner_text()
    panel.get_by_role("button", name="Open the passage: Qavoretin").first.click()
    expect(panel.locator("img.almanac-page")).to_be_visible()
    panel.get_by_role("button", name="Back to the answer").click()
    expect(panel.get_by_text("cited as 1")).to_be_visible()
    alice.page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    expect(button).to_be_focused()


def test_what_is_told_is_written_for_people(visit: Visit) -> None:
    alice = visit("Alice Amsler", locale="de-CH", timezone_id="Europe/Zurich")
    footer = alice.ask(RENAL)
    alice.page.reload()

    footer.locator(".almanac-about").click()

    facts = alice.panel().locator("dl").first
    expect(facts).to_contain_text(re.compile(r"Wie sicher\s*\D+\(\d{1,3}\s?%\)"))
    expect(facts).to_contain_text(re.compile(r"Gefragt\s*\d{1,2}\. \w+ 20\d\d um \d\d:\d\d(?!:)"))
    assert "" not in [value.strip() for value in facts.locator("dd").all_inner_texts()]
    assert not re.search(r"[0-9a-f]{32}", alice.panel().inner_text())
    alice.panel().get_by_text("Technische Einzelheiten").click()
    expect(alice.panel().get_by_text(re.compile(r"^[0-9a-f]{12}…$"))).to_have_count(2)


def test_a_no_tells_why_on_a_phone_has_no_violation_and_keeps_the_tab_key(visit: Visit) -> None:
    alice = visit("Alice Amsler", viewport=PHONE, color_scheme="dark")

    about(alice.ask(NOBODY_KNOWS)).click()

    expect(alice.panel()).to_contain_text("No answer: it is not in these documents")
    expect(alice.panel()).to_contain_text("Nobody: no language model was asked")
    assert not violations(alice.page), "\n" + "\n".join(violations(alice.page))
    assert alice.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    first, last = (
        alice.panel().get_by_role("button", name="Close"),
        alice.panel().locator("summary"),
    )
    first.focus()
    alice.page.keyboard.press("Shift+Tab")
    expect(last.last).to_be_focused()
    alice.page.keyboard.press("Tab")
    expect(first).to_be_focused()
    link = alice.panel().get_by_role("link", name="To read (Markdown)")
    assert NOBODY_KNOWS in downloaded(alice, link).read_text("utf-8")


def test_a_conversation_is_taken_along_as_markdown_and_as_json(stay: Visit) -> None:
    alice = stay("Alice Amsler")
    alice.ask(RENAL).get_by_role("button", name="Good", exact=True).click()
    expect(alice.page.get_by_text("Your reaction is stored")).to_be_visible()
    button = alice.page.get_by_role("button", name="Download this conversation")

    button.press("Enter")
    expect(alice.page.get_by_role("link", name="To read (Markdown)")).to_be_focused()
    assert not violations(alice.page), "\n" + "\n".join(violations(alice.page))
    alice.page.keyboard.press("Escape")
    expect(button).to_be_focused()
    button.click()
    text = downloaded(alice, alice.page.get_by_role("link", name="To read (Markdown)"))
    button.click()
    data = downloaded(alice, alice.page.get_by_role("link", name="For programs (JSON)"))

    assert f"> {RENAL}" in text.read_text("utf-8")
    assert "**Reaction:** 🙂 Good" in text.read_text("utf-8")
    assert json.loads(data.read_text("utf-8"))["turns"][0]["citations"][0]["page"] == 1
    alice.begin_anew()
    expect(button).to_have_count(0)


def about(footer: Locator) -> Locator:
    """The control below an answer."""
    return footer.get_by_role("button", name="About this answer")


def downloaded(visitor: Visitor, link: Locator) -> Path:
    """What a link gives to keep."""
    with visitor.page.expect_download() as download:
        link.click()
    return Path(download.value.path())
