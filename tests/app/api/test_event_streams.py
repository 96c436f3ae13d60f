"""Events are for whoever asks for them, and their making ends with their sending."""

from __future__ import annotations

from collections.abc import AsyncGenerator, MutableMapping
from typing import Any

import pytest

from app.api.event_streams import EventStream, broken, event, wants_events


@pytest.mark.parametrize(
    ("accept", "wanted"),
    [
        ("text/event-stream", True),
        ("TEXT/EVENT-STREAM", True),
        ("Text/Event-Stream; charset=utf-8", True),
        ("application/json, text/event-stream", True),
        ("application/json;q=0.5, text/event-stream;q=0.9", True),
        ("text/*, */*;q=0.5", True),
        ("text/event-stream;q=0, application/json", False),
        ("text/event-stream;q=0", False),
        ("text/event-stream; Q=0.0 , */*", False),
        ("text/event-stream;q=0.3, application/json;q=0.8", False),
        ("text/event-stream;q=0, text/*", False),
        ("text/event-stream;q=much", False),
        ("text/event-stream;q=nan", False),
        ("text/event-streams", False),
        ("application/json", False),
        ("text/html, */*;q=0.8", False),
        ("*/*", False),
        ("", False),
    ],
)
def test_events_are_for_whoever_names_them(accept: str, wanted: bool) -> None:
    assert wants_events(accept) is wanted


def test_half_a_character_does_not_break_an_event() -> None:
    assert event("token", {"text": "a\ud83d"}).encode() == b'event: token\ndata: {"text": "a?"}\n\n'


def test_what_breaks_a_stream_is_told_without_its_cause() -> None:
    told = broken(ValueError("the secret"))

    assert told.startswith("event: error\n")
    assert "answer_failed" in told
    assert "secret" not in told


async def test_where_sending_fails_the_making_of_events_ends() -> None:
    ended: list[str] = []

    async def events() -> AsyncGenerator[str]:
        try:
            yield event("token", {"text": "a"})
        finally:
            ended.append("ended")

    async def send(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.body":
            raise UnicodeEncodeError("utf-8", "a", 0, 1, "no")

    making = events()
    with pytest.raises(UnicodeEncodeError):
        await EventStream(making).stream_response(send)

    assert ended == ["ended"]
