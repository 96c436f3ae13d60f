"""Reading a source where a citation opened it: slides, sheets, long texts, pages of a PDF."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from itertools import cycle

import openpyxl
import pptx
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE, Visit
from tests.journeys.library import Library, serving
from tests.journeys.test_looks import violations
from tests.journeys.visitor import Visitor
from tests.retrieval.files import lines, pdf

CANTEEN = "When does the canteen open, and what does a guest pay?"
SHUTTLE = "How often does the shuttle bus of Cork go?"
LOCKER = "Where is the wardrobe for visitors of the cleanroom?"
ALARM = "Who switches off the alarm of the cold store?"
LOW = {"width": 1366, "height": 500}
QUESTIONS = {"slide": CANTEEN, "sheet": SHUTTLE, "text": LOCKER, "pdf": ALARM}


def deck() -> bytes:
    made = pptx.Presentation()
    for title, points in (
        ("First day", "Welcome to the site\nBring a passport"),
        ("The canteen", "The canteen opens at 11:30 and closes at 14:00\nA guest pays 12 francs"),
        ("Bicycles", "Bicycles are parked in hall B\nHelmets hang beside them"),
    ):
        slide = made.slides.add_slide(made.slide_layouts[1])
        slide.shapes.title.text = title
        slide.placeholders[1].text_frame.text = points
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def book() -> bytes:
    made = openpyxl.Workbook()
    made.active.title = "Sites"
    for row in (
        ("Site", "Country", "Shuttle bus"),
        ("Basel", "CH", "every 20 minutes"),
        ("Cork", "IE", "every 40 minutes"),
    ):
        made.active.append(row)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def handbook() -> str:
    washed = "It is washed. " * 9
    chapters = [
        f"## Chapter {n}\n\nIn laboratory {n} people wear a coat of size {n}. {washed}"
        for n in range(1, 200)
    ]
    chapters[120] += "\n\nThe wardrobe for visitors of the cleanroom is the zebra locker."
    return "# Handbook of clothing\n\n" + "\n\n".join(chapters)


def manual() -> bytes:
    return pdf(
        lines("Manual of the cold store", "It is kept at minus 20 degrees."),
        lines("Doors", "The doors of the store close by themselves."),
        lines("Alarm", *["The store is loud."] * 40, "The porter switches off the alarm."),
        lines("Power", "The power comes from the north."),
    )


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    documents: dict[str, str | bytes] = {
        "first-day.pptx": deck(),
        "sites.xlsx": book(),
        "clothing.md": handbook(),
        "store.pdf": manual(),
    }
    with serving(tmp_path_factory.mktemp("library"), documents) as library:
        yield library


def opened(visitor: Visitor, question: str) -> None:
    """Ask, and open the first source."""
    footer = visitor.ask(question)
    footer.get_by_role("button", name="Open source 1").click()
    expect(visitor.panel().locator("mark").first).to_be_attached()


def own_page(visitor: Visitor) -> Page:
    """The open source as a page of its own."""
    with visitor.page.expect_popup() as popup:
        visitor.panel().get_by_role("link", name="Open as a page of its own").click()
    page = popup.value
    page.wait_for_load_state()
    return page


def test_a_slide_opens_and_others_are_reached_by_arrow_keys_and_number(
    stay: Visit, library: Library
) -> None:
    alice = stay("Alice Amsler", to=library.product)
    opened(alice, CANTEEN)
    panel = alice.panel()
    expect(panel.locator("mark.almanac-quoted").first).to_contain_text("11:30")
    expect(panel.get_by_role("status").filter(has_text="Slide 2 of 3")).to_be_attached()

    panel.focus()
    alice.page.keyboard.press("ArrowRight")
    expect(panel).to_contain_text("hall B")
    alice.page.keyboard.press("ArrowLeft")
    alice.page.keyboard.press("ArrowLeft")

    expect(panel).to_contain_text("Bring a passport")
    expect(panel.get_by_role("button", name="Previous slide")).to_be_disabled()
    number = panel.get_by_label("Go to slide")
    number.fill("3")
    number.press("Enter")
    expect(panel).to_contain_text("hall B")
    expect(number).to_be_focused()
    assert alice.errors == []


def test_a_sheet_opens_as_a_table_with_the_row_marked(stay: Visit, library: Library) -> None:
    alice = stay("Alice Amsler", to=library.product)

    opened(alice, SHUTTLE)

    table = alice.panel().get_by_role("table")
    expect(table.get_by_role("columnheader")).to_have_text(["Site", "Country", "Shuttle bus"])
    expect(table.locator("mark.almanac-quoted")).to_have_text(["Cork", "IE", "every 40 minutes"])


def test_a_long_text_opens_at_its_passage_and_goes_on_both_ways(
    stay: Visit, library: Library
) -> None:
    alice = stay("Alice Amsler", to=library.product)
    opened(alice, LOCKER)
    panel = alice.panel()
    expect(panel.locator("mark.almanac-quoted")).to_be_in_viewport()
    expect(panel.get_by_text("Chapter 1", exact=True)).to_have_count(0)

    panel.get_by_role("button", name="Show what comes after").click()
    expect(panel.get_by_text("Chapter 190", exact=True)).to_be_attached()
    before = panel.get_by_role("button", name="Show what comes before")
    before.click()
    expect(panel.get_by_text("Chapter 60", exact=True)).to_be_attached()
    before.click()

    expect(panel.get_by_text("Chapter 1", exact=True)).to_be_attached()
    expect(before).to_be_hidden()
    read = panel.locator(".almanac-text")
    heads = read.get_by_text(re.compile(r"^Chapter \d+$")).all_inner_texts()
    assert heads == [f"Chapter {n}" for n in range(1, len(heads) + 1)]


def test_a_page_of_a_pdf_opens_at_its_passage(stay: Visit, library: Library) -> None:
    alice = stay("Alice Amsler", to=library.product, viewport=LOW)

    opened(alice, ALARM)

    panel = alice.panel()
    expect(panel.get_by_label("Go to page")).to_have_value("3")
    expect(panel.locator("img.almanac-page")).to_be_visible()
    alice.page.wait_for_function(
        "() => document.querySelector('#almanac-panel .almanac-body').scrollTop > 100"
    )


def test_a_page_of_its_own_leads_through_the_document_and_back(
    stay: Visit, library: Library
) -> None:
    alice = stay("Alice Amsler", to=library.product)
    opened(alice, ALARM)
    page = own_page(alice)
    expect(page.get_by_label("Page", exact=True)).to_have_value("3")

    page.keyboard.press("ArrowRight")
    expect(page.get_by_label("Page", exact=True)).to_have_value("4")
    page.get_by_label("Page", exact=True).fill("1")
    page.get_by_role("button", name="Go").click()
    expect(page.get_by_label("Page", exact=True)).to_have_value("1")
    page.get_by_role("link", name="Back to the conversation").click()

    expect(page.locator(".ai-message").last).to_contain_text("porter")


# Each kind in one of the two, and each of the two for some kinds.
@pytest.mark.parametrize(("kind", "scheme"), [*zip(QUESTIONS, cycle(["light", "dark"]))])
def test_a_source_has_no_violation(stay: Visit, library: Library, kind: str, scheme: str) -> None:
    alice = stay("Alice Amsler", to=library.product, color_scheme=scheme)
    opened(alice, QUESTIONS[kind])
    page = own_page(alice)

    assert not violations(alice.page), "\n" + "\n".join(violations(alice.page))
    assert not violations(page), "\n" + "\n".join(violations(page))
    page.close()


@pytest.mark.parametrize("kind", QUESTIONS)
def test_on_a_phone_a_source_is_no_wider_than_the_screen(
    stay: Visit, library: Library, kind: str
) -> None:
    alice = stay("Alice Amsler", to=library.product, viewport=PHONE, is_mobile=True)
    opened(alice, QUESTIONS[kind])

    body = alice.panel().locator(".almanac-body")
    assert body.evaluate("body => body.scrollWidth") <= PHONE["width"]
    page = own_page(alice)
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.close()
    alice.panel().get_by_role("button", name="Close the source").click()
