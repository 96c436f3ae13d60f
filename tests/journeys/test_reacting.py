"""Reacting with an emoji, and finding the reaction again."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Route, expect

from tests.journeys.conftest import PHONE, Visit
from tests.journeys.test_looks import violations
from tests.journeys.visitor import Visitor

RENAL = "How is Qavoretin dosed when the kidneys do not work well?"


def test_a_reaction_is_there_again_after_reload_and_after_coming_back(stay: Visit) -> None:
    alice = stay("Alice Amsler")
    footer = alice.ask(RENAL)
    _button(footer, "Good").click()
    expect(footer.get_by_text("Thank you")).to_be_visible()
    # A good score asks for no reason.
    expect(_button(footer, "Add a reason")).to_have_count(0)

    _button(footer, "Poor").click()
    footer.get_by_label("Incomplete").check()
    footer.get_by_label("Anything else?").fill("The dose for dialysis is missing.")
    footer.get_by_role("button", name="Send", exact=True).click()
    expect(footer.get_by_text("Your feedback is stored")).to_be_visible()

    alice.page.reload()
    expect(_button(footer, "Poor")).to_have_attribute("aria-pressed", "true")
    expect(_button(footer, "Good")).to_have_attribute("aria-pressed", "false")
    address = alice.address()
    alice.begin_anew()
    alice.thread("How is Qavoretin dosed").first.click()
    expect(alice.page).to_have_url(address)
    expect(_button(footer, "Poor")).to_have_attribute("aria-pressed", "true")
    expect(alice.citations().first).to_be_visible()
    turn = footer.get_attribute("data-turn")
    _button(footer, "Change your feedback").click()
    expect(footer.get_by_label("Incomplete")).to_be_checked()
    expect(footer.get_by_label("Anything else?")).to_have_value("The dose for dialysis is missing.")
    expect(_button(footer, "Change your feedback")).to_have_count(0)
    stored = alice.page.request.get(f"{alice.url}/api/v1/turns/{turn}/reaction").json()
    assert stored["reasons"] == ["Incomplete"]
    assert stored["comment"] == "The dose for dialysis is missing."


def test_reasons_can_be_given_after_coming_back(stay: Visit) -> None:
    alice = stay("Alice Amsler")
    footer = alice.ask(RENAL)
    _button(footer, "Poor").click()
    expect(_button(footer, "Poor")).to_have_attribute("aria-pressed", "true")
    alice.page.reload()

    _button(footer, "Add a reason").click()
    footer.get_by_label("Incomplete").check()
    footer.get_by_label("Anything else?").fill("The dose for dialysis is missing.")
    _button(footer, "Send").click()

    expect(_status(footer)).to_have_text("Thank you. Your feedback is stored.")
    assert _stored(alice, footer)["reasons"] == ["Incomplete"]


def test_a_second_click_takes_the_reaction_back(stay: Visit) -> None:
    alice = stay("Alice Amsler")
    footer = alice.ask(RENAL)
    _button(footer, "Good").click()
    expect(_button(footer, "Good")).to_have_attribute("aria-pressed", "true")

    _button(footer, "Good").click()

    expect(_button(footer, "Good")).to_have_attribute("aria-pressed", "false")
    expect(_status(footer)).to_contain_text("Reaction removed.")
    expect(_button(footer, "Say more")).to_have_count(0)


def test_a_reaction_taken_back_can_be_put_back_with_all_that_was_said(stay: Visit) -> None:
    alice = stay("Alice Amsler")
    footer = alice.ask(RENAL)
    _button(footer, "Poor").click()
    footer.get_by_label("Anything else?").fill("The dose for dialysis is missing.")
    _button(footer, "Send").click()
    expect(_status(footer)).to_contain_text("Your feedback is stored.")
    before = _stored(alice, footer)
    _button(footer, "Poor").click()
    expect(_status(footer)).to_contain_text("Reaction removed.")
    assert _stored(alice, footer) is None

    _button(footer, "Undo").click()

    expect(_status(footer)).to_contain_text("Your reaction is back.")
    expect(_button(footer, "Poor")).to_have_attribute("aria-pressed", "true")
    expect(_button(footer, "Poor")).to_be_focused()
    after = _stored(alice, footer)
    assert {**after, "reacted_at": ""} == {**before, "reacted_at": ""}


def test_the_right_answer_and_document_are_suggested_by_keyboard_alone(stay: Visit) -> None:
    alice = stay("Alice Amsler", viewport=PHONE, color_scheme="dark")
    footer = alice.ask(RENAL)
    press, write = alice.page.keyboard.press, alice.page.keyboard.insert_text

    _button(footer, "Ready to send").focus()
    for key in ("ArrowLeft", "ArrowLeft", "Enter"):
        press(key)
    expect(_button(footer, "Poor")).to_have_attribute("aria-pressed", "true")
    expect(footer.get_by_role("form")).to_be_visible()
    press("Tab")
    press("Space")
    expect(footer.get_by_label("Wrong", exact=True)).to_be_checked()
    footer.get_by_label("Anything else?").focus()
    press("Tab")
    press("Enter")
    press("Tab")
    expect(footer.get_by_label("The right answer")).to_be_focused()
    write("10 mg once a week.")
    press("Tab")
    write("qavoretin sum")
    expect(footer.get_by_role("option")).to_have_text(
        ["Qavoretin prescribing summaryqavoretin-prescribing-summary.pdf"]
    )
    press("ArrowDown")
    assert not violations(alice.page), "\n" + "\n".join(violations(alice.page))
    press("Enter")
    expect(_button(footer, "Remove Qavoretin prescribing summary")).to_be_focused()
    assert not violations(alice.page), "\n" + "\n".join(violations(alice.page))
    press("Tab")
    press("Enter")

    expect(_status(footer)).to_have_text("Thank you. Your feedback is stored.")
    expect(_button(footer, "Change your feedback")).to_be_focused()
    stored = _stored(alice, footer)
    assert stored["suggested_answer"] == "10 mg once a week."
    assert stored["suggested_document"] == "qavoretin-prescribing-summary.pdf"
    assert alice.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert alice.errors == []


def test_a_suggestion_is_shown_again_and_can_be_changed_and_removed(stay: Visit) -> None:
    alice = stay("Alice Amsler")
    footer = alice.ask(RENAL)
    _button(footer, "Good").click()
    _button(footer, "Say more").click()
    footer.get_by_text("Do you know what would have been right?").click()
    typed = "<b>10 mg</b> \u202eonce a week"
    footer.get_by_label("The right answer").fill(typed)
    footer.get_by_role("combobox").click()
    footer.get_by_role("option").first.click()
    _button(footer, "Send").click()
    expect(_status(footer)).to_contain_text("Your feedback is stored.")
    title = _stored(alice, footer)["suggested_title"]
    alice.page.reload()

    _button(footer, "Change your feedback").click()
    expect(footer.get_by_label("The right answer")).to_have_value(typed)
    _button(footer, f"Remove {title}").click()
    expect(footer.get_by_role("combobox")).to_be_focused()
    footer.get_by_label("The right answer").fill("")
    _button(footer, "Send").click()

    expect(_status(footer)).to_have_text("Thank you. Your reaction is stored.")
    stored = _stored(alice, footer)
    assert (stored["suggested_answer"], stored["suggested_document"]) == ("", None)


def test_escape_closes_what_is_open_from_the_inside_out(stay: Visit) -> None:
    alice = stay("Alice Amsler")
    footer = alice.ask(RENAL)
    _button(footer, "Poor").click()
    footer.get_by_text("Do you know what would have been right?").click()
    footer.get_by_role("combobox").click()
    expect(footer.get_by_role("listbox")).to_be_visible()

    alice.page.keyboard.press("Escape")
    expect(footer.get_by_role("listbox")).to_have_count(0)
    expect(footer.get_by_role("combobox")).to_be_focused()
    alice.page.keyboard.press("Escape")

    expect(footer.get_by_role("form")).to_have_count(0)
    expect(_button(footer, "Add a reason")).to_be_focused()


def test_another_emoji_keeps_what_was_said_and_what_is_being_typed(stay: Visit) -> None:
    alice = stay("Alice Amsler")
    footer = alice.ask(RENAL)
    _button(footer, "Poor").click()
    footer.get_by_label("Anything else?").fill("The dose is missing.")

    _button(footer, "Wrong or harmful").click()

    expect(_button(footer, "Wrong or harmful")).to_have_attribute("aria-pressed", "true")
    expect(footer.get_by_label("Anything else?")).to_have_value("The dose is missing.")
    _button(footer, "Send").click()
    expect(_status(footer)).to_contain_text("Your feedback is stored.")
    _button(footer, "Good").click()
    expect(_button(footer, "Good")).to_have_attribute("aria-pressed", "true")
    stored = _stored(alice, footer)
    assert (stored["score"], stored["comment"]) == (4, "The dose is missing.")


def test_what_is_being_said_outlives_the_end_of_another_answer(stay: Visit) -> None:
    alice = stay("Alice Amsler")
    footer = alice.ask(RENAL)
    _button(footer, "Poor").click()
    footer.get_by_label("Anything else?").fill("The dose is missing.")

    alice.ask("And for dialysis?")

    first = alice.page.locator(".almanac-footer").first
    expect(first.get_by_label("Anything else?")).to_have_value("The dose is missing.")
    _button(first, "Send").click()
    expect(_status(first)).to_contain_text("Your feedback is stored.")
    assert _stored(alice, first)["comment"] == "The dose is missing."


def test_what_was_said_and_not_stored_stays_and_can_be_tried_again(stay: Visit) -> None:
    alice = stay("Alice Amsler")
    footer = alice.ask(RENAL)
    _button(footer, "Poor").click()
    footer.get_by_label("Anything else?").fill("The dose is missing.")
    alice.page.route("**/reaction", lambda route: route.abort())
    _button(footer, "Send").click()
    expect(_status(footer)).to_contain_text("Your reaction was not stored.")
    expect(footer.get_by_label("Anything else?")).to_have_value("The dose is missing.")
    alice.page.unroute("**/reaction")

    _button(footer, "Try again").click()

    expect(_status(footer)).to_have_text("Thank you. Your feedback is stored.")
    assert _stored(alice, footer)["comment"] == "The dose is missing."


def test_a_reaction_that_was_not_stored_says_so_and_can_be_tried_again(stay: Visit) -> None:
    alice = stay("Alice Amsler")
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


def _status(footer: Locator) -> Locator:
    return footer.locator(".almanac-status")


def _stored(visitor: Visitor, footer: Locator) -> Any:
    turn = footer.get_attribute("data-turn")
    return visitor.page.request.get(f"{visitor.url}/api/v1/turns/{turn}/reaction").json()


def _button(footer: Locator, label: str) -> Locator:
    return footer.get_by_role("button", name=label, exact=True)
