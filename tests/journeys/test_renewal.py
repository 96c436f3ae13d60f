"""A page of an older release is asked to be loaded again, and loses nothing that was typed."""

from __future__ import annotations

import pytest
from playwright.sync_api import Route, expect

from tests.journeys.conftest import PHONE, Visit
from tests.journeys.test_looks import violations
from tests.servers.product import Product

DRAFT = "What about patients with a transplant?"
MARK = 'HERE.split("/")[2]'


def of_an_older_release(route: Route) -> None:
    """Give the page the script in which its mark stands, as a release before would have had it."""
    # A connection that was kept may just have been closed.
    reply = route.fetch(max_retries=3)
    text = reply.text()
    assert MARK in text
    # The next one is not to be taken from what the browser kept of this.
    headers = reply.headers | {"cache-control": "no-store"}
    body = text.replace(MARK, '"0123456789ab"')
    route.fulfill(response=reply, headers=headers, body=body)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_of_an_older_release_says_so_and_keeps_what_was_typed(
    visit: Visit, scheme: str
) -> None:
    alice = visit("Alice Amsler", viewport=PHONE, color_scheme=scheme, path=None)
    page, banner = alice.page, alice.page.locator("#almanac-outdated")
    page.route("**/chat/dom.js", of_an_older_release)
    alice.open()
    expect(banner).to_contain_text("this page is still the old one")
    page.locator("#chat-input").fill(DRAFT)
    assert not violations(page), "\n" + "\n".join(violations(page))

    page.unroute("**/chat/dom.js")
    banner.get_by_role("button", name="Load again").click()

    expect(page.locator("#chat-input")).to_have_value(DRAFT)
    expect(page.locator("#chat-submit")).to_be_enabled()
    expect(banner).to_have_count(0)
    assert alice.errors == []


def test_what_was_typed_is_not_shown_to_whoever_signs_in_next(
    visit: Visit, product: Product
) -> None:
    alice = visit("Alice Amsler")
    page = alice.page
    page.locator("#chat-input").fill(DRAFT)
    page.reload()
    expect(page.locator("#chat-input")).to_have_value(DRAFT)

    page.request.post(
        f"{product.url}/sign-in/demo",
        form={"email": "ben@cryodyne.example"},
        headers={"Origin": product.url},
        max_redirects=0,
    )
    page.reload()
    footer = alice.ask("How many days of paid leave do I have?")

    expect(footer).to_be_visible()
    expect(page.locator("#chat-input")).to_have_value("")
    expect(page.locator("[data-step-type='user_message']")).not_to_contain_text("transplant")


def test_what_is_said_in_another_language_says_so(visit: Visit) -> None:
    alice = visit("Alice Amsler", locale="de-CH")

    alice.ask("What is the usual dose of Qavoretin?")

    text = alice.page.locator("[data-step-type='assistant_message'] .message-content")
    expect(text).to_have_attribute("lang", "en")
    asked = alice.page.locator("[data-step-type='user_message'] .message-content")
    expect(asked).to_have_attribute("lang", "en")
    expect(alice.citations().first).to_have_attribute("lang", "de")
    expect(alice.page.locator(".almanac-emoji").first).to_have_attribute("lang", "en")
