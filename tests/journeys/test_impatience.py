"""People who do not wait: a second question during an answer, a window too many."""

from __future__ import annotations

import asyncio
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import socketio
from playwright.sync_api import Page, WebSocketRoute, expect

from app.middleware.rate_limits import SOCKETS_PER_PERSON
from tests.journeys.conftest import Visit, let_go
from tests.journeys.visitor import CHAT
from tests.servers.model_server import ModelServer
from tests.servers.no_websockets import without_websockets
from tests.servers.product import Product

RENAL = "What is the dose in renal impairment?"


def test_a_question_typed_during_an_answer_waits_in_its_field(
    visit: Visit, slow_product: Product, held: ModelServer
) -> None:
    alice = visit("Alice Amsler", to=slow_product)
    alice.send(RENAL)
    answer = alice.page.locator("[data-step-type='assistant_message']")
    expect(answer).to_contain_text("approved")

    alice.page.locator("#chat-input").click()
    alice.page.keyboard.insert_text("And in children?")
    alice.page.keyboard.press("Enter")

    expect(alice.page.locator("#chat-input")).to_have_text("And in children?")
    expect(answer).to_have_count(1)


def test_whoever_is_faster_than_the_page_is_told_once_and_the_answer_goes_on(
    visit: Visit, slow_product: Product, held: ModelServer
) -> None:
    alice = visit("Alice Amsler", to=slow_product, path=None)
    _never_busy(alice.page)
    alice.open()
    alice.send(RENAL)
    expect(alice.page.get_by_text("The approved documents").first).to_be_visible()

    alice.send("And in children?")
    alice.send("And in the elderly?")

    told = alice.page.get_by_text("One answer at a time")
    expect(told).to_have_count(1)
    let_go(held)
    expect(alice.page.locator(".almanac-footer")).to_have_count(1)
    expect(told).to_have_count(1)
    assert alice.errors == []
    assert alice.missing == []


def test_an_answer_during_which_the_connection_breaks_is_there_when_it_is_back(
    visit: Visit, product: Product
) -> None:
    alice = visit("Alice Amsler", to=product, path=None)
    address = f"{alice.url}{CHAT}"
    # In a new conversation, and in the same one from the history.
    for count in (1, 2):
        _breaks_at_the_first_question(alice.page)
        alice.page.goto(address)
        expect(alice.page.locator("#chat-input")).to_be_visible()
        expect(alice.page.locator(".almanac-footer")).to_have_count(count - 1)

        footer = alice.ask(RENAL)

        expect(footer.get_by_role("button", name="Poor", exact=True)).to_be_visible()
        for kind in ("user_message", "tool", "assistant_message"):
            steps = alice.page.locator(f"[data-step-type='{kind}']")
            expect(steps).to_have_count(count)
        address = alice.address()
    assert alice.errors == []


def _breaks_at_the_first_question(page: Page) -> None:
    """Lose the connection as soon as the first question is on its way."""
    broken: list[WebSocketRoute] = []

    def pass_on(route: WebSocketRoute) -> None:
        server = route.connect_to_server()

        def sent(text: str | bytes) -> None:
            server.send(text)
            if '"client_message"' in str(text) and not broken:
                broken.append(route)
                route.close(code=4000)
                server.close(code=4000)

        route.on_message(sent)
        server.on_message(lambda text: None if route in broken else route.send(text))

    page.route_web_socket("**/chat/ws/**", pass_on)


def test_a_window_too_many_says_so(visit: Visit, product: Product) -> None:
    alice = visit("Alice Amsler", to=product)
    cookies = alice.page.context.cookies()
    cookie = "; ".join(f"{kept['name']}={kept['value']}" for kept in cookies)
    with _windows(product.url, cookie, SOCKETS_PER_PERSON - 1):
        late = alice.page.context.new_page()
        late.goto(f"{product.url}/chat/")

        expect(late.get_by_text("too many of your windows are open")).to_be_visible()


def test_where_the_network_lets_no_websocket_through_the_chat_goes_by_requests(
    visit: Visit, product: Product
) -> None:
    with without_websockets(product.url) as proxy:
        alice = visit("Alice Amsler", to=replace(product, url=proxy.url))
        asked: list[str] = []
        alice.page.on("request", lambda one: asked.append(one.url))

        footer = alice.ask(RENAL)
        expect(footer.get_by_role("button", name="Poor", exact=True)).to_be_visible()
        refused = proxy.refused
        # The next page of this tab knows.
        alice.page.reload()
        expect(alice.ask("And for dialysis?")).to_be_visible()

        assert proxy.refused == refused >= 2
        assert any("transport=polling" in url for url in asked)
        for kind in ("user_message", "assistant_message"):
            steps = alice.page.locator(f"[data-step-type='{kind}']")
            expect(steps).to_have_count(2)
        assert alice.errors == []


def _never_busy(page: Page) -> None:
    """Keep from the page that an answer is being made, as a slow network does for a moment."""

    def pass_on(route: WebSocketRoute) -> None:
        server = route.connect_to_server()
        server.on_message(lambda text: None if '"task_start"' in str(text) else route.send(text))

    page.route_web_socket("**/chat/ws/**", pass_on)


@contextmanager
def _windows(url: str, cookie: str, count: int) -> Iterator[None]:
    """So many open windows; a browser's own loop is at work in this thread."""
    opened, leave = threading.Event(), threading.Event()

    async def hold() -> None:
        sockets = [socketio.AsyncClient(reconnection=False) for _ in range(count)]
        for socket in sockets:
            await socket.connect(
                url,
                socketio_path="/chat/ws/socket.io",
                headers={"Cookie": cookie, "Origin": url},
                auth={"sessionId": str(uuid.uuid4()), "threadId": "", "chatProfile": "hr"},
                transports=["websocket"],
            )
        opened.set()
        await asyncio.to_thread(leave.wait)
        for socket in sockets:
            await socket.disconnect()

    holding = threading.Thread(target=asyncio.run, args=(hold(),))
    holding.start()
    try:
        assert opened.wait(30)
        yield
    finally:
        leave.set()
        holding.join()
