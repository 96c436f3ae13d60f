"""Asking in the browser: the answer, its sources beside the chat, Stop."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.journeys.conftest import PHONE, Visit, hold
from tests.journeys.contexts import DESK
from tests.journeys.test_looks import violations
from tests.servers.model_server import ModelServer
from tests.servers.product import Product

RENAL = "How is Qavoretin dosed when the kidneys do not work well?"


def test_a_question_is_answered_with_what_was_searched_and_where_it_stands(stay: Visit) -> None:
    alice = stay("Alice Amsler")

    footer = alice.ask(RENAL)

    expect(
        alice.page.get_by_text(re.compile(r"Found \d+ passages? in \d+ documents?"))
    ).to_be_visible()
    expect(alice.page.locator(".ai-message", has_text="eGFR").last).to_be_visible()
    expect(alice.citations().first).to_have_text("1")
    expect(footer.get_by_role("button", name="Open source 1")).to_be_visible()
    expect(footer.get_by_text("word for word; no language model wrote them")).to_be_visible()
    # Of Chainlit's own thumbs nothing is left.
    expect(alice.page.locator("button[class*='feedback']:visible")).to_have_count(0)
    assert alice.strays == []
    assert alice.errors == []


def test_a_citation_opens_the_page_of_the_pdf_and_escape_gives_the_focus_back(stay: Visit) -> None:
    alice = stay("Alice Amsler")
    alice.ask(RENAL)
    marker = alice.citations().first
    marker.focus()

    alice.page.keyboard.press("Enter")

    panel = alice.panel()
    expect(panel).to_be_focused()
    expect(
        panel.get_by_role("heading", name="Qavoretin prescribing summary", level=3)
    ).to_be_visible()
    image = panel.locator("img.almanac-page")
    expect(image).to_be_visible()
    width = image.evaluate("image => image.decode().then(() => image.naturalWidth)")
    assert width >= 800
    assert _marked_share(image.evaluate(_PIXELS)) > 0.001
    expect(panel.locator("mark").first).to_be_attached()
    box = panel.bounding_box()
    composer = alice.page.locator("#chat-input").bounding_box()
    assert box is not None
    assert composer is not None
    assert composer["x"] + composer["width"] <= box["x"], "the panel covers the chat"
    alice.page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    expect(marker).to_be_focused()


def test_menus_and_dialogs_stand_above_an_open_source(stay: Visit) -> None:
    alice = stay("Alice Amsler")
    alice.page.set_viewport_size({"width": 1040, "height": 800})
    alice.ask(RENAL)
    alice.citations().first.click()
    expect(alice.panel()).to_be_visible()

    alice.page.locator("#chat-profiles").click()
    alice.page.get_by_role("option", name="Human Resources").click()
    expect(alice.page.get_by_role("dialog")).to_be_visible()

    # It moves to its place first.
    alice.page.wait_for_function(_ON_TOP)
    alice.page.keyboard.press("Escape")
    expect(alice.page.get_by_role("dialog")).to_have_count(0)
    alice.page.set_viewport_size(DESK)


def test_a_text_document_opens_with_the_passage_marked(visit: Visit) -> None:
    ben = visit("Ben Baumann")
    footer = ben.ask("How many days of annual leave do I get?")

    footer.get_by_role("button", name="Open source 1").click()

    expect(ben.panel().locator(".almanac-text mark").first).to_be_visible()
    expect(ben.panel().get_by_role("link", name="Download the original")).to_be_visible()


def test_no_answer_names_whom_to_ask(visit: Visit) -> None:
    alice = visit("Alice Amsler", viewport=PHONE)

    alice.ask("Who won the football world cup in 1954?")

    callout = alice.page.locator(".almanac-no")
    expect(callout).to_contain_text("What you can do")
    expect(callout).to_contain_text("medinfo@cryodyne.example")
    expect(alice.citations()).to_have_count(0)
    unfit = alice.page.get_by_text(
        re.compile(r"Looked at \d+ passages? in \d+ documents?; none answers")
    )
    expect(unfit).to_be_visible()
    expect(alice.page.get_by_text(re.compile(r"Found \d+ passage"))).to_have_count(0)
    assert not violations(alice.page), "\n" + "\n".join(violations(alice.page))
    alice.page.reload()
    expect(unfit).to_be_visible()


def test_an_answer_comes_in_lumps_and_what_was_written_until_stop_is_kept(
    visit: Visit, slow_product: Product, held: ModelServer
) -> None:
    alice = visit("Alice Amsler", to=slow_product)
    alice.send(RENAL)
    answer = alice.page.locator("[data-step-type='assistant_message']")
    expect(answer).to_contain_text("approved documents")
    early = len(answer.inner_text())
    hold(held, after=60)
    expect(answer).to_contain_text(re.compile(r"(\bapproved\b[\s\S]*){3}"))
    assert len(answer.inner_text()) > early

    alice.page.locator("#stop-button").click()

    expect(alice.page.locator(".almanac-state")).to_contain_text("Stopped")
    written = answer.locator(".message-content .prose > *").first.inner_text()
    assert written
    assert "Task manually stopped" not in alice.page.content()
    alice.page.reload()
    expect(alice.page.locator(".almanac-state")).to_contain_text("Stopped")
    expect(answer.locator(".message-content .prose > *").first).to_have_text(written)
    # It is asked again by a button.
    alice.page.get_by_role("button", name="Ask again", exact=True).click()
    questions = alice.page.locator("[data-step-type='user_message']")
    expect(questions).to_have_text([RENAL] * 2)
    expect(alice.page.locator("#stop-button")).to_be_visible()
    alice.page.locator("#stop-button").click()
    expect(alice.page.get_by_role("button", name="Ask again", exact=True)).to_have_count(2)
    assert alice.errors == []


def test_questions_that_cannot_be_asked_get_a_polite_reason(stay: Visit) -> None:
    alice = stay("Alice Amsler")

    alice.send("word " * 1700)

    said = alice.page.locator("#root").get_by_text("at most 8,000 are allowed")
    expect(said).to_be_visible()
    assert "/thread/" not in alice.page.url
    expect(alice.page.locator(".almanac-footer")).to_have_count(0)
    alice.ask(RENAL)
    expect(alice.page.locator(".almanac-footer")).to_have_count(1)
    assert alice.missing == []


def test_on_a_phone_nothing_below_an_answer_leaves_the_column(stay: Visit) -> None:
    alice = stay("Alice Amsler", viewport=PHONE, is_mobile=True, has_touch=True)
    footer = alice.ask(RENAL)
    footer.locator(".almanac-title").first.evaluate(
        "e => { e.textContent = 'Long title '.repeat(20) }"
    )
    footer.locator(".almanac-title").last.evaluate("e => { e.textContent = 'x'.repeat(200) }")

    footer.get_by_role("button", name="Poor", exact=True).tap()
    expect(footer.get_by_role("button", name="Send", exact=True)).to_be_visible()
    footer.locator("legend, .almanac-reason").last.evaluate("e => e.append(' reason'.repeat(30))")

    assert footer.evaluate(_TOO_WIDE) == []


def test_on_a_phone_the_source_covers_the_chat_and_nothing_is_cut_off(stay: Visit) -> None:
    alice = stay("Alice Amsler", viewport=PHONE, is_mobile=True, has_touch=True)
    expect(alice.page.locator("#user-nav-button")).to_be_in_viewport(ratio=1)
    expect(alice.page.get_by_role("link", name="Account")).to_be_in_viewport(ratio=1)
    alice.ask(RENAL)

    wide = alice.page.evaluate("document.documentElement.scrollWidth")
    alice.citations().first.tap()

    assert wide <= PHONE["width"]
    box = alice.panel().bounding_box()
    assert box is not None
    assert box["width"] == PHONE["width"]
    alice.panel().get_by_role("button", name="Close the source").tap()
    expect(alice.panel()).to_have_count(0)

    conversation = alice.address()
    alice.citations().first.tap()
    expect(alice.panel()).to_be_visible()
    alice.page.go_back()
    expect(alice.panel()).to_have_count(0)
    assert alice.address() == conversation
    expect(alice.citations().first).to_be_visible()


_ON_TOP = """() => {
  const dialog = document.querySelector("[role='dialog']");
  const box = dialog.getBoundingClientRect();
  const places = [[box.left + 4, box.top + 40], [box.right - 4, box.bottom - 4]];
  return places.every(([x, y]) => dialog.contains(document.elementFromPoint(x, y)));
}"""

_TOO_WIDE = """footer => {
  const edge = footer.getBoundingClientRect().right;
  const outside = e => e.getBoundingClientRect().right > Math.min(edge, innerWidth - 8) + 1;
  return [...footer.querySelectorAll('*')].filter(outside).map(e => e.className || e.tagName);
}"""

_PIXELS = """image => {
  const canvas = document.createElement('canvas');
  canvas.width = image.naturalWidth; canvas.height = image.naturalHeight;
  const context = canvas.getContext('2d');
  context.drawImage(image, 0, 0);
  const data = context.getImageData(0, 0, canvas.width, canvas.height).data;
  let yellow = 0;
  for (let i = 0; i < data.length; i += 4)
    if (data[i] > 180 && data[i + 1] > 150 && data[i + 2] < 140) yellow += 1;
  return [yellow, data.length / 4];
}"""


def _marked_share(counted: list[int]) -> float:
    return counted[0] / counted[1]
