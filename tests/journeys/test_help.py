"""Help: found from the chat without losing the conversation, and readable for everybody."""

from __future__ import annotations

import re
from contextlib import closing

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import NewPage, Visit
from tests.journeys.test_looks import violations
from tests.journeys.test_signing_in import fits
from tests.servers.product import Product

SMALL = {"width": 320, "height": 700}


def test_help_opens_beside_what_somebody_is_typing(visit: Visit) -> None:
    alice = visit("Alice Amsler", viewport=SMALL, locale="de-CH")
    alice.page.locator("#chat-input").fill("Was muss ich")
    with alice.page.expect_popup() as opened:
        alice.page.get_by_role("link", name="Hilfe").press("Enter")

    expect(opened.value.get_by_role("heading", name="Wie Sie fragen")).to_be_visible()
    expect(alice.page.locator("#chat-input")).to_have_value("Was muss ich")
    assert fits(alice.page)


@pytest.mark.parametrize(
    ("scheme", "language"), [("light", "en-GB"), ("dark", "de-CH"), ("light", "fr-FR")]
)
def test_help_has_no_violation_and_fits_a_small_phone(
    visit: Visit, scheme: str, language: str
) -> None:
    alice = visit(
        "Alice Amsler", viewport=SMALL, color_scheme=scheme, locale=language, path="/help"
    )
    expect(alice.page.locator(".signs")).to_contain_text("Ready to send")

    assert not violations(alice.page), "\n" + "\n".join(violations(alice.page))
    assert fits(alice.page)


def test_help_is_there_before_the_sign_in(product: Product, new_page: NewPage) -> None:
    page = new_page(color_scheme="dark")
    page.goto(f"{product.url}/sign-in")
    page.get_by_role("link", name="Help").click()

    expect(page.get_by_role("heading", name="What it can do")).to_be_visible()
    assert not violations(page), "\n" + "\n".join(violations(page))


@pytest.mark.parametrize(
    ("wanted", "language", "placeholder"),
    [
        ("de-CH", "de", "Stellen Sie eine Frage"),
        ("it, fr;q=0.5", "fr", "Posez une question"),
        ("it", "en", "Ask a question"),
    ],
)
def test_the_chat_has_one_language_whatever_its_page_asks_for(
    product: Product, wanted: str, language: str, placeholder: str
) -> None:
    with closing(product.sign_in("ben@cryodyne.example")) as ben:
        ben.headers["Accept-Language"] = wanted
        page = ben.get("/chat/").text
        words = ben.get("/chat/project/translations?language=it-IT").json()["translation"]

    assert f'<html lang="{language}">' in page
    assert words["chat"]["input"]["placeholder"] == placeholder


def test_something_is_on_the_page_before_its_styles_and_scripts_are_asked_for(
    product: Product,
) -> None:
    with closing(product.sign_in("ben@cryodyne.example")) as ben:
        ben.headers["Accept-Language"] = "de"
        page = ben.get("/chat/").text

    first, parts, last = re.split(r"</?template\b", page)
    assert "Wird geladen…" in first
    assert 'rel="stylesheet"' in parts
    assert 'rel="modulepreload"' in parts
    assert '<div id="root">' in last
    assert not re.search(r'rel="(stylesheet|modulepreload)"|<script\b[^>]*\bsrc=', first + last)
