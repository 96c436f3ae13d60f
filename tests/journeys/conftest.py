"""The product in a process of its own, and people with a browser."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

from tests.servers.model_server import ModelServer
from tests.servers.product import Product, running

# Without its window it takes less; where it is missing, the whole browser does as well.
CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which("chromium")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1366, "height": 860}
Visit = Callable[..., "Visitor"]

_TRIES = 5
_CONVERSATION = re.compile(r"/chat/thread/[0-9a-f-]{36}$")
# Only what fails waits so long.
expect.set_options(timeout=30_000)


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


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    with running(tmp_path_factory.mktemp("journeys") / "var") as product:
        yield product


@pytest.fixture(scope="session")
def _held_model() -> Iterator[ModelServer]:
    with ModelServer().in_thread() as model:
        yield model


@pytest.fixture
def held(_held_model: ModelServer) -> Iterator[ModelServer]:
    """The model of ``slow_product``: it begins an answer, and goes on when it is let go."""
    hold(_held_model)
    yield _held_model
    let_go(_held_model)


def hold(model: ModelServer, after: int = 12) -> None:
    """Let every answer stand still after so many words."""
    model.most = after


def let_go(model: ModelServer) -> None:
    """Let every answer have its end."""
    model.most = None


@pytest.fixture(scope="session")
def slow_product(
    _held_model: ModelServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Product]:
    """A product whose model takes as long for an answer as a test wants."""
    folder = tmp_path_factory.mktemp("slow")
    route = {
        "kind": "openai",
        "base_url": _held_model.base_url,
        "model": "steady:tokens=120,interval=10",
        "silence_timeout_s": 600,
    }
    file = folder / "gateway.yaml"
    file.write_text(json.dumps({"routes": {"slow": route}, "roles": {"answer": ["slow"]}}))
    with running(folder / "var", {"ALMANAC_GATEWAY_FILE": str(file)}) as product:
        yield product


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def new_context(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    opened: list[BrowserContext] = []

    def open_context(**options: object) -> BrowserContext:
        context = browser.new_context(
            **{"viewport": DESK, "color_scheme": "light", "locale": "en-GB"} | options  # type: ignore[arg-type]
        )
        opened.append(context)
        return context

    yield open_context
    for context in opened:
        context.close()


@pytest.fixture
def visit(product: Product, new_context: Callable[..., BrowserContext]) -> Visit:
    """Open the chat as somebody, who signed in a moment ago; the name begins their address."""

    def enter(name: str, *, to: Product = product, **options: object) -> Visitor:
        page = new_context(**options).new_page()
        visitor = Visitor(page, to.url)
        page.on(
            "request",
            lambda r: (
                None
                if r.url.startswith((to.url, to.url.replace("http", "ws"), "data:", "blob:"))
                else visitor.strays.append(r.url)
            ),
        )
        page.on("response", lambda r: visitor.missing.append(r.url) if r.status == 404 else None)
        page.on("pageerror", lambda error: visitor.errors.append(str(error)))
        email = f"{name.split(maxsplit=1)[0].lower()}@cryodyne.example"
        headers = {"Origin": to.url}
        page.request.post(
            f"{to.url}/sign-in/demo", form={"email": email}, headers=headers, max_redirects=0
        )
        page.goto(f"{to.url}/chat/")
        expect(page.locator("#chat-input")).to_be_visible()
        return visitor

    return enter
