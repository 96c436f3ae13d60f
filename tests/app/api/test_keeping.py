"""Keeping an answer over HTTP: for whoever may read its receipt, and in the audit trail."""

from __future__ import annotations

import pytest

from app.audit.trail import Wanted
from app.wiring import Parts
from tests.app.api.conftest import Enter
from tests.app.api.test_records import ALICE, BEN, ask

FATIMA = "fatima@cryodyne.example"
BEGINNINGS = {"docx": b"PK\x03\x04", "pdf": b"%PDF-", "text": b""}


@pytest.mark.parametrize("form", ["docx", "pdf", "text"])
async def test_an_own_answer_is_kept_and_that_is_audited(
    enter: Enter, parts: Parts, form: str
) -> None:
    turn = await ask(enter)

    reply = await enter(ALICE).get(f"/api/v1/turns/{turn}/answer?format={form}")

    assert reply.status_code == 200
    assert reply.content.startswith(BEGINNINGS[form])
    assert reply.headers["cache-control"] == "private, no-store"
    (entry,) = (await parts.audit.page(Wanted(action="answer.kept"))).entries
    assert (entry.target, entry.facts["format"], entry.facts["own"]) == (
        f"turn:{turn}",
        form,
        True,
    )


async def test_an_answer_is_kept_by_those_whose_work_it_is_and_by_nobody_else(enter: Enter) -> None:
    turn = await ask(enter)
    path = f"/api/v1/turns/{turn}/answer?format=pdf"

    statuses = [(await enter(email).get(path)).status_code for email in (FATIMA, BEN, "")]

    assert statuses == [200, 404, 401]


async def test_a_copy_names_its_sources_by_their_address_also_for_an_unknown_zone(
    enter: Enter,
) -> None:
    turn = await ask(enter)
    path = f"/api/v1/turns/{turn}/answer?format=text&zone=../../etc/passwd"

    text = (await enter(ALICE).get(path, headers={"Accept-Language": "fr"})).text

    assert "Sources:\n[1] " in text
    assert "http://almanac.test/documents/" in text
    assert f"&turn={turn}" in text
