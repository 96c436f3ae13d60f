"""Every page and route of the console, tried by everybody: who finds it, who may do it."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from app.api.application import bare_api
from app.audit.trail import EVERYTHING
from app.uploading import changing
from tests.app.pages.admin import test_inbox_roles as inbox
from tests.app.uploading.shelves import NEWER, STORAGE, file, shelf
from tests.feedback.samples import opening as turn_opening
from tests.servers.console import Console

pytestmark = pytest.mark.asyncio(loop_scope="module")

EVERYBODY = ("alice", "ben", "chris", "dana", "erik", "fatima", "grace", "hugo", "ivy", "")
WRITES, DECIDES, SEES = {"dana"}, {"erik"}, {"dana", "erik", "grace"}
TRIES = WRITES | DECIDES
SLUG = "medical-information"
TURN = str(uuid.UUID(int=7))

PAGES = (
    "/admin",
    "/admin/components",
    "/admin/people",
    f"/admin/assistants/{SLUG}",
    "/admin/drafts/{draft}",
    "/admin/drafts/{draft}/state",
    "/admin/reviews/{review}",
    "/admin/checks",
    "/admin/checks/{check}",
    "/admin/drafts/{draft}/checks",
    "/admin/checks/runs/{run}",
    "/admin/checks/runs/{run}/events",
)
# There for those who try assistants out; whoever only oversees is told that it is not their work.
TRIAL_PAGES = ("/admin/drafts/{draft}/try", "/admin/drafts/{draft}/evidence")
# There for those of the department who may read the document.
CHANGE = "/admin/reviews/documents/{change}"
# There for admins of the department whose source it is, and for nobody else.
SOURCE_PAGES = (
    "/admin/knowledge/documents/{document}",
    "/admin/knowledge/sources/{source}",
    "/admin/knowledge/sources/{source}/events",
)
INGESTION_PAGES = ("/admin/knowledge/ingestion", "/admin/knowledge/ingestion/events")
# There for admins; whoever else sees the sources is told that it is not their work.
KNOWLEDGE_WORK = ("/admin/knowledge/search", "/admin/knowledge/questions")
API_READS = (
    f"/api/v1/admin/assistants/{SLUG}/versions",
    f"/api/v1/admin/assistants/{SLUG}/versions/1",
    "/api/v1/admin/drafts/{draft}",
    "/api/v1/admin/drafts/{draft}/difference",
    "/api/v1/admin/reviews/{review}",
    f"/api/v1/admin/assistants/{SLUG}/checks",
    f"/api/v1/admin/assistants/{SLUG}/runs",
    "/api/v1/admin/checks/{check}",
    "/api/v1/admin/drafts/{draft}/plan",
    "/api/v1/admin/runs/{run}",
    "/api/v1/admin/runs/{run}/results",
)
API_CHANGE_READS = (
    "/api/v1/admin/document-changes/{change}",
    "/api/v1/admin/document-changes/{change}/preview",
)
SEEN = {"version": "x", "before": ""}
# What each would do, were it allowed; the right people are tried in tests of their own.
API_WRITES: tuple[tuple[str, str, Any, set[str]], ...] = (
    ("POST", f"/api/v1/admin/assistants/{SLUG}/drafts", {"fields": {}}, WRITES),
    ("POST", f"/api/v1/admin/assistants/{SLUG}/versions/1/restore", {}, WRITES),
    (
        "POST",
        f"/api/v1/admin/assistants/{SLUG}/versions/1/restore-at-once",
        {"replaces": 1, "reason": "x"},
        WRITES | DECIDES,
    ),
    ("PATCH", "/api/v1/admin/drafts/{draft}", {"revision": 1, "fields": {}}, WRITES),
    ("DELETE", "/api/v1/admin/drafts/{draft}?revision=1", None, WRITES),
    ("POST", "/api/v1/admin/drafts/{draft}/review", {"revision": 1, "reason": "x"}, WRITES),
    ("POST", "/api/v1/admin/drafts/{draft}/try", {"question": "How much?"}, TRIES),
    ("POST", f"/api/v1/admin/assistants/{SLUG}/search", {"question": "How much?"}, TRIES),
    ("POST", "/api/v1/admin/proposals", "proposal", WRITES),
    (
        "POST",
        f"/api/v1/admin/assistants/{SLUG}/checks",
        {"checks": [{"question": "How much?"}]},
        TRIES,
    ),
    ("POST", "/api/v1/admin/turns/{turn}/check", {}, TRIES),
    ("PUT", "/api/v1/admin/checks/{check}", {"question": "Less?", "revision": 1}, TRIES),
    ("DELETE", "/api/v1/admin/checks/{check}?revision=1", None, TRIES),
    ("POST", "/api/v1/admin/drafts/{draft}/runs", {}, TRIES),
    ("POST", "/api/v1/admin/runs/{run}/cancel", {}, TRIES),
    ("POST", "/api/v1/admin/reviews/{review}/approve", {"hash": "x", "replaces": 1}, DECIDES),
    ("POST", "/api/v1/admin/reviews/{review}/return", {"reason": "x"}, DECIDES),
    ("POST", "/api/v1/admin/reviews/{review}/withdraw", {}, WRITES),
    ("POST", "/api/v1/admin/reviews/{review}/take-over", {}, WRITES),
    ("POST", "/api/v1/admin/reviews/{review}/remarks", {"text": "x"}, SEES),
    ("POST", "/api/v1/admin/reviews/{review}/look", {"stands": True}, DECIDES | {"grace"}),
    ("PUT", "/api/v1/admin/sources/{source}/documents?path=x.md", {}, WRITES),
    ("PUT", "/api/v1/admin/documents/{document}?version=x", {}, WRITES),
    (
        "POST",
        "/api/v1/admin/documents/{document}/withdraw",
        {"version": "x", "reason": "x"},
        WRITES,
    ),
    ("POST", "/api/v1/admin/document-changes/{change}/approve", SEEN, DECIDES),
    ("POST", "/api/v1/admin/document-changes/{change}/return", {"reason": "x"}, DECIDES),
    ("POST", "/api/v1/admin/document-changes/{change}/take-back", {}, WRITES),
    ("POST", "/api/v1/admin/document-changes/{change}/bring-back", {}, WRITES),
)
PAGE_WRITES: tuple[tuple[str, dict[str, str], set[str]], ...] = (
    ("/admin/drafts", {"slug": SLUG}, WRITES),
    (f"/admin/assistants/{SLUG}/restore", {"number": "1"}, WRITES),
    (
        f"/admin/assistants/{SLUG}/emergency",
        {"number": "1", "replaces": "1", "reason": "x"},
        WRITES | DECIDES,
    ),
    ("/admin/drafts/{draft}", {"revision": "1", "prompt": "x"}, WRITES),
    ("/admin/drafts/{draft}/typed", {"revision": "1", "prompt": "x"}, WRITES),
    ("/admin/drafts/{draft}/check", {"revision": "1", "prompt": "x"}, WRITES),
    ("/admin/drafts/{draft}/compare", {"prompt": "x"}, SEES),
    ("/admin/drafts/{draft}/review", {"revision": "1", "reason": "x"}, WRITES),
    ("/admin/drafts/{draft}/discard", {"revision": "1"}, WRITES),
    ("/admin/drafts/{draft}/try", {"question": "How much?"}, TRIES),
    ("/admin/knowledge/search", {"assistant": SLUG, "question": "How much?"}, WRITES),
    ("/admin/knowledge/questions/{turn}/assign", {"revision": "0", "me": "yes"}, WRITES),
    ("/admin/knowledge/questions/{turn}/check", {"revision": "0"}, WRITES),
    ("/admin/checks", {"assistant": SLUG, "question": "How much?"}, TRIES),
    ("/admin/checks/turns/{turn}", {}, TRIES),
    ("/admin/checks/{check}", {"question": "Less?", "revision": "1"}, TRIES),
    ("/admin/checks/{check}/withdraw", {"revision": "1"}, TRIES),
    ("/admin/drafts/{draft}/checks", {}, TRIES),
    ("/admin/checks/runs/{run}/cancel", {}, TRIES),
    ("/admin/reviews/{review}/approve", {"hash": "x", "replaces": "1"}, DECIDES),
    ("/admin/reviews/{review}/return", {"reason": "x"}, DECIDES),
    ("/admin/reviews/{review}/withdraw", {}, WRITES),
    ("/admin/reviews/{review}/take-over", {}, WRITES),
    ("/admin/reviews/{review}/remarks", {"text": "x"}, SEES),
    ("/admin/reviews/{review}/look", {"stands": "yes"}, DECIDES | {"grace"}),
    ("/admin/knowledge/sources/{source}/documents", {"folder": ""}, WRITES),
    ("/admin/knowledge/documents/{document}/replace", {"seen": "x"}, WRITES),
    ("/admin/knowledge/documents/{document}/withdraw", {"seen": "x", "reason": "x"}, WRITES),
    ("/admin/knowledge/ingestion", {"source": ""}, {"hugo"}),
    (CHANGE + "/approve", {"seen": "x"}, DECIDES),
    (CHANGE + "/return", {"reason": "x"}, DECIDES),
    (CHANGE + "/take-back", {}, WRITES),
    (CHANGE + "/bring-back", {"reason": "x"}, WRITES),
)


async def started(console: Console) -> dict[str, str]:
    """A draft that is under review, and its review, begun by the first test that asks."""
    waiting = await console.records.desk.reviews.waiting([SLUG])
    for review in waiting:
        (check,) = await console.records.checks.store.page(SLUG)
        (run,) = await console.runs.store.of_assistant(SLUG)
        known = {"check": check.id, "run": run.id, "turn": TURN, **await shelved(console)}
        return {"draft": str(review.draft), "review": review.id, **known}
    await asked_by_somebody(console)
    async with console.api("dana") as dana:
        begun = await dana.post(
            f"/api/v1/admin/assistants/{SLUG}/drafts", json={"fields": {"passages": 9}}
        )
        draft = begun.json()["id"]
        asked = await dana.post(
            f"/api/v1/admin/drafts/{draft}/review", json={"revision": 1, "reason": "More."}
        )
        checks = f"/api/v1/admin/assistants/{SLUG}/checks"
        kept = await dana.post(checks, json={"checks": [{"question": "How often?"}]})
        begun = await dana.post(f"/api/v1/admin/drafts/{draft}/runs", json={})
    assert asked.status_code == kept.status_code == begun.status_code == 201, begun.text
    await console.runs.wait(begun.json()["id"])
    return await started(console)


async def shelved(console: Console) -> dict[str, str]:
    """A document of a source that takes two people, of which a new version was proposed."""
    waiting = await console.records.settler.changes.waiting([SLUG])
    if not waiting:
        folder = console.records.settings.var / "shelf"
        two = await shelf(console, folder, uploads="two persons")
        old = await two.ingested("storage.md", STORAGE)
        dana = await two.somebody("dana")
        await changing.put(
            two.uploads, dana, old.id, file(NEWER), seen=old.version, reason="Shorter."
        )
        return await shelved(console)
    (change,) = waiting
    return {"change": change.id, "document": change.document, "source": change.source}


async def asked_by_somebody(console: Console) -> None:
    """A turn of a person of the department."""
    alice = await console.records.directory.by_email("alice@cryodyne.example")
    assert alice is not None
    opening = turn_opening(
        TURN, person=alice.id, profile=SLUG, department=SLUG, question="What is the dose?"
    )
    await console.records.turns.begin(opening)


async def state(console: Console) -> tuple[object, ...]:
    """What must not change by what somebody has no right to."""
    desk = console.records.desk
    drafts = await desk.drafts.unfinished([SLUG])
    waiting = await desk.reviews.waiting(None)
    return (
        await console.records.configurations.all_live(),
        [(draft.id, draft.revision, draft.status) for draft in drafts],
        [(review.id, review.status, len(await desk.remarks(review))) for review in waiting],
        await console.records.checks.store.page(SLUG),
        await console.runs.store.of_assistant(SLUG),
        await console.records.settler.changes.of_source("shelf"),
        await console.records.documents.documents("shelf"),
    )


@pytest.mark.parametrize("name", EVERYBODY)
async def test_pages_are_there_for_those_whose_work_they_are(console: Console, name: str) -> None:
    ids = await started(console)
    client = await console.browser(name)

    replies = {path: await client.get(path.format(**ids)) for path in PAGES}

    statuses = {path: reply.status_code for path, reply in replies.items()}
    expected = 303 if not name else 200 if name in SEES else 404
    # Whoever manages something else is led to it from the first page, and sees nothing of this one.
    elsewhere = {"/admin": 303} if name in {"fatima", "hugo"} else {}
    assert statuses == dict.fromkeys(PAGES, expected) | elsewhere


@pytest.mark.parametrize("name", EVERYBODY)
async def test_documents_and_their_changes_are_for_their_department(
    console: Console, name: str
) -> None:
    ids = await started(console)
    client = await console.browser(name)

    async def statuses(*paths: str) -> set[int]:
        return {(await client.get(path.format(**ids))).status_code for path in paths}

    def for_these(names: set[str]) -> set[int]:
        return {303 if not name else 200 if name in names else 404}

    assert await statuses(*SOURCE_PAGES) == for_these(WRITES)
    assert await statuses(CHANGE, CHANGE + "/events") == for_these(WRITES | DECIDES)
    assert await statuses(*INGESTION_PAGES) == for_these({"hugo"})


@pytest.mark.parametrize("name", EVERYBODY)
async def test_trials_are_for_those_who_change_or_approve(console: Console, name: str) -> None:
    ids = await started(console)
    client = await console.browser(name)

    replies = [await client.get(path.format(**ids)) for path in TRIAL_PAGES]

    expected = 303 if not name else 200 if name in TRIES else 403 if name in SEES else 404
    assert {reply.status_code for reply in replies} == {expected}


@pytest.mark.parametrize("name", EVERYBODY)
async def test_searches_and_open_questions_are_for_admins(console: Console, name: str) -> None:
    client = await console.browser(name)

    replies = [await client.get(path) for path in KNOWLEDGE_WORK]

    sees = {"grace", "hugo"}
    expected = 303 if not name else 200 if name in WRITES else 403 if name in sees else 404
    assert {reply.status_code for reply in replies} == {expected}


@pytest.mark.parametrize("name", EVERYBODY)
async def test_the_api_tells_changes_to_those_whose_work_they_are(
    console: Console, name: str
) -> None:
    ids = await started(console)
    async with console.api(name) as client:
        statuses = {path: (await client.get(path.format(**ids))).status_code for path in API_READS}
        listed = await client.get("/api/v1/admin/reviews")

        changes = {(await client.get(path.format(**ids))).status_code for path in API_CHANGE_READS}
        waiting = await client.get("/api/v1/admin/document-changes")
        sources = await client.get("/api/v1/admin/sources")

    expected = 401 if not name else 200 if name in SEES else 404
    assert statuses == dict.fromkeys(API_READS, expected)
    assert changes == {401 if not name else 200 if name in TRIES else 404}
    if name:
        found = [one["id"] for one in waiting.json()]
        assert found == ([ids["change"]] if name in TRIES else [])
        assert [one["name"] for one in sources.json()] == (["shelf"] if name in WRITES else [])
    if name:
        assert [one["id"] for one in listed.json()] == ([ids["review"]] if name in SEES else [])


@pytest.mark.parametrize("name", EVERYBODY)
async def test_whoever_lacks_the_right_changes_nothing_by_the_api(
    console: Console, name: str
) -> None:
    ids = await started(console)
    before = await state(console)
    version = (await console.records.configurations.all_live())[0]
    live = next(
        one
        for one in await console.records.configurations.all_live()
        if one.configuration.slug == SLUG
    )
    content = live.configuration.model_dump(mode="json") | {"passages": 3}
    async with console.api(name) as client:
        for method, path, body, allowed in API_WRITES:
            if name in allowed:
                continue
            sent = {"configurations": [content], "reason": "x"} if body == "proposal" else body
            reply = await client.request(method, path.format(**ids), json=sent)
            assert reply.status_code in ({401} if not name else {403, 404}), (path, reply.text)

    assert version is not None
    assert await state(console) == before


@pytest.mark.parametrize("name", EVERYBODY)
async def test_whoever_lacks_the_right_changes_nothing_by_a_page(
    console: Console, name: str
) -> None:
    ids = await started(console)
    before = await state(console)
    client = await console.browser(name)
    for path, form, allowed in PAGE_WRITES:
        if name in allowed:
            continue
        reply = await client.post(path.format(**ids), data=form)
        assert reply.status_code in ({303} if not name else {403, 404}), (path, reply.text)
        if not name:
            assert reply.headers["location"].startswith("/sign-in")

    assert await state(console) == before


async def test_refusals_are_in_the_trail(console: Console) -> None:
    ids = await started(console)
    async with console.api("dana") as dana, console.api("ben") as ben:
        await dana.post(
            f"/api/v1/admin/reviews/{ids['review']}/approve", json={"hash": "x", "replaces": 1}
        )
        await ben.get(f"/api/v1/admin/reviews/{ids['review']}")

    page = await console.records.audit.page(EVERYTHING, limit=5)
    found = {(entry.actor_name, entry.action, entry.outcome) for entry in page.entries}
    assert ("dana@cryodyne.example", "change.refused", "denied") in found
    assert ("ben@cryodyne.example", "access.denied", "denied") in found


async def test_every_route_of_the_console_is_tried_here() -> None:
    described = {
        (method.upper(), path)
        for path, methods in bare_api().openapi()["paths"].items()
        if path.startswith("/api/v1/admin/")
        for method in methods
    }
    tried = {("GET", path) for path in (*API_READS, *API_CHANGE_READS)}
    tried |= {(m, path) for m, path, _, _ in API_WRITES}
    listed = ("assistants", "drafts", "reviews", "sources", "document-changes")
    lists = {("GET", f"/api/v1/admin/{name}") for name in listed}
    elsewhere = {("GET", path) for path in inbox.READS}
    elsewhere |= {("POST", f"{inbox.CASE}/{action}") for action, _ in inbox.WRITES}

    shaped = {(method, _shape(path)) for method, path in tried | lists | elsewhere}
    assert {(method, _shape(path)) for method, path in described} == shaped


def _shape(path: str) -> str:
    """An address without what stands for a name, so that two ways to write it are one."""
    parts = path.split("?", maxsplit=1)[0].split("/")
    names = ("draft", "review", "check", "run", "turn", "source", "document", "change")
    known = {*names, *(f"{name}_id" for name in names), "slug", "number", SLUG, "1", inbox.TURN}
    return "/".join("*" if part.strip("{}") in known else part for part in parts)
