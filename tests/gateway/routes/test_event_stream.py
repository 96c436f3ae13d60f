from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.routes.event_stream import MOST_BYTES, EventStream, EventTooLongError

STREAM = (
    b'data: {"a": 1}\n\n: comment\n\nevent: x\r\ndata:two\r\ndata: lines\r\n\r\ndata: [DONE]\n\n'
)
# A line may end with a carriage return alone, and one that comes last may be half of an end.
RETURNS = STREAM.replace(b"\r\n", b"\n").replace(b"\n", b"\r")
BOTH = STREAM.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
EVENTS = [b'{"a": 1}', b"two\nlines", b"[DONE]"]


@pytest.mark.parametrize("sent", [STREAM, RETURNS, BOTH])
@given(cuts=st.lists(st.integers(0, len(STREAM)), max_size=8))
def test_events_are_the_same_however_the_bytes_arrive(sent: bytes, cuts: list[int]) -> None:
    stream, found, start = EventStream(), [], 0
    for cut in [*sorted(cuts), len(sent)]:
        found.extend(stream.feed(sent[start:cut]))
        start = cut

    assert found == EVENTS


def test_an_event_that_is_not_finished_is_held_back() -> None:
    assert EventStream().feed(b"data: half") == []


def fill(stream: EventStream, piece: bytes) -> None:
    for _ in range(2 * MOST_BYTES // len(piece)):
        stream.feed(piece)


@pytest.mark.parametrize("piece", [b"x" * 1000, b"data: " + b"x" * 993 + b"\n"])
def test_an_event_without_an_end_is_refused_before_it_fills_the_memory(piece: bytes) -> None:
    with pytest.raises(EventTooLongError):
        fill(EventStream(), piece)
