"""A PostgreSQL server of our own on loopback, where its programs are installed."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_ANYBODY = "nobody"


def postgres_programs() -> Path | None:
    """The folder of ``initdb`` and ``postgres``; ``None`` where there is none."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if installed:
        return installed[-1].parent
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


@dataclass(slots=True)
class PostgresServer:
    """A server that can be stopped and started again, as in a failover."""

    url: str
    port: int
    _programs: Path
    _folder: Path
    _user: str | None
    _process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [
                    self._programs / "postgres",
                    "-D",
                    self._folder / "data",
                    "-p",
                    str(self.port),
                    "-h",
                    "127.0.0.1",
                    "-k",
                    self._folder,
                    # No test cuts the power of this machine.
                    "-c",
                    "fsync=off",
                ],
                stdout=log,
                stderr=log,
                user=self._user,
                cwd="/",
            )
        _wait(self._programs, self.port, self._folder / "log")

    def stop(self) -> None:
        """Stop it as a failover does: whoever is connected is cut off."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(timeout=60)
            self._process = None


@contextmanager
def postgres_server(programs: Path) -> Iterator[PostgresServer]:
    """Start a server with an empty database, and stop it at the end."""
    with tempfile.TemporaryDirectory(prefix="almanac-postgres-") as name:
        folder = Path(name)
        # PostgreSQL refuses to run as root.
        user = _ANYBODY if os.geteuid() == 0 else None
        if user is not None:
            account = pwd.getpwnam(user)
            os.chown(folder, account.pw_uid, account.pw_gid)
        options = ["-U", "almanac", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C"]
        initdb = [str(programs / "initdb"), "-D", str(folder / "data"), *options]
        subprocess.run(initdb, check=True, capture_output=True, user=user, cwd="/")
        port = free_port()
        url = f"postgresql://almanac@127.0.0.1:{port}/postgres"
        server = PostgresServer(url, port, programs, folder, user)
        server.start()
        try:
            yield server
        finally:
            server.stop()


@contextmanager
def running_postgres(programs: Path) -> Iterator[str]:
    """Start a server with an empty database, give its URL, and stop it at the end."""
    with postgres_server(programs) as server:
        yield server.url


def _wait(programs: Path, port: int, log: Path) -> None:
    ready = [str(programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
    for _ in range(600):
        if subprocess.run(ready, check=False).returncode == 0:
            return
        # ``pg_isready`` comes back at once while nothing listens.
        time.sleep(0.1)
    raise RuntimeError(f"PostgreSQL did not start: {log.read_text()}")


def free_port() -> int:
    """A port that nobody uses just now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
