"""What everybody can use: no violation of WCAG 2.2 AA, light and dark."""

from __future__ import annotations

import uuid
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from app.assets.release import PUBLIC
from tests.journeys import newest_axe
from tests.journeys.conftest import NewPage, Visit
from tests.servers.product import Product

RENAL = "How is Qavoretin dosed when the kidneys do not work well?"
Scheme = Literal["dark", "light"]
SCHEMES: tuple[Scheme, ...] = ("dark", "light")
_STILL = """() => document.getAnimations().every(
  (animation) => animation.playState !== "running"
    || animation.effect.getComputedTiming().endTime === Infinity
)"""
_LOOK = "async ([within, rules]) => (await axe.run(within ?? document, rules)).violations"
_AS_EXPECTED = """(moves) => moves ===
  document.getAnimations().some((animation) => animation.playState === "running")"""
_RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    },
    # To describe all that is right takes as long as to look.
    "resultTypes": ["violations"],
}


def test_the_sign_in_page_has_no_violation(product: Product, new_page: NewPage) -> None:
    page = new_page()

    page.goto(f"{product.url}/sign-in")

    assert not in_both_schemes(page), "\n" + "\n".join(in_both_schemes(page))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_chat_is_as_light_or_dark_as_the_device_and_has_no_violation(
    visit: Visit, scheme: str
) -> None:
    chris = visit("Chris Caduff", color_scheme=scheme, reduced_motion="no-preference")
    expect(chris.page.locator("#starters button").first).to_be_enabled()

    ground = chris.page.evaluate("getComputedStyle(document.body).backgroundColor")

    channels = [int(part) for part in ground.removeprefix("rgb(").removesuffix(")").split(",")]
    assert (max(channels) < 60) == (scheme == "dark")
    assert not violations(chris.page), "\n" + "\n".join(violations(chris.page))


def test_an_address_that_leads_nowhere_has_no_violation(visit: Visit) -> None:
    chris = visit("Chris Caduff", color_scheme="dark", path=f"/chat/thread/{uuid.uuid4()}")
    expect(chris.page.locator("#almanac-missing")).to_contain_text("There is no such conversation.")

    assert not violations(chris.page), "\n" + "\n".join(violations(chris.page))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_answer_with_its_source_open_has_no_violation(visit: Visit, scheme: str) -> None:
    alice = visit("Alice Amsler", color_scheme=scheme, reduced_motion="no-preference")
    footer = alice.ask(RENAL)
    footer.get_by_role("button", name="Poor", exact=True).click()
    expect(footer.get_by_role("button", name="Send", exact=True)).to_be_visible()
    alice.citations().first.click()
    expect(alice.panel().locator("img.almanac-page")).to_be_visible()

    assert not violations(alice.page), "\n" + "\n".join(violations(alice.page))


@pytest.mark.parametrize(("wish", "moves"), [("reduce", False), ("no-preference", True)])
def test_what_moves_on_and_on_does_so_for_nobody_who_wants_less_motion(
    new_page: NewPage, wish: str, moves: bool
) -> None:
    page = new_page(reduced_motion=wish)
    turning = "<p style='animation: turn 1s infinite'>…</p>"
    turn = "<style>@keyframes turn { to { rotate: 1turn } }</style>"
    chat = f"<style>{(PUBLIC / 'almanac.css').read_text('utf-8')}</style>"

    page.set_content(f"{turn}{chat}{turning}")

    page.wait_for_function(_AS_EXPECTED, arg=moves)


def in_both_schemes(page: Page) -> list[str]:
    """What axe found in the dark and in the light, on a page that follows the device meanwhile.

    The chat asks the device once, while it loads.
    """
    assert page.locator("#root").count() == 0
    found: list[str] = []
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        found += [f"{scheme}: {violation}" for violation in violations(page)]
    return found


def violations(page: Page, within: str | None = None) -> list[str]:
    """What axe found, one line each, once nothing moves any more: half a fade has no contrast.

    A page of many parts takes long; ``within`` selects the one that is looked at.
    """
    page.wait_for_function(_STILL)
    # It stays on the page, which may be looked at again.
    if not page.evaluate("Boolean(window.axe)"):
        axe = Axe() if newest_axe.shortfall() else Axe.from_file(newest_axe.SCRIPT)
        page.evaluate(axe.axe_script)
    found = page.evaluate(_LOOK, [within, _RULES])
    return [
        f"{violation['id']}: {node['html'][:200]} {node['failureSummary']}"
        for violation in found
        for node in violation["nodes"]
    ]
