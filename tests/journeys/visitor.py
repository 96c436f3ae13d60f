"""Somebody at the chat in a browser, and what they do there."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page, expect

from tests.servers.product import Product

CHAT = "/chat/"
_TRIES = 5
_CONVERSATION = re.compile(r"/chat/thread/[0-9a-f-]{36}$")


@dataclass(slots=True)
class Visitor:
    """A signed-in person at the chat.

    ``strays`` are requests that left the product, ``missing`` those that were answered with 404.
    """

    page: Page
    url: str
    strays: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    def listen(self) -> None:
        """Note what goes wrong on the page from now on."""
        own = (self.url, self.url.replace("http", "ws"), "data:", "blob:")
        self.page.on(
            "request", lambda r: None if r.url.startswith(own) else self.strays.append(r.url)
        )
        self.page.on("response", lambda r: self.missing.append(r.url) if r.status == 404 else None)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def open(self, path: str = CHAT) -> None:
        """Go to a page of the product, and wait until one can ask where that is the chat."""
        self.page.goto(f"{self.url}{path}")
        if path == CHAT:
            expect(self.page.locator("#chat-input")).to_be_visible()

    def begin_anew(self) -> None:
        """Leave the conversation for a new one, as its button does."""
        self.page.locator("#new-chat-button").first.click()
        expect(self.page.locator("#welcome-screen")).to_be_visible()
        expect(self.page.locator("[data-step-type]")).to_have_count(0)
        expect(self.panel()).to_have_count(0)

    def ask(self, question: str, *, within_s: float = 30) -> Locator:
        """Ask, wait until the answer is complete, and give what stands below it."""
        before = self.page.locator(".almanac-footer").count()
        self.send(question)
        footer = self.page.locator(".almanac-footer").nth(before)
        expect(footer).to_be_visible(timeout=within_s * 1000)
        return footer

    def send(self, question: str) -> None:
        """Type a question and send it, without waiting for anything."""
        self.page.locator("#chat-input").click()
        self.page.keyboard.insert_text(question)
        self.press_enter()

    def press_enter(self) -> None:
        """Send what is typed, as somebody does who sees whether it went."""
        for _ in range(_TRIES):
            expect(self.page.locator("#chat-submit")).to_be_enabled()
            self.page.keyboard.press("Enter")
            with suppress(AssertionError):
                expect(self.page.locator("#chat-input")).to_have_value("", timeout=2_000)
                return
            # The page was just connecting again; whoever sees the text still there sends it again.
        raise AssertionError("The page takes no question.")

    def address(self) -> str:
        """The address of the open conversation, which a new one gets with its first question."""
        expect(self.page).to_have_url(_CONVERSATION)
        return self.page.url

    def citations(self) -> Locator:
        """The markers in the text of the answers."""
        return self.page.locator(".ai-message a[href^='/chat/cite/']")

    def panel(self) -> Locator:
        """What is open beside the chat."""
        return self.page.locator("#almanac-panel")

    def thread(self, name: str) -> Locator:
        """A conversation in the list at the side."""
        return self.page.locator("#thread-history a", has_text=name)


def sign_in(page: Page, product: Product, name: str) -> None:
    """Sign somebody in, without a look at the page that is for it."""
    email = f"{name.split(maxsplit=1)[0].lower()}@cryodyne.example"
    page.request.post(
        f"{product.url}/sign-in/demo",
        form={"email": email},
        headers={"Origin": product.url},
        max_redirects=0,
        # A connection that was kept may just have been closed; to sign in twice does no harm.
        max_retries=3,
    )
