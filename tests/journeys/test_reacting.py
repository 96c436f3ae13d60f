"""Reacting with an emoji, and finding the reaction again."""

from __future__ import annotations

from playwright.sync_api import Locator, Route, expect

from tests.journeys.conftest import Visit

RENAL = "How is Qavoretin dosed when the kidneys do not work well?"


def test_a_reaction_is_there_again_after_reload_and_after_coming_back(visit: Visit) -> None:
    alice = visit("Alice Amsler")
    footer = alice.ask(RENAL)
    _button(footer, "Good").click()
    expect(footer.get_by_text("Thank you")).to_be_visible()

    _button(footer, "Poor").click()
    footer.get_by_label("Incomplete").check()
    footer.get_by_label("Anything else?").fill("The dose for dialysis is missing.")
    footer.get_by_role("button", name="Send", exact=True).click()
    expect(footer.get_by_text("Your reasons are stored")).to_be_visible()

    alice.page.reload()
    expect(_button(footer, "Poor")).to_have_attribute("aria-pressed", "true")
    expect(_button(footer, "Good")).to_have_attribute("aria-pressed", "false")
    address = alice.page.url
    alice.page.goto(f"{alice.url}/chat/")
    alice.thread("How is Qavoretin dosed").first.click()
    expect(alice.page).to_have_url(address)
    expect(_button(footer, "Poor")).to_have_attribute("aria-pressed", "true")
    expect(alice.citations().first).to_be_visible()
    turn = footer.get_attribute("data-turn")
    stored = alice.page.request.get(f"{alice.url}/api/v1/turns/{turn}/reaction").json()
    assert stored["reasons"] == ["Incomplete"]
    assert stored["comment"] == "The dose for dialysis is missing."


def test_reasons_can_be_given_and_changed_after_coming_back(visit: Visit) -> None:
    alice = visit("Alice Amsler")
    footer = alice.ask(RENAL)
    _button(footer, "Poor").click()
    expect(_button(footer, "Poor")).to_have_attribute("aria-pressed", "true")
    alice.page.reload()

    _button(footer, "Add a reason").click()
    footer.get_by_label("Incomplete").check()
    footer.get_by_label("Anything else?").fill("The dose for dialysis is missing.")
    _button(footer, "Send").click()
    expect(footer.get_by_role("status")).to_have_text("Thank you. Your reasons are stored.")
    alice.page.reload()
    _button(footer, "Change the reason").click()

    expect(footer.get_by_label("Incomplete")).to_be_checked()
    expect(footer.get_by_label("Anything else?")).to_have_value("The dose for dialysis is missing.")
    expect(_button(footer, "Change the reason")).to_have_count(0)


def test_a_good_score_asks_for_no_reason(visit: Visit) -> None:
    alice = visit("Alice Amsler")
    footer = alice.ask(RENAL)

    _button(footer, "Good").click()

    expect(footer.get_by_text("Thank you")).to_be_visible()
    expect(_button(footer, "Add a reason")).to_have_count(0)


def test_a_second_click_takes_the_reaction_back(visit: Visit) -> None:
    alice = visit("Alice Amsler")
    footer = alice.ask(RENAL)
    _button(footer, "Good").click()
    expect(_button(footer, "Good")).to_have_attribute("aria-pressed", "true")

    _button(footer, "Good").click()

    expect(_button(footer, "Good")).to_have_attribute("aria-pressed", "false")
    expect(footer.get_by_role("status")).to_have_text("Reaction removed")


def test_a_reaction_that_was_not_stored_says_so_and_can_be_tried_again(visit: Visit) -> None:
    alice = visit("Alice Amsler")
    footer = alice.ask(RENAL)

    def fail(route: Route) -> None:
        route.fulfill(status=503, json={"error": {"code": "away", "message": "Try later."}})

    alice.page.route("**/reaction", fail)
    _button(footer, "Good").click()
    expect(footer.get_by_text("Your reaction was not stored")).to_be_visible()
    expect(_button(footer, "Good")).to_have_attribute("aria-pressed", "false")
    alice.page.unroute("**/reaction", fail)
    footer.get_by_role("button", name="Try again").click()

    expect(_button(footer, "Good")).to_have_attribute("aria-pressed", "true")


def test_chainlits_own_thumbs_are_gone(visit: Visit) -> None:
    alice = visit("Alice Amsler")

    alice.ask(RENAL)

    thumbs = alice.page.locator("button[class*='feedback']:visible")
    expect(thumbs).to_have_count(0)


def _button(footer: Locator, label: str) -> Locator:
    return footer.get_by_role("button", name=label, exact=True)
