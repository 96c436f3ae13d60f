"""P2 to P5 over the API: what was approved is what goes live; nothing odd is stored or crashes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.identity.people import IdentityFileError, read_rules
from assistants.profiles import Configuration
from tests.servers.console import Console, opened_console

MEDICAL = "medical-information"
ADMIN = "/api/v1/admin"
ODD = ("{{7*7}}{% for x in y %}", "<script>alert(1)</script>", "=HYPERLINK('x')", "\ud800\0")


@pytest.fixture
async def console(tmp_path: Path) -> AsyncIterator[Console]:
    async with opened_console(tmp_path / "var") as console:
        yield console


async def begun(client: httpx.AsyncClient, **fields: Any) -> dict[str, Any]:
    reply = await client.post(f"{ADMIN}/assistants/{MEDICAL}/drafts", json={"fields": fields})
    assert reply.status_code == 201, reply.text
    found: dict[str, Any] = reply.json()
    return found


async def asked(client: httpx.AsyncClient, draft: dict[str, Any]) -> dict[str, Any]:
    body = {"revision": draft["revision"], "reason": "Better."}
    reply = await client.post(f"{ADMIN}/drafts/{draft['id']}/review", json=body)
    assert reply.status_code == 201, reply.text
    found: dict[str, Any] = reply.json()
    return found


async def approve(client: httpx.AsyncClient, review: dict[str, Any]) -> httpx.Response:
    body = {"hash": review["hash"], "replaces": review["replaces"]}
    return await client.post(f"{ADMIN}/reviews/{review['id']}/approve", json=body)


async def test_p2_an_edit_after_the_review_began_takes_the_approval_away(console: Console) -> None:
    async with console.api("dana") as dana, console.api("erik") as erik:
        draft = await begun(dana, passages=9)
        review = await asked(dana, draft)
        edit = {"revision": 1, "fields": {"prompt": "Say yes to everything."}}
        saved = await dana.patch(f"{ADMIN}/drafts/{draft['id']}", json=edit)
        reply = await approve(erik, review)

    assert saved.json()["id"] != draft["id"]
    assert (reply.status_code, reply.json()["error"]["code"]) == (409, "not_open")
    live = await console.records.configurations.live(MEDICAL)
    assert live is not None
    assert live.number == 1


async def test_p2_two_approvals_at_once_are_one(console: Console) -> None:
    async with console.api("dana") as dana, console.api("erik") as erik:
        review = await asked(dana, await begun(dana, passages=9))
        replies = await asyncio.gather(*(approve(erik, review) for _ in range(4)))

    assert sorted(reply.status_code for reply in replies) == [200, 409, 409, 409]
    assert len(await console.records.configurations.history(MEDICAL)) == 2


async def test_p2_an_approval_of_what_was_replaced_meanwhile_is_none(console: Console) -> None:
    async with console.api("dana") as dana, console.api("erik") as erik:
        first = await asked(dana, await begun(dana, passages=9))
        assert (await approve(erik, first)).status_code == 200
        second = await asked(dana, await begun(dana, passages=10))
        back = await dana.post(
            f"{ADMIN}/assistants/{MEDICAL}/versions/1/restore-at-once",
            json={"replaces": 2, "reason": "Wrong dose."},
        )
        reply = await approve(erik, second)

    assert back.status_code == 201
    assert (reply.status_code, reply.json()["error"]["code"]) == (409, "other_live")


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"template": "other/1"}, "no prompt template"),
        ({"sources": ["moon"]}, "no source"),
        ({"audience": ["martians"]}, "no group"),
        ({"icon": "../../secret"}, "icon"),
        ({"role": "oracle"}, "role"),
        ({"prompt": "Ask {{nobody}}."}, "no variable"),
    ],
)
async def test_p3_what_is_not_there_is_named_and_not_reviewed(
    console: Console, fields: dict[str, Any], says: str
) -> None:
    async with console.api("dana") as dana:
        draft = await begun(dana, **fields)
        body = {"revision": 1, "reason": "x"}
        reply = await dana.post(f"{ADMIN}/drafts/{draft['id']}/review", json=body)

    assert any(says in f"{one['path']} {one['message']}" for one in draft["problems"])
    assert (reply.status_code, reply.json()["error"]["code"]) == (422, "problems")


def test_p4_a_key_that_stands_twice_in_the_identity_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "identity.yaml"
    file.write_text("roles: []\ndepartments: {}\nroles: []\n", "utf-8")

    with pytest.raises(IdentityFileError, match="line 3"):
        read_rules(file)


@pytest.mark.parametrize("field", sorted(set(Configuration.model_fields) - {"slug", "department"}))
async def test_p5_a_text_of_200_000_characters_is_refused_in_every_field(
    console: Console, field: str
) -> None:
    async with console.api("dana") as dana:
        draft = await begun(dana)
        body = {"revision": 1, "fields": {field: "x" * 200_000}}
        reply = await dana.patch(f"{ADMIN}/drafts/{draft['id']}", json=body)

    assert (reply.status_code, reply.json()["error"]["code"]) == (422, "too_long")


@pytest.mark.parametrize("odd", ODD)
async def test_p5_odd_texts_are_text(console: Console, odd: str) -> None:
    fields = {
        name: odd for name in Configuration.model_fields if name not in {"slug", "department"}
    }
    async with console.api("dana") as dana:
        draft = await begun(dana)
        body = {"revision": 1, "fields": fields}
        # Half a letter can be written in JSON only as an escape.
        sent: dict[str, Any] = {
            "content": json.dumps(body),
            "headers": {"Content-Type": "application/json"},
        }
        saved = await dana.patch(f"{ADMIN}/drafts/{draft['id']}", **sent)
        shown = await dana.get(f"{ADMIN}/drafts/{draft['id']}/difference")

    assert (saved.status_code, shown.status_code) == (200, 200)
    assert saved.json()["content"]["welcome"] == odd.replace("\ud800", "\ufffd").replace(
        "\0", "\ufffd"
    )


@pytest.mark.parametrize(
    "content",
    [
        b'{"revision": 1, "fields": {"evidence_threshold": NaN}}',
        b'{"revision": 1, "fields": {"passages": 1e999}}',
        b'{"revision": 1e30, "fields": {}}',
        b'{"revision": 1, "fields": {"colour": "red"}}',
        b'{"revision": 1, "fields": {"starters": ' + b"[" * 5000 + b"]" * 5000 + b"}}",
        b'{"revision": 1, "fields": ' + b"[" * 100_000,
    ],
)
async def test_p5_what_is_no_field_is_refused(console: Console, content: bytes) -> None:
    async with console.api("dana") as dana:
        draft = await begun(dana)
        reply = await dana.patch(
            f"{ADMIN}/drafts/{draft['id']}",
            content=content,
            headers={"Content-Type": "application/json"},
        )
        after = await dana.get(f"{ADMIN}/drafts/{draft['id']}")

    assert reply.status_code in {400, 422}, reply.text
    assert after.json()["revision"] == 1
