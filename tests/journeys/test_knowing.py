"""An admin looks into the documents: what a search finds, what is in a file, what is missing."""

from __future__ import annotations

from contextlib import closing

from playwright.sync_api import expect

from tests.journeys.conftest import PHONE, Visit
from tests.journeys.test_inbox import looks
from tests.servers.product import Product

RENAL = "How is Qavoretin dosed when the kidneys do not work well?"
IN_VAIN = "Who won the football world cup in 1954?"


def test_the_pages_of_knowledge_lead_to_each_other_and_have_no_violation(
    visit: Visit, product: Product
) -> None:
    with closing(product.sign_in("alice@cryodyne.example")) as alice:
        address = "/api/v1/assistants/medical-information/ask"
        alice.post(address, json={"question": IN_VAIN}).raise_for_status()
    dana = visit("Dana Derungs", viewport=PHONE, path="/admin/knowledge")
    page = dana.page

    page.get_by_role("link", name="Try the search").click()
    page.get_by_label("Question").fill(RENAL)
    page.get_by_role("button", name="Search").press("Enter")
    expect(page.get_by_text("An answer is tried", exact=True)).to_be_visible()
    expect(page.get_by_role("article").first).to_contain_text("15 mg")
    looks(page, "search")

    page.get_by_role("link", name="Knowledge").last.click()
    page.get_by_role("table").get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="Chunk 1", exact=True)).to_be_visible()

    page.goto(f"{dana.url}/admin/knowledge/questions")
    asked = page.get_by_role("article", name=IN_VAIN)
    expect(asked).to_contain_text("asked")
    asked.get_by_text("Who looks after it?").click()
    asked.get_by_role("button", name="Assign").first.click()
    looks(page, "questions")
    assert dana.errors == dana.strays == dana.missing == []


def test_a_platform_admin_reads_a_source_and_follows_to_its_end(visit: Visit) -> None:
    hugo = visit("Hugo Huber", viewport=PHONE, path="/admin/knowledge")
    page = hugo.page
    page.get_by_role("link", name="Bring sources up to date").click()
    page.get_by_role("combobox", name="Source").select_option("hr")
    page.get_by_role("button", name="Begin").press("Enter")

    expect(page.get_by_role("heading", name="The last one that was begun here")).to_be_visible()
    expect(page.get_by_role("article", name="hr")).to_contain_text("unchanged")
    looks(page, "ingestion")
    assert hugo.errors == hugo.strays == hugo.missing == []
