"""Signing in with a company account, seeing where one is signed in, and leaving again."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, Route, WebSocketRoute, expect

from tests.journeys.conftest import PHONE, NewPage
from tests.journeys.test_looks import violations
from tests.servers.company import ALICE, Company, running_company
from tests.servers.product import Product

GRACE = "grace@cryodyne.example"


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    with running_company(tmp_path_factory.mktemp("signing-in")) as company:
        company.provider.set_account(GRACE, groups=["employees", "compliance"])
        yield company


@pytest.fixture
def enter(company: Company, new_page: NewPage) -> Callable[..., Page]:
    """Sign in at the provider by its form, as a person would."""

    def sign_in(login: str = ALICE, path: str = "/", **options: object) -> Page:
        page = new_page(**options)
        page.goto(company.product.url + path)
        page.get_by_role("link", name="Sign in with your company account").press("Enter")
        page.locator("input[name=login]").fill(login)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{company.product.url}/**")
        return page

    return sign_in


def test_a_company_account_leads_to_the_chat_and_an_answer(enter: Callable[..., Page]) -> None:
    page = enter()
    page.locator("#chat-input").click()
    page.keyboard.insert_text("What is the usual dose of Qavoretin?")
    expect(page.locator("#chat-submit")).to_be_enabled()
    page.keyboard.press("Enter")

    expect(page.locator(".ai-message").last).to_contain_text("mg")


def test_who_followed_a_link_is_led_there(enter: Callable[..., Page]) -> None:
    page = enter(path="/account")

    expect(page.get_by_role("heading", name="Your account")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Employee, Medical Information")


def test_signing_out_in_the_chat_signs_out_at_the_provider(
    company: Company, enter: Callable[..., Page]
) -> None:
    page = enter()
    page.locator("#user-nav-button").click()
    page.get_by_role("menuitem", name="Sign out").click()

    page.wait_for_url(f"{company.provider.issuer}/**")
    page.locator("button[name=logout]").click()

    expect(page.get_by_role("status")).to_have_text("You are signed out.")
    page.goto(f"{company.product.url}/chat/")
    expect(page).to_have_url(f"{company.product.url}/sign-in")


def test_signing_out_on_the_account_page_does_the_same(
    company: Company, enter: Callable[..., Page]
) -> None:
    page = enter(path="/account")
    page.get_by_role("button", name="Sign out here").click()

    page.wait_for_url(f"{company.provider.issuer}/**")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_ending_a_session_closes_its_open_chat_and_says_so_to_everybody(
    enter: Callable[..., Page], scheme: str
) -> None:
    chat, account = enter(color_scheme=scheme), enter(path="/account")
    expect(chat.locator("#chat-input")).to_be_visible()
    account.get_by_role("button", name="End all others").click()
    expect(account.get_by_role("status")).to_contain_text("ended")

    notice = chat.get_by_role("alert")
    expect(notice).to_contain_text("Your session has ended")
    expect(chat.get_by_text("No connection")).to_be_hidden()
    assert not violations(chat), "\n" + "\n".join(violations(chat))
    expect(account.locator(".session")).to_have_count(1)
    chat.get_by_role("link", name="Sign in again").click()
    expect(chat.get_by_role("link", name="Sign in with your company account")).to_be_visible()


def test_a_chat_that_was_away_when_its_session_ended_says_so_when_it_is_back(
    enter: Callable[..., Page], company: Company
) -> None:
    chat, account = enter(path="/account"), enter(path="/account")
    back = threading.Event()

    def carry(socket: WebSocketRoute) -> None:
        if back.is_set():
            socket.connect_to_server()
        else:
            socket.close(code=4000)

    def carry_request(request: Route) -> None:
        if back.is_set():
            request.continue_()
        else:
            request.abort()

    chat.route_web_socket("**/chat/ws/socket.io/**", carry)
    chat.route("**/chat/ws/socket.io/**", carry_request)
    chat.goto(f"{company.product.url}/chat/")
    expect(chat.get_by_role("alert")).to_contain_text("No connection")
    account.get_by_role("button", name="End all others").click()
    expect(account.locator(".session")).to_have_count(1)
    back.set()

    expect(chat.get_by_role("alert")).to_contain_text("Your session has ended")


def test_a_chat_that_asks_for_something_after_its_end_stays_with_what_was_written(
    enter: Callable[..., Page], company: Company
) -> None:
    chat, account = enter(path="/account"), enter(path="/account")
    held: list[Route] = []

    def hold(request: Route) -> None:
        held.append(request)

    chat.route("**/chat/project/threads", hold)
    with chat.expect_request("**/chat/project/threads"):
        chat.goto(f"{company.product.url}/chat/")
    chat.locator("#chat-input").click()
    chat.keyboard.insert_text("A long question, not yet sent")
    account.get_by_role("button", name="End all others").click()
    expect(account.locator(".session")).to_have_count(1)

    with chat.expect_response("**/chat/project/threads") as answered:
        for request in held:
            request.continue_()
    assert answered.value.status == 401

    expect(chat.get_by_role("alert")).to_contain_text("Your session has ended")
    expect(chat.locator("#chat-input")).to_contain_text("A long question, not yet sent")


def test_a_chat_that_is_opened_after_its_end_leads_to_the_sign_in_and_says_so(
    enter: Callable[..., Page], company: Company
) -> None:
    chat, account = enter(), enter(path="/account")
    expect(chat.locator("#chat-input")).to_be_visible()
    chat.goto("about:blank")
    account.get_by_role("button", name="End all others").click()
    expect(account.locator(".session")).to_have_count(1)

    chat.goto(f"{company.product.url}/chat/login")

    expect(chat.get_by_role("alert")).to_contain_text("Your session has ended")


@pytest.mark.parametrize(("scheme", "size"), [("light", None), ("dark", PHONE)])
def test_the_pages_around_have_no_violation_and_fit(
    enter: Callable[..., Page], scheme: str, size: dict[str, int] | None
) -> None:
    options = {"color_scheme": scheme} | ({"viewport": size} if size else {})
    enter(path="/account")
    page = enter(login=GRACE, path="/account", **options)

    assert not violations(page), "\n" + "\n".join(violations(page))
    assert fits(page)
    page.get_by_role("link", name="Audit trail").click()
    expect(page.get_by_role("heading", name="Audit trail")).to_be_visible()
    assert not violations(page), "\n" + "\n".join(violations(page))
    assert fits(page)


def test_the_sign_in_page_of_a_company_fits_a_phone_and_has_no_violation(
    company: Company, new_page: NewPage
) -> None:
    page = new_page(viewport=PHONE)
    page.goto(f"{company.product.url}/sign-in")

    assert not violations(page), "\n" + "\n".join(violations(page))
    assert fits(page)


def fits(page: Page) -> bool:
    """Nothing reaches beyond the right edge."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def test_whoever_starts_the_sample_company_reads_where_to_go(product: Product) -> None:
    place = product.url.replace("127.0.0.1", "localhost")
    # It comes below what the start logs, once the documents were looked through.
    for _ in range(300):
        if "Almanac is ready." in product.log.read_text():
            break
        time.sleep(0.1)

    assert f"Almanac is ready. Open {place} in your browser" in product.log.read_text()
