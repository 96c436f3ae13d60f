"""Limits: what they refuse, in which words, and what they forget."""

from __future__ import annotations

from contextlib import AsyncExitStack
from dataclasses import dataclass

import pytest
from starlette.requests import HTTPConnection

from app.middleware.rate_limits import ANSWERS_AT_ONCE, Limits, TooManyRequestsError, address_of
from app.middleware.rate_windows import Windows


@dataclass(slots=True)
class Clock:
    """A clock that a test sets."""

    now: float = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_a_minute_holds_so_many_questions_and_the_next_minute_as_many(clock: Clock) -> None:
    limits = Limits(questions_per_minute=3, clock=clock)
    for _ in range(3):
        limits.question("ivy")
    clock.now = 20.5

    with pytest.raises(TooManyRequestsError) as refused:
        limits.question("ivy")
    limits.question("ben")
    clock.now = 60.0
    limits.question("ivy")

    assert refused.value.retry_after_s == 40
    assert str(refused.value) == (
        "You may ask 3 questions a minute. Please try again in 40 seconds."
    )


def test_the_wait_is_never_nothing(clock: Clock) -> None:
    limits = Limits(requests_per_minute=1, clock=clock)
    limits.request("gateway")
    clock.now = 59.99

    with pytest.raises(TooManyRequestsError, match=r"again in 1 second\."):
        limits.request("gateway")


def test_who_is_exempt_is_not_counted(clock: Clock) -> None:
    limits = Limits(questions_per_minute=1, requests_per_minute=1, clock=clock)

    for _ in range(5):
        limits.question("operator", exempt=True)
        limits.request("operator", exempt=True)

    limits.question("operator")


async def test_so_many_answers_are_written_at_once_and_an_ended_one_makes_room() -> None:
    limits = Limits()
    async with AsyncExitStack() as stack:
        for _ in range(ANSWERS_AT_ONCE - 1):
            await stack.enter_async_context(limits.writing("ivy"))
        async with limits.writing("ivy"):
            with pytest.raises(TooManyRequestsError, match="20 of your questions"):
                limits.may_write("ivy")
            with pytest.raises(TooManyRequestsError):
                await stack.enter_async_context(limits.writing("ivy"))
            async with limits.writing("ben"), limits.writing("ivy", exempt=True):
                pass

        limits.may_write("ivy")


async def test_an_answer_that_fails_gives_its_place_back() -> None:
    limits = Limits()
    for _ in range(ANSWERS_AT_ONCE + 5):
        with pytest.raises(RuntimeError):
            async with limits.writing("ivy"):
                raise RuntimeError

    limits.may_write("ivy")


def test_windows_that_are_over_are_forgotten(clock: Clock) -> None:
    windows = Windows(clock)
    for n in range(1000):
        windows.incr(f"token-{n}", 60)
        clock.now += 1

    assert len(windows) <= 61
    assert windows.get("token-999") == 1
    assert windows.get("token-0") == 0


def test_keys_that_an_attacker_varies_do_not_fill_the_memory(clock: Clock) -> None:
    windows = Windows(clock, most_keys=100)
    for n in range(10_000):
        windows.incr(f"address-{n}", 60)

    assert len(windows) == 100
    assert windows.get("address-9999") == 1


@pytest.mark.parametrize(
    ("host", "key"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("x" * 10_000, "x" * 64),
        ("", ""),
    ],
)
def test_an_address_is_one_key_for_all_that_one_household_may_choose(host: str, key: str) -> None:
    assert address_of(HTTPConnection({"type": "http", "client": (host, 1)})) == key


def test_a_connection_without_an_address_has_a_key_too() -> None:
    assert address_of(HTTPConnection({"type": "http", "client": None})) == ""
