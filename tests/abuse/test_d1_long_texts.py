"""D1: 8,001 characters, 900 kB, one letter of a megabyte: refused in words, and quickly."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing

import httpx
import pytest

from app.middleware.rate_limits import LARGEST_MESSAGE
from app.requests.questions import QuestionRefusedError, clean_question
from tests.servers.chat_socket import ask, connected
from tests.servers.product import Product, running

TEXTS = {
    "8,001 characters": ("x" * 8_001, "8,001 characters; at most 8,000 are allowed"),
    "900 kB": ("word " * 180_000, "32,000 characters or more; at most 8,000 are allowed"),
    "a letter of a megabyte": ("e" + "\u0301" * 500_000, "at most 8,000 are allowed"),
    "a million marks": ("e" + "\u0301" * 1_000_000, "at most 8,000 are allowed"),
    "marks out of order": ("e" + "\u0301\u0316" * 15_000, "more than 30 accents"),
}
VPN = "How do I connect to the VPN from home?"


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    with running(tmp_path_factory.mktemp("long") / "var") as product:
        yield product


@pytest.fixture
def ivy(product: Product) -> Iterator[httpx.Client]:
    with closing(product.sign_in("ivy@cryodyne.example")) as client:
        yield client


@pytest.mark.parametrize("name", TEXTS)
async def test_d1_a_text_too_long_is_refused_in_an_open_socket_which_goes_on(
    ivy: httpx.Client, name: str
) -> None:
    text, words = TEXTS[name]
    async with connected(ivy) as socket:
        refused = (await ask(socket, text))[-1]
        answered = await ask(socket, VPN)

    assert words in refused["output"]
    assert ivy.get(f"/chat/project/thread/{refused['threadId']}").status_code == 200
    assert any(step["type"] == "assistant_message" for step in answered)


async def test_d1_what_no_window_would_send_ends_the_socket_and_harms_nobody(
    ivy: httpx.Client,
) -> None:
    async with connected(ivy) as other, connected(ivy) as socket:
        await socket.emit("client_message", "x" * LARGEST_MESSAGE)
        await socket.wait()

        assert await ask(other, VPN)


@pytest.mark.parametrize(
    ("path", "field"), [("assistants/it/ask", "question"), ("search", "query")]
)
def test_d1_the_api_refuses_in_words_too(ivy: httpx.Client, path: str, field: str) -> None:
    for text in ("x" * 8_001, "word " * 7_000, "word " * 180_000):
        body = {field: text, "assistant": "it"}
        reply = ivy.post(f"/api/v1/{path}", json=body)
        assert reply.status_code == 422
        assert "characters" in reply.json()["error"]["message"]

    beyond = ivy.post(f"/api/v1/{path}", content=b"x" * 5_000_000)
    assert beyond.status_code == 413
    assert "are allowed" in beyond.json()["error"]["message"]


@pytest.mark.parametrize("path", ["/sign-in/demo", "/chat/project/threads", "/chat/logout"])
def test_d1_pages_and_chat_refuse_a_large_body_as_well(ivy: httpx.Client, path: str) -> None:
    def pieces() -> Iterator[bytes]:
        for _ in range(50):
            yield b"email=" + b"x" * 100_000

    announced = ivy.post(path, content=b"x" * 5_000_000)
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    in_chunks = ivy.post(path, content=pieces(), headers=headers)

    assert announced.status_code == 413
    # Where nothing is read, nothing can be too much.
    assert in_chunks.status_code == (200 if path == "/chat/logout" else 413)


@pytest.mark.parametrize("text", [text for text, _ in TEXTS.values()], ids=TEXTS)
def test_d1_looking_at_a_text_takes_no_time(text: str) -> None:
    began = time.thread_time()

    with pytest.raises(QuestionRefusedError):
        clean_question(text)

    # Normalising what is refused here would take from 0.7 seconds to many minutes.
    assert time.thread_time() - began < 0.1


def test_d1_a_question_in_any_script_is_no_pile_of_marks() -> None:
    thai = "ผู้ป่วยลืมกินยา ต้องทำอย่างไร"
    vietnamese = "Bệnh nhân quên một liều, phải làm gì?"
    hebrew = "בְּרֵאשִׁית בָּרָא אֱלֹהִים"

    for question in (thai, vietnamese, hebrew):
        assert clean_question(question)
