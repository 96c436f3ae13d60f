"""An answer goes on without its page: everyday ways of leaving it, and of coming back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from time import sleep

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.conftest import PHONE, Visit, hold, let_go
from tests.journeys.network import LIMIT_MS, Network
from tests.journeys.visitor import Visitor
from tests.servers.model_server import ModelServer
from tests.servers.product import Product

RENAL = "What is the dose in renal impairment?"
DIALYSIS = "And for dialysis?"


@pytest.fixture
def alice(visit: Visit, slow_product: Product, held: ModelServer) -> Iterator[Visitor]:
    """Somebody whose answers do not end until they are let go; nothing may go wrong on her page."""
    alice = visit("Alice Amsler", to=slow_product)
    yield alice
    assert alice.errors == []
    assert alice.missing == []


def answers(page: Page) -> list[str]:
    """The texts of the answers that a page shows."""
    return page.locator("[data-step-type='assistant_message'] .message-content").all_inner_texts()


def begun(visitor: Visitor, question: str = RENAL) -> None:
    """Ask, and wait until a part of the answer stands there."""
    answers = visitor.page.locator("[data-step-type='assistant_message']")
    before = answers.count()
    visitor.send(question)
    expect(answers).to_have_count(before + 1)
    expect(answers.last).to_contain_text("approved")


def ended(product: Product, thread: str) -> None:
    """Wait until the service has the answer, whatever the page knows of it."""
    for _ in range(LIMIT_MS // 50):
        if stored(product, thread)[-1] == "completed":
            return
        sleep(0.05)
    raise AssertionError("The answer does not end.")


def stored(product: Product, address: str) -> list[str]:
    """How the turns of a conversation stand at the service."""
    with closing(product.sign_in("alice@cryodyne.example")) as client:
        found = client.get(f"/chat/answers/{address.rpartition('/')[2]}").json()
    return [answer["status"] for answer in found["answers"].values()]


def is_whole(page: Page, questions: int = 1) -> None:
    """Hold that each question and its answer stand there once, whole, with what belongs below."""
    footers = page.locator(".almanac-footer")
    expect(footers).to_have_count(questions, timeout=LIMIT_MS)
    expect(footers.last.get_by_role("button", name="Poor", exact=True)).to_be_visible()
    for kind in ("user_message", "assistant_message", "tool"):
        expect(page.locator(f"[data-step-type='{kind}']")).to_have_count(questions)
    expect(page.locator(".almanac-state").filter(has_text="written")).to_have_count(0)
    expect(page.locator("#stop-button")).to_have_count(0)


def test_it_goes_on_while_another_conversation_is_looked_at_and_through_a_reload(
    alice: Visitor, held: ModelServer
) -> None:
    begun(alice)
    alice.begin_anew()

    alice.thread(RENAL).first.click()
    expect(alice.page.locator("#stop-button")).to_be_visible()
    alice.page.reload()

    expect(alice.page.locator("#stop-button")).to_be_visible()
    let_go(held)
    is_whole(alice.page)


def test_a_second_tab_follows_shows_the_same_and_stops_it_in_both(
    alice: Visitor, held: ModelServer
) -> None:
    begun(alice)
    second = alice.page.context.new_page()
    second.goto(alice.address())
    expect(second.locator("#stop-button")).to_be_visible()
    let_go(held)
    is_whole(alice.page)
    is_whole(second)
    assert answers(second) == answers(alice.page)

    # It also sees what is asked in the other while it is open.
    hold(held)
    begun(alice, DIALYSIS)
    expect(second.get_by_text(DIALYSIS)).to_be_visible()
    let_go(held)
    is_whole(second, 2)
    is_whole(alice.page, 2)

    hold(held)
    begun(alice, DIALYSIS)
    second.locator("#stop-button").click()
    for page in (alice.page, second):
        expect(
            page.locator(".almanac-state").get_by_text("Stopped before its end.")
        ).to_be_visible()
        expect(page.locator("#stop-button")).to_have_count(0)


def test_it_goes_on_while_the_network_is_away(
    visit: Visit, slow_product: Product, held: ModelServer
) -> None:
    alice = visit("Alice Amsler", to=slow_product, path=None)
    network = Network(alice.page)
    alice.open()
    network.is_there()
    begun(alice)

    network.goes_away()
    let_go(held)
    ended(slow_product, alice.address())
    network.is_back()

    is_whole(alice.page)
    assert len(set(answers(alice.page))) == 1
    assert (alice.errors, alice.missing) == ([], [])


def test_a_phone_that_slept_for_an_hour_has_the_whole_answer_once(
    visit: Visit, slow_product: Product, held: ModelServer
) -> None:
    options = {"viewport": PHONE, "color_scheme": "dark", "own": True}
    alice = visit("Alice Amsler", to=slow_product, path=None, **options)
    alice.page.clock.install()
    network = Network(alice.page)
    alice.open()
    network.is_there()
    begun(alice)
    thread = alice.address()

    network.sleeps()
    let_go(held)
    ended(slow_product, thread)
    network.wakes()
    # What its clock has to do comes due at once, the ping that never came first.
    alice.page.clock.fast_forward("01:00:00")

    is_whole(alice.page)
    alice.ask(DIALYSIS)
    is_whole(alice.page, 2)
    assert len(stored(slow_product, thread)) == 2
    assert (alice.errors, alice.missing) == ([], [])


def test_a_question_that_a_bad_network_swallows_or_delays_stands_there_once(
    visit: Visit, slow_product: Product
) -> None:
    alice = visit("Alice Amsler", to=slow_product, path=None)
    network = Network(alice.page)
    alice.open()
    network.is_there()
    network.swallows = True
    alice.send(RENAL)
    network.has_swallowed()

    network.goes_away()
    network.is_back()

    is_whole(alice.page)

    # It is asked before the history is back.
    network.goes_away()
    network.is_back(slowly=True)
    network.has_kept_the_history()
    alice.send(DIALYSIS)
    network.is_fast()

    is_whole(alice.page, 2)
    assert (alice.errors, alice.missing) == ([], [])


def test_a_browser_that_knows_that_it_is_offline_keeps_the_text_until_it_is_not(
    alice: Visitor, slow_product: Product, held: ModelServer
) -> None:
    begun(alice)
    context: BrowserContext = alice.page.context
    context.set_offline(True)
    # Chainlit asks this again and again, and takes a request that fails for nobody.
    with alice.page.expect_event("requestfailed", lambda lost: lost.url.endswith("/chat/user")):
        alice.page.evaluate(
            "() => { window.who = fetch('/chat/user').then((reply) => reply.status, String); }"
        )
    let_go(held)
    ended(slow_product, alice.address())
    context.set_offline(False)
    is_whole(alice.page)
    assert alice.page.evaluate("window.who") == 200

    context.set_offline(True)
    alice.page.locator("#chat-input").click()
    alice.page.keyboard.insert_text(DIALYSIS)
    expect(alice.page.locator("#chat-submit")).to_be_disabled()
    alice.page.keyboard.press("Enter")
    expect(alice.page.locator("#chat-input")).to_have_text(DIALYSIS)
    context.set_offline(False)
    alice.press_enter()

    is_whole(alice.page, 2)


def test_a_sign_out_elsewhere_ends_it_and_the_page_says_so(
    alice: Visitor, slow_product: Product
) -> None:
    begun(alice)
    thread = alice.address()
    alice.page.request.post(f"{slow_product.url}/sign-out", headers={"Origin": slow_product.url})

    expect(alice.page.get_by_role("alert")).to_contain_text("Your session has ended")

    alice.page.goto(f"{slow_product.url}/sign-in")
    alice.page.get_by_role("button", name="Alice Amsler").click()
    expect(alice.page.locator("#chat-input")).to_be_visible()
    alice.page.goto(thread)
    expect(
        alice.page.locator(".almanac-state").get_by_text("Stopped before its end.")
    ).to_be_visible()
