"""PgBouncer before a PostgreSQL server, in transaction mode, where it is installed."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from tests.servers.postgres import free_port

# So few that transactions change their connections all the time.
_SETTINGS = """
[databases]
* = host=127.0.0.1 port={server} user={user}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 3
max_client_conn = 500
server_login_retry = 1
query_wait_timeout = 3
logfile = {folder}/log
pidfile = {folder}/pid
"""


@contextmanager
def running_pgbouncer(database_url: str) -> Iterator[str]:
    """Start it before the server of ``database_url``; gives the URL through it."""
    with tempfile.TemporaryDirectory(prefix="almanac-pgbouncer-") as name:
        folder = Path(name)
        folder.chmod(0o777)
        port, at = free_port(), urlsplit(database_url)
        settings = folder / "pgbouncer.ini"
        given = {"server": at.port, "user": at.username, "port": port, "folder": folder}
        settings.write_text(_SETTINGS.format(**given))
        program = shutil.which("pgbouncer") or "/usr/sbin/pgbouncer"
        # It refuses to run as root.
        user = "nobody" if os.geteuid() == 0 else None
        process = subprocess.Popen([program, "-q", str(settings)], user=user, cwd="/")
        try:
            _wait(port, process)
            yield f"postgresql://{at.username}@127.0.0.1:{port}{at.path}"
        finally:
            process.terminate()
            process.wait(timeout=20)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise RuntimeError("PgBouncer did not start")
