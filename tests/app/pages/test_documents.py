"""The page of a document: what somebody may not read is not there, and that they tried is noted."""

from __future__ import annotations

from app.wiring import Parts
from retrieval.documents import document_id
from tests.app.api.conftest import Enter
from tests.app.api.test_auditing import entries
from tests.app.api.test_records import ALICE, BEN
from tests.app.pages.test_auditing import browser

RULES = document_id("medical-information", "sop-mi-002.md")


async def test_a_page_that_somebody_may_not_read_is_denied_and_recorded(
    enter: Enter, parts: Parts
) -> None:
    ben, alice = await browser(enter, BEN), await browser(enter, ALICE)

    theirs = await ben.get(f"/documents/{RULES}/pages/1")
    nobodys = await ben.get("/documents/nothing/pages/1")
    own = await alice.get(f"/documents/{RULES}/pages/1")

    assert (theirs.status_code, nobodys.status_code, own.status_code) == (404, 404, 200)
    assert theirs.text == nobodys.text
    denied = [(entry.actor_name, entry.target) for entry in await entries(parts, "access.denied")]
    assert denied == [(BEN, f"document:{RULES}")]
