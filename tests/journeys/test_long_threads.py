"""A long conversation: its newest questions first, the older ones when somebody wants them."""

from __future__ import annotations

import sqlite3
import uuid
from contextlib import closing
from datetime import datetime, timedelta

from playwright.sync_api import expect

from tests.journeys.conftest import PHONE, Visit
from tests.journeys.test_looks import violations
from tests.servers.product import Product

QUESTION = "How do I connect to the VPN from home?"
OLDER = 105


def lengthen(product: Product, thread: str) -> None:
    """Put questions before the only one of a thread, as if they had been asked long ago."""
    with closing(sqlite3.connect(product.var / "almanac.db", timeout=30)) as database:
        database.row_factory = sqlite3.Row
        [turn] = database.execute("SELECT * FROM turns WHERE thread_id = ?", [thread]).fetchall()
        asked = datetime.fromisoformat(turn["asked_at"])
        for age in range(1, OLDER + 1):
            older = dict(turn) | {
                "id": str(uuid.uuid4()),
                "question": f"{QUESTION} ({age} before)",
                "asked_at": (asked - timedelta(minutes=age)).isoformat(" "),
            }
            names, places = ", ".join(older), ", ".join("?" * len(older))
            database.execute(f"INSERT INTO turns ({names}) VALUES ({places})", [*older.values()])
        database.commit()


def test_whoever_wants_older_questions_keeps_them_and_paper_says_what_is_missing(
    visit: Visit, product: Product
) -> None:
    ivy = visit("Ivy Imhof", viewport=PHONE, color_scheme="dark")
    page = ivy.page
    ivy.ask(QUESTION)
    thread = ivy.address().rpartition("/")[2]
    lengthen(product, thread)
    page.reload()
    questions = page.locator("[data-step-type='user_message']")
    more = page.get_by_role("button", name="Show older questions (6 of 6)")
    missing = page.get_by_text("Older questions that are not here: 6.")
    more.scroll_into_view_if_needed()
    expect(questions).to_have_count(100)
    expect(missing).to_be_hidden()
    assert not violations(page, "#almanac-older")
    page.emulate_media(media="print")
    expect(missing).to_be_visible()
    expect(more).to_be_hidden()
    page.emulate_media(media="screen")

    more.click()

    expect(questions).to_have_count(OLDER + 1)
    expect(page.locator(".almanac-footer")).to_have_count(OLDER + 1)
    expect(more).to_have_count(0)
    # The question that was the first before is on the screen, and not the newest.
    expect(page.get_by_text(f"{QUESTION} (99 before)", exact=True)).to_be_in_viewport()
    # What was chosen is forgotten long before somebody loads the page again, which says it anew.
    page.context.clear_cookies(name="almanac-shown")
    page.evaluate("dispatchEvent(new Event('pagehide'))")
    kept = {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}
    assert kept["almanac-shown"] == f"{thread}.{OLDER + 1}"
    assert ivy.errors == []
