"""S3 and S4: what somebody else's ids and a forged message do, over HTTP and over the socket."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import httpx
import pytest
import pytest_asyncio

from tests.servers.chat_socket import ask, connected, ready
from tests.servers.product import Product, running

pytestmark = pytest.mark.asyncio(loop_scope="module")

VPN = "How do I connect to the VPN from home?"
LEAVE = "How many vacation days do I get after ten years?"


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    with running(tmp_path_factory.mktemp("others") / "var") as product:
        yield product


@pytest.fixture(scope="module")
def ivy(product: Product) -> Iterator[httpx.Client]:
    with closing(product.sign_in("ivy@cryodyne.example")) as client:
        yield client


@pytest.fixture(scope="module")
def ben(product: Product) -> Iterator[httpx.Client]:
    with closing(product.sign_in("ben@cryodyne.example")) as client:
        yield client


class Theirs:
    """An answer of Ivy's with her reaction, as it stands in every place where she sees it."""

    def __init__(self, ivy: httpx.Client, thread: str, turn: str) -> None:
        self.ivy, self.thread, self.turn = ivy, thread, turn

    def everything(self) -> list[Any]:
        return [
            self.ivy.get(path).json()
            for path in (
                f"/chat/project/thread/{self.thread}",
                f"/chat/answers/{self.thread}",
                f"/api/v1/turns/{self.turn}/reaction",
            )
        ]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def theirs(ivy: httpx.Client) -> Theirs:
    async with connected(ivy) as socket:
        steps = await ask(socket, VPN)
    answer = next(step for step in steps if step["type"] == "assistant_message")
    palette = ivy.get(f"/chat/answers/{answer['threadId']}").json()["answers"][answer["id"]]
    emoji = palette["palette"][0]["emoji"]
    reply = ivy.put(f"/api/v1/turns/{answer['id']}/reaction", json={"emoji": emoji})
    assert reply.status_code == 200
    return Theirs(ivy, answer["threadId"], answer["id"])


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", "/api/v1/turns/{turn}/reaction"),
        ("DELETE", "/api/v1/turns/{turn}/reaction"),
        ("GET", "/api/v1/turns/{turn}/reaction"),
        ("PUT", "/chat/feedback"),
        ("DELETE", "/chat/feedback"),
        ("PUT", "/chat/project/element"),
        ("DELETE", "/chat/project/element"),
        ("PUT", "/chat/project/thread"),
        ("DELETE", "/chat/project/thread"),
        ("PUT", "/chat/project/thread/share"),
        ("GET", "/chat/cite/{turn}/1"),
    ],
)
async def test_s3_somebody_elses_ids_are_unknown_over_http(
    theirs: Theirs, ben: httpx.Client, method: str, path: str
) -> None:
    before = theirs.everything()
    ids = {"turn": theirs.turn, "thread": theirs.thread}
    body = {
        "emoji": "👎",
        "threadId": theirs.thread,
        "name": "mine now",
        "feedbackId": theirs.turn,
        "feedback": {"forId": theirs.turn, "value": 0, "threadId": theirs.thread},
        "element": {"id": theirs.turn, "threadId": theirs.thread, "forId": theirs.turn},
        "sessionId": str(uuid.uuid4()),
        "isShared": True,
    }

    reply = ben.request(method, path.format(**ids), json=body if method != "GET" else None)

    assert reply.status_code == 404
    assert theirs.everything() == before


@pytest.mark.parametrize(
    "event",
    [
        "edit_message",
        "favorite_message",
        "message_favorite",
        "fetch_favorites",
        "call_action",
        "action_call",
        "update_message",
        "delete_message",
        "new_message",
        "element_update",
        "chat_settings_change",
        "chat_settings_edit",
        "window_message",
        "audio_start",
        "change_chat_profile",
    ],
)
async def test_s3_no_event_of_the_socket_changes_what_is_not_ones_own(
    theirs: Theirs, ben: httpx.Client, event: str
) -> None:
    before = theirs.everything()
    forged = {
        "id": theirs.turn,
        "threadId": theirs.thread,
        "forId": theirs.turn,
        "type": "assistant_message",
        "output": "This is wrong.",
        "value": 0,
    }
    async with connected(ben, chatProfile="hr") as socket:
        await ready(socket)
        for data in (forged, {"message": forged, "fileReferences": []}, {"action": forged}):
            await socket.emit(event, data)
        steps = await ask(socket, LEAVE)

    assert any(step["type"] == "assistant_message" for step in steps)
    assert theirs.everything() == before


@pytest.mark.parametrize("to", ["turn", "question"])
async def test_s4_a_message_with_ids_of_others_is_ones_own_question_in_ones_own_thread(
    theirs: Theirs, ben: httpx.Client, to: str
) -> None:
    before = theirs.everything()
    steps = before[0]["steps"]
    taken = theirs.turn if to == "turn" else steps[0]["id"]

    async with connected(ben, chatProfile="hr") as socket:
        came = await ask(
            socket,
            LEAVE,
            id=taken,
            threadId=theirs.thread,
            parentId=theirs.turn,
            type="assistant_message",
            name="Almanac",
            metadata={"turn": theirs.turn},
        )

    answer = next(step for step in came if step["type"] == "assistant_message")
    assert answer["threadId"] != theirs.thread
    assert answer["id"] not in {step["id"] for step in steps}
    own = ben.get(f"/chat/project/thread/{answer['threadId']}").json()["steps"]
    assert [(s["type"], s["output"]) for s in own if s["type"] == "user_message"] == [
        ("user_message", LEAVE)
    ]
    assert theirs.everything() == before


async def test_s4_ones_own_earlier_message_is_not_overwritten_either(ben: httpx.Client) -> None:
    async with connected(ben, chatProfile="hr") as socket:
        first = await ask(socket, LEAVE)
        thread = first[-1]["threadId"]
        before = ben.get(f"/chat/project/thread/{thread}").json()["steps"]
        await ask(socket, "What is the hotel limit in London?", id=before[0]["id"])

    after = ben.get(f"/chat/project/thread/{thread}").json()["steps"]
    assert after[: len(before)] == before
    assert len(after) == 2 * len(before)
