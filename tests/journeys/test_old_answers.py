"""Coming back to an answer whose documents are no longer what they were."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, expect

from tests.journeys.conftest import PHONE, Visit
from tests.journeys.library import Library, serving
from tests.journeys.test_looks import violations
from tests.journeys.visitor import Visitor

QUESTION = "Within how many days is a deviation report signed?"
CODE = "Which code announces a recall?"
FIRST = "# Deviations, first issue\n\nA deviation report is signed within 30 days.\n"
SECOND = "# Deviations, second issue\n\nA deviation report is signed within 20 days.\n"
RULE: dict[str, object] = {
    "match": "second.md",
    "effective_from": "2026-07-01",
    "supersedes": "first.md",
}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    vault = "# Recalls\n\nThe code that announces a recall is WHISKEY-77.\n"
    documents: dict[str, str | bytes] = {"first.md": FIRST, "vault/recalls.md": vault}
    with serving(tmp_path_factory.mktemp("library"), documents) as library:
        yield library


@pytest.fixture
def library(served: Library) -> Library:
    """One document that everybody may read."""
    served.describe()
    served.put("first.md", FIRST)
    (served.folder / "second.md").unlink(missing_ok=True)
    served.ingest()
    return served


def come_back(reader: Visitor) -> Locator:
    """Open the conversation again; what stands below its answer."""
    reader.page.reload()
    footer = reader.page.locator(".almanac-footer")
    expect(footer).to_be_visible()
    return footer


def replace(library: Library) -> None:
    library.describe(RULE)
    library.put("second.md", SECOND)
    library.ingest()


def test_a_replaced_document_says_so_and_leads_to_the_newer_one(
    stay: Visit, library: Library
) -> None:
    alice = stay("Alice Amsler", to=library.product, color_scheme="dark")
    footer = alice.ask(QUESTION)
    expect(footer.locator(".almanac-standing")).to_have_count(0)
    href = alice.citations().first.get_attribute("href")
    replace(library)

    footer = come_back(alice)

    said = "Replaced by a newer version since 1 July 2026"
    expect(footer.locator(".almanac-standing")).to_have_text(said)
    expect(alice.page.locator(".ai-message").last).to_contain_text("within 30 days")
    alice.citations().first.click()
    expect(alice.panel().locator(".almanac-notice")).to_contain_text(said)
    expect(alice.panel().locator("mark.almanac-quoted")).to_contain_text("within 30 days")
    assert not violations(alice.page), "\n" + "\n".join(violations(alice.page))
    alice.panel().get_by_role("button", name="Open the newer version").click()
    expect(alice.panel()).to_contain_text("within 20 days")
    # Without a script the page says the same.
    page = alice.page.context.new_page()
    page.goto(f"{library.product.url}{href}")
    expect(page.get_by_role("note")).to_contain_text("since 1 Jul 2026")
    expect(page.locator("mark.quoted")).to_contain_text("within 30 days")
    page.get_by_role("link", name="Open the newer version").click()
    expect(page.get_by_role("article")).to_contain_text("within 20 days")
    page.close()


def test_a_changed_document_says_so(stay: Visit, library: Library) -> None:
    alice = stay("Alice Amsler", to=library.product)
    alice.ask(QUESTION)
    library.put("first.md", FIRST.replace("30", "45"))
    library.ingest()

    footer = come_back(alice)

    expect(footer.locator(".almanac-standing")).to_contain_text("Changed since this answer")
    alice.citations().first.click()
    expect(alice.panel().locator(".almanac-notice")).to_contain_text("Changed since this answer")
    expect(alice.panel()).to_contain_text("within 45 days")


@pytest.mark.parametrize("how", ["moved", "deleted"])
def test_a_document_that_is_not_for_its_reader_any_more_is_not_quoted(
    stay: Visit, library: Library, how: str
) -> None:
    alice = stay("Alice Amsler", to=library.product)
    alice.ask(QUESTION)
    if how == "moved":
        library.describe({"match": "first.md", "groups": ["it"]})
    else:
        (library.folder / "first.md").unlink()
    library.ingest()

    footer = come_back(alice)

    expect(footer.locator(".almanac-standing")).to_have_text("No longer available to you")
    expect(alice.page.locator(".ai-message").last).to_contain_text("no longer available to you")
    assert "within 30 days" not in alice.page.content()
    assert "Deviations" not in alice.page.content()
    footer.get_by_role("button", name="Open source 1").click()
    expect(alice.panel()).to_contain_text("No longer available to you")


def test_a_question_that_documents_for_others_answer_names_whom_to_ask(
    stay: Visit, library: Library
) -> None:
    alice = stay("Alice Amsler", to=library.product, viewport=PHONE)

    alice.ask(CODE)

    expect(alice.page.locator(".almanac-no")).to_contain_text("Ask keeper@cryodyne.example")
    assert "WHISKEY" not in alice.page.content()
    assert "Recalls" not in alice.page.content()
    assert not violations(alice.page), "\n" + "\n".join(violations(alice.page))
