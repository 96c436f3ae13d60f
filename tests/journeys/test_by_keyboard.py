"""The chat by keyboard alone, and as a screen reader tells it."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from tests.journeys.conftest import Visit
from tests.journeys.test_looks import violations

QUESTION = "How is Drovelimab dosed in renal impairment?"
NOTHING = "Who won the football world cup in 1954?"
ANSWER = "[data-step-type='assistant_message'] [id^='step-']"
ENLARGED = {"width": 320, "height": 256}


def test_what_happens_is_told_and_the_answer_is_one_key_away(stay: Visit) -> None:
    alice = stay("Alice Amsler", locale="de-DE")
    alice.ask(QUESTION)
    told = alice.page.get_by_role("status").filter(has_text="Die Antwort")

    expect(told).to_contain_text("Die Antwort wird geschrieben.")
    expect(told).to_contain_text("Die Antwort ist vollständig. Quellen:")
    alice.page.keyboard.press("F6")
    expect(alice.page.locator(ANSWER).last).to_be_focused()
    alice.page.keyboard.press("F6")
    expect(alice.page.locator("#chat-input")).to_be_focused()
    alice.ask(NOTHING)
    expect(told).to_contain_text("Keine Antwort in diesen Dokumenten")
    headings = alice.page.get_by_role("heading").evaluate_all(
        "all => all.map(h => `${h.ariaLevel || h.tagName.slice(1)} ${h.textContent}`)"
    )
    assert headings[0] == "1 Almanac: Medical Information"
    assert f"2 {QUESTION}" in headings
    assert headings.count("3 Antwort") == 2


def good(footer: Locator) -> Locator:
    """The reaction that asks for no reason."""
    return footer.get_by_role("button", name="Good", exact=True)


def test_a_question_is_edited_and_each_answer_keeps_its_own_reaction(visit: Visit) -> None:
    alice = visit("Alice Amsler")
    first = alice.ask(QUESTION)
    good(first).press("Enter")
    expect(first.get_by_text("Thank you")).to_be_visible()
    edit = first.get_by_role("button", name="Edit the question")
    edit.press("Enter")
    field = alice.page.get_by_role("textbox", name="Your question")
    expect(field).to_be_focused()
    expect(field).to_have_value(QUESTION)
    field.press("Escape")
    expect(edit).to_be_focused()
    edit.press("Enter")
    field.fill("And in hepatic impairment?")

    field.press("Enter")

    footers = alice.page.locator(".almanac-footer")
    expect(footers).to_have_count(2)
    expect(footers.first).to_contain_text("Answer 1 of 2 to this question")
    expect(edit.first).to_be_focused()
    for footer, pressed in ((footers.first, "true"), (footers.last, "false")):
        expect(good(footer)).to_have_attribute("aria-pressed", pressed)
    footers.first.get_by_role("button", name="Go to the answer after").press("Enter")
    expect(alice.page.locator(ANSWER).last).to_be_focused()
    footers.last.get_by_role("button", name="Ask again").press("Enter")
    expect(footers).to_have_count(3)
    expect(footers.nth(1).get_by_role("button", name="Ask again")).to_be_focused()
    expect(footers.last).to_contain_text("Answer 3 of 3 to this question")


def test_a_conversation_is_renamed_and_deleted_by_keyboard(visit: Visit) -> None:
    alice = visit("Alice Amsler", locale="fr-FR")
    alice.ask(QUESTION)
    menu = alice.page.get_by_role("button", name=f"Renommer ou supprimer : {QUESTION}").first
    menu.focus()
    menu.press("Enter")
    items = alice.page.get_by_role("menuitem")
    expect(items).to_have_count(2)
    assert not violations(alice.page), "\n" + "\n".join(violations(alice.page))
    items.first.press("Enter")
    name = alice.page.get_by_role("textbox", name="Nom")
    expect(name).to_be_focused()
    assert not violations(alice.page), "\n" + "\n".join(violations(alice.page))
    name.fill("Au clavier")
    name.press("Enter")
    expect(alice.thread("Au clavier")).to_be_visible()

    renamed = alice.page.get_by_role("button", name="Renommer ou supprimer : Au clavier")
    renamed.focus()
    renamed.press("Enter")
    items.last.press("Enter")
    dialog = alice.page.get_by_role("alertdialog")
    expect(dialog).to_be_visible()
    assert not violations(alice.page), "\n" + "\n".join(violations(alice.page))
    dialog.get_by_role("button").last.press("Enter")
    expect(alice.thread("Au clavier")).to_have_count(0)


def test_escape_closes_what_is_in_front_and_no_more(visit: Visit) -> None:
    alice = visit("Alice Amsler", locale="de-DE", color_scheme="dark")
    alice.ask(QUESTION)
    alice.citations().first.click()
    expect(alice.panel()).to_be_visible()
    alice.page.locator("#search-chats-button").click()
    search = alice.page.get_by_role("dialog", name="Suche")
    expect(search.get_by_role("option").first).to_be_visible()
    assert not violations(alice.page), "\n" + "\n".join(violations(alice.page))

    alice.page.keyboard.press("Escape")
    expect(search).to_have_count(0)
    expect(alice.panel()).to_be_visible()
    alice.page.keyboard.press("Escape")
    expect(alice.panel()).to_have_count(0)


def test_escape_closes_the_list_of_assistants_and_what_it_tells_of_one(stay: Visit) -> None:
    alice = stay("Alice Amsler", locale="de-DE")
    alice.page.locator("#chat-profiles").click()
    expect(alice.page.get_by_role("option").first).to_be_visible()
    # The list, and what is told of the assistant under the mouse.
    expect(alice.page.locator("[data-radix-popper-content-wrapper]")).to_have_count(2)

    alice.page.keyboard.press("Escape")

    expect(alice.page.get_by_role("option")).to_have_count(0)
    expect(alice.page.locator("#chat-profiles")).to_be_focused()


def test_whoever_manages_finds_the_whole_head_in_a_narrow_window(visit: Visit) -> None:
    dana = visit("Dana Derungs")
    widths = {}
    for width in (320, 360, 390, 412):
        dana.page.set_viewport_size({"width": width, "height": 800})
        expect(dana.page.locator("#user-nav-button")).to_be_visible()
        widths[width] = dana.page.evaluate("document.documentElement.scrollWidth")

    assert widths == {width: width for width in widths}


def test_menus_have_no_violation(stay: Visit) -> None:
    alice = stay("Alice Amsler", locale="de-DE")
    for opener in ("#user-nav-button", "#theme-toggle"):
        alice.page.locator(opener).click()
        menu = alice.page.get_by_role("menu")
        expect(menu).to_be_visible()
        assert not violations(alice.page), f"{opener}\n" + "\n".join(violations(alice.page))
        alice.page.keyboard.press("Escape")
        expect(menu).to_have_count(0)


def test_enlarged_four_times_everything_is_there_in_one_direction(visit: Visit) -> None:
    alice = visit("Alice Amsler", viewport=ENLARGED, locale="de-DE")
    alice.page.locator("#welcome-screen img").scroll_into_view_if_needed()
    top = alice.page.locator("#welcome-screen img").evaluate("e => e.getBoundingClientRect().top")
    header = alice.page.locator("#header").evaluate("e => e.getBoundingClientRect().bottom")
    alice.ask(QUESTION)
    composer = alice.page.locator("#message-composer").evaluate("e => e.offsetHeight")

    assert top >= header - 1
    assert composer <= ENLARGED["height"] / 4
    assert alice.page.evaluate("document.documentElement.scrollWidth") <= ENLARGED["width"]
