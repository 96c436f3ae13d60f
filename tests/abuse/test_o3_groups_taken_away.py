"""O3: what is taken away at the provider is gone here, also in sessions and chats that are open."""

from __future__ import annotations

import asyncio

import httpx

from tests.servers.chat_client import ChatClient
from tests.servers.company import ALICE, API, CLIENT, SECRET, Company, wait_until
from tests.servers.openid_browser import confirm_sign_out, user_token

MEDICAL, EVERYBODY = "medical-information", "employees"
DOSE = "What is the usual dose of Qavoretin?"


def slugs(browser: httpx.Client) -> list[str]:
    reply = browser.get("/api/v1/assistants")
    return [entry["slug"] for entry in reply.json()] if reply.is_success else []


def test_a_group_taken_away_is_gone_at_the_next_sign_in(
    company: Company, browser: httpx.Client
) -> None:
    company.provider.set_account("anna@cryodyne.example", groups=[EVERYBODY, MEDICAL])
    company.enter(browser, "anna@cryodyne.example")
    assert MEDICAL in slugs(browser)
    company.provider.set_account("anna@cryodyne.example", groups=[EVERYBODY])

    company.enter(browser, "anna@cryodyne.example")

    assert slugs(browser) == ["hr", "it"]


def test_a_group_taken_away_is_gone_from_a_session_that_goes_on(
    company: Company, browser: httpx.Client
) -> None:
    company.provider.set_account("bert@cryodyne.example", groups=[EVERYBODY, MEDICAL])
    company.enter(browser, "bert@cryodyne.example")
    company.provider.set_account("bert@cryodyne.example", groups=[EVERYBODY])

    company.let_confirmations_be_due()

    assert wait_until(lambda: MEDICAL not in slugs(browser))
    assert slugs(browser) == ["hr", "it"]


async def test_an_open_chat_answers_no_more_once_the_group_is_gone(
    company: Company, browser: httpx.Client
) -> None:
    company.provider.set_account("carl@cryodyne.example", groups=[EVERYBODY, MEDICAL])
    company.enter(browser, "carl@cryodyne.example")
    chat = ChatClient(company.product.url, MEDICAL, company.cookie_of(browser))
    await chat.open()
    before = await chat.ask(DOSE)
    company.provider.set_account("carl@cryodyne.example", groups=[EVERYBODY])
    company.let_confirmations_be_due()
    assert await asyncio.to_thread(wait_until, lambda: MEDICAL not in slugs(browser))

    after = await chat.ask(DOSE)

    await chat.close()
    assert "mg" in before.text
    assert "mg" not in after.text
    assert "no access" in after.text


async def test_who_left_the_company_is_signed_out_and_the_chat_closes(
    company: Company, browser: httpx.Client
) -> None:
    company.provider.set_account("dora@cryodyne.example", groups=[EVERYBODY])
    company.enter(browser, "dora@cryodyne.example")
    chat = ChatClient(company.product.url, "hr", company.cookie_of(browser))
    await chat.open()
    company.provider.remove_account("dora@cryodyne.example")

    company.let_confirmations_be_due()

    assert await asyncio.to_thread(
        wait_until, lambda: browser.get("/api/v1/assistants").status_code == 401
    )
    assert await asyncio.to_thread(wait_until, lambda: not chat.connected, limit_s=5)


async def test_a_sign_out_at_the_provider_ends_the_session_and_closes_the_chat(
    company: Company, browser: httpx.Client
) -> None:
    company.provider.set_account("emil@cryodyne.example", groups=[EVERYBODY])
    company.enter(browser, "emil@cryodyne.example")
    chat = ChatClient(company.product.url, "hr", company.cookie_of(browser))
    await chat.open()
    before = company.provider.counters()["backchannel_accepted"]

    page = browser.get(f"{company.provider.issuer}/session/end")
    confirm_sign_out(browser, page)

    assert company.provider.counters()["backchannel_accepted"] == before + 1
    assert browser.get("/api/v1/assistants").status_code == 401
    assert await asyncio.to_thread(wait_until, lambda: not chat.connected, limit_s=5)


def test_a_token_keeps_no_group_that_a_later_sign_in_took_away(
    company: Company, browser: httpx.Client
) -> None:
    login = "finn@cryodyne.example"
    company.provider.register_api(API, [])
    company.provider.set_account(login, groups=[EVERYBODY, MEDICAL])
    tokens = user_token(
        browser,
        company.provider.issuer,
        login,
        client_id=CLIENT,
        secret=SECRET,
        redirect_uri=f"{company.product.url}/sign-in/callback",
    )
    bearer = {"Authorization": f"Bearer {tokens['id_token']}"}
    with httpx.Client(base_url=company.product.url, headers=bearer, trust_env=False) as api:
        assert MEDICAL in slugs(api)
        company.provider.set_account(login, groups=[EVERYBODY])
        company.enter(browser, login)

        assert slugs(api) == ["hr", "it"]


def test_alice_still_has_what_is_hers(company: Company, browser: httpx.Client) -> None:
    company.enter(browser, ALICE)

    assert slugs(browser) == ["hr", "it", MEDICAL]
