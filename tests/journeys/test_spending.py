"""A department's admin looks at what it spent, and decides what happens at the limit."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing

import pytest
from playwright.sync_api import expect

from tests.gateway.spending.test_billing import PRICE
from tests.journeys.conftest import PHONE, Visit
from tests.journeys.test_looks import violations
from tests.servers.model_server import ModelServer
from tests.servers.product import Product, running

MEDICAL = "medical-information"
QUESTION = "What is the usual dose of Qavoretin?"


@pytest.fixture(scope="module")
def thrifty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """A product whose models cost something, and whose budget is enough for one answer."""
    folder = tmp_path_factory.mktemp("thrifty")
    with ModelServer().in_thread() as model:
        central = {
            "kind": "openai",
            "base_url": model.base_url,
            "model": "writer",
            "parameters": {"max_tokens": 100},
            "price": PRICE | {"input_per_million": "25"},
        }
        gateway = {
            "routes": {"central": central, "quotes": {"kind": "extractive"}},
            "roles": {"answer": ["central", "quotes"]},
            "budgets": {MEDICAL: {"amount": "0.25", "currency": "USD"}},
        }
        file = folder / "gateway.yaml"
        file.write_text(json.dumps(gateway))
        with running(folder / "var", {"ALMANAC_GATEWAY_FILE": str(file)}) as product:
            yield product


def spend_all(product: Product) -> None:
    """Ask until a cheaper route answers."""
    with closing(product.sign_in("alice@cryodyne.example")) as client:
        for _ in range(20):
            reply = client.post(f"/api/v1/assistants/{MEDICAL}/ask", json={"question": QUESTION})
            if reply.json()["route"] == "quotes":
                return
    pytest.fail("the budget has no end")


def test_from_a_spent_budget_to_what_the_department_wants(visit: Visit, thrifty: Product) -> None:
    spend_all(thrifty)
    alice = visit("Alice Amsler", to=thrifty)
    dana = visit("Dana Derungs", to=thrifty, path="/account")
    expect(dana.page.get_by_text("of its budget for language models")).to_be_visible()
    dana.page.get_by_role("link", name="Spending", exact=True).click()

    expect(dana.page.get_by_role("heading", name="Spending")).to_be_visible()
    expect(dana.page.get_by_text("An answer did not fit any more")).to_be_visible()
    dana.page.get_by_label("Tell people that it is spent").check()
    dana.page.get_by_label("Warn the admins at").fill("60")
    dana.page.get_by_role("button", name="Save").click()

    expect(dana.page.get_by_role("status")).to_have_text("Your choice is saved.")
    alice.ask(QUESTION)
    expect(alice.page.locator(".ai-message").last).to_contain_text(
        "leaves no room for another answer"
    )


def test_the_page_of_spending_has_no_violation(visit: Visit, thrifty: Product) -> None:
    options = {"viewport": PHONE, "color_scheme": "dark"}
    dana = visit("Dana Derungs", to=thrifty, path="/admin/spending", **options)
    expect(dana.page.get_by_role("heading", name="Spending")).to_be_visible()

    assert not violations(dana.page), "\n" + "\n".join(violations(dana.page))
    assert dana.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
