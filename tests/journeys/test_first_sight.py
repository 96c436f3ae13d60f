"""The chat's page comes up, however its parts arrive."""

from __future__ import annotations

from playwright.sync_api import Route, expect

from tests.journeys.conftest import Visit

# Ours has run, and Chainlit's is next.
_OURS_IS_THERE = "() => document.documentElement.classList.contains('almanac')"


def test_a_page_whose_styles_come_late_shows_the_chat_when_they_are_there(visit: Visit) -> None:
    alice = visit("Alice Amsler", path=None)
    held: list[Route] = []

    def hold(style: Route) -> None:
        held.append(style)

    alice.page.route("**/*.css", hold)
    alice.page.goto(f"{alice.url}/chat/", wait_until="commit")
    alice.page.wait_for_function(_OURS_IS_THERE)
    assert held
    expect(alice.page.locator("#root > *")).to_have_count(0)

    for style in held:
        style.continue_()
    alice.page.unroute("**/*.css")

    expect(alice.page.locator("#chat-input")).to_be_visible()
    assert alice.errors == []
