"""P1: an author approves their own change, by whatever door, session, program or new role."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from app.audit.trail import Wanted
from app.identity.people import IdentityRules, Person
from tests.servers.console import Console, opened_console

MEDICAL = "medical-information"
ADMIN = "/api/v1/admin"
DANA = "dana@cryodyne.example"


@pytest.fixture
async def console(tmp_path: Path) -> AsyncIterator[Console]:
    async with opened_console(tmp_path / "var") as console:
        yield console


async def asked(client: httpx.AsyncClient) -> tuple[str, str]:
    """A review by the API, and the hash that it pins."""
    begun = await client.post(
        f"{ADMIN}/assistants/{MEDICAL}/drafts", json={"fields": {"passages": 9}}
    )
    draft = begun.json()["id"]
    review = await client.post(
        f"{ADMIN}/drafts/{draft}/review", json={"revision": 1, "reason": "x"}
    )
    assert review.status_code == 201, review.text
    return review.json()["id"], review.json()["hash"]


async def approve(client: httpx.AsyncClient, review: str, seen: str) -> httpx.Response:
    return await client.post(
        f"{ADMIN}/reviews/{review}/approve", json={"hash": seen, "replaces": 1}
    )


async def live_number(console: Console) -> int:
    version = await console.records.configurations.live(MEDICAL)
    assert version is not None
    return version.number


async def refusals(console: Console) -> list[tuple[str, object]]:
    page = await console.records.audit.page(Wanted(action="change.refused"))
    return [(entry.outcome, entry.facts["because"]) for entry in page.entries]


async def with_both_roles(console: Console, email: str) -> None:
    """Give somebody the approver's role besides, a second ago."""
    record = await console.records.people.by_email(email)
    assert record is not None
    groups = {*record.groups, "medinfo-admins", "medinfo-approvers"}
    await console.records.people.put(email, record.name, groups)


async def test_p1_by_the_api_with_a_role_gained_a_second_ago(console: Console) -> None:
    async with console.api("dana") as dana:
        review, seen = await asked(dana)
        await with_both_roles(console, DANA)
        reply = await approve(dana, review, seen)

    assert (reply.status_code, reply.json()["error"]["code"]) == (403, "own_change")
    assert await live_number(console) == 1
    assert await refusals(console) == [("denied", "own_change")]


async def test_p1_by_a_page_in_another_session(console: Console) -> None:
    async with console.api("dana") as dana:
        review, seen = await asked(dana)
    await with_both_roles(console, DANA)
    other = await console.browser("dana")
    # A sample person who signs in gets the groups of the file again.
    await with_both_roles(console, DANA)

    reply = await other.post(
        f"/admin/reviews/{review}/approve", data={"hash": seen, "replaces": "1"}
    )

    assert reply.status_code == 403
    assert await live_number(console) == 1
    assert await refusals(console) == [("denied", "own_change")]


async def test_p1_by_a_command_that_names_the_approver(console: Console) -> None:
    async with console.api("dana") as dana:
        review, seen = await asked(dana)
    tokens = console.records.directory.tokens
    token = tokens.issue("erik@cryodyne.example", by_command=True)
    async with console.api("") as shell:
        shell.headers["Authorization"] = f"Bearer {token}"
        reply = await approve(shell, review, seen)

    assert (reply.status_code, reply.json()["error"]["code"]) == (403, "not_a_person")
    assert await live_number(console) == 1


async def test_p1_by_a_service_client_with_every_group_and_scope(
    console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with console.api("dana") as dana:
        review, seen = await asked(dana)
    groups = frozenset({"medinfo-admins", "medinfo-approvers"})
    rules: IdentityRules = console.records.directory.rules
    client = Person("client:ci", "client:ci", "client:ci", groups, rules.grants_of(groups))

    async def machine(*_: object) -> Person:
        return client

    directory = type(console.records.directory)
    monkeypatch.setattr(directory, "of_connection", machine)
    async with console.api("") as program:
        reply = await approve(program, review, seen)
        proposed = await program.post(f"{ADMIN}/reviews/{review}/withdraw")

    assert (reply.status_code, reply.json()["error"]["code"]) == (403, "not_a_person")
    assert proposed.status_code == 200
    assert await live_number(console) == 1


async def test_p1_by_proposing_as_a_program_and_approving_as_a_person(console: Console) -> None:
    live = await console.records.configurations.live(MEDICAL)
    assert live is not None
    content = live.configuration.model_dump(mode="json") | {"passages": 9}
    async with console.api("operator") as shell, console.api("erik") as erik:
        token = console.records.directory.tokens.issue("operator", by_command=True)
        shell.headers["Authorization"] = f"Bearer {token}"
        done = await shell.post(
            f"{ADMIN}/proposals", json={"configurations": [content], "reason": "By a file"}
        )
        review = (await erik.get(f"{ADMIN}/reviews")).json()[0]
        reply = await approve(erik, review["id"], review["hash"])

    assert done.json()[0]["outcome"] == "proposed"
    assert (reply.status_code, reply.json()["error"]["code"]) == (403, "no_author")
    assert await live_number(console) == 1


async def test_p1_by_a_file_at_the_next_start(console: Console, tmp_path: Path) -> None:
    from app.startup.profiles import publish_new_profiles
    from tests.servers.console import PROFILES

    text = (PROFILES / f"{MEDICAL}.yaml").read_text("utf-8")
    (tmp_path / "one.yaml").write_text(text.replace("passages: 8", "passages: 9"), "utf-8")
    records = console.records

    await publish_new_profiles(records.configurations, records.desk, tmp_path)

    assert await live_number(console) == 1


async def test_p1_a_token_without_the_scope_approves_nothing(
    console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with console.api("dana") as dana:
        review, seen = await asked(dana)
    erik = await console.records.directory.by_email("erik@cryodyne.example")
    assert erik is not None
    narrow = dataclasses.replace(erik, scopes=frozenset())

    async def token(*_: object) -> Person:
        return narrow

    monkeypatch.setattr(type(console.records.directory), "of_connection", token)
    async with console.api("") as client:
        reply = await approve(client, review, seen)

    assert (reply.status_code, reply.json()["error"]["code"]) == (403, "forbidden")
    assert await live_number(console) == 1
