"""O5: without the provider people go on; a new sign-in says why it has to wait; keys may change."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import httpx

from tests.abuse.coming_back import callback_of
from tests.servers.company import ALICE, Company, wait_until
from tests.servers.product import running


@contextmanager
def away(company: Company) -> Iterator[None]:
    company.provider.stop()
    try:
        yield
    finally:
        company.provider.start()


def test_sessions_go_on_while_the_provider_is_away(company: Company, browser: httpx.Client) -> None:
    company.enter(browser)
    with away(company):
        company.let_confirmations_be_due()
        asked = "provider.unavailable"
        assert wait_until(lambda: asked in company.product.log.read_text())

        assert browser.get("/api/v1/assistants").status_code == 200
        reply = browser.post("/api/v1/assistants/hr/ask", json={"question": "Vacation days?"})
        assert reply.status_code == 200

    assert browser.get("/api/v1/assistants").status_code == 200


def test_a_new_sign_in_says_that_the_provider_is_away(
    company: Company, browser: httpx.Client
) -> None:
    with away(company):
        assert wait_until(lambda: browser.get("/sign-in/company").status_code == 503)
        told = browser.get("/sign-in/company")

    assert "cannot be reached just now" in told.text
    assert "Sign in with your company account" in told.text
    # As soon as it is back, the same button works.
    assert company.enter(browser).url.path == "/chat/"


def test_who_comes_back_while_the_provider_is_away_is_told_so(
    company: Company, browser: httpx.Client
) -> None:
    url = callback_of(company, browser)
    with away(company):
        reply = browser.get(url)

    assert reply.status_code == 503
    assert "cannot be reached just now" in reply.text
    assert browser.get("/api/v1/assistants").status_code == 401


def test_a_service_that_starts_without_its_provider_recovers_by_itself(
    company: Company,
) -> None:
    settings = {
        "ALMANAC_DEMO": "false",
        "ALMANAC_SECRET_KEY": "a-secret-key-of-more-than-32-characters",
        "ALMANAC_OIDC_ISSUER": company.provider.issuer,
        "ALMANAC_OIDC_CLIENT_ID": "second",
    }
    with ExitStack() as stack:
        with away(company):
            second = stack.enter_context(running(company.product.var.parent / "second", settings))
            start = f"{second.url}/sign-in/company"
            assert httpx.get(start, trust_env=False).status_code == 503

        assert httpx.get(start, trust_env=False).status_code == 303


def test_rotated_keys_are_fetched_once(company: Company) -> None:
    with company.browser() as first:
        company.enter(first)
    company.provider.rotate_keys()
    before = company.provider.counters()["jwks"]

    for _ in range(3):
        with company.browser() as browser:
            company.enter(browser, ALICE)
            assert browser.get("/api/v1/assistants").status_code == 200

    assert company.provider.counters()["jwks"] == before + 1
