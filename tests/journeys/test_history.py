"""Conversations: in the list, by name, searched, deleted; and only one's own assistants."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Visit, Visitor

VPN = "How do I connect to the VPN from home?"
LEAVE = "How many days of annual leave do I get?"


def test_a_reload_stays_in_the_conversation(visit: Visit) -> None:
    ivy = visit("Ivy Imhof")
    ivy.ask(VPN)
    address = ivy.address()

    ivy.page.reload()

    expect(ivy.page).to_have_url(address)
    expect(ivy.page.locator("[data-step-type='user_message']")).to_have_text(VPN)
    expect(ivy.page.locator(".almanac-footer")).to_have_count(1)
    expect(ivy.page.get_by_text(re.compile(r"Found \d+ passage"))).to_be_visible()


def _another_assistant(visitor: Visitor, name: str) -> None:
    visitor.page.locator("#chat-profiles").click()
    visitor.page.get_by_role("option", name=name).click()


def _chosen_before_the_first_question(ivy: Visitor) -> str:
    _another_assistant(ivy, "Human Resources")
    expect(ivy.page.locator("#welcome-screen")).to_contain_text("Human Resources")
    ivy.ask(LEAVE)
    return "Human Resources"


def _changed_after_an_answer(ivy: Visitor) -> str:
    ivy.ask(VPN)
    _another_assistant(ivy, "Human Resources")
    ivy.page.get_by_role("dialog").get_by_role("button", name="Confirm").click()
    expect(ivy.page.locator("#welcome-screen")).to_contain_text("Human Resources")
    ivy.ask(LEAVE)
    return "Human Resources"


def _begun_anew_from_an_old_one(ivy: Visitor) -> str:
    ivy.ask(VPN)
    ivy.page.reload()
    expect(ivy.page.locator(".almanac-footer")).to_have_count(1)
    ivy.page.locator("#new-chat-button").click()
    expect(ivy.page.locator("#welcome-screen")).to_be_visible()
    ivy.ask(LEAVE)
    return "Information Technology"


def _change_cancelled(ivy: Visitor) -> str:
    ivy.ask(LEAVE)
    _another_assistant(ivy, "Human Resources")
    ivy.page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    expect(ivy.page.get_by_role("dialog")).to_have_count(0)
    return "Information Technology"


@pytest.mark.parametrize(
    "converse",
    [
        _chosen_before_the_first_question,
        _changed_after_an_answer,
        _begun_anew_from_an_old_one,
        _change_cancelled,
    ],
)
def test_a_reload_stays_in_whichever_conversation_is_open(
    visit: Visit, converse: Callable[[Visitor], str]
) -> None:
    ivy = visit("Ivy Imhof")
    assistant = converse(ivy)
    address = ivy.address()

    ivy.page.reload()

    expect(ivy.page.locator("[data-step-type='user_message']")).to_have_text(LEAVE)
    expect(ivy.page.locator(".almanac-footer")).to_have_count(1)
    expect(ivy.page.locator("#chat-profiles")).to_contain_text(assistant)
    assert ivy.page.url == address


def test_a_follow_up_after_a_reload_goes_on_in_the_same_conversation(visit: Visit) -> None:
    ivy = visit("Ivy Imhof")
    ivy.ask(VPN)
    address = ivy.address()
    ivy.page.reload()
    expect(ivy.page.locator(".almanac-footer")).to_have_count(1)

    ivy.ask("And what if I forgot my password?")

    assert ivy.page.url == address
    ivy.page.reload()
    expect(ivy.page.locator("[data-step-type='user_message']")).to_have_count(2)


def test_a_conversation_can_be_renamed_searched_and_deleted(visit: Visit) -> None:
    ivy = visit("Ivy Imhof")
    ivy.ask("How are backups kept?")
    ivy.page.locator("#search-chats-button").click()
    expect(ivy.page.get_by_role("dialog").get_by_text("How are backups kept?")).to_be_visible()
    ivy.page.keyboard.press("Escape")

    _option(ivy, "How are backups kept?", "#rename-thread")
    ivy.page.get_by_role("dialog").get_by_role("textbox").fill("Tapes in the cellar")
    ivy.page.get_by_role("dialog").get_by_role("button", name="Confirm").click()
    expect(ivy.thread("Tapes in the cellar")).to_be_visible()
    ivy.page.reload()
    expect(ivy.thread("Tapes in the cellar")).to_be_visible()

    ivy.page.locator("#search-chats-button").click()
    ivy.page.get_by_role("dialog").get_by_role("combobox").fill("cellar")
    expect(ivy.page.get_by_role("dialog").get_by_role("option")).to_have_count(1)
    ivy.page.keyboard.press("Escape")

    _option(ivy, "Tapes in the cellar", "#delete-thread")
    ivy.page.get_by_role("alertdialog").get_by_role("button", name="Confirm").click()
    expect(ivy.thread("Tapes in the cellar")).to_have_count(0)
    ivy.page.reload()
    expect(ivy.page.locator("#chat-input")).to_be_visible()
    expect(ivy.thread("Tapes in the cellar")).to_have_count(0)


def test_people_see_their_own_assistants_and_no_others(visit: Visit) -> None:
    ben = visit("Ben Baumann")

    ben.page.locator("#chat-profiles").click()

    offered = ben.page.get_by_role("option").all_inner_texts()
    assert sorted(name.strip() for name in offered) == ["Human Resources", "Information Technology"]


def test_signing_out_ends_in_the_sign_in_page(visit: Visit) -> None:
    ben = visit("Ben Baumann")

    ben.page.locator("#user-nav-button").click()
    ben.page.get_by_role("menuitem", name="Sign out").click()

    expect(ben.page).to_have_url(f"{ben.url}/sign-in")
    ben.page.goto(f"{ben.url}/chat/")
    expect(ben.page).to_have_url(f"{ben.url}/sign-in")


def test_the_conversation_of_somebody_else_does_not_open(visit: Visit) -> None:
    ivy, ben = visit("Ivy Imhof"), visit("Ben Baumann")
    ivy.ask(VPN)

    ben.page.goto(ivy.address())

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
