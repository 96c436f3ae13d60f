"""An S3 server in a process of its own on loopback, and one in front of it that misbehaves."""

from __future__ import annotations

import http.client
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@contextmanager
def running_s3() -> Iterator[str]:
    """Start an empty S3 server, give its address, and stop it at the end."""
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.servers.moto_s3", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(port, server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _wait(port: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if server.poll() is not None:
            break
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("The S3 server did not start.")


class Misbehaviour:
    """What the server in front does with the next requests; `refused` and `lost` count them.

    ``away`` answers 503, ``lose_replies`` stores and does not say so, ``garble_stored`` stores
    other bytes, ``garble_read`` reads others, ``overwrites`` ignores conditions, and ``hang``
    answers nothing until it is over.
    """

    def __init__(self) -> None:
        self.away = False
        self.lose_replies = False
        self.garble_stored = False
        self.garble_read = False
        self.overwrites = False
        self.refused = 0
        self.lost = 0
        self._goes_on = threading.Event()
        self._goes_on.set()

    @contextmanager
    def hang(self) -> Iterator[None]:
        """Take requests and leave them without an answer meanwhile."""
        self._goes_on.clear()
        try:
            yield
        finally:
            self._goes_on.set()

    def hold(self) -> bool:
        """Wait while it hangs; tells whether it did."""
        hung = not self._goes_on.is_set()
        self._goes_on.wait()
        return hung

    def spoil_request(
        self, command: str, body: bytes, headers: dict[str, str]
    ) -> tuple[bytes, dict[str, str]]:
        """What reaches the server behind of a request."""
        left_out = {"expect", "if-none-match"} if self.overwrites else {"expect"}
        kept = {name: value for name, value in headers.items() if name.lower() not in left_out}
        return (_garbled(body) if self.garble_stored and command == "PUT" else body), kept

    def spoil_reply(self, command: str, content: bytes) -> bytes:
        """What reaches the client of a reply."""
        return _garbled(content) if self.garble_read and command == "GET" else content


def _garbled(data: bytes) -> bytes:
    return data[:-1] + bytes([data[-1] ^ 1]) if data else data


@contextmanager
def misbehaving_s3(behind: str) -> Iterator[tuple[str, Misbehaviour]]:
    """Stand in front of the S3 server at ``behind``; gives the address and the switch."""
    behaviour = Misbehaviour()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(behind, behaviour))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", behaviour
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)


def _handler(behind: str, behaviour: Misbehaviour) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_request(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            # One request a connection keeps the server in front simple.
            self.close_connection = True
            if behaviour.hold():
                behaviour.lost += 1
                return
            if behaviour.away:
                behaviour.refused += 1
                self._answer(503, {}, b"<Error><Code>SlowDown</Code></Error>")
                return
            self._pass_on(*behaviour.spoil_request(self.command, body, dict(self.headers)))

        def _pass_on(self, body: bytes, headers: dict[str, str]) -> None:
            connection = http.client.HTTPConnection(behind.removeprefix("http://"), timeout=20)
            try:
                connection.request(self.command, self.path, body, headers)
                response = connection.getresponse()
                content = response.read()
                found = dict(response.getheaders())
            finally:
                connection.close()
            if behaviour.lose_replies and self.command == "PUT":
                behaviour.lost += 1
                return
            self._answer(response.status, found, behaviour.spoil_reply(self.command, content))

        def _answer(self, status: int, headers: dict[str, str], content: bytes) -> None:
            self.send_response(status)
            for name, value in headers.items():
                if name.lower() not in {"content-length", "connection", "transfer-encoding"}:
                    self.send_header(name, value)
            length = headers.get("Content-Length", str(len(content)))
            self.send_header(
                "Content-Length", length if self.command == "HEAD" else str(len(content))
            )
            self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_PUT = do_HEAD = do_DELETE = do_POST = handle_request  # noqa: N815

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Stay silent."""

    return Handler
