"""S8: a foreign page asks with a person's cookie, or by a name that points at this machine."""

from __future__ import annotations

import pytest

from tests.abuse.serving import Service

pytestmark = pytest.mark.asyncio(loop_scope="module")

FOREIGN = [
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
]
CHANGES = [
    ("POST", "/sign-in/demo"),
    ("POST", "/sign-out"),
    ("POST", "/api/v1/assistants/hr/ask"),
    ("PUT", "/api/v1/turns/x/reaction"),
    ("DELETE", "/api/v1/turns/x/reaction"),
    ("POST", "/chat/logout"),
    ("PUT", "/chat/project/thread"),
    ("POST", "/chat/project/threads"),
]


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
@pytest.mark.parametrize(("method", "path"), CHANGES)
async def test_s8_a_change_that_a_foreign_page_asks_for_is_refused(
    service: Service, method: str, path: str, headers: dict[str, str]
) -> None:
    alice = await service.signed_in("alice")

    reply = await alice.request(method, path, headers=headers, json={})

    assert reply.status_code == 403
    assert reply.json()["error"]["code"] == "foreign_origin"
    assert (await alice.get("/chat/user")).status_code == 200


async def test_s8_what_our_own_page_asks_for_is_done(service: Service) -> None:
    alice = await service.signed_in("alice")
    own = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}

    reply = await alice.post("/chat/project/threads", headers=own, json=_PAGE)

    assert reply.status_code == 200


async def test_s8_a_bearer_token_is_not_borrowed_by_a_page_and_may_come_from_anywhere(
    service: Service,
) -> None:
    program = await service.visitor()
    headers = service.bearer("alice") | {"Origin": "https://tool.example"}

    reply = await program.post("/api/v1/search", headers=headers, json={})

    assert reply.status_code == 422


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "10.0.0.1"])
async def test_s8_a_name_that_points_at_this_machine_is_no_way_in(
    service: Service, host: str
) -> None:
    visitor = await service.visitor()

    reply = await visitor.post(
        "/sign-in/demo", data={"email": "ivy@cryodyne.example"}, headers={"Host": host}
    )

    assert reply.status_code == 400
    assert "set-cookie" not in reply.headers


_PAGE = {"pagination": {"first": 5}, "filter": {}}
