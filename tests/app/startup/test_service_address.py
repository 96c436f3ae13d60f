"""The port is taken or the start ends with a line, and commands find the service."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from app.errors import CommandError
from app.startup.service_address import begin_listening, listen, url_of


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000"),
        ("localhost", "http://localhost:8000"),
        ("::1", "http://[::1]:8000"),
        ("0:0:0:0:0:0:0:1", "http://[::1]:8000"),
        ("fd00::12", "http://[fd00::12]:8000"),
        ("fe80::1%eth0", "http://[fe80::1%25eth0]:8000"),
        ("0.0.0.0", "http://127.0.0.1:8000"),
        ("::", "http://[::1]:8000"),
    ],
)
def test_the_address_of_a_service_is_one_that_this_machine_can_ask(host: str, url: str) -> None:
    assert url_of(host, 8000) == url


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


def test_a_port_on_which_somebody_listens_is_taken(taken: int) -> None:
    with pytest.raises(CommandError, match=rf"Port {taken} of 127.0.0.1 is taken. .*ALMANAC_PORT"):
        listen("127.0.0.1", taken)


def test_a_port_that_somebody_took_meanwhile_is_taken_too() -> None:
    first = listen("127.0.0.1", 0)
    port = first.getsockname()[1]
    second = listen("127.0.0.1", port)
    with first, second:
        begin_listening(first, "127.0.0.1", backlog=1)
        with pytest.raises(CommandError, match=f"Port {port} of 127.0.0.1 is taken"):
            begin_listening(second, "127.0.0.1", backlog=1)


def test_nobody_can_connect_before_the_service_listens() -> None:
    with listen("127.0.0.1", 0) as listener:
        address = listener.getsockname()
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(address, timeout=5)
        begin_listening(listener, "127.0.0.1", backlog=1)
        socket.create_connection(address, timeout=5).close()


@pytest.mark.parametrize("host", ["192.0.2.1", "no-such-host.invalid", "x" * 300])
def test_a_host_that_is_not_this_machine_is_named(host: str) -> None:
    with pytest.raises(CommandError, match="ALMANAC_HOST"):
        listen(host, 0)
