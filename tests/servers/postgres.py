"""A PostgreSQL server of our own on loopback, where its programs are installed."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_ANYBODY = "nobody"


def postgres_programs() -> Path | None:
    """The folder of ``initdb`` and ``postgres``; ``None`` where there is none."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if installed:
        return installed[-1].parent
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


@contextmanager
def running_postgres(programs: Path) -> Iterator[str]:
    """Start a server with an empty database, give its URL, and stop it at the end."""
    with tempfile.TemporaryDirectory(prefix="almanac-postgres-") as name:
        folder = Path(name)
        # PostgreSQL refuses to run as root.
        user = _ANYBODY if os.geteuid() == 0 else None
        if user is not None:
            account = pwd.getpwnam(user)
            os.chown(folder, account.pw_uid, account.pw_gid)
        data = folder / "data"
        options = ["-U", "almanac", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C"]
        initdb = [str(programs / "initdb"), "-D", str(data), *options]
        subprocess.run(initdb, check=True, capture_output=True, user=user, cwd="/")
        port = _free_port()
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [
                    programs / "postgres",
                    "-D",
                    data,
                    "-p",
                    str(port),
                    "-h",
                    "127.0.0.1",
                    "-k",
                    folder,
                ],
                stdout=log,
                stderr=log,
                user=user,
                cwd="/",
            )
        try:
            _wait(programs, port, folder / "log")
            yield f"postgresql://almanac@127.0.0.1:{port}/postgres"
        finally:
            server.terminate()
            server.wait(timeout=20)


def _wait(programs: Path, port: int, log: Path) -> None:
    ready = [str(programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
    for _ in range(100):
        if subprocess.run(ready, check=False).returncode == 0:
            return
        # ``pg_isready`` comes back at once while nothing listens.
        time.sleep(0.1)
    raise RuntimeError(f"PostgreSQL did not start: {log.read_text()}")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
