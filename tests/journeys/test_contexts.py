"""What one test leaves in a browser, the next one does not find."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Error, Page

from tests.journeys.contexts import Contexts

HERE = "http://127.0.0.1/left"
_LEAVE = """async () => {
  localStorage.setItem("left", "here");
  document.cookie = "left=here";
  await (await caches.open("left")).put("/left/kept", new Response("here"));
  await new Promise((done) => { indexedDB.open("left").onsuccess = done; });
}"""
_FOUND = """async () => [
  localStorage.length, document.cookie, (await caches.keys()).length,
  (await indexedDB.databases()).length,
]"""
_NOTHING = [0, "", 0, 0]


def opened(page: Page) -> Page:
    page.route("**/left/**", lambda route: route.fulfill(body="", content_type="text/html"))
    page.goto(f"{HERE}/")
    return page


def test_a_context_that_is_given_back_is_the_next_one_and_holds_nothing(contexts: Contexts) -> None:
    first = contexts.take(locale="it-IT")
    page = opened(first.new_page())
    assert page.evaluate(_FOUND) == _NOTHING
    page.evaluate(_LEAVE)
    assert page.evaluate(_FOUND) == [1, "left=here", 1, 1]
    first.context.route("**/*", lambda route: route.abort())
    first.context.set_offline(True)

    contexts.give_back(first)
    second = contexts.take(locale="it-IT")

    assert second is first
    assert page.is_closed()
    page = opened(second.new_page())
    assert page.evaluate(_FOUND) == _NOTHING
    assert page.evaluate("navigator.onLine")
    contexts.give_back(second)


def test_two_who_are_there_at_once_have_a_context_each(contexts: Contexts) -> None:
    first, second = contexts.take(), contexts.take()
    assert first.context is not second.context
    for shared in (first, second):
        contexts.give_back(shared)


def test_no_more_contexts_are_kept_than_a_few(browser: Browser) -> None:
    contexts, before = Contexts(browser), len(browser.contexts)
    taken = [contexts.take() for _ in range(6)]
    for shared in taken:
        contexts.give_back(shared)

    assert len(browser.contexts) - before == 4
    with pytest.raises(Error, match="closed"):
        taken[0].context.new_page()
    for shared in taken[2:]:
        shared.context.close()
