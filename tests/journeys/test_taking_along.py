"""An answer leaves the page whole: copied, as a file, or on paper with all of the conversation."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.journeys.conftest import Visit

FIRST = "How is Drovelimab dosed in renal impairment?"
SECOND = "How is Nuxaprant stored after opening?"


def test_a_reopened_answer_is_copied_with_sources_and_kept_as_a_file(visit: Visit) -> None:
    alice = visit("Alice Amsler", own=True, permissions=["clipboard-read", "clipboard-write"])
    alice.ask(FIRST)
    alice.page.reload()
    footer = alice.page.locator(".almanac-footer")
    copy = footer.get_by_role("button", name="Copy the answer with its sources")
    copy.click()
    expect(copy).to_have_attribute("data-state", "done")
    text = alice.page.evaluate("navigator.clipboard.readText()")
    footer.get_by_role("button", name="Keep this answer").click()
    with alice.page.expect_download() as kept:
        footer.get_by_role("link", name="As a PDF").click()

    assert "[1] " in text.partition("Sources:")[2]
    assert f"{alice.url}/documents/" in text
    assert kept.value.suggested_filename.endswith(".pdf")


def test_paper_shows_the_conversation_and_its_sources_and_no_controls(visit: Visit) -> None:
    alice = visit("Alice Amsler", color_scheme="dark")
    alice.ask(FIRST)
    alice.ask(SECOND)
    alice.page.emulate_media(media="print")

    for question in (FIRST, SECOND):
        expect(alice.page.get_by_role("heading", name=question)).to_be_visible()
    expect(alice.page.locator(".almanac-sources").first).to_be_visible()
    for control in ("#message-composer", ".almanac-tools", ".almanac-palette", "#thread-history"):
        expect(alice.page.locator(control).first).to_be_hidden()
    cut = alice.page.evaluate(
        "[...document.querySelectorAll('main div')].filter(e => e.scrollHeight > e.clientHeight + 2"
        " && ['auto', 'scroll', 'hidden'].includes(getComputedStyle(e).overflowY)).length"
    )
    assert cut == 0
