"""What people see of a sentence that its source does not hold."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import PHONE, Visit
from tests.journeys.test_looks import violations
from tests.servers.model_server import ModelServer
from tests.servers.product import Product, running

QUESTION = "How is Drovelimab stored?"
WRITTEN = (
    "Drovelimab is stored at 2 to 8 °C in the carton [1]. It keeps for 4711 days, says "
    "Dr. Elena Marquez [1]. Do not freeze Drovelimab [1]."
)


@pytest.fixture(scope="module")
def inventive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """A product whose model invents a number and a name."""
    folder = tmp_path_factory.mktemp("inventive")
    with ModelServer(reply=lambda _: WRITTEN).in_thread() as model:
        route = {"kind": "openai", "base_url": model.base_url, "model": "steady:interval=5"}
        file = folder / "gateway.yaml"
        file.write_text(json.dumps({"routes": {"model": route}, "roles": {"answer": ["model"]}}))
        with running(folder / "var", {"ALMANAC_GATEWAY_FILE": str(file)}) as product:
            yield product


def test_a_sentence_that_is_not_verified_is_marked_and_told_after_a_reload_too(
    visit: Visit, inventive: Product
) -> None:
    alice = visit("Alice Amsler", to=inventive)
    footer = alice.ask(QUESTION)

    for _ in range(2):
        marks = alice.page.locator(".ai-message .almanac-mark")
        expect(marks).to_have_count(1)
        expect(marks).to_have_text("(not verified)")
        expect(footer).to_contain_text("One of the sentences above could not be verified")
        alice.page.reload()

    footer.get_by_role("button", name="About this answer").click()
    facts = alice.panel().locator("dl").first
    expect(facts).to_contain_text(re.compile(r"How sure\s*The search: .*\(\d+\s?%\)"))
    expect(facts).to_contain_text(
        "The answer: 2 of 3 sentences verified against their sources; 1 not"
    )
    expect(alice.panel()).to_contain_text(
        re.compile(r"4711 days, says Dr. Elena Marquez.\s*a name that is not in its source")
    )


def test_on_a_dark_phone_in_german_the_mark_is_read_and_has_no_violation(
    visit: Visit, inventive: Product
) -> None:
    alice = visit("Alice Amsler", to=inventive, viewport=PHONE, color_scheme="dark", locale="de-CH")

    footer = alice.ask(QUESTION)

    expect(alice.page.locator(".ai-message .almanac-mark")).to_be_visible()
    expect(footer).to_contain_text("Einer der Sätze oben liess sich an den Quellen nicht belegen")
    assert not violations(alice.page), "\n" + "\n".join(violations(alice.page))
    assert alice.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
