"""A server that waits for its answers after the first signal, and not after the second."""

from __future__ import annotations

import signal

import pytest
import uvicorn

from app.runtime.graceful_server import GracefulServer


class Answers:
    """What is being written, as far as a server asks."""

    is_due = False
    begun = False
    interrupted = False

    def begin(self) -> None:
        self.begun = True

    async def interrupt(self) -> None:
        self.interrupted = True


async def _nothing(*_args: object) -> None:
    """An application that is never asked."""


@pytest.fixture
def answers() -> Answers:
    return Answers()


@pytest.fixture
def server(answers: Answers) -> GracefulServer:
    return GracefulServer(uvicorn.Config(_nothing), answers)


async def test_it_goes_on_until_it_is_told_to_stop(
    server: GracefulServer, answers: Answers
) -> None:
    answers.is_due = True

    assert not await server.on_tick(1)
    assert not answers.begun


async def test_after_a_signal_it_listens_until_the_answers_have_ended(
    server: GracefulServer, answers: Answers
) -> None:
    server.handle_exit(signal.SIGTERM, None)

    assert answers.begun
    assert not await server.on_tick(1)
    assert not answers.interrupted
    answers.is_due = True
    assert not await server.on_tick(2)
    assert answers.interrupted
    # By now everybody has been told.
    assert await server.on_tick(3)


@pytest.mark.parametrize("second", [signal.SIGTERM, signal.SIGINT])
async def test_a_second_signal_ends_the_answers_at_once(
    server: GracefulServer, answers: Answers, second: signal.Signals
) -> None:
    server.handle_exit(signal.SIGTERM, None)
    server.handle_exit(second, None)

    assert not await server.on_tick(1)
    assert answers.interrupted
    assert await server.on_tick(2)
