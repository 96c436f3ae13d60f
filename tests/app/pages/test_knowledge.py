"""The page of sources: what is known and what is not, to those whose work it is."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.wiring import Parts
from retrieval.documents import DocumentStatus
from tests.app.api.conftest import Enter
from tests.app.api.test_auditing import entries
from tests.app.api.test_records import ALICE, BEN, GRACE, HUGO
from tests.app.pages.test_auditing import browser

DANA = "dana@cryodyne.example"
PAGE = "/admin/knowledge"
REASON = "It has no text: its pages are pictures."


async def fail(parts: Parts, source: str, path: str, **changes: object) -> None:
    """Let a document have failed."""
    document = (await parts.documents.documents(source))[path]
    failed = replace(document, status=DocumentStatus.FAILED, reason=REASON, **changes)  # type: ignore[arg-type]
    await parts.documents.save_document(failed, None)


@pytest.mark.parametrize("email", [ALICE, BEN])
async def test_for_whom_it_is_no_work_the_page_is_not_there(
    enter: Enter, parts: Parts, email: str
) -> None:
    client = await browser(enter, email)

    reply = await client.get(PAGE)

    assert reply.status_code == 404
    assert PAGE not in (await client.get("/account")).text
    denied = await entries(parts, "access.denied")
    assert [(entry.actor_name, entry.target) for entry in denied] == [(email, "knowledge")]


async def test_whoever_is_not_signed_in_is_led_to_the_sign_in(enter: Enter) -> None:
    reply = await enter("").get(PAGE)

    assert reply.headers["location"] == f"/sign-in?next={PAGE}"


async def test_a_department_admin_sees_the_sources_of_the_department(enter: Enter) -> None:
    dana = await browser(enter, DANA)

    page = (await dana.get(PAGE)).text

    assert "medinfo@cryodyne.example" in page
    assert "regulatory" not in page
    assert "Every document was read and answers." in page
    assert PAGE in (await dana.get("/account")).text


@pytest.mark.parametrize("email", [GRACE, HUGO])
async def test_company_wide_roles_see_every_source(enter: Enter, email: str) -> None:
    page = (await (await browser(enter, email)).get(PAGE)).text

    for source in ("hr", "it", "medical-information", "regulatory"):
        assert f">{source}</h2>" in page


async def test_a_document_that_failed_is_named_with_its_reason(enter: Enter, parts: Parts) -> None:
    await fail(parts, "medical-information", "sop-mi-002.md")

    page = (await (await browser(enter, DANA)).get(PAGE)).text

    assert "sop-mi-002.md" in page
    assert REASON in page


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", "Die Datei ist leer. Die Datei hat keinen Text."),
        ("fr", "Le fichier est vide. Le fichier n’a aucun texte."),
    ],
)
async def test_a_reason_is_told_in_the_language_of_its_reader(
    enter: Enter, parts: Parts, language: str, said: str
) -> None:
    path = next(iter(await parts.documents.documents("medical-information")))
    document = (await parts.documents.documents("medical-information"))[path]
    reason = "The file is empty. The file has no text."
    failed = replace(document, status=DocumentStatus.FAILED, reason=reason)
    await parts.documents.save_document(failed, None)
    dana = await browser(enter, DANA)

    page = (await dana.get(PAGE, headers={"Accept-Language": language})).text

    assert said in page
    assert "The file" not in page
    assert '<span lang="en">' not in page


async def test_what_of_a_live_document_cannot_be_found_is_told(enter: Enter, parts: Parts) -> None:
    document = (await parts.documents.documents("medical-information"))["sop-mi-002.md"]
    told = replace(document, remarks=("Page 3 holds only pictures.",))
    await parts.documents.save_document(told, None)

    page = (await (await browser(enter, DANA)).get(PAGE)).text

    assert "Page 3 holds only pictures." in page


@pytest.mark.parametrize("email", [DANA, GRACE, HUGO])
async def test_a_document_that_one_may_not_read_is_counted_and_not_named(
    enter: Enter, parts: Parts, email: str
) -> None:
    await fail(parts, "medical-information", "sop-mi-002.md", groups=("heads",))

    page = (await (await browser(enter, email)).get(PAGE)).text

    assert "Of documents that you may not read: 1 failed" in page
    assert "sop-mi-002.md" not in page
    assert REASON not in page


async def test_a_source_that_could_not_be_reached_comes_first(enter: Enter, parts: Parts) -> None:
    regulatory = next(s for s in await parts.documents.sources() if s.name == "regulatory")
    away = replace(regulatory, problem="The folder is not there.", unreachable=True)
    await parts.documents.save_source(away)

    page = (await (await browser(enter, GRACE)).get(PAGE)).text

    assert "The folder is not there." in page
    assert page.index("regulatory</h2>") < page.index("hr</h2>")


async def test_where_numbers_disagree_no_document_is_named(
    enter: Enter, parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = ["vault/secret-plan.md is only in the folder"]
    monkeypatch.setattr("retrieval.ingesting.syncing.problems", lambda *_: said)
    ledger = await parts.retrieval.ingestion.sync(["regulatory"])
    assert ledger.problems == (f"regulatory: {said[0]}",)

    page = (await (await browser(enter, GRACE)).get(PAGE)).text

    assert "does not add up" in page
    assert "secret-plan" not in page


async def test_without_a_source_the_page_says_how_to_get_one(enter: Enter, parts: Parts) -> None:
    for source in await parts.documents.sources():
        await parts.documents.forget_source(source.name)

    page = (await (await browser(enter, DANA)).get(PAGE)).text

    assert "ALMANAC_SOURCES" in page


async def test_every_document_is_listed_with_what_there_is_to_tell(
    enter: Enter, parts: Parts
) -> None:
    await enter(ALICE).post(
        "/api/v1/assistants/medical-information/ask",
        json={"question": "What is the usual dose of Qavoretin?"},
    )

    page = (await (await browser(enter, DANA)).get(PAGE)).text

    documents = await parts.documents.documents("medical-information")
    assert all(document.path in page for document in documents.values())
    assert all(document.version[:8] in page for document in documents.values())
    assert re.search(rf'<time datetime="{datetime.now(UTC).date()}T[^"]+" data-local="day">', page)


async def test_documents_are_found_by_their_names(enter: Enter) -> None:
    dana = await browser(enter, DANA)

    found = (await dana.get(PAGE, params={"find": "sop-mi-002"})).text
    nothing = (await dana.get(PAGE, params={"find": "<b>zebra</b>"})).text

    assert "sop-mi-002.md" in found
    assert "sop-mi-001.md" not in found
    assert "No document that you may read fits" in nothing
    assert "<b>zebra</b>" not in nothing
