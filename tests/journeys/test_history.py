"""Conversations: in the list, by name, searched, deleted; and only one's own assistants."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.journeys.conftest import Visit
from tests.journeys.visitor import Visitor

VPN = "How do I connect to the VPN from home?"
LEAVE = "How many days of annual leave do I get?"
HR, IT = "Human Resources", "Information Technology"


def test_a_reload_stays_in_the_conversation_and_a_follow_up_goes_on_in_it(stay: Visit) -> None:
    ivy = stay("Ivy Imhof")
    ivy.ask(VPN)
    address = ivy.address()

    ivy.page.reload()

    expect(ivy.page).to_have_url(address)
    expect(ivy.page.locator("[data-step-type='user_message']")).to_have_text(VPN)
    expect(ivy.page.locator(".almanac-footer")).to_have_count(1)
    expect(ivy.page.get_by_text(re.compile(r"Found \d+ passage"))).to_be_visible()
    ivy.ask("And what if I forgot my password?")
    assert ivy.page.url == address
    ivy.page.reload()
    expect(ivy.page.locator("[data-step-type='user_message']")).to_have_count(2)


def test_a_reload_stays_in_whichever_conversation_is_open(visit: Visit) -> None:
    ivy = visit("Ivy Imhof")
    ivy.ask(LEAVE)
    _another_assistant(ivy, HR)
    ivy.page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    expect(ivy.page.get_by_role("dialog")).to_have_count(0)
    _is_there_after_a_reload(ivy, LEAVE, IT)

    # A conversation that is begun anew from an old one.
    ivy.begin_anew()
    ivy.ask(VPN)
    _is_there_after_a_reload(ivy, VPN, IT)

    # Another assistant after an answer.
    _another_assistant(ivy, HR)
    ivy.page.get_by_role("dialog").get_by_role("button", name="Confirm").click()
    expect(ivy.page.locator("#welcome-screen")).to_contain_text(HR)
    ivy.ask(LEAVE)
    _is_there_after_a_reload(ivy, LEAVE, HR)

    # Another assistant before the first question.
    ivy.begin_anew()
    _another_assistant(ivy, IT)
    expect(ivy.page.locator("#welcome-screen")).to_contain_text(IT)
    ivy.ask(VPN)
    _is_there_after_a_reload(ivy, VPN, IT)


def _another_assistant(visitor: Visitor, name: str) -> None:
    visitor.page.locator("#chat-profiles").click()
    visitor.page.get_by_role("option", name=name).click()


def _is_there_after_a_reload(visitor: Visitor, question: str, assistant: str) -> None:
    address = visitor.address()
    visitor.page.reload()
    expect(visitor.page.locator("[data-step-type='user_message']")).to_have_text(question)
    expect(visitor.page.locator(".almanac-footer")).to_have_count(1)
    expect(visitor.page.locator("#chat-profiles")).to_contain_text(assistant)
    assert visitor.page.url == address


def test_a_conversation_can_be_renamed_searched_and_deleted(stay: Visit) -> None:
    ivy = stay("Ivy Imhof")
    ivy.ask("How are backups kept?")
    ivy.page.locator("#search-chats-button").click()
    expect(ivy.page.get_by_role("dialog").get_by_text("How are backups kept?")).to_be_visible()
    ivy.page.keyboard.press("Escape")

    _option(ivy, "How are backups kept?", "#rename-thread")
    ivy.page.get_by_role("dialog").get_by_role("textbox").fill("Tapes in the cellar")
    ivy.page.get_by_role("dialog").get_by_role("button", name="Confirm").click()
    expect(ivy.thread("Tapes in the cellar")).to_be_visible()

    ivy.page.locator("#search-chats-button").click()
    ivy.page.get_by_role("dialog").get_by_role("combobox").fill("cellar")
    expect(ivy.page.get_by_role("dialog").get_by_role("option")).to_have_count(1)
    ivy.page.keyboard.press("Escape")
    ivy.page.reload()
    expect(ivy.thread("Tapes in the cellar")).to_be_visible()

    _option(ivy, "Tapes in the cellar", "#delete-thread")
    ivy.page.get_by_role("alertdialog").get_by_role("button", name="Delete").click()
    expect(ivy.thread("Tapes in the cellar")).to_have_count(0)
    # Nor does the service find it any more.
    ivy.page.locator("#search-chats-button").click()
    found = ivy.page.get_by_role("dialog").get_by_role("option")
    expect(found.first).to_be_visible()
    ivy.page.get_by_role("dialog").get_by_role("combobox").fill("cellar")
    expect(found).to_have_count(0)
    ivy.page.keyboard.press("Escape")


def test_people_see_their_own_assistants_and_sign_out_to_the_sign_in_page(visit: Visit) -> None:
    ben = visit("Ben Baumann")

    ben.page.locator("#chat-profiles").click()

    offered = ben.page.get_by_role("option")
    expect(offered.first).to_be_focused()
    assert sorted(name.strip() for name in offered.all_inner_texts()) == [HR, IT]
    offered.filter(has_text=HR).click()
    expect(offered).to_have_count(0)

    ben.page.locator("#user-nav-button").click()
    ben.page.get_by_role("menuitem", name="Sign out").click()

    expect(ben.page).to_have_url(f"{ben.url}/sign-in")
    ben.page.goto(f"{ben.url}/chat/")
    expect(ben.page).to_have_url(f"{ben.url}/sign-in")


def test_the_conversation_of_somebody_else_does_not_open(visit: Visit, stay: Visit) -> None:
    ivy = stay("Ivy Imhof")
    ivy.ask(VPN)

    ben = visit("Ben Baumann", path=ivy.address().removeprefix(ivy.url))

    expect(ben.page.locator("#chat-input")).to_be_visible()
    expect(ben.page).to_have_url(f"{ben.url}/chat/")
    expect(ben.page.locator("#almanac-missing [role=status]")).to_have_text(
        "There is no such conversation."
    )
    assert VPN not in ben.page.content()
    ben.ask(VPN)
    expect(ben.page.locator("#almanac-missing")).to_have_count(0)


def _option(visitor: Visitor, thread: str, option: str) -> None:
    entry = visitor.thread(thread).first
    entry.hover()
    entry.locator("xpath=..").locator(".almanac-thread-options").click()
    visitor.page.locator(option).click()
