"""nginx before a running product, with the settings that the docs give."""

from __future__ import annotations

import re
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from app.settings import ROOT
from tests.servers.postgres import free_port

_LIMIT_S = 20.0
_AROUND = """\
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
{inside}
}}
"""


def documented() -> str:
    """The block of settings in the docs."""
    page = (ROOT / "docs" / "operations.md").read_text("utf-8")
    (block,) = re.findall(r"```nginx\n(.*?)```", page, re.DOTALL)
    return str(block)


@contextmanager
def running_nginx(
    program: str, folder: Path, *upstreams: str, changed: Mapping[str, str] | None = None
) -> Iterator[str]:
    """Serve replicas on loopback as the docs say, but for TLS and names; gives the address.

    ``changed`` are lines of the docs with what stands in their place.
    """
    port = free_port()
    servers = "\n".join(f"    server {urlsplit(upstream).netloc};" for upstream in upstreams)
    inside, replaced = re.subn(r"(?:    server almanac-\d:8000;\n?)+", f"{servers}\n", documented())
    assert replaced == 1
    inside = inside.replace("listen 443 ssl;", f"listen 127.0.0.1:{port};")
    assert inside.count(f"127.0.0.1:{port}") == 1
    for line, instead in (changed or {}).items():
        assert inside.count(line) == 1
        inside = inside.replace(line, instead)
    settings = folder / "nginx.conf"
    settings.write_text(_AROUND.format(folder=folder, inside=inside), "utf-8")
    process = subprocess.Popen([program, "-p", str(folder), "-c", str(settings)])
    try:
        deadline = time.monotonic() + _LIMIT_S
        while not _listens(port):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((folder / "error.log").read_text("utf-8"))
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(_LIMIT_S)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
