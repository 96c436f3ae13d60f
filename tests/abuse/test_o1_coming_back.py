"""O1: only the browser that was sent to the provider can come back, once, with the right state."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.abuse.coming_back import CALLBACK, callback_of
from tests.servers.company import Company
from tests.servers.openid_browser import confirm_sign_out


def is_signed_in(browser: httpx.Client) -> bool:
    return browser.get("/api/v1/assistants").status_code == 200


def test_the_honest_way_works(company: Company, browser: httpx.Client) -> None:
    reply = browser.get(callback_of(company, browser))

    assert (reply.status_code, reply.headers["location"]) == (303, "/chat/")
    assert is_signed_in(browser)


def test_what_is_asked_of_the_provider_is_bound_to_this_sign_in(
    browser: httpx.Client,
) -> None:
    asked = [
        parse_qs(urlsplit(browser.get("/sign-in/company").headers["location"]).query)
        for _ in range(2)
    ]

    assert {one["code_challenge_method"][0] for one in asked} == {"S256"}
    for name in ("state", "nonce", "code_challenge"):
        assert len({one[name][0] for one in asked}) == 2
        assert all(len(one[name][0]) >= 32 for one in asked)


@pytest.mark.parametrize(
    "state", ["", "made-up", "x" * 10_000, "' OR 1=1 --"], ids=["none", "unknown", "10 kB", "SQL"]
)
def test_a_wrong_state_is_refused(company: Company, browser: httpx.Client, state: str) -> None:
    url = callback_of(company, browser).copy_set_param("state", state)

    reply = browser.get(url)

    assert reply.status_code == 400
    assert "set-cookie" not in reply.headers or "almanac_session" not in reply.headers["set-cookie"]
    assert not is_signed_in(browser)


def test_a_callback_works_once(company: Company, browser: httpx.Client) -> None:
    url = callback_of(company, browser)
    cookies = dict(browser.cookies)
    assert browser.get(url).status_code == 303

    with company.browser() as again:
        again.cookies.update(cookies)
        reply = again.get(url)

        assert reply.status_code == 400
        assert not is_signed_in(again)


def test_another_browser_cannot_come_back_for_the_first(
    company: Company, browser: httpx.Client
) -> None:
    url = callback_of(company, browser)

    with company.browser() as other:
        assert other.get(url).status_code == 400
        other.get("/sign-in/company")
        assert other.get(url).status_code == 400
        assert not is_signed_in(other)


def test_an_answer_in_the_name_of_another_issuer_is_refused(
    company: Company, browser: httpx.Client
) -> None:
    url = callback_of(company, browser).copy_set_param("iss", "https://other.example")

    assert browser.get(url).status_code == 400
    assert not is_signed_in(browser)


def test_what_the_provider_says_instead_of_a_code_is_not_repeated(browser: httpx.Client) -> None:
    browser.get("/sign-in/company")

    reply = browser.get(
        CALLBACK, params={"error": "access_denied", "error_description": "<b>call 555</b>"}
    )

    assert reply.status_code == 400
    assert "cancelled" in reply.text
    assert "555" not in reply.text


def test_the_cookie_changes_at_sign_in_and_the_old_one_is_worthless(
    company: Company, browser: httpx.Client
) -> None:
    company.enter(browser)
    before = browser.cookies["almanac_session"]

    # As somebody who was lured there again while signed in.
    browser.get(callback_of(company, browser))

    assert browser.cookies["almanac_session"] != before
    with company.browser() as old:
        old.cookies["almanac_session"] = before
        assert not is_signed_in(old)


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "/chat/\\evil",
        "javascript:alert(1)",
        "/sign-out",
        "/chat/\r\nSet-Cookie: a=b",
        "/chat/" + "x" * 600,
    ],
)
def test_nobody_is_led_elsewhere_after_the_sign_in(
    company: Company, browser: httpx.Client, wanted: str
) -> None:
    path = str(httpx.URL("/sign-in/company", params={"next": wanted}))

    reply = company.enter(browser, path=path)

    came_from = next(step for step in reply.history if CALLBACK in str(step.url))
    assert came_from.headers["location"] == "/chat/"


def test_who_followed_a_link_gets_there_after_the_sign_in(
    company: Company, browser: httpx.Client
) -> None:
    offered = browser.get("/account", follow_redirects=True)
    assert "/sign-in/company?next=/account" in offered.text

    reply = company.enter(browser, path="/sign-in/company?next=/account")

    assert reply.url.path == "/account"


def test_signing_out_ends_both_sessions(company: Company, browser: httpx.Client) -> None:
    company.enter(browser)

    asked = browser.post("/sign-out", follow_redirects=True)
    after = confirm_sign_out(browser, asked)

    assert after.url.path == "/sign-in"
    assert not is_signed_in(browser)
    # The provider asks again who it is: the session there is over too.
    form = browser.get("/sign-in/company", follow_redirects=True)
    assert 'name="login"' in form.text
